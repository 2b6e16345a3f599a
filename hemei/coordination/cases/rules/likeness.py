"""What a person may say of two cases that sound like one: the same, or two.

A pair is asked of once; who told two apart by mistake joins them after all.
"""

from __future__ import annotations

from dataclasses import dataclass

from hemei.coordination.cases.rules.alike import JOINABLE
from hemei.coordination.cases.rules.words import STATE_TEXTS, State
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

ASKED = "asked"
"""What the event of a report says where its sender was shown what is like it and said that it is something else."""
IN_HAND = "already_in_hand"
"""The ground on which the later of two cases that are one is not taken; its reporter may object as to any other.

Nobody chooses it as he does the others: a case stands on it where it was joined into an earlier one.
"""
JOINS = frozenset({State.REPORTED, State.ACCEPTED})
"""Where the later one can still be joined: nobody has been sent out for it."""
OVER = frozenset({State.REFUSED, State.AWAITING, State.ENDED})
"""How the earlier one stands when the callers whose cases were joined into it are told what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two cases that may be one: home bodies and states of the later and the earlier; answered before or not.

    `apart` says that the answer was two. `number` is the earlier's; `itself` says that it is no other case, `after`
    that it was reported after this one, and `into` is the number of the case the earlier was itself joined into.
    """

    number: str
    home: int
    other_home: int
    state: State
    other_state: State
    answered: bool
    apart: bool = False
    itself: bool = False
    after: bool = False
    into: str = ""


def may_answer(pair: Pair, body: int | None, *, same: bool) -> Decision:
    """Whether a body may say what two cases are: that they differ either home body, that they are one the later's."""
    values = {"number": pair.number, "into": pair.into, "state": STATE_TEXTS[pair.state],
              "other_state": STATE_TEXTS[pair.other_state]}  # fmt: skip
    bodies = {pair.home} if same else {pair.home, pair.other_home}
    for holds, text, remedy, code in (
        (pair.itself, mark("{number}就是这一件"), _ANOTHER, "itself"),
        (pair.answered and not pair.apart, mark("这一件已经并入{number}"), _BACK, "answered"),
        (pair.apart and not same, mark("这一件和{number}已经核对过，不是同一件"), _OR_JOIN, "answered"),
        (body not in bodies, mark("只有后报的那件的责任单位可以并入"), "", "not_yours"),
        (same and pair.after, mark("{number}是后报的"), mark("请在{number}的页面上把它并入这一件"), "after"),
        (same and bool(pair.into), mark("{number}已经并入{into}"), mark("请并入{into}"), "joined"),
        (same and pair.other_state not in JOINABLE,
         mark("先报的{number}现在是“{other_state}”，已经有了办理结果"), _ALONE, "over"),
        (same and pair.state not in JOINS, mark("这一件现在是“{state}”，不能并入"), _ALONE, "state"),
    ):  # fmt: skip
        if holds:
            return Decision.no(Reason(text, values, remedy, "earlier", code))
    return Decision.yes()


_ALONE, _ANOTHER = mark("请单独办理这一件"), mark("请填先报的那件的编号")
_BACK = mark("报的人不同意并入的，由他退回，再由上一级决定")
_OR_JOIN = mark("请单独办理这一件；原来是同一件的，可以并入")


def unknown(number: str) -> Decision:
    """Return why a number that was named as the earlier case's leads nowhere; not there and not yours look alike."""
    text = mark("查不到编号“{number}”，或者不在您能看到的范围内")
    remedy = mark("请核对编号，可以在“全部案件”里查找")
    return Decision.no(Reason(text, {"number": number}, remedy, "earlier", "no_earlier"))


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
