"""The life of a topic as one table of moves, and what the community checks when it comes in."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from hemei.community.deliberation.rules.standards import Ground, ThreeInOne
from hemei.community.deliberation.rules.words import STATE_TEXTS, TopicState
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

SHORTEST_TITLE, LONGEST_TITLE, LONGEST_TEXT = 4, 60, 1_000


class Move(StrEnum):
    """What happens to a topic."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    MERGE = "merge"
    SCHEDULE = "schedule"
    PUT_OFF = "put_off"
    SET_TASKS = "set_tasks"
    PROPOSE = "propose"
    ANSWER = "answer"
    FINISH = "finish"
    BACK = "back"
    REPORT = "report"
    DECIDED = "decided"
    UNSUPPORTED = "unsupported"
    ANNULLED = "annulled"
    DROP = "drop"
    RETURN = "return"


MOVE_TEXTS: dict[Move, str] = {
    Move.ACCEPT: mark("列入议题"),
    Move.REFUSE: mark("不列入"),
    Move.MERGE: mark("并入相同议题"),
    Move.SCHEDULE: mark("排入议程"),
    Move.PUT_OFF: mark("留到下次会议"),
    Move.SET_TASKS: mark("议定任务"),
    Move.PROPOSE: mark("建议业主表决"),
    Move.ANSWER: mark("当场答复"),
    Move.FINISH: mark("任务全部办结"),
    Move.BACK: mark("任务撤销，重新排入议程"),
    Move.REPORT: mark("会上报告结果"),
    Move.DECIDED: mark("业主表决有了结果"),
    Move.UNSUPPORTED: mark("业主提议终止，重新排入议程"),
    Move.ANNULLED: mark("表决结果被撤销，重新排入议程"),
    Move.DROP: mark("不再商议"),
    Move.RETURN: mark("放回，下次会议再议"),
}
_S = TopicState
MOVES: dict[Move, tuple[frozenset[TopicState], TopicState]] = {
    Move.ACCEPT: (frozenset({_S.RAISED}), _S.WAITING),
    Move.REFUSE: (frozenset({_S.RAISED}), _S.REFUSED),
    Move.MERGE: (frozenset({_S.RAISED, _S.WAITING}), _S.MERGED),
    Move.SCHEDULE: (frozenset({_S.WAITING}), _S.ON_AGENDA),
    Move.PUT_OFF: (frozenset({_S.ON_AGENDA}), _S.WAITING),
    Move.SET_TASKS: (frozenset({_S.ON_AGENDA}), _S.AT_WORK),
    Move.PROPOSE: (frozenset({_S.ON_AGENDA}), _S.PROPOSED),
    Move.ANSWER: (frozenset({_S.ON_AGENDA}), _S.CLOSED),
    Move.FINISH: (frozenset({_S.AT_WORK}), _S.DONE),
    Move.BACK: (frozenset({_S.AT_WORK}), _S.WAITING),
    Move.REPORT: (frozenset({_S.DONE}), _S.CLOSED),
    Move.DECIDED: (frozenset({_S.PROPOSED}), _S.DONE),
    Move.UNSUPPORTED: (frozenset({_S.PROPOSED}), _S.WAITING),
    Move.ANNULLED: (frozenset({_S.PROPOSED, _S.DONE, _S.CLOSED}), _S.WAITING),
    Move.DROP: (frozenset({_S.WAITING}), _S.CLOSED),
    Move.RETURN: (frozenset({_S.ON_AGENDA}), _S.WAITING),
}
"""From which states a move leads where."""


def may_move(state: TopicState, move: Move) -> Decision:
    """Whether a topic that stands so may go on so."""
    if state in MOVES[move][0]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("议题“{state}”，不能“{move}”"),
            {"state": STATE_TEXTS[state], "move": MOVE_TEXTS[move]},
            mark("请刷新页面，看它现在到了哪一步"),
            code="state",
        )
    )


def after(move: Move) -> TopicState:
    """Return where a move leads."""
    return MOVES[move][1]


def is_title(title: str) -> Decision:
    """Whether a text can be a topic's public title."""
    if SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("标题要有{least}到{most}个字"),
            {"least": SHORTEST_TITLE, "most": LONGEST_TITLE},
            mark("写明在哪里、要议什么，不写姓名和门牌"),
            field="title",
            code="title",
        )
    )


def is_said(text: str) -> Decision:
    """Whether what somebody writes beside the title is short enough; it may be empty."""
    if len(text) <= LONGEST_TEXT:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("说明最多{most}个字"), {"most": LONGEST_TEXT}, mark("请写要点"), field="text", code="text"
        )
    )


def hinted_matter(text: str, rules: ThreeInOne) -> str:
    """Return the owners' matter that the words speak of, empty where none; a hint, no judgement."""
    return next((hint.matter for hint in rules.hint if any(word in text for word in hint.words)), "")


def may_classify(
    *, hinted: str, matter: str, matters: Iterable[str], reason: str, of_estate: bool
) -> Decision:
    """Whether the community may say so: a matter of the law or none; none against the words needs a reason.

    Owners decide estate by estate: what is of the whole community is nothing they could vote on.
    """
    if matter and not of_estate:
        return Decision.no(
            Reason(
                mark("业主表决按小区进行，这个议题没有写明小区"),
                {},
                mark("请不列入，请提出人按小区分别提出"),
                field="matter",
                code="estate",
            )
        )
    if matter and matter not in set(matters):
        return Decision.no(
            Reason(mark("没有这种共同决定的事项"), {}, mark("请重新选择"), field="matter", code="matter")
        )
    if hinted and not matter:
        return gives_reason(
            mark("议题里的字样像是须由业主共同决定的事项"), reason, field="not_owners", code="hint",
            remedy=mark("请选择对应的事项；确实不属于的，写明理由，至少{least}个字；现在是{given}个字。"),
        )  # fmt: skip
    return Decision.yes()


def may_change_matter(*, before: str, matter: str, reason: str, called: bool) -> Decision:
    """Whether what a topic is before the law is put right: otherwise than before, with a reason, no meeting under way.

    A meeting that is called has put it to its sides as it was.
    """
    if called:
        return Decision.no(
            Reason(
                mark("这个议题已经排入还没有结束的会议"),
                {},
                mark("会上不要议定这一项；会议结束以后再改"),
                field="matter",
                code="called",
            )
        )
    if matter == before:
        return Decision.no(
            Reason(mark("议题的事项没有变化"), {}, mark("请重新选择"), field="matter", code="no_change")
        )
    return has_reason(reason, "not_owners")


def has_reason(reason: str, field: str) -> Decision:
    """Whether it is said why, in as many characters as a reason takes everywhere."""
    return gives_reason(mark("没有写明理由。"), reason, field=field)


def may_refuse(code: str, rules: ThreeInOne) -> Ground:
    """Return the ground of a refusal; a refusal without a listed ground is none.

    Raises:
        LookupError: the document lists no such ground.
    """
    ground = rules.ground(code)
    if ground is None:
        raise LookupError(code)
    return ground


def may_merge(*, topic: int, into: int, same_place: bool, into_state: TopicState) -> Decision:
    """Whether a topic is the same as another: of the same place, still to be talked over, and not itself."""
    if topic == into:
        return Decision.no(
            Reason(mark("不能并入自己"), {}, mark("请选择另一个议题"), field="into", code="self")
        )
    if not same_place:
        return Decision.no(
            Reason(
                mark("不是同一个地方的议题"),
                {},
                mark("请选择同一小区或本社区的议题"),
                field="into",
                code="place",
            )
        )
    if into_state not in {TopicState.RAISED, TopicState.WAITING, TopicState.ON_AGENDA}:
        return Decision.no(
            Reason(
                mark("那个议题“{state}”，不能再并入"),
                {"state": STATE_TEXTS[into_state]},
                mark("请作为新的议题处理"),
                field="into",
                code="state",
            )
        )
    return Decision.yes()


_SPLIT = str.maketrans(dict.fromkeys("，。、！？；：“”（） ,.!?;:()\t", None))


def likeness(one: str, other: str) -> int:
    """Return how alike two titles are, from 0 to 100: the shared pairs of characters (Dice)."""
    first, second = (_pairs(text) for text in (one, other))
    if not first or not second:
        return 0
    return 200 * len(first & second) // (len(first) + len(second))


def _pairs(text: str) -> frozenset[str]:
    plain = text.translate(_SPLIT).casefold()
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


ALIKE = 50
"""From here on two titles are shown to the community as perhaps the same; it decides."""
