"""How much two reports say the same, when one is followed instead of the other, and when trouble came again.

Texts are held against each other by their pairs of neighbouring characters, as the search of texts cuts them. Of the
new text the pairs that say nothing are left out; of the earlier one only counts are known, for its text stays sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol, TypeVar

from hemei.coordination.cases.rules.standards import DuplicateRule, PatternRule
from hemei.coordination.cases.rules.words import State
from hemei.kernel.decision import Decision, Reason, mark

_SAYS_NOTHING = frozenset("的了是在有我你他她它们这那就都也很又被把和与啊吧呢吗请")
JOINABLE = frozenset({State.REPORTED, State.ACCEPTED, State.HANDLING, State.WHISTLED, State.RESULTED})
"""Where work goes on. What waits for the reporter's word, or ended, is reported anew: it is there again, or still."""


def telling(pairs: Iterable[str]) -> frozenset[str]:
    """Return those pairs of characters that say something."""
    return frozenset(pair for pair in pairs if not _SAYS_NOTHING & set(pair))


def likeness(*, mine: int, its: int, shared: int) -> Fraction:
    """Return which share of the shorter text's pairs stands in the other; a text that says nothing is like none."""
    least = min(mine, its)
    return Fraction(shared, least) if least else Fraction(0)


class Before(Protocol):
    """An earlier case as far as it can be held against a new text: its pairs, and those it shares."""

    @property
    def its(self) -> int: ...  # noqa: D102 - said above

    @property
    def shared(self) -> int: ...  # noqa: D102 - said above


Earlier = TypeVar("Earlier", bound=Before)


def likely(mine: int, found: Iterable[Earlier], rule: DuplicateRule) -> list[Earlier]:
    """Return the earlier cases that deserve a look before the same is reported again, the likest first."""
    scored = [(likeness(mine=mine, its=case.its, shared=case.shared), case) for case in found]
    near = [pair for pair in scored if pair[0] >= rule.share.value and pair[1].shared >= rule.pairs]
    return [case for _share, case in sorted(near, key=lambda pair: -pair[0])[: rule.most]]


def is_repeat(before: date, later: date, rule: PatternRule) -> bool:
    """Whether a case of a day is the same trouble again as one of an earlier day at the same place."""
    return 0 <= (later - before).days <= rule.days


def is_pattern(count: int, rule: PatternRule) -> Decision:
    """Whether so many cases in a chain are a pattern."""
    if count >= rule.least:
        return Decision.yes()
    return Decision.no(
        Reason(mark("{days}天内没有第二件同类的，还不是反复发生"), {"days": rule.days}, code="single")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What is known when somebody wants to follow a case instead of reporting it once more."""

    state: State
    near: bool
    days_ago: int
    own: bool
    following: bool
    reachable: bool


def may_join(facts: Joining, rule: DuplicateRule) -> Decision:
    """Whether he may follow it. Each ground leaves him the way to report his own."""
    for holds, reason in (
        (not facts.near or facts.days_ago > rule.days, _FAR),
        (facts.state not in JOINABLE, _OVER),
        (facts.own, _OWN),
        (facts.following, _FOLLOWING),
        (not facts.reachable, _UNREACHABLE),
    ):
        if holds:
            return Decision.no(reason)
    return Decision.yes()


_APART = mark("请改选“不是，另报一件”")
_FAR = Reason(mark("这件事不在这个地点附近，或者报上来已经很久"), remedy=_APART, code="far")
_OVER = Reason(mark("这件事已经有了办理结果"), remedy=_APART, code="over")
_OWN = Reason(mark("这件事就是您报的"), remedy=mark("进展在“我的报事”里，也可以在那里补充说明"), code="own")
_FOLLOWING = Reason(mark("您已经在跟着办这件事"), remedy=mark("进展在“我的报事”里"), code="following")
_UNREACHABLE = Reason(
    mark("没有手机号，就没法告诉您进展"),
    remedy=mark("请填写手机号再选“跟着办”，或者另报一件"),
    field="phone",
    code="phone",
)
