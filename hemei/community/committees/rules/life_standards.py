"""`committee-life`: reminders, recall, handover, training, reports, the stand-in body; by the day of the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Share, Warrant

Profile = Literal["national", "beijing", "hangzhou", "ningbo", "guangzhou"]
Chair = Literal["any", "residents_committee", "street"]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose numbers of the stand-in body hold here."""

    profile: Profile
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Reminder:
    """How many days before a term's end it is spoken of once more; the first time stands in `committee-rules`."""

    code: str
    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Part:
    """A part of all, that much included."""

    least: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Ground:
    """For what a member may be proposed for recall."""

    code: str
    name: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Within:
    """A length of time."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """What is handed over; `left` says that a leaving member hands it back too, not only an old committee."""

    code: str
    name: str
    left: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Reserves:
    """In which order reserves step in."""

    order: Literal["number"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Training:
    """How many hours a year, and within how many days of taking a seat the first of them."""

    hours_a_year: int
    first_days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Report:
    """The day by which owners hear of the year before."""

    month: int
    day: int
    warrant: Warrant

    def __post_init__(self) -> None:
        date(2001, self.month, self.day)  # raises ValueError for a day that no year has


@dataclass(frozen=True, slots=True)
class Days:
    """A number of days."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Witnessed:
    """How many witnesses stand for a signature that is not given."""

    witnesses: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Posting:
    """What of members is posted in the estate, where the law of the place says so."""

    code: Literal["arrears", "absences"]
    name: str
    on: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class StandInRules:
    """How a property management committee is made up, how long it stands in, and when it ends after a filing."""

    code: Profile
    least: int
    most: int
    odd: bool
    owners: Share
    chair: Chair
    post_days: int
    years: int
    end_days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CommitteeLife:
    """`committee-life`."""

    head: Head
    jurisdiction: Jurisdiction
    reminder: tuple[Reminder, ...]
    recall_by_members: Part
    recall_ground: tuple[Ground, ...]
    hearing: Within
    recall_vote: Within
    handover_left: Within
    handover_term: Within
    handover_chased: Within
    handover_looked_back: Within
    handover_unsigned: Witnessed
    handover_item: tuple[HandoverItem, ...]
    leaving_objection: Within
    early_election: Within
    change_filing: Within
    reserves: Reserves
    step_in: Within
    training: Training
    report: Report
    advice: Within
    advice_answer: Within
    idle: Days
    posting: tuple[Posting, ...]
    stand_in: tuple[StandInRules, ...]

    def __post_init__(self) -> None:
        if self.jurisdiction.profile not in {one.code for one in self.stand_in}:
            raise ValueError(f'the profile "{self.jurisdiction.profile}" is not listed')

    @property
    def stand_in_here(self) -> StandInRules:
        """The numbers of the stand-in body that hold here."""
        return next(one for one in self.stand_in if one.code == self.jurisdiction.profile)

    def ground(self, code: str) -> Ground | None:
        """Return a ground of recall by its code."""
        return next((one for one in self.recall_ground if one.code == code), None)

    def items(self, *, left: bool) -> tuple[HandoverItem, ...]:
        """Return what is handed over by a leaving member, or by an old committee to the next."""
        return tuple(one for one in self.handover_item if one.left or not left)


STANDARDS: dict[str, type] = {"committee-life": CommitteeLife}
