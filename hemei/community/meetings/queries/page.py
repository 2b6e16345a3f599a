"""One meeting with all that happened in it, as far as the actor may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import (
    Attendance,
    Item,
    Meeting,
    MeetingSide,
    Minutes,
    Signature,
    Task,
    Voice,
)
from hemei.community.meetings.queries.lists import (
    MeetingRow,
    columns,
    home_of,
    near,
    row_from,
    rows_of,
    told_to,
)
from hemei.community.meetings.queries.signed import (
    RefusalView,
    last_minutes,
    missing_signatures,
    refusals,
    signed_pages,
)
from hemei.community.meetings.rules.acts import Act, holds, may
from hemei.community.meetings.rules.holding import (
    Present,
    Standing,
    Step,
    next_step,
    quorum,
)
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import Choice, MinutesKind, Outcome, SideCode, SignedBy, side_code
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.queries import State as DutyState


@dataclass(frozen=True, slots=True)
class SideView:
    """An invited side: who comes as it, how many registered and are there, how many must be."""

    id: int
    code: SideCode
    body_id: int | None
    body: str
    registered: int
    came: int
    present: Present


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its explanation and what came of it; `voices` by registration, or by side."""

    id: int
    number: int
    title: str
    text: str
    subject_stream: str
    for_owners: str
    outcome: Outcome | None
    decided_at: datetime | None
    words: str
    agree: int
    against: int
    abstain: int
    needed: int
    voices: Mapping[int, Choice]
    side_voices: Mapping[SideCode, Choice]


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """Somebody who registered; the name only for those who may read it."""

    id: int
    side: SideCode
    person_id: int | None
    name: str
    at_door: bool
    registered_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    signed: SignedBy | None

    @property
    def here(self) -> bool:
        """Whether he is there now."""
        return self.arrived_at is not None and self.left_at is None


@dataclass(frozen=True, slots=True)
class MinutesView:
    """A version of the minutes or an addendum."""

    id: int
    version: int
    kind: MinutesKind
    text: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TaskView:
    """What somebody was given to do, and where it stands."""

    duty_id: int
    item_id: int | None
    title: str
    body_id: int
    body: str
    until: date
    state: DutyState
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting. `standing` says how the actor stands to it: host, invited, above, or neighbour (`owner` or not).

    `own` is his registration as a neighbour, `mine` that of the person he is in office. `refusals` are those that the
    minutes tell, and those of the reader's own side. `scans` are the pages that
    members signed on paper: for who holds the meeting or decided in it, and for owners once the result is posted.
    """

    row: MeetingRow
    kind: Kind
    body: str
    opened_at: datetime | None
    chair_id: int | None
    chair: SideCode | None
    sides: tuple[SideView, ...]
    items: tuple[ItemView, ...]
    attendances: tuple[AttendanceView, ...]
    minutes: tuple[MinutesView, ...]
    tasks: tuple[TaskView, ...]
    unsigned: tuple[tuple[SideCode, int], ...]
    quorum: Decision
    step: Step
    may_run: bool
    home: people.Home | None
    own: AttendanceView | None
    mine: AttendanceView | None
    scans: tuple[records.FileRow, ...] = ()
    refusals: tuple[RefusalView, ...] = ()

    @property
    def last_minutes(self) -> MinutesView | None:
        """The version that is signed, or to be signed."""
        return next((one for one in reversed(self.minutes) if one.kind is MinutesKind.MINUTES), None)


def meeting(*, actor: Actor, now: datetime, meeting_id: int) -> MeetingPage | None:
    """Return a meeting as this actor may see it; None where it is not there or not his."""
    with seen(actor, now, meeting_id) as found:
        return _page(found[0], actor, now, found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Floor:
    """Who registered for a meeting, by side, and what is on its agenda: numbers alone."""

    kind: Kind
    sides: Mapping[int, SideCode]
    items: tuple[int, ...]


def floor(*, actor: Actor, now: datetime, meeting_id: int) -> Floor | None:
    """Return what whoever runs a meeting acts on; None where it is not there or not his to run."""
    with seen(actor, now, meeting_id) as found:
        row = found[0] if found else None
        if (
            row is None
            or not may(
                actor.role, Act.RUN, covered=holds(actor, scope=row.scope, body_id=row.body_id)
            ).allowed
        ):
            return None
        came = Attendance.objects.filter(meeting=row).order_by("id").values_list("id", "side__code")
        items = Item.objects.filter(meeting=row).order_by("number").values_list("id", flat=True)
        return Floor(
            kind_on(row.kind, row.rules_on), {number: side_code(code) for number, code in came}, tuple(items)
        )


@contextmanager
def seen(actor: Actor, now: datetime, meeting_id: int) -> Iterator[tuple[Meeting, people.Home | None] | None]:
    """Open a meeting the actor may see: by place or list, as a neighbour or as the committee of a noticed one."""
    if not may(actor.role, Act.SEE).allowed:
        yield None
        return
    if actor.role is Role.COMMITTEE_MEMBER:
        with opened(actor, places.city().path):
            row = Meeting.objects.filter(records.seen_by(actor) | told_to(actor), pk=meeting_id).first()
            yield (row, None) if row is not None else None
        return
    if actor.role is not Role.RESIDENT:
        row = Meeting.objects.filter(records.seen_by(actor), pk=meeting_id).first()
        yield (row, None) if row is not None else None
        return
    homes = people.own_homes(actor, on=shanghai_day(now))
    with opened(actor, places.city().path):
        row = Meeting.objects.filter(near(homes), pk=meeting_id, noticed_at__isnull=False).first()
        yield (row, home_of(row, homes)) if row is not None else None


def _page(row: Meeting, actor: Actor, now: datetime, home: people.Home | None) -> MeetingPage:
    line = row_from(rows_of(Meeting.objects.filter(pk=row.pk)).values_list(*columns()).get())
    kind = kind_on(row.kind, row.rules_on)
    host = holds(actor, scope=row.scope, body_id=row.body_id)
    names = may(actor.role, Act.SEE_NAMES, covered=host).allowed
    came = _attendances(row, named=names, now=now)
    tasks = list(Task.objects.filter(meeting=row).order_by("id"))
    sides = list(MeetingSide.objects.filter(meeting=row).order_by("id"))
    bodies = people.body_names(
        [row.body_id, *(task.body_id for task in tasks), *(side.body_id for side in sides if side.body_id)]
    )
    views = tuple(_side(side, came, bodies) for side in sides)
    chair = next((one.side for one in came if one.id == row.chair_id), None)
    items = _items(row, named=names)
    unsigned = missing_signatures([row.pk], now=now)[row.pk] if row.chair_id else ()
    minutes = _minutes(row, readable=_readable(row, actor, home, sides))
    there = quorum(kind, [view.present for view in views])
    standing = Standing(
        line.state, line.starts_at, there.allowed, sum(not item.outcome for item in items),
        Minutes.objects.filter(meeting=row).exists(), sum(count for _, count in unsigned),
        line.posted_at is not None or kind.posting is None, line.tasks_set_at is not None, line.open_tasks,
    )  # fmt: skip
    mine = next(
        (one for one in came if actor.person_id is not None and one.person_id == actor.person_id), None
    )
    runs = may(actor.role, Act.RUN, covered=host).allowed
    scanned = kind.decides == "members" and (runs or mine or (home is not None and minutes))
    return MeetingPage(
        row=line,
        kind=kind,
        body=bodies.get(row.body_id, ""),
        opened_at=row.opened_at,
        chair_id=row.chair_id,
        chair=chair,
        sides=views,
        items=items,
        attendances=came if names else (),
        minutes=minutes,
        tasks=tuple(_task(task, bodies) for task in tasks),
        unsigned=unsigned,
        quorum=there,
        step=next_step(standing, now),
        may_run=runs,
        home=home,
        own=next((one for one in came if home is not None and one.person_id == home.person_id), None),
        mine=mine,
        scans=signed_pages(row.stream) if scanned else (),
        refusals=tuple(one for one in _refusals(row, kind, actor, views, mine) if minutes or one.ours),
    )


def _refusals(
    row: Meeting, kind: Kind, actor: Actor, sides: tuple[SideView, ...], mine: AttendanceView | None
) -> tuple[RefusalView, ...]:
    if kind.refusal_holds is None:
        return ()
    ours = {side.code for side in sides if side.body_id is not None and side.body_id == actor.body_id}
    return refusals(row.pk, actor=actor, ours=ours | ({mine.side} if mine else set()))


def _readable(row: Meeting, actor: Actor, home: people.Home | None, sides: list[MeetingSide]) -> bool:
    """Whether the actor reads the minutes: once posted as an owner, before as who holds it or was invited."""
    if row.posted_at is not None:
        return home is None or home.owner
    own = actor.role is not Role.COMMITTEE_MEMBER or actor.body_id in {
        row.body_id,
        *(one.body_id for one in sides),
    }
    return home is None and own


def _task(task: Task, bodies: Mapping[int, str]) -> TaskView:
    body, state = bodies.get(task.body_id, ""), DutyState(task.state)
    return TaskView(
        task.duty_id, task.item_id, task.title, task.body_id, body, task.until, state, task.ended_at
    )


def _side(side: MeetingSide, came: tuple[AttendanceView, ...], bodies: Mapping[int, str]) -> SideView:
    code = side_code(side.code)
    own = [one for one in came if one.side == code]
    there = Present(code, sum(one.here for one in own), side.needed, side.agree, side.size)
    body, came_all = bodies.get(side.body_id or 0, ""), sum(one.arrived_at is not None for one in own)
    return SideView(side.pk, code, side.body_id, body, len(own), came_all, there)


def _attendances(row: Meeting, *, named: bool, now: datetime) -> tuple[AttendanceView, ...]:
    """Return who registered; without the right to names they are counted only."""
    rows = list(Attendance.objects.filter(meeting=row).select_related("side").order_by("id"))
    texts: Mapping[int, str | None] = {}
    known: Mapping[int, people.PersonRow] = {}
    if named:
        texts = records.open_sealed(one.name_id for one in rows if one.name_id)
        known = people.persons([one.person_id for one in rows if one.person_id], now=now)
    last = last_minutes(row.pk)
    signed = dict(
        Signature.objects.filter(minutes=last).values_list("attendance_id", "signed_by") if last else ()
    )
    return tuple(
        AttendanceView(
            one.pk,
            side_code(one.side.code),
            one.person_id,
            _name(one, texts, known),
            one.at_door,
            one.registered_at,
            one.arrived_at,
            one.left_at,
            SignedBy(signed[one.pk]) if one.pk in signed else None,
        )
        for one in rows
    )


def _name(one: Attendance, texts: Mapping[int, str | None], known: Mapping[int, people.PersonRow]) -> str:
    if one.name_id:
        return texts.get(one.name_id) or ""
    found = known.get(one.person_id or 0)
    return found.name if found else ""


def agenda(*, actor: Actor, meeting_id: int) -> list[int]:
    """Return the items of a meeting, for whoever runs it; one statement."""
    rows = Item.objects.filter(records.seen_by(actor), meeting_id=meeting_id).order_by("number")
    return list(rows.values_list("id", flat=True))


def _items(row: Meeting, *, named: bool) -> tuple[ItemView, ...]:
    rows = list(Item.objects.filter(meeting=row).order_by("number"))
    texts = records.open_sealed(number for item in rows for number in (item.text_id, item.words_id) if number)
    members: dict[int, dict[int, Choice]] = {}
    sides: dict[int, dict[SideCode, Choice]] = {}
    said = Voice.objects.filter(item__meeting=row).values_list(
        "item_id", "attendance_id", "side__code", "choice"
    )
    for item_id, attendance_id, code, choice in said:
        if attendance_id is None:
            sides.setdefault(item_id, {})[side_code(code)] = Choice(choice)
        elif named:
            members.setdefault(item_id, {})[attendance_id] = Choice(choice)
    return tuple(
        ItemView(
            item.pk,
            item.number,
            item.title,
            texts.get(item.text_id or 0) or "",
            item.subject_stream,
            item.for_owners,
            Outcome(item.outcome) if item.outcome else None,
            item.decided_at,
            texts.get(item.words_id or 0) or "",
            item.agree,
            item.against,
            item.abstain,
            item.needed,
            members.get(item.pk, {}),
            sides.get(item.pk, {}),
        )
        for item in rows
    )


def _minutes(row: Meeting, *, readable: bool) -> tuple[MinutesView, ...]:
    """Return the minutes; an owner reads them once posted (SPC interpretation, article 13)."""
    if not readable:
        return ()
    rows = list(Minutes.objects.filter(meeting=row).order_by("version"))
    texts = records.open_sealed(one.text_id for one in rows)
    return tuple(
        MinutesView(one.pk, one.version, MinutesKind(one.kind), texts.get(one.text_id) or "", one.recorded_at)
        for one in rows
    )
