"""An order of correction: how it stands, and who may take which step (regulation art. 19)."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark

LONGEST_CLAUSE = 80
MOST_DAYS = 180


class OrderState(StrEnum):
    """Where an order stands; that it is late is said by the clock alone."""

    ORDERED = "ordered"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    ANNULLED = "annulled"
    LIFTED = "lifted"


ORDER_STATE_NAMES: dict[OrderState, str] = {
    OrderState.ORDERED: mark("待改正"),
    OrderState.ANSWERED: mark("已报告改正，待核实"),
    OrderState.CORRECTED: mark("已改正"),
    OrderState.ANNULLED: mark("已撤销决定"),
    OrderState.LIFTED: mark("责令已收回"),
}
OPEN = frozenset({OrderState.ORDERED, OrderState.ANSWERED})
"""What was ordered is not settled."""
SETTLEMENTS = (OrderState.CORRECTED, OrderState.ORDERED, OrderState.LIFTED)
"""What the authority may say to an answer: put right, not so and the clock runs anew, or the order is lifted."""


def may_answer(state: OrderState) -> Decision:
    """Whether it is still to be reported how an order was followed."""
    if state is OrderState.ORDERED:
        return Decision.yes()
    return Decision.no(Reason(mark("这项责令不在等待改正"), code="order_state"))


def may_settle(state: OrderState, into: OrderState) -> Decision:
    """Whether the authority may settle an order so: lifted while it is open, else after an answer."""
    if into in SETTLEMENTS and (
        state is OrderState.ANSWERED or (state in OPEN and into is OrderState.LIFTED)
    ):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("还没有报告改正，或者这项责令已经办结"), remedy=mark("逾期不改的，可以撤销决定"), field="state",
            code="order_state",
        )
    )  # fmt: skip
