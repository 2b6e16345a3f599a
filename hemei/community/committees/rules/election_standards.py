"""`election-gates`: who may stand. `election-rules`: conditions, bodies, clocks, up to the first meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Share, Warrant

Effect = Literal["bar", "warn", "off"]
Profile = Literal["national", "beijing", "shanghai", "hangzhou"]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose rows hold here."""

    profile: Profile
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition a candidate meets, where it is read, and what it does where nobody adopted it."""

    code: str
    name: str
    name_en: str
    check: Literal["register", "declared"]
    effect: Effect
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class GateProfile:
    """Which gates bar in a jurisdiction."""

    code: Profile
    name: str
    bars: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ElectionGates:
    """`election-gates`: by the day the candidates are checked."""

    head: Head
    jurisdiction: Jurisdiction
    gate: tuple[Gate, ...]
    profile: tuple[GateProfile, ...]

    def __post_init__(self) -> None:
        codes = {gate.code for gate in self.gate}
        for profile in self.profile:
            unknown = [code for code in profile.bars if code not in codes]
            if unknown:
                raise Misfit(f'the profile "{profile.code}" bars by "{unknown[0]}", which is no gate', "bars")
        if self.jurisdiction.profile not in {profile.code for profile in self.profile}:
            raise ValueError(f'the profile "{self.jurisdiction.profile}" is not listed')

    def of(self, code: str) -> Gate | None:
        """Return a gate by its code."""
        return next((gate for gate in self.gate if gate.code == code), None)

    @property
    def here(self) -> GateProfile:
        """The profile in force."""
        return next(profile for profile in self.profile if profile.code == self.jurisdiction.profile)


@dataclass(frozen=True, slots=True)
class Condition:
    """When owners may hold their first assembly: a share that is delivered, and years since the first delivery."""

    code: str
    profile: Profile
    measure: Literal["delivered_area", "delivered_owners", "none"]
    share: Share
    more_than: bool
    years: int
    warrant: Warrant

    def reached(self, part: int, whole: int) -> bool:
        """Whether the part reaches the share; whole numbers multiplied crosswise (Civil Code art. 1259)."""
        left, right = part * self.share.value.denominator, whole * self.share.value.numerator
        return left > right if self.more_than else left >= right


@dataclass(frozen=True, slots=True)
class Application:
    """How many owners ask for the first assembly."""

    least_owners: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How a preparatory group is made up, and until when after the application."""

    code: str
    profile: Profile
    within: Limit
    least: int
    odd: bool
    owners: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of the preparatory group's work; `renewal` says that a renewal needs it too."""

    code: str
    name: str
    name_en: str
    renewal: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class More:
    """By how many the candidates outnumber the seats."""

    more_than_seats: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MostOfSeats:
    """A bound as a share of the seats, itself allowed."""

    most: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Target:
    """A share that is aimed at; missing it warns."""

    target: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Ranking:
    """In which order those who passed take the seats."""

    first: Literal["heads", "area"]
    then: Literal["heads", "area"]
    last: Literal["lot"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Enough:
    """The least share of the seats that makes a committee."""

    share: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Officers:
    """How many vice-chairs a committee may have beside its chair."""

    most_vice_chairs: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class GivesWay:
    """What becomes of a member who came into a seat later, and gives it to who was elected by a recount."""

    becomes: Literal["reserve", "leaves"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ElectionRules:
    """`election-rules`: by the day of the act."""

    head: Head
    jurisdiction: Jurisdiction
    condition: tuple[Condition, ...]
    application: Application
    group: tuple[GroupRule, ...]
    group_posting: Length
    objection: Length
    answer: Length
    work: tuple[Work, ...]
    posting: Length
    first_assembly: Length
    renewal_assembly: Length
    by_election: Length
    candidates: More
    reserves: MostOfSeats
    party: Target
    ranking: Ranking
    enough: Enough
    filing_answer: Length
    first_meeting: Length
    officers: Officers
    resolution: Length
    again: Length
    renewal_urged: Length
    renewal_ordered: Length
    renewal_instead: Length
    contested: Length
    gives_way: GivesWay

    def __post_init__(self) -> None:
        for rows, word in ((self.condition, "condition"), (self.group, "group")):
            known: Iterable[Condition | GroupRule] = rows
            if not any(row.profile == self.jurisdiction.profile for row in known):
                raise ValueError(f'no [[{word}]] of the profile "{self.jurisdiction.profile}"')

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the profile in force."""
        return tuple(row for row in self.condition if row.profile == self.jurisdiction.profile)

    @property
    def group_rule(self) -> GroupRule:
        """That of the profile in force."""
        return next(row for row in self.group if row.profile == self.jurisdiction.profile)

    def works(self, *, renewal: bool) -> tuple[Work, ...]:
        """Return the work before a first assembly, or before a renewal."""
        return tuple(one for one in self.work if one.renewal or not renewal)

    def work_of(self, code: str) -> Work | None:
        """Return a piece of work by its code."""
        return next((one for one in self.work if one.code == code), None)


STANDARDS: dict[str, type] = {"election-gates": ElectionGates, "election-rules": ElectionRules}
