"""`credit-catalogue`: which conduct counts how much. `credit-repair`: how long it is shown, objection and repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Share, Warrant
from hemei.oversight.credit.rules.exchange import CreditExchange
from hemei.oversight.credit.rules.stars import StarRating

Holder = Literal["company", "manager"]
"""Whose credit it is: the company's 物业服务企业, or the project manager's 物业项目负责人."""
Conduct = Literal["basic", "good", "bad"]
Grade = Literal["minor", "general", "serious"]
LevelCode = Literal["AAA", "AA", "A", "B", "C", "D", "E"]
LEVELS: tuple[LevelCode, ...] = get_args(LevelCode)


@dataclass(frozen=True, slots=True)
class Points:
    """A number of whole points."""

    points: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One row of the catalogue. `points` is negative for bad conduct.

    `most` bounds what all lines of the behaviour come to together, in whole points without a sign; 0 is no bound.
    Lines of one `group` that speak of the same thing count once, the highest. It counts for `months` from the day of
    the conduct; `repair` says whether it may be repaired before.
    """

    code: str
    name: str
    holders: tuple[Holder, ...]
    conduct: Conduct
    points: int
    months: int
    evidence: str
    warrant: Warrant
    grade: Grade = "general"
    most: int = 0
    group: str = ""
    repair: bool = True

    def __post_init__(self) -> None:
        if not self.points or (self.points < 0) != (self.conduct == "bad"):
            raise ValueError(
                f"{self.code}: bad conduct takes points, all other gives some, not {self.points}"
            )
        if not self.holders or self.months < 1 or self.most < 0:
            raise ValueError(f"{self.code}: name who holds it, how many months, and no bound below zero")


@dataclass(frozen=True, slots=True)
class Band:
    """The least score of a level that is not given by rank alone."""

    code: LevelCode
    least: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Cut:
    """A share at one end of the ranking and the level it brings; how ties at the cut fall."""

    share: Share
    level: LevelCode
    ties: Literal["all_in", "all_out"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Unrated:
    """Who worked here for fewer months than these has no level."""

    months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class QualityTop:
    """The share of a published round of third-party quality whose projects are good conduct, rounded up."""

    share: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Talk:
    """From more than `over` points lost in a cycle 约谈 follows, up to `up_to` included; 0 is no upper end."""

    code: str
    over: int
    up_to: int
    follows: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Filing:
    """The day of the year until which basic information is filed, that day included."""

    month: int
    day: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of time and what it rests on."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CreditCatalogue:
    """`credit-catalogue`: a line counts by the catalogue of the day of its conduct, a score by that of its own day.

    `manager_base` is where project managers begin; a text without it lets them begin with the `base` of companies.
    """

    head: Head
    base: Points
    filing: Filing
    behaviour: tuple[Behaviour, ...]
    band: tuple[Band, ...]
    top: Cut
    bottom: Cut
    unrated: Unrated
    quality_top: QualityTop
    confirm_within: Clock
    talk_within: Clock
    talk: tuple[Talk, ...]
    manager_base: Points | None = None

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        codes = [row.code for row in self.behaviour]
        if len(codes) != len(set(codes)):
            yield f"two rows of the catalogue have one code: {sorted(codes)}"
        named = [self.top.level, *(band.code for band in self.band), self.bottom.level]
        if named != list(LEVELS):
            yield f"the levels are {LEVELS} in this order, the first and last by rank, not {named}"
        if any(above.least <= below.least for above, below in pairwise(self.band)):
            yield "each band begins below the one before it"

    def base_of(self, holder: Holder) -> int:
        """Return the points a score of a holder begins with."""
        own = self.manager_base if holder == "manager" else None
        return (own or self.base).points

    def of(self, code: str) -> Behaviour | None:
        """Return a row of the catalogue, or None where this version has none of that code."""
        return next((row for row in self.behaviour if row.code == code), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """For how many months bad conduct of a grade is shown before it can be repaired, and at most."""

    code: Grade
    least_months: int
    most_months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class RepairFrom:
    """The share of the time a line is shown after which repair may be asked for."""

    share: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Times:
    """How often, that many included."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CreditRepair:
    """`credit-repair`: clocks of objection and repair, and for how long bad conduct may be shown."""

    head: Head
    objection: Clock
    objections: Times
    decision: Clock
    decision_extension: Clock
    repair: RepairFrom
    repair_decision: Clock
    shown: tuple[Shown, ...]

    def __post_init__(self) -> None:
        if sorted(row.code for row in self.shown) != sorted(get_args(Grade)):
            raise ValueError(f"each grade is named once: {get_args(Grade)}")

    def of(self, grade: Grade) -> Shown:
        """Return the times of a grade."""
        return next(one for one in self.shown if one.code == grade)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What some levels lead to, and how long lies between two checks of a company that has one of them."""

    code: str
    levels: tuple[LevelCode, ...]
    every: Limit
    follows: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CreditConsequences:
    """`credit-consequences`: every level leads to something, once."""

    head: Head
    consequence: tuple[Consequence, ...]

    def __post_init__(self) -> None:
        named = [level for one in self.consequence for level in one.levels]
        if sorted(named) != sorted(LEVELS):
            raise ValueError(f"each level is named once: {LEVELS}")

    def of(self, level: LevelCode) -> Consequence:
        """Return what a level leads to."""
        return next(one for one in self.consequence if level in one.levels)


STANDARDS: dict[str, type] = {
    "credit-catalogue": CreditCatalogue,
    "credit-consequences": CreditConsequences,
    "credit-exchange": CreditExchange,
    "credit-repair": CreditRepair,
    "star-rating": StarRating,
}
