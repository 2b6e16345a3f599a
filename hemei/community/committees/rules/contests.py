"""A recount says otherwise than what was done, or the result falls: what the street may decide on it.

The owners' decision binds as it was counted last (Civil Code article 280); seats that were taken or ended by the count
before are contested until the authority of the place decides (property regulation, article 19) or a court does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.community.committees.rules.election_words import ElectionState, Result
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.rules.outcome import Placed
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

LEAST_REASON = 10
LONGEST_REASON = 2_000


class Settled(StrEnum):
    """How it ended: as the recount says, with what was done, by another count, or with the annulled result."""

    FOLLOWED = "followed"
    LEFT = "left"
    AGREES = "agrees"
    ANNULLED = "annulled"


UNDONE = "annulled"
"""Why a recall is contested that ended a seat: its result was annulled."""
SHORT = "short"
"""Why a recall is contested that ended a seat: by the recount too few took part, so the owners decided nothing."""
CHOICES = (Settled.FOLLOWED, Settled.LEFT)
"""What the street chooses between; the others follow from the record."""
SETTLED_TEXTS: dict[Settled, str] = {
    Settled.FOLLOWED: mark("按重新计票的结果办理"),
    Settled.LEFT: mark("维持已经办理的，不作改变"),
    Settled.AGREES: mark("再次计票，与已经办理的一致"),
    Settled.ANNULLED: mark("原结果已被撤销"),
}
CHOICE_TEXTS: dict[bool, dict[Settled, str]] = {
    False: {one: SETTLED_TEXTS[one] for one in CHOICES},
    True: {
        Settled.FOLLOWED: mark("按撤销决定办理，恢复任职"),
        Settled.LEFT: SETTLED_TEXTS[Settled.LEFT],
    },
}
"""The choices in words; True where the result of a recall was annulled."""
LIVE = frozenset({ElectionState.ELECTED, ElectionState.FILED, ElectionState.DONE, ElectionState.FAILED})
"""Elections of which a count was made that still stands."""
DECIDED = {RecallState.PASSED: True, RecallState.FAILED: False}
"""What was done of a recall, as its state says."""


def changed(before: Mapping[int, str], counted: Iterable[Placed]) -> list[list[object]]:
    """Return the candidates whose result is another by the recount: the candidate, what it was, what it is.

    Who is not in `before` is left out: his vote was annulled, and what became of it is decided.
    """
    found = [
        (one.candidate, before[one.candidate], one.result.value) for one in counted if one.candidate in before
    ]
    return [[candidate, was, now] for candidate, was, now in sorted(found) if _seat(was) != _seat(now)]


def _seat(result: str) -> str:
    return "" if result == Result.NOT_ELECTED else result


@dataclass(frozen=True, slots=True)
class Later:
    """A seat of a member who came into the term after an election was counted: elected to it later, or stepped in."""

    seat: int
    since: date


def giving_way(later: Iterable[Later], over: int) -> list[int]:
    """Return the seats that give way so that `over` members fewer sit: who came last gives way first."""
    found = sorted(later, key=lambda one: (one.since, one.seat), reverse=True)
    return [one.seat for one in found[: max(0, over)]]


def may_confirm(*, decided_by: int | None, by: int | None, same: bool, sends_back: bool = False) -> Decision:
    """Whether this person confirms that members give way, which another one of the street decided, or sends it back.

    `same` says that they are still the ones he named.
    """
    if decided_by is None:
        return Decision.no(Reason(mark("这项争议没有等待核对。"), code="settled"))
    if sends_back:
        return Decision.yes()
    if by is None or by == decided_by:
        return Decision.no(
            Reason(
                mark("作出决定的人不能自己核对。"),
                {},
                mark("有委员要让出席位，请街道的另一人核对。"),
                "",
                "two_hands",
            )
        )
    if not same:
        return Decision.no(
            Reason(
                mark("要让出席位的委员与决定时不同。"), {}, mark("请退回，由街道重新决定。"), "", "changed"
            )
        )
    return Decision.yes()


def may_settle(choice: str, reason: str, *, settled: bool, waits: bool = False) -> Decision:
    """Whether the street may decide so, in writing; `waits` says that it decided and a second person has to confirm."""
    reasons = []
    if settled:
        reasons.append(Reason(mark("这项争议已经处理。"), code="settled"))
    if waits:
        reasons.append(Reason(mark("已经作出决定，等街道的另一人核对。"), code="waits"))
    if choice not in CHOICES:
        reasons.append(Reason(mark("请选择怎样处理。"), field="settled", code="choice"))
    reasons.extend(
        gives_reason(
            mark("没有写明处理的理由。"), reason, least=LEAST_REASON,
            remedy=mark("写明依据的文书、核查的经过，至少{least}个字；现在是{given}个字。决定要通告全体业主。"),
        ).reasons
    )  # fmt: skip
    if len(reason) > LONGEST_REASON:
        reasons.append(
            Reason(mark("最多{most}个字。"), {"most": LONGEST_REASON}, "", "reason", "reason_long")
        )
    return Decision(not reasons, tuple(reasons))
