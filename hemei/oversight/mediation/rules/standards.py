"""`mediation-rules`: what holds for every mediation. `mediation-levels`: a city's bodies, sizes, days and grounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Share, Warrant
from hemei.oversight.mediation.rules import petition_standards
from hemei.oversight.mediation.rules.agreement_standards import AgreementRules
from hemei.oversight.mediation.rules.selfhelp import SelfHelp
from hemei.oversight.mediation.rules.words import Ground, Level, Size

WARNINGS = 2
"""So many warnings go before the end of every clock."""


@dataclass(frozen=True, slots=True)
class Committee:
    """Who makes up a people's mediation committee, and for how long."""

    least: int
    most: int
    women_least: int
    years: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Timed:
    """A length of time and what it rests on."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class WarningRule:
    """A warning before the end of a clock: it goes out once this share of its time is over."""

    code: str
    over: Share
    warrant: Warrant

    def __post_init__(self) -> None:
        if not 0 < self.over.value < 1:
            raise Misfit("a warning goes out after the start and before the end", "over")


@dataclass(frozen=True, slots=True)
class Recusal:
    """Who left a party's body less than so many months ago stays out of its disputes."""

    months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Principle:
    """What the parties are told: a right of theirs or a duty of the mediators, in plain words."""

    code: str
    words: str
    words_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A way that stays open to the parties."""

    code: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Qualification:
    """What lets somebody mediate."""

    code: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MediationRules:
    """`mediation-rules`: by the day of the act."""

    head: Head
    committee: Committee
    acceptance: Timed
    longest: Timed
    recusal: Recusal
    warning: tuple[WarningRule, ...]
    principle: tuple[Principle, ...]
    other_way: tuple[OtherWay, ...]
    qualification: tuple[Qualification, ...]

    def __post_init__(self) -> None:
        if len(self.warning) != WARNINGS:
            raise ValueError(f"every clock has {WARNINGS} warnings, not {len(self.warning)}")
        if not self.warning[0].over.value < self.warning[1].over.value:
            raise ValueError("the warnings come one after the other")
        missing = {"free", "stop", "danger", "file"} - {one.code for one in self.principle}
        if missing:
            raise ValueError(f'the principle "{min(missing)}" is missing')


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A level: what its body is called, and how long it may mediate."""

    code: Literal["community", "street", "county", "city"]
    name: str
    name_en: str
    limit: Limit
    warrant: Warrant

    @property
    def level(self) -> Level:
        """The level as a word."""
        return Level(self.code)


@dataclass(frozen=True, slots=True)
class SizeRule:
    """A size: on which level a dispute of it begins, and what it is not to leave."""

    code: Literal["small", "general", "major"]
    name: str
    name_en: str
    level: Literal["community", "street", "county", "city"]
    stays: Literal["estate", "community", "county"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class KindRule:
    """A kind of dispute: the least size it is, because of whom it concerns.

    `cases` are the kinds of reports that turn into it, `against` says with whom it usually is.
    """

    code: str
    name: str
    name_en: str
    least: Literal["small", "general", "major"]
    warrant: Warrant
    cases: tuple[str, ...] = ()
    against: Literal["person", "company"] = "person"


@dataclass(frozen=True, slots=True)
class Sign:
    """From this on a dispute is at least of this size. Danger is one or none."""

    code: str
    of: Literal["amount_fen", "persons", "danger"]
    least: int
    size: Literal["general", "major"]
    words: str
    words_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class GroundRule:
    """A ground on which a dispute goes up; `least` where it is counted, in persons or fen."""

    code: Literal["failed", "cross_border", "many_persons", "large_amount"]
    name: str
    name_en: str
    warrant: Warrant
    least: int = 0


@dataclass(frozen=True, slots=True)
class SendBack:
    """How often a dispute may be sent back down."""

    times: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MediationLevels:
    """`mediation-levels`: by the day a dispute was filed."""

    head: Head
    level: tuple[LevelRule, ...]
    size: tuple[SizeRule, ...]
    kind: tuple[KindRule, ...]
    sign: tuple[Sign, ...]
    ground: tuple[GroundRule, ...]
    send_back: SendBack

    def __post_init__(self) -> None:
        if [one.code for one in self.level] != [level.value for level in Level]:
            raise ValueError("the four levels stand from the community up to the city")
        if [one.code for one in self.size] != [size.value for size in Size]:
            raise ValueError("the three sizes stand from the least up")
        if {one.code for one in self.ground} != {ground.value for ground in Ground}:
            raise ValueError("a dispute goes up on four grounds")

    def of_level(self, level: Level) -> LevelRule:
        """Return what holds on a level."""
        return self.level[level.rank]

    def of_size(self, size: Size) -> SizeRule:
        """Return what holds for a size."""
        return self.size[size.rank]

    def of_kind(self, code: str) -> KindRule | None:
        """Return a kind by its code."""
        return next((one for one in self.kind if one.code == code), None)

    def of_case(self, kind: str) -> KindRule:
        """Return the kind a report of this kind turns into; the last of the list where none is named."""
        return next((one for one in self.kind if kind in one.cases), self.kind[-1])

    def of_ground(self, ground: Ground) -> GroundRule:
        """Return what holds for a ground."""
        return next(one for one in self.ground if one.code == ground)


STANDARDS: dict[str, type] = {
    "mediation-rules": MediationRules,
    "mediation-levels": MediationLevels,
    "mediation-agreements": AgreementRules,
    **petition_standards.STANDARDS,
    "self-help-disputes": SelfHelp,
}
