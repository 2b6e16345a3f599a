"""Owners demand a meeting: one begins, others join; with enough of them the clock of its call runs, or it ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import Demand, Meeting
from hemei.community.meetings.queries.lists import home_of, near
from hemei.community.meetings.queries.sides import usual_bodies
from hemei.community.meetings.rules.acts import Act, may
from hemei.community.meetings.rules.calling import is_title, may_demand, may_join
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import State
from hemei.community.meetings.services.calling import counted_from, one_line
from hemei.community.meetings.services.shared import (
    CALLING,
    committed,
    kind_of,
    missing,
    sealed,
    start_clock,
    tell,
    written,
)
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDraft:
    """What an owner demands: a kind of meeting for an estate of his, in public words and a reason for the vault."""

    kind: str
    title: str
    reason: str
    estate_id: int
    key: str


def ask_for_meeting(*, actor: Actor, now: datetime, draft: AskDraft) -> int:
    """Begin a demand as its first owner and return the meeting's id; the same form counts once.

    Raises:
        Refused: the actor owns nothing there, or owners do not demand this kind.
    """
    demand(may(actor.role, Act.ASK))
    today = shanghai_day(now)
    home = _owned(people.own_homes(actor, on=today), draft.estate_id)
    kind, title = kind_on(draft.kind, today), one_line(draft.title)
    demand(may_join(kind, State.PREPARED, reached=False, over=False, owner=home is not None), is_title(title))
    reason = written(draft.reason, "reason")
    city = places.city().path
    with opened(actor, city):
        known = Meeting.objects.filter(key=draft.key).values_list("id", flat=True).first()
        if known is not None:
            return int(known)
        everywhere = replace(actor, places=(PlaceRange(city),))
        estate = places.estates_by_id([draft.estate_id], actor=everywhere).get(draft.estate_id)
        body = usual_bodies(estate, today).get("residents_committee") if estate else None
        if home is None or estate is None or body is None:
            raise missing()
        [number] = records.next_ids("meetings_meeting", 1)
        row = Meeting(
            id=number, stream=f"meetings.meeting:{number}", scope=estate.scope, estate_id=estate.id,
            community_id=estate.community_id, key=draft.key, kind=kind.code, rules_on=today, title=title, body_id=body,
            state=State.PREPARED.value, gathers_until=_until(kind, now),
        )  # fmt: skip
        row.save(force_insert=True)
        records.grant_access(stream=row.stream, bodies=(body,))
        _join(actor, now, row, kind, home.person_id, sealed(row, "demand", reason, home.person_id))
        return number


@records.whole
def join_demand(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Demand a meeting that a neighbour demands; joining twice is harmless."""
    with _gathering(actor, meeting_id, now) as (row, kind, home):
        if not _made(row, home).exists():
            _join(actor, now, row, kind, home.person_id)


@records.whole
def leave_demand(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Take one's own demand back while too few demand the meeting."""
    with _gathering(actor, meeting_id, now) as (row, _kind, home):
        gone, _by_model = _made(row, home).delete()
        if not gone:
            raise missing()
        row.asking = Demand.objects.filter(meeting=row).count()
        row.save(update_fields=["asking"])
        tell(actor, now, row, "meetings.demand_left", {"asking": row.asking})


def end_demands(*, actor: Actor, now: datetime) -> int:
    """End the demands too few joined in time, a few at a time; returns how many ended. Killed or repeated, no harm."""
    with records.acting(actor):
        rows = Meeting.objects.filter(state=State.PREPARED.value, asked_on=None, gathers_until__lt=now)
        over = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH])
        for row in over:
            row.state, row.ended_at = State.CANCELLED.value, now
            row.save(update_fields=["state", "ended_at"])
            data = {"asking": row.asking, "of": row.asking_of}
            tell(actor, now, row, "meetings.demand_lapsed", data, (kind_of(row).warrant.reference,))
    return len(over)


@contextmanager
def _gathering(actor: Actor, meeting_id: int, now: datetime) -> Iterator[tuple[Meeting, Kind, people.Home]]:
    """Lock a meeting that owners of one's own estate demand, while they still may."""
    demand(may(actor.role, Act.ASK))
    homes = people.own_homes(actor, on=shanghai_day(now))
    with opened(actor, places.city().path):
        row = Meeting.objects.select_for_update().filter(near(homes), pk=meeting_id).first()
        if row is None:
            raise missing()
        kind, home = kind_of(row), home_of(row, homes)
        reached, over = row.asked_on is not None, row.gathers_until is not None and row.gathers_until < now
        demand(may_join(kind, State(row.state), reached=reached, over=over, owner=home.owner))
        yield row, kind, home


def _until(kind: Kind, now: datetime) -> datetime | None:
    return clocks.working_time(now=now).due(now, kind.gathers).at if kind.gathers else None


def _owned(homes: list[people.Home], estate_id: int) -> people.Home | None:
    return next((home for home in homes if home.owner and home.estate_id == estate_id), None)


def _made(row: Meeting, home: people.Home) -> QuerySet[Demand]:
    """Return the demand of whose home it is, under whichever record of his he made it."""
    return Demand.objects.filter(meeting=row, person_id__in=people.same_as(home.person_id))


def _join(
    actor: Actor, now: datetime, row: Meeting, kind: Kind, person_id: int, why: records.Sealed | None = None
) -> None:
    """Count one more; with enough of today's owners the meeting must be called, and the clock runs.

    The city is opened: two records of an owner that proved to be one human are one owner.
    """
    Demand.objects.create(
        meeting=row, scope=row.scope, stream=row.stream, person_id=person_id, made_at=now,
        text_id=why.vault_id if why else None,
    )  # fmt: skip
    here = replace(
        actor, places=(PlaceRange(row.scope),)
    )  # how many owners there are is no secret, who they are is
    owners = people.owner_ids_in(row.estate_id or 0, actor=here, on=shanghai_day(now))
    row.asking = Demand.objects.filter(meeting=row).count()
    row.asking_of = _humans({person for persons in owners.values() for person in persons})
    data: dict[str, Any] = {
        "asking": row.asking,
        "of": row.asking_of,
        **(committed(reason=why) if why else {}),
    }
    tell(actor, now, row, "meetings.demand_joined", data)
    decision = may_demand(kind, asking=row.asking, of=row.asking_of)
    if decision.allowed and kind.call_within is not None:
        row.asked_on = shanghai_day(now)
        row.call_due_at = start_clock(
            row, counted_from(row.asked_on), key="calling", kind=CALLING, limit=kind.call_within,
            reference=kind.warrant.reference,
        )  # fmt: skip
        data = {
            "kind": row.kind,
            "estate": row.estate_id,
            "asking": row.asking,
            "of": row.asking_of,
            "asked_on": row.asked_on.isoformat(),
        }
        tell(actor, now, row, "meetings.meeting_demanded", data, decision.references)
    row.save(update_fields=["asking", "asking_of", "asked_on", "call_due_at"])


def _humans(persons: Collection[int]) -> int:
    humans = people.humans_of(persons)
    return len({humans[one] for one in persons})
