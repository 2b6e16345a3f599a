"""`assembly-procedure`: who calls an assembly, and every period from the proposal to the court."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Bar, Head, Warrant

Kind = Literal["first", "regular", "extraordinary"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Caller = Literal["committee", "residents_committee", "preparatory_group"]
CALLERS: tuple[Caller, ...] = get_args(Caller)
Needs = Literal["nothing", "reason", "reached_proposal", "members_recall", "unmet_order", "no_committee"]
"""What must stand in the record before somebody may call on this ground."""
StrikeNeeds = Literal["denied_call", "denied_right", "fallen_binding", "objection", "order", "document"]
"""What must stand in the record before a ballot is struck on this ground."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground who may call which kind of meeting."""

    code: str
    text: str
    called_by: Caller
    kinds: tuple[Kind, ...]
    needs: Needs
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Proposal:
    """How many owners must ask for an assembly: heads."""

    heads: Bar
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ProposalArea:
    """How much area must ask for an assembly, and whether a proposal needs it."""

    area: Bar
    needed: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Notice:
    """How many days before the assembly its notice is posted."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """How those days are counted: so many full days between (`strict`), or so many days later (`lenient`)."""

    reading: Literal["strict", "lenient"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Period:
    """How long something takes at most, or stays open."""

    text: str
    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Told:
    """A rule of the procedure in words, followed in code."""

    text: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class StrikeGround:
    """On what ground a ballot is struck after the vote was closed."""

    code: str
    text: str
    needs: StrikeNeeds
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AssemblyProcedure:
    """`assembly-procedure`, by the day of the act."""

    head: Head
    ground: tuple[Ground, ...]
    proposal: Proposal
    proposal_area: ProposalArea
    notice: Notice
    notice_reading: NoticeReading
    told: Told
    agenda: Told
    document_shown: Told
    gathering: Period
    checked_lists: Period
    kept_support: Told
    call: Period
    order: Period
    ordered: Period
    instead: Period
    opening: Period
    closing: Period
    judge: Period
    post: Period
    objection: Period
    answer: Period
    upheld: Period
    chased: Period
    taken: Period
    pressed: Period
    spurred: Period
    correct: Period
    decide: Period
    court: Period
    annulment: Told
    inspection: Told
    again: Told
    strike: tuple[StrikeGround, ...]
    recount: Told

    def of(self, code: str) -> Ground | None:
        """Return a ground by its code."""
        return next((ground for ground in self.ground if ground.code == code), None)

    def strike_of(self, code: str) -> StrikeGround | None:
        """Return a ground to strike a ballot by its code."""
        return next((ground for ground in self.strike if ground.code == code), None)
