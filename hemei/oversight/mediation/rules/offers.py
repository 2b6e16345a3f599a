"""Offers of the parties to one another: one stands at a time, the other side accepts, refuses or offers otherwise."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.mediation.rules.words import Side, State

LONGEST_OFFER = 1_000
MOST_FEN = 10**11


class OfferState(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    COUNTERED = "countered"
    TAKEN_BACK = "taken_back"


OFFER_TEXTS: dict[OfferState, str] = {
    OfferState.OPEN: mark("等对方答复"),
    OfferState.ACCEPTED: mark("对方接受"),
    OfferState.REFUSED: mark("对方不接受"),
    OfferState.COUNTERED: mark("对方另有方案"),
    OfferState.TAKEN_BACK: mark("已收回"),
}
TALKING = frozenset({State.FILED, State.ACCEPTED, State.IN_MEDIATION, State.ESCALATED, State.SENT_BACK})
"""While these hold, the parties may settle it among themselves."""


def may_offer(
    *, state: State, side: Side, open_of: Side | None, text: str, amount_fen: int | None
) -> Decision:
    """Whether a side may offer: while the dispute runs, while no offer of its own is open, saying what it would do."""
    if state not in TALKING:
        return _no(mark("纠纷已经结束，不能再提方案"), "", "state")
    if open_of is side:
        return _no(mark("您的方案还在等对方答复"), mark("可以先收回，再提新的方案"), "open")
    if not text.strip() or len(text) > LONGEST_OFFER:
        return _no(mark("请用不超过{most}个字写明方案"), "", "text", field="text", most=LONGEST_OFFER)
    if amount_fen is not None and not 0 < amount_fen < MOST_FEN:
        return _no(mark("金额要大于0"), mark("没有金额的请留空"), "amount", field="amount")
    return Decision.yes()


def may_answer(*, state: State, offer: OfferState, offered_by: Side, side: Side) -> Decision:
    """Whether a side may accept or refuse: the other side's offer, while it is open and the dispute runs."""
    if state not in TALKING:
        return _no(mark("纠纷已经结束"), "", "state")
    if offer is not OfferState.OPEN:
        return _no(mark("这个方案已经有了答复"), mark("请刷新页面查看"), "answered")
    if offered_by is side:
        return _no(mark("不能答复自己的方案"), mark("可以收回"), "own")
    return Decision.yes()


def may_take_back(*, offer: OfferState, offered_by: Side, side: Side) -> Decision:
    """Whether a side may take its offer back: its own, while nobody has answered."""
    if offer is OfferState.OPEN and offered_by is side:
        return Decision.yes()
    return _no(mark("只能收回自己的、还没有答复的方案"), "", "own")


def _no(text: str, remedy: str, code: str, field: str = "", **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
