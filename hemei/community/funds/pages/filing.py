"""The filing of a use with the authority, on the page of the use: what may be done of it, and its forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hemei.community.funds import queries, services
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.ui.forms import plain
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

DONE = {
    "file": mark("已报主管部门备案。"),
    "order": mark("已责令改正。"),
    "answer": mark("已报告改正。"),
    "reopen": mark("结算已按责令退回改正。"),
    "settle": mark("已认可改正。"),
}
FIELDS = {"order": ("reason",), "answer": ("reason",), "reopen": ("reason",)}
_STEPS = {
    "file": queries.FilingStep.FILE,
    "order": queries.FilingStep.ORDER,
    "answer": queries.FilingStep.ANSWER,
    "reopen": queries.FilingStep.REOPEN,
    "settle": queries.FilingStep.SETTLE,
}
_OF_AUTHORITY = {"order", "settle"}


def open_steps(
    actor: Actor, row: queries.UseRow, filing: queries.FilingRow | None, *, community: bool
) -> dict[str, bool]:
    """Return which forms of the filing stand open to the actor where it stands now."""
    found = {}
    for name, step in _STEPS.items():
        act = queries.Act.ORDER_CORRECTION if name in _OF_AUTHORITY else queries.Act.FILE
        held = filing is not None and filing.state in queries.FILING_MOVES[step]
        held = held and queries.may(actor, act).allowed
        if name not in _OF_AUTHORITY:
            acts = community and actor.role in queries.COMMUNITY
            held = held and queries.may_file(actor, community=acts).allowed
        found[name] = held and (name != "reopen" or row.state is queries.State.APPROVED)
    return found


def bars_payment(actor: Actor, filing: queries.FilingRow | None) -> bool:
    """Whether a use is not paid for what stands out of its filing; who pays in the committee's place files nothing."""
    barred = {queries.FilingState.DUE, queries.FilingState.ORDERED}
    return filing is not None and filing.state in barred and not actor.among(queries.AUTHORITY)


def filing_words(filing: queries.FilingRow | None) -> list[tuple[str, str]]:
    """Return what is told of a filing: where it stands, what was ordered, what was answered."""
    if filing is None:
        return []
    state = say(queries.FILING_STATE_NAMES[filing.state])
    return [
        (_("主管部门备案"), state),
        (_("责令改正的理由"), filing.order),
        (_("改正的报告"), filing.answer),
    ]


def _file(actor: Actor, row: queries.UseRow, _data: QueryDict) -> None:
    services.file_use(actor=actor, now=utc_now(), use_id=row.id)


def _settle(actor: Actor, row: queries.UseRow, _data: QueryDict) -> None:
    services.settle_order(actor=actor, now=utc_now(), use_id=row.id)


def _with_reason(service: Callable[..., None]) -> Callable[[Actor, queries.UseRow, QueryDict], None]:
    def acted(actor: Actor, row: queries.UseRow, data: QueryDict) -> None:
        service(actor=actor, now=utc_now(), use_id=row.id, reason=plain(data.get("reason", ""), 400))

    return acted


CARRY_OUT: dict[str, Callable[[Any, queries.UseRow, QueryDict], None]] = {
    "file": _file,
    "order": _with_reason(services.order_correction),
    "answer": _with_reason(services.answer_order),
    "reopen": _with_reason(services.reopen_bill),
    "settle": _settle,
}
