"""What a person may say of two cases that sound like one: the same, or two. A pair is asked of once."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.coordination.cases.rules.alike import JOINABLE
from hemei.coordination.cases.rules.words import STATE_TEXTS, State
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

ASKED = "asked"
"""What the event of a report says where its sender was shown what is like it and said that it is something else."""
GROUND = "already_in_hand"
"""The ground on which the later of two cases that are one is not taken; its reporter may object as to any other."""
JOINS = frozenset({State.REPORTED, State.ACCEPTED})
"""Where the later one can still be joined: nobody has been sent out for it."""
OVER = frozenset({State.REFUSED, State.AWAITING, State.ENDED})
"""How the earlier one stands when the callers whose cases were joined into it are told what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two cases that sound like one: home bodies and states of the later and the earlier; answered before or not."""

    home: int
    other_home: int
    state: State
    other_state: State
    answered: bool


def may_answer(pair: Pair, body: int | None, *, same: bool) -> Decision:
    """Whether a body may say what two cases are: that they differ either home body, that they are one the later's."""
    if pair.answered:
        return Decision.no(Reason(mark("这两件已经核对过"), code="answered"))
    if body not in ({pair.home} if same else {pair.home, pair.other_home}):
        return Decision.no(Reason(mark("只有后报的那件的责任单位可以并入"), code="not_yours"))
    if not same:
        return Decision.yes()
    if pair.other_state not in JOINABLE:
        return Decision.no(
            Reason(mark("先报的那件已经有了办理结果"), remedy=mark("请单独办理这一件"), code="over")
        )
    if pair.state not in JOINS:
        return Decision.no(
            Reason(mark("现在是“{state}”，不能并入"), {"state": STATE_TEXTS[pair.state]}, code="state")
        )
    return Decision.yes()


def may_tell(state: State, *, told: bool, text: str) -> Decision:
    """Whether it may be recorded that a caller was told how the case his own was joined into ended."""
    if told:
        return Decision.no(Reason(mark("这位来电人已经告知过，或者自己登录看了"), code="told"))
    if state not in OVER:
        return Decision.no(
            Reason(
                mark("先报的那件现在是“{state}”，还没有结果"),
                {"state": STATE_TEXTS[state]},
                mark("有了结果再告知"),
                code="state",
            )
        )
    return gives_reason(
        mark("没有写清怎么告知的"), text, field="text", code="text",
        remedy=mark("请写明告诉了什么、来电人怎么说，至少{least}个字；现在是{given}个字。"),
    )  # fmt: skip
