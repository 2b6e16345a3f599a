"""A recount says otherwise than what was done, or the result falls: what the street may decide on it.

The owners' decision binds as it was counted last (Civil Code article 280); seats that were taken or ended by the count
before are contested until the authority of the place decides (property regulation, article 19) or a court does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def may_settle(choice: str, reason: str, *, settled: bool) -> Decision:
    """Whether the street may decide so, in writing."""
    reasons = []
    if settled:
        reasons.append(Reason(mark("这项争议已经处理。"), code="settled"))
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
