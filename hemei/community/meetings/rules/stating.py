"""Statements and opinions: what may be put before others, and until when opinions are taken."""

from __future__ import annotations

from hemei.community.meetings.rules.standards import MeetingOpinions
from hemei.community.meetings.rules.words import State, StatementState
from hemei.kernel.decision import Decision, Reason, mark

SHORTEST = 4
_TAKEN = frozenset({State.NOTICED, State.OPEN, State.CLOSED})


def takes_opinions(state: State, *, posted: bool) -> Decision:
    """Whether opinions are taken: from the notice until the result is posted."""
    if state in _TAKEN and not posted:
        return Decision.yes()
    return Decision.no(Reason(mark("这个会议不在征集观点"), code="state"))


def may_state(text: str, *, own: int, rules: MeetingOpinions) -> Decision:
    """Whether a statement may be handed in: one short sentence, and not too many of one person."""
    found = rules.statements
    if not SHORTEST <= len(text) <= found.longest:
        return Decision.no(
            Reason(
                mark("观点要有{least}到{most}个字"),
                {"least": SHORTEST, "most": found.longest},
                mark("一条只说一件事，不写具体的人"),
                "text",
                "text",
            ),
            references=(found.warrant.reference,),
        )
    if own >= found.most_each:
        return Decision.no(
            Reason(
                mark("每人最多提出{most}条观点"),
                {"most": found.most_each},
                mark("请对已有的观点表态"),
                "text",
                "too_many",
            ),
            references=(found.warrant.reference,),
        )
    return Decision.yes(found.warrant.reference)


def may_judge(state: StatementState) -> Decision:
    """Whether a statement still waits to be let through."""
    if state is StatementState.WAITING:
        return Decision.yes()
    return Decision.no(Reason(mark("这条观点已经审核"), code="judged"))


def looks_again(*, looked: bool, voters: int, moved: int, over: bool, rules: MeetingOpinions) -> bool:
    """Whether the groups are computed anew: when so many spoke since that nobody is told by the difference.

    `moved` are the people who said something since, also who spoke before: to a new statement, or with another mind.
    At the end the picture is that of all opinions.
    """
    if not looked:
        return voters >= rules.groups.least_members
    return moved >= rules.groups.least_members or (over and moved > 0)
