"""The shape of every evaluation standard, and `assessment-rules`: how rounds are drawn, posted and objected to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Share, Warrant
from hemei.oversight.assessment.rules.kit_standard import (
    Bits,
    Careless,
    Items,
    Metres,
    Minutes,
    Seconds,
    Sizes,
    Times,
    Trust,
)

Scale = Literal["met", "full_half", "grades", "share"]
"""How an item is marked: met or not; full, half or nothing; six grades 5 to 0; a share taken from records."""
SubjectKind = Literal["community", "committee", "company", "project", "street", "estate"]


@dataclass(frozen=True, slots=True)
class Section:
    """A dimension 维度 of a standard; `weight` is what its items come to together."""

    code: str
    name: str
    weight: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Item:
    """One item 评价项.

    `filled_by` names the figure or record that fills it (`F8`, `meetings.three_in_one_held`); empty, somebody looks and
    marks it. A `veto` item has no weight: where it is not met, the grade is capped.
    """

    code: str
    section: str
    name: str
    weight: int
    scale: Scale
    evidence: str
    warrant: Warrant
    filled_by: str = ""
    veto: bool = False

    def __post_init__(self) -> None:
        if self.veto and (self.weight or self.scale != "met"):
            raise ValueError(f"{self.code}: a veto is met or not and has no weight")
        if not self.veto and self.weight < 1:
            raise ValueError(
                f"{self.code}: an item without weight decides nothing; give it one or make it a veto"
            )
        if bool(self.filled_by) != (self.scale == "share") and not self.veto:
            raise ValueError(f"{self.code}: a share is filled from records, and what is filled is a share")


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade 等次 and the least share of the points that brings it."""

    code: str
    name: str
    least: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class VetoCap:
    """The best grade of a subject that fails a veto item."""

    grade: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class EvaluationStandard:
    """A tree of items: items add up to their section, sections to `total`; grades from the best down."""

    head: Head
    subjects: SubjectKind
    total: int
    section: tuple[Section, ...]
    item: tuple[Item, ...]
    grade: tuple[GradeBand, ...]
    veto_cap: VetoCap

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        named = (self.section, self.item, self.grade)
        codes = Counter(code for group in named for code in (one.code for one in group))
        yield from (f"the code {code} stands twice" for code, times in codes.items() if times > 1)
        whole = sum(section.weight for section in self.section)
        if whole != self.total:
            yield f"the sections add up to {whole}, not {self.total}"
        for section in self.section:
            items = sum(item.weight for item in self.of(section.code))
            if items != section.weight:
                yield f"the items of {section.code} add up to {items}, its weight is {section.weight}"
        strays = {item.section for item in self.item} - {section.code for section in self.section}
        yield from (f"there is no section {code}" for code in sorted(strays))
        if any(above.least.value <= below.least.value for above, below in pairwise(self.grade)):
            yield "each grade begins below the one before it"
        if not self.grade or self.grade[-1].least.value:
            yield "the last grade begins at nothing, so that every subject has one"
        if self.veto_cap.grade not in {grade.code for grade in self.grade}:
            yield f"a veto caps at {self.veto_cap.grade}, which is no grade here"

    def of(self, section: str) -> Iterable[Item]:
        """Return the items of a section, in their order."""
        return (item for item in self.item if item.section == section)

    def grade_at(self, share: Fraction) -> GradeBand:
        """Return the grade of a share of the points."""
        return next(grade for grade in self.grade if share >= grade.least.value)


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of time and what it rests on."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Sample:
    """How many owners of an estate are asked: a share of the households, at least and at most so many."""

    share: Share
    least: int
    most: int
    warrant: Warrant

    def size(self, households: int) -> int:
        """Return how many are asked; never more than there are."""
        part = -(-self.share.value.numerator * households // self.share.value.denominator)
        return min(households, max(self.least, min(self.most, part)))


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a whole, its name says of what."""

    share: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Months:
    """A number of whole months."""

    months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Several:
    """Which mark counts where several assessors marked an item."""

    takes: Literal["lower_median"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """`assessment-rules`: what holds for every round, whatever its standard."""

    head: Head
    posting: Clock
    objection: Clock
    decision: Clock
    survey: Sample
    second_visits: Part
    conflict: Months
    must_check: Months
    shortest_visit: Minutes
    replacement: Times
    estate_size: Sizes
    photo_likeness: Bits
    photo_window: Minutes
    photo_distance: Metres
    quick_item: Seconds
    straight_line: Items
    careless: Careless
    agreement: Trust
    one_grade: Part
    one_mark: Part
    several: Several


FollowsName = Literal["talk", "recommend_recall", "recommend_election"]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows where a subject had this grade in so many published rounds in a row; `within` bounds a talk."""

    code: str
    standard: str
    grade: str
    times: int
    follows: FollowsName
    warrant: Warrant
    within: Limit | None = None

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"{self.code}: {self.times} rounds in a row are none")
        if (self.follows == "talk") != (self.within is not None):
            raise ValueError(f"{self.code}: a talk says within which time it is held, and nothing else does")


@dataclass(frozen=True, slots=True)
class EvaluationConsequences:
    """`evaluation-consequences`: what follows from which grade."""

    head: Head
    consequence: tuple[Consequence, ...]


EVALUATIONS = (
    "red-property-standard",
    "three-in-one-standard",
    "committee-evaluation",
    "company-service",
    "street-evaluation",
    "service-quality",
)
STANDARDS: dict[str, type] = {
    **dict.fromkeys(EVALUATIONS, EvaluationStandard),
    "assessment-rules": AssessmentRules,
    "evaluation-consequences": EvaluationConsequences,
}
