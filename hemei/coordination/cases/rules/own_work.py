"""What nobody does because the work was his own: his body's, one's whose duties it has, or his in another post."""

from __future__ import annotations

from hemei.coordination.cases.rules.parts import did_the_work, had_the_work, was_called
from hemei.coordination.cases.rules.situation import Situation
from hemei.coordination.cases.rules.words import ACT_TEXTS, ActName, State
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark

_FOR_A_REPORTER = frozenset({ActName.ACCEPT_RESULT, ActName.WITHDRAW})
"""The reporter's own acts, which the hotline does in his name."""


def ours(at: Situation) -> frozenset[int]:
    """Return the body of whoever acts, with all that are one with it by succession."""
    return at.facts.one_with(at.actor.body_id)


def own_hand(at: Situation, act: ActName, *, judges: bool) -> Reason | None:
    """Let nobody judge in one post what he himself did in another; a colleague does it.

    So it is with who would decide on a standstill of others, and with whose word is given for a reporter.
    """
    speaks = act in _FOR_A_REPORTER and at.actor.role is Role.HOTLINE_CLERK
    hand = at.facts.hand_of(at.actor.person_id, at.actor.body_id) if judges or speaks else None
    if hand is None:
        return None
    return Reason(
        mark("您在{body}办过本案（{done}），不能再由您{act}"),
        {"body": hand.name, "done": ACT_TEXTS[hand.act], "act": ACT_TEXTS[act]},
        mark("本单位没有其他人，请上一级来做") if _alone(at) else mark("请本单位的其他人来做"),
        code="own_hand",
    )


def _alone(at: Situation) -> bool:
    return at.actor.body_id is not None and at.facts.nobody_left(at.actor.body_id)


def own_visit(at: Situation) -> Reason | None:
    """Let no body visit what one did whose duties it has now; the ladder passes the visit on."""
    if not did_the_work(at.state, ours(at)):
        return None
    remedy = mark("不用去看，到期由上一级复查，上面没有别的单位的由市级另一部门复查")
    return Reason(mark("贵单位或者它承接的单位办过本案，不能由贵单位复查"), remedy=remedy, code="own_work")


def own_ruling(at: Situation) -> Reason | None:
    """Let no body rule on what one returned whose duties it has now, where somebody above is free to."""
    if not was_called(at.state, ours(at)):
        return None
    above = at.facts.judge_from(at.state, at.state.level + 1)
    if above is None:
        return None
    return Reason(
        mark("贵单位或者它承接的单位办过本案，不能由贵单位裁定"),
        remedy=mark("请{body}提级后裁定"),
        values={"body": above[1].name},
        code="own_work",
    )


def accept_result(at: Situation) -> Reason | None:
    """Let nobody be content with his own work, in whatever post he looks at it now, nor anybody for him."""
    if did_the_work(at.state, ours(at)):
        return Reason(mark("贵单位办理了本案，不能自己认可结果"), code="own_work")
    if did_the_work(at.state, at.facts.one_with(at.state.reporter_body)):
        return Reason(mark("报的单位也是办的单位，不能认可结果"), code="own_work")
    return None


def withdraw(at: Situation) -> Reason | None:
    """Let nobody end what others follow, who reported nothing of their own for that, nor his own body's work.

    What a body found itself and had to do ends as done or not accepted: those endings are drawn and seen again. So
    does what somebody reported at home once he or a colleague has begun it: as withdrawn it would be in no lot.
    """
    bodies = (at.state.reporter_body, at.actor.body_id)
    if at.state.own or any(had_the_work(at.state, at.facts.one_with(body)) for body in bodies):
        remedy = mark("请由责任单位办结，或者按依据不予受理")
        return Reason(mark("报的单位也是办的单位，不能撤销上报"), remedy=remedy, code="own_work")
    if at.facts.own_word and (at.state.state is not State.REPORTED or at.facts.hands):
        text = mark("报事人办过本案，或者在有办理责任的单位任职，已经开始办理，不能撤销上报")
        return Reason(text, remedy=mark("请由责任单位按实际结果办结"), code="own_work")
    if not at.facts.supporters:
        return None
    return Reason(
        mark("还有{count}人跟着办，这件事要继续办"),
        {"count": at.facts.supporters},
        mark("请报事人自己退出上报") if at.actor.role is Role.HOTLINE_CLERK else mark("请改选“退出上报”"),
        code="followed",
    )
