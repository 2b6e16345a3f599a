"""The data officer's desk: requests by deadline and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.pages import words
from hemei.ground.privacy.pages.gate import PAGE, REFUSED, document_today, entered, whole
from hemei.ground.privacy.rules import STATE_TEXTS, Right, State
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator


@never_cache
@require_GET
@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """Show the requests of this desk, newest first, by state."""
    actor = entered(request, people.Act.ANSWER_PRIVACY)
    state = request.GET.get("state", "")
    state = state if state in set(State) else ""
    rows = queries.requests(actor=actor, state=state, after=whole(request), limit=PAGE + 1)
    more, rows, document = len(rows) > PAGE, rows[:PAGE], document_today()
    context = {
        "now": utc_now(),
        "rows": [
            {
                "number": row.number,
                "right": words.right_name(document, row.right),
                "state": words.state_badge(row.state),
                "asked_at": row.asked_at,
                "due_at": row.due_at,
                "ended_at": row.ended_at,
                "counter": row.filed_by_id is not None,
            }
            for row in rows
        ],
        "tabs": [
            {"words": _("全部"), "address": reverse("privacy:requests"), "here": not state},
            *(
                {"words": say(text), "address": f"?{urlencode({'state': each.value})}", "here": each == state}
                for each, text in STATE_TEXTS.items()
            ),
        ],
        "older": f"?{urlencode({'state': state, 'after': rows[-1].id})}" if more else "",
        "sheet": f"{reverse('privacy:requests_sheet')}?{urlencode({'state': state})}",
    }
    return render(request, "privacy/requests.html", context)


@require_GET
@signed_in
def requests_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the desk's requests: numbers, kinds and times, nothing of the person."""
    actor = entered(request, people.Act.ANSWER_PRIVACY)
    state = request.GET.get("state", "")
    header = [_("编号"), _("种类"), _("状态"), _("收到"), _("应当答复"), _("答复")]
    found = queries.requests(actor=actor, state=state if state in set(State) else "", limit=None)
    return sheet(_("个人信息申请"), header, _lines(found))


def _lines(found: list[queries.RequestRow]) -> Iterator[tuple[Any, ...]]:
    document = document_today()
    for row in found:
        kind, state = words.right_name(document, row.right), say(STATE_TEXTS[row.state])
        yield row.number, kind, state, row.asked_at, row.due_at, row.ended_at


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show one request and take its answer; a refusal shows the form as it was typed."""
    actor = entered(request, people.Act.ANSWER_PRIVACY)
    row = queries.request_by_number(number, actor=actor)
    if row is None or row.desk_id != actor.body_id:
        raise Http404
    if request.method == "POST":
        try:
            _answer(request, actor, row)
        except Refused as refused:
            return _request_page(request, row, refused)
        messages.success(request, _("已答复本人。"))
        return HttpResponseRedirect(reverse("privacy:requests"))
    return _request_page(request, row)


def _answer(request: HttpRequest, actor: Actor, row: queries.RequestRow) -> None:
    text = request.POST.get("text", "")
    now = utc_now()
    if request.POST.get("how") == "refuse":
        ground = request.POST.get("ground", "")
        services.refuse_request(actor=actor, now=now, number=row.number, ground=ground, text=text)
        return
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    correction = services.Correction(field, value) if row.right is Right.CORRECT else None
    services.answer_request(actor=actor, now=now, number=row.number, text=text, correction=correction)


def _request_page(
    request: HttpRequest, row: queries.RequestRow, refused: Refused | None = None
) -> HttpResponse:
    document, now = document_today(), utc_now()
    texts = record.open_sealed(number for number in (row.text_id, row.answer_id) if number)
    person = people.persons([row.person_id], now=now).get(row.person_id)
    context = {
        "now": now,
        "row": row,
        "right": words.right_name(document, row.right),
        "clause": document.claim_of(row.right).warrant.reference.clause,
        "state": words.state_badge(row.state),
        "open": row.state is State.OPEN,
        "corrects": row.right is Right.CORRECT,
        "deletes": row.right is Right.DELETE,
        "person": person.name if person else "",
        "text": texts.get(row.text_id) or "",
        "answer": texts.get(row.answer_id or 0) or "",
        "ground": words.ground_name(document, row),
        "shown": words.shown(document, row),
        "counter": people.body_names([row.filed_by_id]).get(row.filed_by_id, "") if row.filed_by_id else "",
        "seen": [
            (sight.notice.rpartition("/")[2], sight.seen_at) for sight in queries.sights_of([row.person_id])
        ],
        "copies": row.right in {Right.KNOW, Right.COPY} and row.state in {State.OPEN, State.ANSWERED},
        "grounds": [
            (found.code, f"{words.named(found)}（{found.warrant.reference.clause}）")
            for found in document.grounds_against(row.right)
        ],
        "fields": [(name, words.field_name(name)) for name in people_services.CORRECTABLE],
        "typed": request.POST if refused else {},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "privacy/request.html", context, REFUSED if refused else 200)
