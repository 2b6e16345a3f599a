"""`petition-rules`: times, repetition, patterns. `dispute-counting`: what F12 and F14 count and show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant
from hemei.oversight.mediation.rules.words import Level, Outcome

Area = Literal["community", "county"]
Answer = Literal["topic", "duty"]
Stays = Literal["estate", "community", "county"]
OutcomeCode = Literal["agreed", "settled", "failed", "stopped", "withdrawn", "declined"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of time and what it rests on."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """Within so many days the same petitioner's same matter is proposed as a repetition."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class GroupRule:
    """From so many persons on a petition is one of a group."""

    persons: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PatternRule:
    """The same cause in so many estates of an area within so many days, and what is proposed then."""

    code: Area
    estates: int
    days: int
    answer: Answer
    done_in: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.estates < 2 or self.days < 1 or self.done_in < 1:  # noqa: PLR2004 - one estate is no pattern
            raise Misfit("a pattern needs two estates, a day, and a day to answer it", "estates")


@dataclass(frozen=True, slots=True)
class PetitionRules:
    """`petition-rules`."""

    head: Head
    tell: Clock
    finish: Clock
    extension: Clock
    repeat: RepeatRule
    group: GroupRule
    pattern: tuple[PatternRule, ...]

    def __post_init__(self) -> None:
        if sorted(rule.code for rule in self.pattern) != sorted(get_args(Area)):
            raise Misfit(f"each area is named once: {', '.join(get_args(Area))}", "pattern")

    def of(self, area: Area) -> PatternRule:
        """Return when the same cause is a pattern in an area."""
        return next(rule for rule in self.pattern if rule.code == area)


@dataclass(frozen=True, slots=True)
class EndedRule:
    """Whether a dispute that ended so is settled."""

    code: OutcomeCode
    settled: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SmallNumber:
    """An estate is named in the list of the figures from so many disputes a year on."""

    least: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DisputeCounting:
    """`dispute-counting`."""

    head: Head
    ended: tuple[EndedRule, ...]
    named: SmallNumber

    def __post_init__(self) -> None:
        if sorted(rule.code for rule in self.ended) != sorted(Outcome):
            raise Misfit(f"each ending is named once: {', '.join(Outcome)}", "ended")
        if self.named.least < 2:  # noqa: PLR2004 - a single dispute is known by its place
            raise Misfit("an estate with one dispute is never named", "named")

    def settles(self, outcome: Outcome) -> bool:
        """Whether a dispute that ended so is settled."""
        return next(rule.settled for rule in self.ended if rule.code == outcome)

    @property
    def settled(self) -> tuple[str, ...]:
        """The endings that settle a dispute."""
        return tuple(rule.code for rule in self.ended if rule.settled)


HIGHEST: dict[Stays, Level] = {
    "estate": Level.COMMUNITY,
    "community": Level.COMMUNITY,
    "county": Level.COUNTY,
}
"""The highest level at which what is to stay there has stayed: an estate has no body of its own."""


def ended_at_its_level(stays: Stays, level: Level, outcome: Outcome, counting: DisputeCounting) -> bool:
    """Whether a dispute ended where it belongs: settled, and no higher than its size is to go."""
    return counting.settles(outcome) and level.rank <= HIGHEST[stays].rank


STANDARDS: dict[str, type] = {"petition-rules": PetitionRules, "dispute-counting": DisputeCounting}
