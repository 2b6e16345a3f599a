"""Disputes of the actor: of the body he mediates for, or his own as a party. The two walls are body and person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import (
    Dispute,
    DisputeMediator,
    DisputeParty,
    DisputeStep,
    Look,
    Mediator,
    Session,
    Warned,
)
from hemei.oversight.mediation.queries.standing import handles_file, stands_for
from hemei.oversight.mediation.rules.acts import MOVES, Act, Move, may
from hemei.oversight.mediation.rules.words import (
    LIVE,
    Level,
    Outcome,
    PartyKind,
    Post,
    Side,
    Size,
    Source,
    State,
    Way,
)

MOST_LOOKS = 50


@dataclass(frozen=True, slots=True)
class WarningView:
    """A warning of the clock that runs."""

    kind: str
    number: int
    at: datetime
    due_at: datetime
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One line of a list: no name, no text."""

    id: int
    number: str
    stream: str
    kind: str
    rules_on: date
    size: Size
    proposed: Size
    because: tuple[str, ...]
    level: Level
    mediation_body_id: int
    body_id: int
    state: State
    outcome: Outcome | None
    source: Source
    place_path: str
    community_id: int | None
    estate_id: int | None
    amount_fen: int | None
    persons: int
    danger: bool
    spans: Level
    filed_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    sent_back: int
    warnings: tuple[WarningView, ...] = ()

    @property
    def next_due(self) -> tuple[str, datetime] | None:
        """The kind and the end of the clock that runs, None where none does."""
        return (self.warnings[0].kind, self.warnings[0].due_at) if self.warnings else None


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party; name and phone are None where they were erased or are not for this reader."""

    id: int
    side: Side
    kind: PartyKind
    person_id: int | None
    body_id: int | None
    project_id: int | None
    name: str | None
    phone: str | None
    died_on: date | None
    left: bool
    own: bool


@dataclass(frozen=True, slots=True)
class MediatorView:
    """Who mediates, as the parties may know him."""

    id: int
    person_id: int
    name: str
    post: Post
    qualification: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as the file shows it; what happened in it stands in its meeting."""

    id: int
    meeting_id: int
    way: Way
    starts_at: datetime
    held_at: datetime | None
    cancelled: bool
    present: tuple[int, ...]
    record: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a dispute."""

    move: str
    before: str
    after: State
    level: Level
    body_id: int | None
    at: datetime
    about: Mapping[str, Any]
    note: str | None


@dataclass(frozen=True, slots=True)
class LookView:
    """Who opened the file on a day: by name where he does it in office, else as a party."""

    at: datetime
    name: str
    body_id: int | None
    handles: bool


@dataclass(frozen=True, slots=True)
class DisputePage:
    """A dispute as this reader may see it: `own` are the parties he is, `handles` that the file is his to work on."""

    row: DisputeRow
    text: str | None
    parties: tuple[PartyView, ...]
    mediators: tuple[MediatorView, ...]
    sessions: tuple[SessionView, ...]
    steps: tuple[StepView, ...]
    bodies: Mapping[int, str]
    handles: bool
    own: tuple[PartyView, ...]
    looks: tuple[LookView, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """What can be done with it where it stands, by who handles it."""
        return tuple(move for move in Move if self.row.state in MOVES[move][0]) if self.handles else ()


_FIELDS = (
    "id", "number", "stream", "kind", "rules_on", "size", "proposed", "because", "level", "mediation_body_id",
    "body_id", "state", "outcome", "source", "place_path", "community_id", "estate_id", "amount_fen", "persons",
    "danger", "spans", "filed_at", "accepted_at", "due_at", "ended_at", "sent_back",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DisputeFilters:
    """What a list is narrowed to; empty means all. `live` keeps what still runs."""

    state: str = ""
    kind: str = ""
    size: str = ""
    live: bool = False
    assigned: bool = False


def inbox(
    *, actor: Actor, filters: DisputeFilters | None = None, after: int | None = None, limit: int = 50
) -> list[DisputeRow]:
    """Return the disputes of the body the actor mediates for, the latest first; two statements.

    Every mediator of the body reads the lines; the file opens to the secretary and to who was assigned.
    """
    if actor.role not in {Role.MEDIATOR, Role.SYSTEM}:
        return []
    rows = Dispute.objects.filter(record.seen_by(actor))
    if actor.role is Role.MEDIATOR:
        rows = rows.filter(body_id=actor.body_id or 0)
    chosen = filters or DisputeFilters()
    same = {"state": chosen.state, "kind": chosen.kind, "size": chosen.size}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if chosen.live:
        rows = rows.filter(state__in=[state.value for state in LIVE])
    if chosen.assigned:
        mine = DisputeMediator.objects.filter(ended_at=None, mediator__person_id=actor.person_id or 0)
        rows = rows.filter(pk__in=mine.values("dispute"))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _with_warnings([_row(values) for values in rows.order_by("-id").values_list(*_FIELDS)[:limit]])


def own_disputes(
    *, actor: Actor, now: datetime, after: int | None = None, limit: int = 50
) -> list[DisputeRow]:
    """Return the disputes in which the actor is a party, the latest first.

    A company's manager sees those of the projects he is in charge of, not of its others.
    """
    if not may(actor.role, Act.TAKE_PART).allowed:
        return []
    mine = Q(kind=PartyKind.PERSON.value, person_id__in=people.own_persons(actor))
    if actor.body_id is not None:
        mine |= Q(body_id=actor.body_id)
    found = DisputeParty.objects.filter(record.seen_by(actor), mine, left_at=None)
    today = shanghai_day(now)
    ids = {
        party.dispute_id
        for party in found
        if party.kind == PartyKind.PERSON or stands_for(actor, party, today)
    }
    rows = Dispute.objects.filter(record.seen_by(actor), pk__in=ids)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _with_warnings([_row(values) for values in rows.order_by("-id").values_list(*_FIELDS)[:limit]])


def dispute(dispute_id: int, *, actor: Actor, now: datetime) -> DisputePage | None:
    """Return a dispute with its file, to those who handle it and to its parties; None for everybody else.

    Not there and not yours look alike.
    """
    if not may(actor.role, Act.SEE).allowed:
        return None
    values = (
        Dispute.objects.filter(record.seen_by(actor), pk=dispute_id).values_list(*_FIELDS, "text_id").first()
    )
    if values is None:
        return None
    row, text_id = _row(values[:-1]), values[-1]
    found = list(DisputeParty.objects.filter(dispute_id=row.id).order_by("id"))
    today = shanghai_day(now)
    handles = handles_file(
        actor, dispute_id=row.id, body_id=row.body_id, mediation_body_id=row.mediation_body_id
    )
    own = {party.pk for party in found if party.left_at is None and stands_for(actor, party, today)}
    if not handles and not own:
        return None
    [row] = _with_warnings([row])
    return _page(row, text_id, found, own, handles=handles)


def _page(
    row: DisputeRow, text_id: int, found: Sequence[DisputeParty], own: set[int], *, handles: bool
) -> DisputePage:
    steps = list(DisputeStep.objects.filter(dispute_id=row.id).order_by("id"))
    sessions = list(Session.objects.filter(dispute_id=row.id).order_by("id"))
    wanted = [text_id, *(party.name_id for party in found)]
    wanted += [party.phone_id for party in found if party.phone_id and handles]
    wanted += [one.note_id for one in steps if one.note_id] + [
        one.record_id for one in sessions if one.record_id
    ]
    texts = record.open_sealed(wanted)
    parties = tuple(_party(party, texts, own, handles=handles) for party in found)
    running = DisputeMediator.objects.filter(dispute_id=row.id, ended_at=None).select_related(
        "mediator__person"
    )
    bodies = {row.body_id, *(one.body_id for one in steps if one.body_id)}
    bodies |= {value for one in steps for value in _named(one.about)}
    return DisputePage(
        row=row,
        text=texts.get(text_id),
        parties=parties,
        mediators=tuple(
            MediatorView(
                one.mediator_id, one.mediator.person_id, one.mediator.name,
                Post(one.mediator.post), one.mediator.qualification,
            )
            for one in running.order_by("id")
        ),
        sessions=tuple(
            SessionView(
                one.pk, one.meeting_id, Way(one.way), one.starts_at, one.held_at, one.cancelled_at is not None,
                tuple(one.present), texts.get(one.record_id) if one.record_id and _reads(one, own, handles) else None,
            )
            for one in sessions
        ),
        steps=tuple(
            StepView(
                one.move, one.before, State(one.after), Level(one.level), one.body_id, one.at, one.about,
                texts.get(one.note_id or 0),
            )
            for one in steps
        ),
        bodies=people.body_names(bodies),
        handles=handles,
        own=tuple(party for party in parties if party.own),
        looks=_looks(row),
    )  # fmt: skip


def _looks(row: DisputeRow) -> tuple[LookView, ...]:
    """Return who opened the file, the latest first; who did it in office by name, a party without."""
    found = Look.objects.filter(dispute_id=row.id).order_by("-id")
    rows = list(found.values_list("at", "person_id", "body_id", "handles")[:MOST_LOOKS])
    who = Mediator.objects.filter(person_id__in={person for _, person, _, handled in rows if handled})
    names = dict(who.order_by("id").values_list("person_id", "name"))
    return tuple(
        LookView(at, names.get(person, "") if handled else "", body, handled)
        for at, person, body, handled in rows
    )


def _reads(session: Session, own: set[int], handles: bool) -> bool:  # noqa: FBT001 - the caller's word
    """Whether a record is for this reader: who mediates, and a party who was there; a party is also heard alone."""
    return handles or bool(own & set(session.present))


def _named(about: Mapping[str, Any]) -> Iterable[int]:
    return (about[key] for key in ("from", "to", "police") if isinstance(about.get(key), int))


def _party(
    party: DisputeParty, texts: Mapping[int, str | None], own: set[int], *, handles: bool
) -> PartyView:
    return PartyView(
        party.pk, Side(party.side), PartyKind(party.kind), party.person_id, party.body_id, party.project_id,
        texts.get(party.name_id), texts.get(party.phone_id) if party.phone_id and handles else None, party.died_on,
        party.left_at is not None, party.pk in own,
    )  # fmt: skip


def _row(values: Sequence[Any]) -> DisputeRow:
    named = dict(zip(_FIELDS, values, strict=True))
    named |= {
        "size": Size(named["size"]), "proposed": Size(named["proposed"]), "because": tuple(named["because"]),
        "level": Level(named["level"]), "state": State(named["state"]), "source": Source(named["source"]),
        "outcome": Outcome(named["outcome"]) if named["outcome"] else None, "spans": Level(named["spans"]),
    }  # fmt: skip
    return DisputeRow(**named)


def _with_warnings(rows: list[DisputeRow]) -> list[DisputeRow]:
    """Return the lines with the warnings of the clock that runs; one statement."""
    found: dict[int, list[WarningView]] = {}
    running = Warned.objects.filter(dispute_id__in=[row.id for row in rows], settled_at=None)
    for one in running.order_by("due_at", "number"):
        view = WarningView(one.kind, one.number, one.at, one.due_at, one.given_at)
        found.setdefault(one.dispute_id, []).append(view)
    return [replace(row, warnings=tuple(found.get(row.id, ()))) for row in rows]
