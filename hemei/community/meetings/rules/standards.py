"""`meeting-kinds`: how each kind is called, held and told. `meeting-opinions`: comments, statements, groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.community.meetings.rules.words import SideCode
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Bar, Head, Misfit, Share, Warrant

NEEDED_KINDS = (
    "owners_talk",
    "coordination",
    "hearing",
    "committee_meeting",
    "first_committee_meeting",
    "stand_in_meeting",
    "three_in_one",
    "preparatory_group",
    "recall_hearing",
    "mediation_session",
)
"""What later chapters ask for by name; a city's own document may add kinds, not leave these out."""


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a kind. It is there when `least` persons of it are, and, with a `quorum`, that share of its members."""

    code: SideCode
    required: bool = False
    least: int = 1
    quorum: Bar | None = None

    def __post_init__(self) -> None:
        if self.least < 1:
            raise Misfit("a side is there when at least one person is", "least")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of meeting.

    `notice_days` whole days lie between the notice and the meeting. `ask` is the share of members who may demand one,
    which is then called within `call_within`; what owners demand gathers them for `gathers` and then ends.
    `decides` says whose voices decide: nobody's, those of the sides that are there, or the members', of whom `agree` is
    the share of all. `signs` says who signs the minutes; a side that will not, and was noted so, holds what was decided
    for `refusal_holds`. A `closed` one is
    for those invited alone: it lies in no place, nobody comments, nothing is posted, and it may be held at once.
    """

    code: str
    name: str
    name_en: str
    notice_days: int
    callers: tuple[SideCode, ...]
    chairs: tuple[SideCode, ...]
    side: tuple[Side, ...]
    decides: Literal["nothing", "sides", "members"]
    signs: Literal["chair", "sides", "members"]
    warrant: Warrant
    posting: Limit | None = None
    refusal_holds: Limit | None = None
    sides_least: int = 1
    agree: Bar | None = None
    ask: Bar | None = None
    call_within: Limit | None = None
    owners_ask: bool = False
    gathers: Limit | None = None
    proxies: bool = False
    comments: bool = True
    closed: bool = False

    def __post_init__(self) -> None:
        codes = {side.code for side in self.side}
        if not set(self.chairs) <= codes or not self.chairs:
            raise Misfit("whoever chairs comes from one of the sides", "chairs")
        if (self.decides == "members") != (self.agree is not None):
            raise Misfit("members decide by a share of all, nobody else does", "agree")
        if (self.decides == "members") != ("members" in codes):
            raise Misfit("only where members decide there is a side of members", "side")
        if self.decides == "members" and self.of("members").quorum is None:
            raise Misfit("members who decide need a quorum", "side")
        if (self.ask is None) != (self.call_within is None):
            raise Misfit("who may demand a meeting must know by when it is called", "call_within")
        if self.refusal_holds is not None and self.signs != "sides":
            raise Misfit("only sides are noted to refuse their signature", "refusal_holds")
        self._check_owners(codes)
        self._check_closed()
        if self.notice_days < 0 or self.sides_least < 1:
            raise Misfit("a number of days or sides is below what can be", "notice_days")

    def _check_owners(self, codes: set[SideCode]) -> None:
        if self.owners_ask and (self.ask is None or "owners" not in codes):
            raise Misfit("owners demand by a share of them a meeting they come to", "owners_ask")
        if self.owners_ask == (self.gathers is None):
            raise Misfit("what owners demand, and only that, gathers them for a time", "gathers")

    def _check_closed(self) -> None:
        if self.closed == (self.posting is not None):
            raise Misfit("what is closed is not posted, all else is", "posting")
        if self.closed and (self.comments or self.notice_days):
            raise Misfit("a closed meeting is neither noticed ahead nor commented", "closed")

    def of(self, code: SideCode) -> Side:
        """Return a side of this kind; raises LookupError where it has none of the name."""
        found = next((side for side in self.side if side.code == code), None)
        if found is None:
            raise LookupError(code)
        return found


@dataclass(frozen=True, slots=True)
class MeetingKinds:
    """`meeting-kinds`: by the day of the notice."""

    head: Head
    kind: tuple[Kind, ...]

    def __post_init__(self) -> None:
        known = {kind.code for kind in self.kind}
        missing = [code for code in NEEDED_KINDS if code not in known]
        if missing:
            raise ValueError(f'the kind "{missing[0]}" is missing')

    def of(self, code: str) -> Kind | None:
        """Return a kind by its code."""
        return next((kind for kind in self.kind if kind.code == code), None)


@dataclass(frozen=True, slots=True)
class Answers:
    """How long whoever called a meeting has to answer a comment."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Statements:
    """How long a statement may be, and how many of one person one meeting takes."""

    longest: int
    most_each: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Groups:
    """How opinions are grouped.

    Only who spoke to `opinions_each` statements is grouped; below `least_voters` of them, and for a group below
    `least_members`, nothing is shown, so that nobody is known by his group.
    """

    opinions_each: int
    least_voters: int
    least_members: int
    most: int
    apart: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CommonGround:
    """The share of those who spoke, in every group, from which on a statement is common ground."""

    agree: Bar
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MeetingOpinions:
    """`meeting-opinions`: by the day of the notice."""

    head: Head
    answers: Answers
    statements: Statements
    groups: Groups
    common_ground: CommonGround


STANDARDS: dict[str, type] = {"meeting-kinds": MeetingKinds, "meeting-opinions": MeetingOpinions}
