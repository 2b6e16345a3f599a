"""The public notice, and what a signed-in person sees and asks about his own data."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.pages import matters, words
from hemei.ground.privacy.pages.gate import document_today
from hemei.ground.privacy.rules import PersonalData, Right, State
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render

REFUSED = 422


@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    """Show what is done with personal data, today or by the notice of another day; needs no sign-in."""
    day = _day(request.GET.get("on", ""))
    try:
        document = queries.personal_data(day)
    except NoStandard as missing:
        raise Http404 from missing
    context = {
        "rows": [words.activity_row(row) for row in document.activity],
        "unseen": _unseen(request, document),
        "files": people.may(request.actor.role, people.Act.FILE_PRIVACY).allowed,  # type: ignore[attr-defined]
        "rights": [
            {
                "name": words.named(claim),
                "answer": words.length(claim.answer),
                "clause": claim.warrant.reference.clause,
            }
            for claim in document.right
        ],
        "source": document.right[0].warrant.source.title,
        "since": document.head.day,
        "days": [found for found in queries.notice_days() if found != document.head.day],
        "kept": words.length(document.assessment.kept),
        "design": document.head.source.title,
    }
    return render(request, "privacy/notice.html", context)


def _unseen(request: HttpRequest, document: PersonalData) -> bool:
    """Whether the reader is signed in, this notice is in force, and he has not said that he read it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None or document.version != document_today().version:
        return False
    return not _has_seen(actor, document)


@never_cache
@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show what is kept of the reader, his requests and the form for another."""
    return _mine(request)


def _mine(
    request: HttpRequest, typed: dict[str, str] | None = None, refused: Refused | None = None
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    document = queries.personal_data(shanghai_day(now))
    rows = queries.own_requests(actor=actor)
    texts = record.open_sealed(number for row in rows for number in (row.text_id, row.answer_id) if number)
    context = {
        "now": now,
        "groups": matters.groups(queries.own_matters(actor=actor, now=now)),
        "requests": [
            {
                "number": row.number,
                "right": words.right_name(document, row.right),
                "state": words.state_badge(row.state),
                "open": row.state is State.OPEN,
                "asked_at": row.asked_at,
                "due_at": row.due_at,
                "ended_at": row.ended_at,
                "text": texts.get(row.text_id) or "",
                "answer": texts.get(row.answer_id or 0) or "",
                "counter": row.filed_by_id is not None,
                "ground": words.ground_name(document, row),
            }
            for row in rows
        ],
        "rights": [
            (claim.code, words.named(claim), claim.warrant.reference.clause) for claim in document.right
        ],
        "typed": typed or {},
        "errors": errors_of(refused) if refused else {},
        "looks": matters.looks(_looks(actor)),
        "sights": [(sight.notice.rpartition("/")[2], sight) for sight in queries.own_sights(actor=actor)],
        "unseen": not _has_seen(actor, document),
        "persons": _persons(actor, now),
        "may_claim": actor.role is Role.RESIDENT,
    }
    return render(request, "privacy/mine.html", context, REFUSED if refused else 200)


def _looks(actor: Actor) -> list[queries.Look]:
    """Return who looked at the reader's data."""
    return queries.looks_at(actor=actor, persons=people.own_persons(actor))


def _has_seen(actor: Actor, document: PersonalData) -> bool:
    return document.version in {sight.notice for sight in queries.own_sights(actor=actor)}


def _persons(actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """Return the registers' persons the reader is, where there are several to ask about."""
    own = people.own_persons(actor)
    rows = people.persons(own, now=now) if len(own) > 1 else {}
    return [
        (
            str(number),
            _("账号") if number == actor.person_id else _("业主登记 %(name)s") % {"name": rows[number].name},
        )
        for number in own
        if number in rows
    ]


@never_cache
@require_GET
@signed_in
def copy(request: HttpRequest) -> HttpResponse:
    """Give the reader a copy of all that is kept of him, as a file a program can read (article 45)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    content = matters.content(queries.own_matters(actor=actor, now=now), _looks(actor), now)
    text = json.dumps(content, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@never_cache
@require_GET
@signed_in
def paper(request: HttpRequest) -> HttpResponse:
    """Show the reader all that is kept of him as a page to print."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    context = {
        "groups": matters.groups(queries.own_matters(actor=actor, now=now)),
        "looks": matters.looks(_looks(actor)),
        "made_at": now,
        "number": "",
    }
    return render(request, "privacy/copy.html", context)


@require_POST
@signed_in
def seen(request: HttpRequest) -> HttpResponse:
    """Note that the reader has read the notice in force."""
    services.see_notice(actor=request.actor, now=utc_now())  # type: ignore[attr-defined]
    messages.success(request, _("已记下您看过本告知。"))
    return HttpResponseRedirect(reverse("privacy:mine"))


@sensitive_post_parameters("identity")
@require_POST
@signed_in
def owner(request: HttpRequest) -> HttpResponse:
    """Show that the reader is the owner a register names."""
    typed = {"name": request.POST.get("name", ""), "claiming": "yes"}
    try:
        people_services.recognise_owner(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            name=typed["name"],
            identity=request.POST.get("identity", ""),
        )
    except Refused as refused:
        return _mine(request, typed, refused)
    messages.success(request, _("已核对一致，您的业主登记显示在下面。"))
    return HttpResponseRedirect(reverse("privacy:mine"))


@require_POST
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """File a request; a refusal shows the form as it was typed."""
    typed = {name: request.POST.get(name, "") for name in ("right", "text", "person")}
    try:
        if typed["right"] not in set(Right):
            raise Refused.because(_("请选择申请的种类。"), field="right", code="right")
        number = services.ask(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            right=Right(typed["right"]),
            text=typed["text"],
            person_id=whole_of(typed["person"]),
        )
    except Refused as refused:
        return _mine(request, typed, refused)
    messages.success(request, _("申请已收到，编号 %(number)s。") % {"number": number})
    return HttpResponseRedirect(reverse("privacy:mine"))


@require_POST
@signed_in
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take an open request back."""
    services.withdraw_request(actor=request.actor, now=utc_now(), number=number)  # type: ignore[attr-defined]
    messages.success(request, _("申请已撤回。"))
    return HttpResponseRedirect(reverse("privacy:mine"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return shanghai_day(utc_now())
