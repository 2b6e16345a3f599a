"""Who comes: registered in advance, by himself or at the desk, and at the door; who arrives, who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from hemei.community.meetings.models import Attendance, Meeting, MeetingSide
from hemei.community.meetings.rules.acts import Act
from hemei.community.meetings.rules.holding import may_arrive, may_come
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SideCode, State
from hemei.community.meetings.services.shared import at_home, locked, missing, side_of, tell
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
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
    """Register somebody and return the id of his registration; somebody registered before may arrive by it.

    Raises:
        Refused: the actor may not, the side is not invited, nobody may stand in for another here.
    """
    row, kind = locked(actor, meeting_id)
    demand(may_come(kind, State(row.state), proxy=draft.proxy))
    if draft.arrived:
        _on_the_day(row, now)
    side = side_of(row, draft.side)
    name = " ".join(draft.name.replace("\x00", "").split())
    if draft.person_id is None and not 1 < len(name) <= LONGEST_NAME:
        raise Refused.because(mark("姓名要有2到{most}个字"), field="name", code="name", most=LONGEST_NAME)
    known = _known(side, draft.person_id, name)
    if known is None:
        return _enter(actor, now, row, side, draft, name)
    if draft.arrived and (known.arrived_at is None or known.left_at is not None):
        _arrive(actor, now, row, known)
        return int(known.pk)
    raise Refused.because(mark("这个人已经登记过了"), field="name", code="twin")


def come_myself(*, actor: Actor, now: datetime, meeting_id: int) -> int:
    """Register as an owner, by oneself, for a meeting of one's own estate that owners are invited to."""
    with at_home(actor, meeting_id, Act.COME, now) as (row, kind, home):
        demand(may_come(kind, State(row.state), proxy=False))
        side = side_of(row, "owners")
        if not home.owner:
            raise Refused.because(mark("只有业主可以报名作为业主参会"), field="side", code="no_owner")
        known = _known(side, home.person_id, "")
        if known is not None:
            return int(known.pk)
        draft = AttendanceDraft(side="owners", person_id=home.person_id)
        return _enter(actor, now, row, side, draft, "")


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
    row, kind, found = _registered(actor, attendance_id)
    demand(may_come(kind, State(row.state), proxy=False))
    if found.arrived_at is not None and found.left_at is None:
        return
    _on_the_day(row, now)
    _arrive(actor, now, row, found)


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


def _known(side: MeetingSide, person_id: int | None, name: str) -> Attendance | None:
    rows = Attendance.objects.filter(side=side)
    if person_id is not None:
        return rows.filter(person_id=person_id).first()
    return rows.filter(name_digest__in=record.blind_indexes("meetings.name", name)).first()


def _arrive(actor: Actor, now: datetime, row: Meeting, found: Attendance) -> None:
    found.arrived_at, found.left_at = found.arrived_at or now, None
    found.save(update_fields=["arrived_at", "left_at"])
    tell(actor, now, row, "meetings.person_arrived", {"attendance": found.pk})


def _enter(
    actor: Actor, now: datetime, row: Meeting, side: MeetingSide, draft: AttendanceDraft, name: str
) -> int:
    named = draft.person_id is None
    found = Attendance(
        meeting=row, side=side, scope=row.scope, stream=row.stream, person_id=draft.person_id,
        name_id=records.seal(stream=row.stream, scope=row.scope, field="name", text=name).vault_id
        if named
        else None,
        name_digest=record.blind_index("meetings.name", name) if named else None,
        at_door=draft.arrived, registered_at=now, arrived_at=now if draft.arrived else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError as error:
        if "meetings_attendance_once" not in str(error) and "meetings_attendance_named_once" not in str(
            error
        ):
            raise
        raise Refused.because(mark("这个人已经登记过了"), field="name", code="twin") from error
    data = {"attendance": found.pk, "side": side.code, "arrived": draft.arrived}
    tell(actor, now, row, "meetings.person_registered", data)
    return int(found.pk)
