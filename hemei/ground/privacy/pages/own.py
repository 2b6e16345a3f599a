"""The public notice, and what a signed-in person sees and asks about his own data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.ground.people import queries as people
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.pages import words
from hemei.ground.privacy.rules import Right, State
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import local_time

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
    document = queries.personal_data(now.astimezone(SHANGHAI).date())
    rows = queries.own_requests(actor=actor)
    texts = record.open_sealed(number for row in rows for number in (row.text_id, row.answer_id) if number)
    context = {
        "now": now,
        "groups": _groups(queries.held_of(actor=actor)),
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
                "ground": _ground(document, row),
            }
            for row in rows
        ],
        "rights": [
            (claim.code, words.named(claim), claim.warrant.reference.clause) for claim in document.right
        ],
        "typed": typed or {},
        "errors": errors_of(refused) if refused else {},
        "looks": len(_looks(actor)),
    }
    return render(request, "privacy/mine.html", context, REFUSED if refused else 200)


def _looks(actor: Actor) -> list[people.Look]:
    """Return who looked at the reader's data."""
    return people.who_looked(actor=actor, person_id=actor.person_id or 0)


def _ground(document: Any, row: queries.RequestRow) -> str:
    ground = document.ground_of(row.ground, row.right) if row.ground else None
    if ground is None:
        return ""
    return f"{words.named(ground)}（{ground.warrant.source.title}{ground.warrant.reference.clause}）"


def _groups(held: list[queries.HeldField]) -> list[dict[str, Any]]:
    """Return what is kept, matter by matter."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for found in held:
        groups.setdefault(found.stream, []).append((words.field_name(found.field), found.text or ""))
    return [{"name": words.stream_name(stream), "fields": fields} for stream, fields in groups.items()]


@never_cache
@require_GET
@signed_in
def copy(request: HttpRequest) -> HttpResponse:
    """Give the reader a copy of all that is kept of him, as a file a program can read (article 45)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    looks = _looks(actor)
    bodies = people.body_names(look.body_id for look in looks if look.body_id)
    content = {
        "made_at": local_time(utc_now()),
        "kept": [
            {"matter": found.stream, "field": found.field, "text": found.text}
            for found in queries.held_of(actor=actor)
        ],
        "looked_at": [
            {
                "at": local_time(look.at),
                "by": bodies.get(look.body_id or 0, ""),
                "role": look.role,
                "field": look.field,
                "reason": look.reason,
            }
            for look in looks
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_POST
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """File a request; a refusal shows the form as it was typed."""
    typed = {"right": request.POST.get("right", ""), "text": request.POST.get("text", "")}
    try:
        if typed["right"] not in set(Right):
            raise Refused.because(_("请选择申请的种类。"), field="right", code="right")
        number = services.ask(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            right=Right(typed["right"]),
            text=typed["text"],
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
        return utc_now().astimezone(SHANGHAI).date()
