"""The shapes of the documents: `three-in-one`, how sides deliberate; `small-matters`, the five steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.community.deliberation.rules.words import OwnersSide, Side, Step
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Share, Warrant

SideCode = Literal["party", "residents_committee", "owners", "company"]
OwnersCode = Literal["committee", "stand_in", "delegates"]
StepCode = Literal["plan", "build", "manage", "rate", "share"]


@dataclass(frozen=True, slots=True)
class Lead:
    """Which side leads and chairs."""

    side: SideCode
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Seated:
    """A side that must be at the table."""

    code: SideCode
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class OwnersSeat:
    """Who may sit for the owners; where an earlier one exists, a later one does not sit."""

    code: OwnersCode
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Rests:
    """A rule that the code follows."""

    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that make somebody look whether the owners must decide; `matter` is a code of `owner-matters`."""

    code: str
    matter: str
    words: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Within:
    """How long something may take."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class TaskRule:
    """How far away the day of a task may lie."""

    most_days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Rating:
    """How long residents rate what was done, on which scale, and what is content."""

    days: int
    satisfied_from: int
    best: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if not 1 <= self.satisfied_from <= self.best:
            raise Misfit("content begins within the scale", "satisfied_from")


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a topic does not belong here, and where to go instead."""

    code: str
    name: str
    name_en: str
    remedy: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Works:
    """When a mechanism works: meetings in so many months, tasks done in time, residents content."""

    months: int
    meetings: int
    done: Share
    satisfied: Share
    least_ratings: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ThreeInOne:
    """`three-in-one`: the mechanism of a community."""

    head: Head
    lead: Lead
    side: tuple[Seated, ...]
    owners_side: tuple[OwnersSeat, ...]
    owners_vote: Rests
    dropped: Rests
    hint: tuple[Hint, ...]
    check: Within
    rhythm: Within
    extra: Within
    posting: Within
    task: TaskRule
    rating: Rating
    refusal: tuple[Ground, ...]
    works: Works

    def __post_init__(self) -> None:
        codes = [one.code for one in self.side]
        if self.lead.side not in codes or len(set(codes)) != len(codes):
            raise Misfit("the side that leads sits at the table, each side once", "lead", "side")

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the sides that must be present, in order."""
        return tuple(Side(one.code) for one in self.side)

    @property
    def owners_sides(self) -> tuple[OwnersSide, ...]:
        """Return who may sit for the owners, who comes first first."""
        return tuple(OwnersSide(one.code) for one in self.owners_side)

    def ground(self, code: str) -> Ground | None:
        """Return the ground of a refusal."""
        return next((one for one in self.refusal if one.code == code), None)


@dataclass(frozen=True, slots=True)
class StepItem:
    """One of the five steps by its name."""

    code: StepCode
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PhotoRule:
    """Whether photos from before and after are needed."""

    before: bool
    after: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MatterRating:
    """How long residents rate a small matter, and how many answers make a share that is shown."""

    days: int
    least: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Whether somebody must look after what was built."""

    needed: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SmallMatters:
    """`small-matters`: the five steps of a small matter."""

    head: Head
    step: tuple[StepItem, ...]
    photos: PhotoRule
    rating: MatterRating
    upkeep: Upkeep

    def __post_init__(self) -> None:
        if [one.code for one in self.step] != [step.value for step in Step]:
            raise Misfit(f"the five steps are {', '.join(get_args(StepCode))}, in this order", "step")


STANDARDS: dict[str, type] = {"three-in-one": ThreeInOne, "small-matters": SmallMatters}
