"""How much two reports say the same, when one is followed instead of the other, and when trouble came again.

Texts are held against each other by their pairs of neighbouring characters, as the search of texts cuts them. Of the
new text the pairs that say nothing are left out; of the earlier one it is only known which of the pairs asked for it
has, for its text stays sealed.

Two neighbours tell of one thing in different words, so in the same estate and of the same kind less is enough. There
a shared pair counts two points, but one where the list itself has it for the kind (every report of a lift says
"lift"), and a word that stands in the other text by another of its line (`alike`) counts two. Where one word of the
list is all they share, as "fire lane" among reports of fire lanes, it tells no more than the kind and counts nothing.
Where in the estate it lies counts like what happened, for one writes the gate here and another there; the words of two
places in two different buildings count nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeVar

from hemei.coordination.cases.rules.spots import named_building
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
    """An earlier case as far as it can be held against a new text."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - said above

    @property
    def here(self) -> bool:
        """Whether it is of the same place."""

    @property
    def its(self) -> int:
        """How many pairs its text has."""

    @property
    def has(self) -> frozenset[str]:
        """Which of the pairs asked for stand in it."""

    @property
    def spot(self) -> str:
        """The building, gate or garage where it lies, as a key."""

    @property
    def spot_has(self) -> frozenset[str]:
        """Which of the pairs asked for stand in the words of where it lies."""


Earlier = TypeVar("Earlier", bound=Before)


@dataclass(frozen=True, slots=True)
class Said:
    """A new text as others are held against it: what it says, and by which other words it could be said.

    `usual` are the pairs that the list has for each kind it may be of; only of those less is enough. `spot` are the
    pairs of where it lies, `building` the building named there.
    """

    pairs: frozenset[str]
    usual: Mapping[str, frozenset[str]] = field(default_factory=dict)
    others: tuple[tuple[frozenset[str], ...], ...] = ()
    spot: frozenset[str] = frozenset()
    building: str = ""

    @property
    def asked(self) -> frozenset[str]:
        """Every pair that is looked for in earlier texts."""
        return (self.pairs | self.spot).union(*(word for line in self.others for word in line))

    def points(self, earlier: Before) -> int:
        """Return how much an earlier text of the same place and kind says the same; nothing for any other."""
        if not earlier.here or earlier.kind not in self.usual:
            return 0
        both = self.pairs & earlier.has
        its = named_building(earlier.spot)
        if not (self.building and its and self.building != its):
            both |= (self.pairs | self.spot) & (earlier.has | earlier.spot_has)
        other = sum(any(word <= earlier.has for word in line) for line in self.others)
        usual = both & self.usual[earlier.kind]
        if not other and usual == both and _is_one_word(usual):
            return 0
        return 2 * (len(both) + other) - len(usual)


def _is_one_word(pairs: frozenset[str]) -> bool:
    """Whether each pair goes on where another of them ends, as those of one word do."""
    left, open_ = set(pairs), list(pairs)[:1]
    while open_:
        one = open_.pop()
        left.discard(one)
        open_ += [pair for pair in left if pair[0] == one[-1] or pair[-1] == one[0]]
    return not left


def said(
    text: frozenset[str], rule: DuplicateRule, usual: Mapping[str, frozenset[str]], *,
    spot: frozenset[str] = frozenset(), building: str = "",
) -> Said:  # fmt: skip
    """Return a text by its pairs; of each line of words alike that it says one of, the others are looked for."""
    lines = _lines(rule.alike)
    others = [
        tuple(word for word in line if not word <= text)
        for line in lines
        if any(word <= text for word in line)
    ]
    return Said(telling(text), usual, tuple(line for line in others if line), telling(spot), building)


@lru_cache(maxsize=8)
def _lines(alike: tuple[str, ...]) -> list[list[frozenset[str]]]:
    return [[_pairs_of(word) for word in line.split()] for line in alike]


def _pairs_of(word: str) -> frozenset[str]:
    return frozenset(word[place : place + 2] for place in range(len(word) - 1))


def likely(mine: Said, found: Iterable[Earlier], rule: DuplicateRule) -> list[Earlier]:
    """Return the earlier cases that deserve a look before the same is reported again, the likest first.

    Of a text of fewer than `pairs` none is found: whoever types a name learns nothing.
    """
    if len(mine.pairs) < rule.pairs:
        return []
    scored = []
    for case in found:
        shared = len(mine.pairs & case.has)
        share = likeness(mine=len(mine.pairs), its=case.its, shared=shared)
        points = mine.points(case)
        alike = share >= rule.share.value and shared >= rule.pairs
        if alike or 0 < rule.points <= points:
            scored.append(((alike, max(points, 2 * shared), share), case))
    return [case for _likeness, case in sorted(scored, key=lambda pair: pair[0], reverse=True)[: rule.most]]


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
