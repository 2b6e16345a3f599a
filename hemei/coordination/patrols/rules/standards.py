"""The document `patrol-rounds`: what to look at, how often, how long a round may last, what counts as missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant


@dataclass(frozen=True, slots=True)
class PointKind:
    """A kind of point: what is looked at there, each how many days at least, and what is usually found.

    `cases` are codes of the responsibility list, the usual one first.
    """

    code: str
    name: str
    name_en: str
    look: str
    look_en: str
    every_days: int
    cases: tuple[str, ...]
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.every_days < 1:
            raise Misfit("a point is looked at every whole number of days, from 1 on", "every_days")
        if not self.cases:
            raise Misfit("a point of which nothing can be found needs no look", "cases")


@dataclass(frozen=True, slots=True)
class RoundRule:
    """How often each cell is walked, and for how many days ahead rounds are planned."""

    every_working_days: int
    ahead_days: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.every_working_days < 1:
            raise Misfit(
                "a cell is walked every whole number of working days, from 1 on", "every_working_days"
            )


@dataclass(frozen=True, slots=True)
class LengthRule:
    """How long a round may last, and how many seconds a point takes at least."""

    most_minutes: int
    least_seconds: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MissedRule:
    """How many hours after its day a round may still arrive, and within which time a missed one is explained."""

    hours: int
    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class VacantRule:
    """Within which time somebody is named for a cell that has points and no grid worker."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PositionRule:
    """For how many days after its round the position of the walker's phone is kept; a find keeps its own."""

    days: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.days < 1:
            raise Misfit("positions are kept for a whole number of days, from 1 on", "days")

    def kept_from(self, today: date) -> date:
        """Return the day of the oldest round whose positions are still kept."""
        return today - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class PatrolRounds:
    """The document `patrol-rounds`."""

    head: Head
    round: RoundRule
    length: LengthRule
    missed: MissedRule
    vacant: VacantRule
    positions: PositionRule
    point: tuple[PointKind, ...]

    def kind(self, code: str) -> PointKind | None:
        """Return a kind of point."""
        return next((one for one in self.point if one.code == code), None)


STANDARDS: dict[str, type] = {"patrol-rounds": PatrolRounds}
