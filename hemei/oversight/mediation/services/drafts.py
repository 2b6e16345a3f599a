"""What the writers of mediation are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.oversight.mediation.rules.words import Level, PartyKind, Post, Side, Source, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """A party about to join: a person by name and phone, a company by its body (and project), or another body."""

    side: Side
    kind: PartyKind = PartyKind.PERSON
    name: str = ""
    phone: str = ""
    person_id: int | None = None
    body_id: int | None = None
    project_id: int | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDraft:
    """A dispute about to be filed. `key` is the form's: the same key files once.

    It lies in an estate, or in a community where that is all that is known. `spans` is how far apart the parties are.
    `source_stream` is the case or petition it came from; that one goes to mediation once.
    """

    kind: str
    text: str
    parties: tuple[PartyDraft, ...]
    key: str
    source: Source = Source.DESK
    estate_id: int | None = None
    community_id: int | None = None
    amount_fen: int | None = None
    persons: int = 2
    danger: bool = False
    spans: Level = Level.COMMUNITY
    source_stream: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """A session about to be called. `location` is a room, or the way to join from afar."""

    starts_at: datetime
    location: str
    key: str
    way: Way = Way.IN_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class TieDraft:
    """That a mediator is a relative of a party; declared by him or known to the body."""

    mediator_id: int
    party_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDraft:
    """A body of mediation about to be entered: the body of `people`, its level, the departments that founded it."""

    body_id: int
    level: Level
    valid_from: date
    committee_id: int | None = None
    founders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """A member of a people's mediation committee."""

    person_id: int
    woman: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeDraft:
    """A people's mediation committee about to be entered for one term, with all its members."""

    founder_id: int
    name: str
    valid_from: date
    valid_until: date
    members: tuple[MemberDraft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorDraft:
    """A mediator about to be entered, by an appointment to the body."""

    appointment_id: int
    post: Post
    qualification: str
    valid_from: date
    valid_until: date | None = None
    qualified_until: date | None = None
