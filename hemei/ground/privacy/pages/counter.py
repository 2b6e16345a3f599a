"""The counter: check who has come, find him by number, file his request, hand the answer over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.ground.people import queries as people
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.pages import matters, words
from hemei.ground.privacy.pages.gate import PAGE, REFUSED, document_today, entered, whole
from hemei.ground.privacy.rules import Right, State
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_SALT, _MINUTES = "privacy.counter", 60


@sensitive_post_parameters("number")
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def counter(request: HttpRequest) -> HttpResponse:
    """Show the form to find who has come, and the requests this counter has taken."""
    actor = entered(request, people.Act.FILE_PRIVACY)
    if request.method == "GET":
        return _counter(request, actor)
    come = services.Come(request.POST.get("claimant", ""), request.POST.get("proof", ""))
    try:
        found = services.find_person(
            actor=actor, now=utc_now(), number=request.POST.get("number", ""), come=come
        )
    except Refused as refused:
        return _counter(request, actor, refused)
    tokens = [
        {
            "row": row,
            "token": signing.dumps([row.id, come.claimant, come.proof, actor.account_id], salt=_SALT),
        }
        for row in found
    ]
    return _counter(request, actor, found=tokens)


def _counter(
    request: HttpRequest,
    actor: Actor,
    refused: Refused | None = None,
    found: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    document = document_today()
    rows = queries.requests(actor=actor, after=whole(request), limit=PAGE + 1, counter=True)
    context = {
        "now": utc_now(),
        "found": found,
        "rows": [_row(document, row) for row in rows[:PAGE]],
        "older": f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "claimants": [(one.code, f"{words.named(one)}：{words.papers(one)}") for one in document.claimant],
        "proofs": [(one.code, words.named(one)) for one in document.proof],
        "typed": request.POST if refused or found is not None else {"claimant": "self"},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "privacy/counter.html", context, REFUSED if refused else 200)


def _row(document: Any, row: queries.RequestRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "right": words.right_name(document, row.right),
        "state": words.state_badge(row.state),
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "ended_at": row.ended_at,
        "hand": row.state in {State.ANSWERED, State.REFUSED} and row.handed_at is None,
        "handed_at": row.handed_at,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def file(request: HttpRequest, token: str) -> HttpResponse:
    """Take what the person asks for; the token says who was found and checked within the last hour."""
    actor = entered(request, people.Act.FILE_PRIVACY)
    person, come = _found(token, actor)
    refused = None
    if request.method == "POST":
        try:
            number = _file(request, actor, person, come)
        except Refused as error:
            refused = error
        else:
            messages.success(
                request, _("申请已收到，编号 %(number)s。请把编号告诉来人。") % {"number": number}
            )
            return HttpResponseRedirect(reverse("privacy:counter"))
    document = document_today()
    claimant = next(one for one in document.claimant if one.code == come.claimant)
    context = {
        "rights": [
            (claim.code, words.named(claim), claim.warrant.reference.clause)
            for claim in document.right
            if claim.code in claimant.rights
        ],
        "claimant": words.named(claimant),
        "papers": words.papers(claimant),
        "proof": next(words.named(one) for one in document.proof if one.code == come.proof),
        "typed": request.POST if refused else {},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "privacy/file.html", context, REFUSED if refused else 200)


def _found(token: str, actor: Actor) -> tuple[int, services.Come]:
    try:
        person, claimant, proof, account = signing.loads(token, salt=_SALT, max_age=_MINUTES * 60)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    if account != actor.account_id:
        raise Http404
    return person, services.Come(claimant, proof)


def _file(request: HttpRequest, actor: Actor, person: int, come: services.Come) -> str:
    right = request.POST.get("right", "")
    if right not in set(Right):
        raise Refused.because(mark("请选择申请的种类。"), field="right", code="right")
    asks = services.Asks(Right(right), request.POST.get("text", ""), told=bool(request.POST.get("told")))
    return services.ask_at_counter(actor=actor, now=utc_now(), person_id=person, come=come, asks=asks)


@never_cache
@require_GET
@signed_in
def taken(request: HttpRequest, number: str) -> HttpResponse:
    """Show a request this counter took, its answer, and what is left to do."""
    actor = entered(request, people.Act.FILE_PRIVACY)
    row = queries.request_by_number(number, actor=actor)
    if row is None or row.filed_by_id != actor.body_id:
        raise Http404
    document = document_today()
    texts = record.open_sealed(one for one in (row.text_id, row.answer_id) if one)
    context = {
        "now": utc_now(),
        "row": row,
        **_row(document, row),
        "copies": row.right in {Right.KNOW, Right.COPY} and row.state is State.ANSWERED and not row.handed_at,
        "text": texts.get(row.text_id) or "",
        "answer": "" if row.handed_at else texts.get(row.answer_id or 0) or "",
        "ground": words.ground_name(document, row),
        "shown": words.shown(document, row),
    }
    return render(request, "privacy/taken.html", context)


@require_POST
@signed_in
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the answer was handed over."""
    actor = entered(request, people.Act.FILE_PRIVACY)
    services.hand_over(actor=actor, now=utc_now(), number=number)
    messages.success(request, _("已登记当面交付。"))
    return HttpResponseRedirect(reverse("privacy:counter"))


@never_cache
@require_POST
@signed_in
def take_copy(request: HttpRequest, number: str) -> HttpResponse:
    """Show everything held of who asked, as a paper to hand to him; that it was taken is recorded."""
    actor = entered(request, people.Act.FILE_PRIVACY, people.Act.ANSWER_PRIVACY)
    now = utc_now()
    found = services.take_copy(actor=actor, now=now, number=number)
    context = {"groups": matters.groups(found), "looks": [], "made_at": now, "number": number}
    return render(request, "privacy/copy.html", context)
