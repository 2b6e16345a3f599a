"""Refunds of a fund: ask for one because the building is gone; a second person says yes or no."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.funds import queries, services
from hemei.community.funds.pages.shared import (
    REFUSED,
    carried,
    confirm_first,
    door_of,
    entered,
    found_fund,
    today,
)
from hemei.community.funds.queries import Act
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_FIELDS = ("door", "day", "reason")
_TONES = {
    queries.RefundState.ASKED: "warn",
    queries.RefundState.PAID: "good",
    queries.RefundState.REFUSED: "",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refunds(request: HttpRequest, code: str) -> HttpResponse:
    """List the refunds of a fund, and ask for, confirm or refuse one."""
    actor, refused = entered(request, Act.REFUND), None
    row, act = found_fund(code, actor), plain(request.POST.get("act", ""), 20)
    back, judged = reverse("funds:refunds", args=[code]), act == "judge"
    if request.method == "POST":
        done = carried(request, back, lambda: _judge(actor, request) if judged else _ask(actor, row, request))
        if not isinstance(done, Refused):
            return done
        refused = done
    errors = errors_of(refused) if refused else {}
    context = {
        "row": row,
        "confirm": confirm_first(back),
        "confirmed": queries.refund_code_counts(people_services.confirmed_at(request.session), utc_now()),
        "found": _faces(actor, queries.refunds_of(row.id, actor=actor)),
        "rules": queries.fund_rules(today()),
        "t": defaultdict(str, {} if judged else request.POST.dict()),
        "judged": whole_of(request.POST.get("number", "")) if judged else None,
        "wrong": {} if judged else at_fields(errors, _FIELDS, {"booked_on": "day"}),
        "refusal": [text for texts in errors.values() for text in texts] if judged else [],
        "open": bool(refused and not judged),
        "today": today(),
    }
    return render(request, "funds/refunds.html", context, REFUSED if refused else 200)


def _faces(actor: Actor, found: list[queries.RefundRow]) -> list[dict[str, Any]]:
    if not found:
        return []
    persons = {one for row in found for one in (row.asked_by, row.judged_by) if one}
    with people_services.opened(actor, found[0].scope):
        names = {number: one.name for number, one in people.persons(persons, now=utc_now()).items()}
    texts = records.open_sealed([one for row in found for one in (row.reason_id, row.answer_id) if one])
    return [
        {
            "row": one,
            "state": say(queries.REFUND_STATE_NAMES[one.state]),
            "tone": _TONES[one.state],
            "reason": texts.get(one.reason_id) or "",
            "answer": texts.get(one.answer_id or 0) or "",
            "asker": names.get(one.asked_by, ""),
            "judge": names.get(one.judged_by or 0, ""),
            "mine": one.waits_for(actor.person_id),
        }
        for one in found
    ]


def _ask(actor: Actor, row: queries.FundRow, request: HttpRequest) -> str:
    data = request.POST
    services.ask_refund(
        actor=actor, now=utc_now(), household_id=door_of(actor, row, data),
        day=needed_day(data.get("day", ""), "day"), reason=plain(data.get("reason", ""), 200),
    )  # fmt: skip
    return _("已登记返还，等另一人确认。")


def _judge(actor: Actor, request: HttpRequest) -> str:
    fen = services.judge_refund(
        actor=actor, now=utc_now(), refund_id=whole_of(request.POST.get("number", "")) or 0,
        agrees=request.POST.get("word") == "yes", reason=plain(request.POST.get("reason", ""), 200),
        confirmed_at=people_services.confirmed_at(request.session),
    )  # fmt: skip
    if fen is None:
        return _("没有同意返还，余额不动。")
    return _("已返还%(fen)s元，分户账结清。") % {"fen": yuan(fen)}
