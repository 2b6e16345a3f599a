"""Who comes: registered in advance, by himself or at the desk, and at the door; who arrives, who leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from hemei.community.meetings.models import Attendance, Meeting, MeetingSide
from hemei.community.meetings.rules.acts import Act
from hemei.community.meetings.rules.holding import may_arrive, may_come
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SideCode, State
from hemei.community.meetings.services.seating import demand_seats
from hemei.community.meetings.services.shared import (
    at_home,
    locked,
    missing,
    sealed,
    side_of,
    sides_of,
    tell,
    tell_all,
)
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceDraft:
    """Somebody to be registered: a person on record, or a name for the vault. `proxy` says he stands in for another."""

    side: SideCode
    name: str = ""
    person_id: int | None = None
    arrived: bool = False
    proxy: bool = False


def register_attendance(*, actor: Actor, now: datetime, meeting_id: int, draft: AttendanceDraft) -> int:
    """Register somebody and return the id of his registration; see `register_attendances`."""
    [number] = register_attendances(actor=actor, now=now, meeting_id=meeting_id, drafts=[draft])
    return number


def register_attendances(
    *, actor: Actor, now: datetime, meeting_id: int, drafts: Sequence[AttendanceDraft]
) -> list[int]:
    """Register some, all or none, and return the ids of their registrations; who was registered may arrive by it.

    Raises:
        Refused: the actor may not, a side is not invited, somebody is registered, nobody may stand in for another here,
            a member of the committee has no seat.
    """
    row, kind = locked(actor, meeting_id)
    demand(*(may_come(kind, State(row.state), proxy=proxy) for proxy in {draft.proxy for draft in drafts}))
    if any(draft.arrived for draft in drafts):
        _on_the_day(row, now)
    members = [draft.person_id for draft in drafts if draft.side == "members"]
    demand_seats(actor, row, kind, members, on=shanghai_day(now))
    sides, known = sides_of(row), _Known(row)
    found: list[Attendance] = []
    for draft in drafts:
        side, name = side_of(sides, draft.side), " ".join(draft.name.replace("\x00", "").split())
        if draft.person_id is None and not 1 < len(name) <= LONGEST_NAME:
            raise Refused.because(mark("姓名要有2到{most}个字"), field="name", code="name", most=LONGEST_NAME)
        one = known.find(side, draft.person_id, name)
        if one is None:
            one = known.add(_entry(row, side, draft, name, now))
        elif not draft.arrived or one in found or (one.arrived_at is not None and one.left_at is None):
            raise _twin()
        found.append(one)
    come_back = [one for one in found if one.pk is not None]
    _write(actor, now, row, [one for one in found if one.pk is None])
    _arrive(actor, now, row, come_back)
    return [int(one.pk) for one in found]


def come_myself(*, actor: Actor, now: datetime, meeting_id: int) -> int:
    """Register as an owner, by oneself, for a meeting of one's own estate that owners are invited to."""
    with at_home(actor, meeting_id, Act.COME, now) as (row, kind, home):
        demand(may_come(kind, State(row.state), proxy=False))
        side = side_of(sides_of(row), "owners")
        if not home.owner:
            raise Refused.because(mark("只有业主可以报名作为业主参会"), field="side", code="no_owner")
        found = _Known(row).find(side, home.person_id, "")
        if found is None:
            found = _entry(row, side, AttendanceDraft(side="owners", person_id=home.person_id), "", now)
            _write(actor, now, row, [found])
        return int(found.pk)


def withdraw(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Take back one's own registration before one arrived."""
    with at_home(actor, meeting_id, Act.COME, now) as (row, _kind, home):
        found = Attendance.objects.filter(meeting=row, person_id=home.person_id, arrived_at=None).first()
        if found is None:
            raise missing()
        number = found.pk
        found.delete()
        tell(actor, now, row, "meetings.registration_withdrawn", {"attendance": number})


def arrive(*, actor: Actor, now: datetime, attendance_id: int) -> None:
    """Note that somebody who registered has arrived, or has come back."""
    found = Attendance.objects.filter(record.seen_by(actor), pk=attendance_id).first()
    if found is None:
        raise missing()
    arrive_all(actor=actor, now=now, meeting_id=found.meeting_id, attendance_ids=[attendance_id])


def arrive_all(*, actor: Actor, now: datetime, meeting_id: int, attendance_ids: Collection[int]) -> None:
    """Note that some who registered have arrived, or have come back; who is there already stays."""
    row, kind = locked(actor, meeting_id)
    demand(may_come(kind, State(row.state), proxy=False))
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("side")
    found = list(rows.filter(meeting=row, pk__in=attendance_ids).order_by("id"))
    if len(found) < len(set(attendance_ids)):
        raise missing()
    coming = [one for one in found if one.arrived_at is None or one.left_at is not None]
    if coming:
        _on_the_day(row, now)
        members = [one.person_id for one in coming if one.side.code == "members"]
        demand_seats(actor, row, kind, members, on=shanghai_day(now))
        _arrive(actor, now, row, coming)


def leave(*, actor: Actor, now: datetime, attendance_id: int) -> None:
    """Note that somebody left; what is decided afterwards is decided without him."""
    row, kind, found = _registered(actor, attendance_id)
    demand(may_come(kind, State(row.state), proxy=False))
    if found.arrived_at is None or found.left_at is not None:
        raise Refused.because(mark("这个人不在场"), code="not_here")
    found.left_at = now
    found.save(update_fields=["left_at"])
    tell(actor, now, row, "meetings.person_left", {"attendance": found.pk})


def _registered(actor: Actor, attendance_id: int) -> tuple[Meeting, Kind, Attendance]:
    found = Attendance.objects.filter(record.seen_by(actor), pk=attendance_id).first()
    if found is None:
        raise missing()
    row, kind = locked(actor, found.meeting_id)
    return row, kind, Attendance.objects.select_for_update().get(pk=found.pk)


def _on_the_day(row: Meeting, now: datetime) -> None:
    if row.starts_at is not None:
        demand(may_arrive(shanghai_day(row.starts_at), shanghai_day(now)))


class _Known:
    """Who is registered for a meeting already; one statement, however many ask."""

    def __init__(self, row: Meeting) -> None:
        self._rows = list(Attendance.objects.filter(meeting=row))

    def find(self, side: MeetingSide, person_id: int | None, name: str) -> Attendance | None:
        """Return the registration of a person on record, or of a name, for a side."""
        rows = (one for one in self._rows if one.side_id == side.pk)
        if person_id is not None:
            return next((one for one in rows if one.person_id == person_id), None)
        digests = {bytes(one) for one in record.blind_indexes("meetings.name", name)}
        return next((one for one in rows if one.name_digest and bytes(one.name_digest) in digests), None)

    def add(self, one: Attendance) -> Attendance:
        """Count somebody in who is about to be written."""
        self._rows.append(one)
        return one


def _arrive(actor: Actor, now: datetime, row: Meeting, found: Sequence[Attendance]) -> None:
    for one in found:
        one.arrived_at, one.left_at = one.arrived_at or now, None
    Attendance.objects.bulk_update(found, ["arrived_at", "left_at"])
    tell_all(actor, now, row, "meetings.person_arrived", [{"attendance": one.pk} for one in found])


def _entry(row: Meeting, side: MeetingSide, draft: AttendanceDraft, name: str, now: datetime) -> Attendance:
    """Return a registration that is not written yet; of somebody who is no person on record the name is sealed."""
    named = draft.person_id is None
    return Attendance(
        meeting=row, side=side, scope=row.scope, stream=row.stream, person_id=draft.person_id,
        name_id=sealed(row, "name", name).vault_id if named else None,
        name_digest=record.blind_index("meetings.name", name) if named else None,
        at_door=draft.arrived, registered_at=now, arrived_at=now if draft.arrived else None,
    )  # fmt: skip


def _write(actor: Actor, now: datetime, row: Meeting, fresh: Sequence[Attendance]) -> None:
    try:
        with transaction.atomic():
            Attendance.objects.bulk_create(fresh)
    except IntegrityError as error:
        if "meetings_attendance_once" not in str(error) and "meetings_attendance_named_once" not in str(
            error
        ):
            raise
        raise _twin() from error
    told = [
        {"attendance": one.pk, "side": one.side.code, "arrived": one.arrived_at is not None} for one in fresh
    ]
    tell_all(actor, now, row, "meetings.person_registered", told)


def _twin() -> Refused:
    return Refused.because(mark("这个人已经登记过了"), field="name", code="twin")
