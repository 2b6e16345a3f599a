"""`owner-matters`: what owners decide; `matter-parts`: which of it a part may; `vote-counting`, `vote-trust`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Period, Told
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.kernel.standards import Bar, Head, Misfit, Share, Warrant

MatterCode = Literal[
    "rules_of_procedure",
    "management_covenant",
    "elect_committee",
    "hire_company",
    "use_maintenance_fund",
    "raise_maintenance_fund",
    "rebuild",
    "change_common_parts",
    "other_major",
    "dwelling_to_business",
]
MATTER_CODES: tuple[MatterCode, ...] = get_args(MatterCode)
Keep = Literal["last", "first"]
Doubles = Keep | Literal["refuse"]
DOUBLES: tuple[Doubles, ...] = ("last", "first", "refuse")


@dataclass(frozen=True, slots=True)
class Matter:
    """What owners decide together.

    Both bars are held against area and against heads. `take_part` is a share of all; `agree` is a share of those who
    take part, under the law before 2021 of all. A unanimous matter has no bars: every head takes part, every unit
    agrees.
    """

    code: MatterCode
    name: str
    name_en: str
    warrant: Warrant
    take_part: Bar | None = None
    agree: Bar | None = None
    agree_of: Literal["taking_part", "all"] = "taking_part"
    unanimous: bool = False

    def __post_init__(self) -> None:
        if self.unanimous in {self.take_part is not None, self.agree is not None}:
            raise Misfit("a matter has both bars, or is unanimous and has none", "code")

    @property
    def clause(self) -> str:
        """Law and article."""
        return f"{self.warrant.source.title}{self.warrant.clause}"


@dataclass(frozen=True, slots=True)
class OwnerMatters:
    """`owner-matters`: every matter with its shares."""

    head: Head
    matter: tuple[Matter, ...]

    def __post_init__(self) -> None:
        missing = [code for code in MATTER_CODES if code not in {matter.code for matter in self.matter}]
        if missing:
            raise ValueError(f'the matter "{missing[0]}" is missing')

    def of(self, code: MatterCode) -> Matter:
        """Return a matter by its code."""
        return next(matter for matter in self.matter if matter.code == code)


@dataclass(frozen=True, slots=True)
class PartMatter:
    """Whose a matter is: the whole estate's, any part's that shares it, or at least one whole building's, alone."""

    code: MatterCode
    of: Literal["estate", "any", "building"]
    warrant: Warrant

    @property
    def clause(self) -> str:
        """Law and article."""
        return f"{self.warrant.source.title}{self.warrant.clause}"


@dataclass(frozen=True, slots=True)
class MatterParts:
    """`matter-parts`: which matters a part of the estate may decide."""

    head: Head
    matter: tuple[PartMatter, ...]

    def __post_init__(self) -> None:
        missing = [code for code in MATTER_CODES if code not in {matter.code for matter in self.matter}]
        if missing:
            raise ValueError(f'the matter "{missing[0]}" is missing')

    def of(self, code: str) -> PartMatter:
        """Return a matter by its code."""
        return next(matter for matter in self.matter if matter.code == code)


@dataclass(frozen=True, slots=True)
class Principle:
    """A rule of counting in words, followed in code."""

    text: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SameOwners:
    """Which units of several count as one head."""

    merge: Literal["identical_sets", "sole_owners"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MixedChoice:
    """When a head agrees whose units vote differently."""

    agrees: Literal["all_units", "most_area"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SpoiledBallots:
    """Whether an invalid ballot that was handed in takes part; it agrees to nothing."""

    take_part: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SilentOwners:
    """What silence counts as."""

    counts: Literal["absent"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ParkingSpaces:
    """Whether a parking space has a vote."""

    counts_for_vote: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DoubleBallots:
    """Which of two valid ballots of one unit counts."""

    counts: Literal["last", "first", "refuse"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class UnknownDelivery:
    """Whose a unit is that has owners and no known day of delivery."""

    counts: Literal["delivered", "undelivered"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class VoteCounting:
    """`vote-counting`: how areas, heads and ballots are counted."""

    head: Head
    area: Principle
    heads: Principle
    developer: Principle
    co_owners: Principle
    same_owners: SameOwners
    mixed_choice: MixedChoice
    spoiled_ballots: SpoiledBallots
    silent_owners: SilentOwners
    parking_spaces: ParkingSpaces
    double_ballots: DoubleBallots
    unknown_delivery: UnknownDelivery
    part_of_estate: Principle


@dataclass(frozen=True, slots=True)
class CallBack:
    """With which chance a call-back finds a forgery that changed the result, and how many are called at least.

    By which `channels` the ballots came that are called back, and on what else one rests that is, whatever its
    channel: a written `proxy`, a binding that `one_clerk` made by his word, or the code of a `letter` he printed. A
    document from before that was asked says of paper only, and of no right.
    """

    detection: Share
    least: int
    warrant: Warrant
    channels: tuple[Literal["paper", "desk"], ...] = ("paper",)
    rests_on: tuple[Literal["proxy", "one_clerk", "letter"], ...] = ()


@dataclass(frozen=True, slots=True)
class PublicTallies:
    """How many heads must have voted in buildings whose tallies are published together, how many of them otherwise.

    A document issued before the second was asked says nothing of it.
    """

    least_ballots: int
    warrant: Warrant
    least_others: int = 2


@dataclass(frozen=True, slots=True)
class ChoicesByUnit:
    """Whether everybody may read how a unit voted."""

    published: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class VoteTrust:
    """`vote-trust`: what is published of a vote, and how ballots are called back."""

    head: Head
    call_back: CallBack
    public_tallies: PublicTallies
    choices_by_unit: ChoicesByUnit


@dataclass(frozen=True, slots=True)
class Boxes:
    """From which share of ink on, with a stroke so long, a box of a ballot is marked; up to which it is empty."""

    marked: Share
    stroke_mm: int
    empty: Share
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.empty.value >= self.marked.value:
            raise Misfit("a box cannot be empty and marked at once", "empty")


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """How many persons must agree, each without seeing the other, on what a machine could not read."""

    agreeing: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Tries:
    """On how many days a voter is called in vain before his ballot is left unconfirmed."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Denied:
    """How many denied ballots of a sample let every ballot be called that it was drawn from."""

    widens_from: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Which ballot yields where it cannot be known which came first; there is no other word for this."""

    unknown_order: Literal["paper_yields"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Signature:
    """That a written ballot is signed; one that is not counts for nothing."""

    text: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PaperBallots:
    """`paper-ballots`: how printed ballots are read, and what follows from calling back.

    `calling` is how long the calls take, `street_calls` those that are left to the street (a document from before that
    was asked says nothing of it: as long as the others), `overseeing` what the street has when they are late, `doubted`
    what a result comes to that they do not support. `handed_in` was not said before November 2026; what it says holds
    for all paper that is brought in since. `drawing`, how soon after the publication paper is drawn, neither.
    """

    head: Head
    boxes: Boxes
    double_entry: DoubleEntry
    tries: Tries
    denied: Denied
    signature: Signature
    calling: Period
    overseeing: Period
    doubted: Told
    handed_in: HandedIn | None = None
    drawing: Period | None = None
    street_calls: Period | None = None


STANDARDS: dict[str, type] = {
    "assembly-procedure": AssemblyProcedure,
    "owner-matters": OwnerMatters,
    "matter-parts": MatterParts,
    "vote-counting": VoteCounting,
    "vote-trust": VoteTrust,
    "paper-ballots": PaperBallots,
    "voter-proof": VoterProof,
}
