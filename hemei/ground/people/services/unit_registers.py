"""Who holds or lives in which unit, from a file: persons found again or entered, and the period of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.people.services.finding import Given, Persons
from hemei.ground.people.services.likes import Extra, Held, Likes, complete
from hemei.ground.people.services.persons import stream_of
from hemei.ground.places.services import Houses
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


@dataclass(frozen=True, slots=True)
class UnitRegister:
    """A register of persons in units: its table, what stands there beside unit, person and period.

    `extra` names these columns with their types, `read` takes them from a row; None in the first says nothing.
    `event` records a correction, in which `subject` names the period.
    """

    table: str
    extra: Mapping[str, str]
    read: Callable[[Mapping[str, Any]], Extra]
    event: str
    subject: str
    overlap: str
    overlap_remedy: str

    @property
    def columns(self) -> dict[str, str]:
        """All columns with their types."""
        return {
            "id": "bigint", "stream": "text", "scope": "text", "unit_id": "bigint", "person_id": "bigint",
            **self.extra, "valid_from": "date", "valid_until": "date",
        }  # fmt: skip

    @property
    def known(self) -> str:
        """The statement that reads who is entered in some units."""
        extra = ", ".join(f"o.{name}" for name in self.extra)
        return (
            "select o.unit_id, o.id, o.person_id, o.valid_from, o.valid_until, o.scope, p.name_id, p.phone_id,"
            f" p.identity_id, {extra}"
            f" from {self.table} o join people_person p on p.id = o.person_id where o.unit_id = any(%s)"
        )


@dataclass(slots=True)
class Batch:
    """What a batch has found and is about to write."""

    register: UnitRegister
    work: records.Work
    written: records.Written
    held: dict[int, list[Held]]
    persons: Persons
    likes: Likes
    periods: list[tuple[Any, ...]] = field(default_factory=list)

    def count(self, *, changed: bool | None) -> None:
        """Count a row that was compared; nothing where it was refused."""
        self.written.changed += changed is True
        self.written.same += changed is False


@dataclass
class UnitWriter:
    """Writes a register of persons in units; keeps estates and buildings of the run, and its first new period."""

    register: UnitRegister
    houses: Houses | None = field(default=None)
    first: int | None = field(default=None)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch."""
        self.houses = self.houses or Houses(work.actor)
        written = records.Written()
        placed = list(self.houses.units(rows, written))
        batch = _look_up(self.register, work, written, placed)
        for row, unit, scope in placed:
            _place(batch, row, unit, scope, self.first)
        ids = _write(batch)
        self.first = self.first or min(ids, default=None)
        return written


def _look_up(
    register: UnitRegister,
    work: records.Work,
    written: records.Written,
    placed: Sequence[tuple[Row, int, str]],
) -> Batch:
    """Find who is entered in these units, and the persons of these numbers, in three statements."""
    held: dict[int, list[Held]] = {}
    with connection.cursor() as cursor:
        cursor.execute(register.known, [list({unit for _, unit, _ in placed})])
        for unit, number, person, since, until, scope, name, phone, identity, *extra in cursor.fetchall():
            one = Held(number, person, tuple(extra), since, until, scope, name, phone, identity)
            held.setdefault(unit, []).append(one)
    given = [_given(row) for row, _, _ in placed]
    also = (
        one.name_id
        for values, (_, unit, _) in zip(given, placed, strict=True)
        if values["identity"] is None
        for one in held.get(unit, ())
    )
    likes = Likes((one for periods in held.values() for one in periods), work.now)
    return Batch(register, work, written, held, Persons(given, also=also), likes)


def _given(row: Row) -> dict[str, Any]:
    """Return what a row says of the person; not every register asks for an identity number."""
    return row.values if "identity" in row.values else {**row.values, "identity": None}


def _place(batch: Batch, row: Row, unit: int, scope: str, first: int | None) -> None:
    values = row.values
    known = batch.held.setdefault(unit, [])
    given = _given(row)
    person = _person(batch, given, known)
    extra = batch.register.read(values)
    meeting = [one for one in known if one.meets(values["since"], values["until"])]
    own = next((one for one in meeting if one.person == person), None)
    if own is not None:
        batch.count(changed=_compare(batch, row, unit, own, extra))
        return
    near = [one for one in meeting if one.id and (first is None or one.id < first)]
    choice, same = _merged(batch, row, given, near)
    if same is not None:
        _merge(batch, row, unit, same, person)
    elif choice is Choice.NEW:
        person = person or batch.persons.enter(given, scope)
        held = Held(0, person, extra, values["since"], values["until"], scope)
        known.append(held)
        batch.periods.append((stream_of(person), scope, unit, person, *extra, held.since, held.until))
        batch.written.new += 1


def _merged(batch: Batch, row: Row, given: Given, near: Sequence[Held]) -> tuple[Choice, Held | None]:
    """Return what becomes of a row whose person does not hold the unit, and the period it is the same as."""
    alike = batch.likes.of(row, given, near)
    if alike is None:
        return Choice.NEW, None
    choice, subject = batch.written.decide(batch.work, alike)
    same = next((one for one in near if one.id == subject), None) if choice is Choice.SAME else None
    return (Choice.LEAVE if choice is Choice.SAME and same is None else choice), same


def _merge(batch: Batch, row: Row, unit: int, same: Held, person: int | None) -> None:
    """Let a row mean a period on record: the person gets the numbers he lacks, or the period the person found."""
    given = _given(row)
    changed = _compare(batch, row, unit, same, batch.register.read(row.values), merged=person or same.person)
    if changed is not None and person is None:
        changed = complete(batch.work, given, same, batch.written) or changed
        batch.persons.know(given, same.person)
    batch.count(changed=changed)


def _person(batch: Batch, values: dict[str, Any], known: Sequence[Held]) -> int | None:
    """Return the person a row means: by identity number, else by phone and name, else by name in this unit."""
    found = batch.persons.find(values)
    if found is not None or values["identity"] is not None or values["phone"] is not None:
        return found
    names = batch.persons.names
    return next((one.person for one in known if names.get(one.name_id or 0) == values["name"]), None)


def _compare(
    batch: Batch, row: Row, unit: int, own: Held, extra: Extra, *, merged: int | None = None
) -> bool | None:
    """Correct a known period where the file says otherwise; an empty cell says nothing.

    With `merged` a clerk said that the row means this period, held by this person: its beginning follows the file
    too. Returns whether anything changed, and nothing where the row is refused.
    """
    values, written, register = row.values, batch.written, batch.register
    person = merged or own.person
    since = values["since"] if merged else own.since
    until = values["until"] or own.until
    wanted = _wanted(register, own, extra, person, (since, until))
    others = [one for one in batch.held[unit] if one.person == person and one is not own]
    if since != values["since"] or any(one.meets(since, until) for one in others):
        told = {"since": own.since.isoformat()}
        reason = Reason(register.overlap, told, register.overlap_remedy, code="overlap")
        written.refuse(row, "since", values["since"].isoformat(), reason)
        return None
    if wanted and not own.id:
        written.refuse(row, "since", values["since"].isoformat(), _TWICE)
        return None
    if wanted:
        _correct(batch, own, wanted)
        own.since, own.until, own.person = since, until, person
        _record(batch, own, unit, wanted)
    return bool(wanted)


def _wanted(
    register: UnitRegister, own: Held, extra: Extra, person: int, period: tuple[date, date | None]
) -> dict[str, tuple[Any, Any]]:
    """Return what the file says otherwise of a period, column by column, from and to."""
    said = {
        "person_id": (own.person, person),
        "stream": (stream_of(own.person), stream_of(person)),
        "valid_from": (own.since, period[0]),
        "valid_until": (own.until, period[1]),
    }
    wanted = {column: pair for column, pair in said.items() if pair[0] != pair[1]}
    if extra[0] is not None and extra != own.extra:
        wanted |= dict(zip(register.extra, zip(own.extra, extra, strict=True), strict=True))
    return wanted


def _correct(batch: Batch, own: Held, wanted: Mapping[str, tuple[Any, Any]]) -> None:
    batch.written.before += records.images(batch.register.table, [own.id])
    listed = ", ".join(f"{column} = %s" for column in wanted)
    news = [new for _, new in wanted.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"update {batch.register.table} set {listed} where id = %s", [*news, own.id])


def _record(batch: Batch, own: Held, unit: int, wanted: Mapping[str, tuple[Any, Any]]) -> None:
    told = {
        column: [value.isoformat() if isinstance(value, date) else value for value in pair]
        for column, pair in wanted.items()
    }
    records.record_event(
        stream=stream_of(own.person),
        type=batch.register.event,
        actor=batch.work.actor,
        at=batch.work.now,
        scope=own.scope,
        data={"unit": unit, batch.register.subject: own.id, "changes": told, "source": batch.work.source},
    )


def _write(batch: Batch) -> list[int]:
    """Write persons and periods; return the ids of the periods."""
    batch.persons.write(batch.work.now, batch.written)
    if not batch.periods:
        return []
    register = batch.register
    ids = records.next_ids(register.table, len(batch.periods))
    lines = ((number, *period) for number, period in zip(ids, batch.periods, strict=True))
    records.insert_many(register.table, register.columns, lines)
    batch.written.add(register.table, ids)
    return ids


_TWICE = Reason(mark("文件里这个人在同一套房屋上出现两次。"), {}, mark("请合并为一行。"), code="twice")

OWNERS = UnitRegister(
    table="people_ownership",
    extra={"share_of": "integer", "share_in": "integer"},
    read=lambda values: values["share"] or (None, None),
    event="people.ownership_corrected",
    subject="ownership",
    overlap=mark("这位业主从 {since} 起已经登记在这套房屋上，时间重叠。"),
    overlap_remedy=mark("同一段产权请填写同一个起始日期；转让后又取得的，请先填写前一段的终止日期。"),
)
RESIDENTS = UnitRegister(
    table="people_residence",
    extra={"kind": "text"},
    read=lambda values: (values["kind"].value,),
    event="people.residence_corrected",
    subject="residence",
    overlap=mark("这位住户从 {since} 起已经登记在这套房屋里，时间重叠。"),
    overlap_remedy=mark("同一段居住请填写同一个迁入日期；迁出后又迁入的，请先填写前一段的迁出日期。"),
)


def owner_writer() -> UnitWriter:
    """Begin a run of owners."""
    return UnitWriter(OWNERS)


def resident_writer() -> UnitWriter:
    """Begin a run of residents."""
    return UnitWriter(RESIDENTS)
