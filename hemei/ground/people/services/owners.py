"""Owners from a file: persons found again or entered, and the period in which each holds a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.people.services.finding import Persons
from hemei.ground.people.services.persons import stream_of
from hemei.ground.places.services import Houses
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row

_OWNERSHIP = {
    "id": "bigint", "stream": "text", "scope": "text", "unit_id": "bigint", "person_id": "bigint",
    "share_of": "integer", "share_in": "integer", "valid_from": "date", "valid_until": "date",
}  # fmt: skip
_HELD = (
    "select o.unit_id, o.id, o.person_id, o.share_of, o.share_in, o.valid_from, o.valid_until, o.scope, p.name_id"
    " from people_ownership o join people_person p on p.id = o.person_id where o.unit_id = any(%s)"
)
Share = tuple[int | None, int | None]


@dataclass(slots=True)
class Held:
    """A period in which a person holds a unit."""

    id: int
    person: int
    share: Share
    since: date
    until: date | None
    scope: str
    name_id: int | None = None

    def meets(self, since: date, until: date | None) -> bool:
        """Whether two periods share a day."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


@dataclass(slots=True)
class Batch:
    """What a batch has found and is about to write."""

    work: records.Work
    written: records.Written
    held: dict[int, list[Held]]
    persons: Persons
    periods: list[tuple[Any, ...]] = field(default_factory=list)


class OwnerWriter:
    """Writes owners; keeps estates and buildings of the run."""

    def __init__(self) -> None:
        self.houses: Houses | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of owners."""
        self.houses = self.houses or Houses(work.actor)
        written = records.Written()
        placed = list(self.houses.units(rows, written))
        batch = _look_up(work, written, placed)
        for row, unit, scope in placed:
            _place(batch, row, unit, scope)
        _write(batch)
        return written


def owner_writer() -> OwnerWriter:
    """Begin a run."""
    return OwnerWriter()


def _look_up(work: records.Work, written: records.Written, placed: Sequence[tuple[Row, int, str]]) -> Batch:
    """Find the owners these units have, and the persons of these numbers, in three statements."""
    held: dict[int, list[Held]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list({unit for _, unit, _ in placed})])
        for unit, number, person, of, whole, since, until, scope, name in cursor.fetchall():
            held.setdefault(unit, []).append(Held(number, person, (of, whole), since, until, scope, name))
    also = (
        one.name_id for row, unit, _ in placed if row.values["identity"] is None for one in held.get(unit, ())
    )
    return Batch(work, written, held, Persons([row.values for row, _, _ in placed], also=also))


def _place(batch: Batch, row: Row, unit: int, scope: str) -> None:
    values = row.values
    known = batch.held.setdefault(unit, [])
    person = _person(batch, values, known)
    share: Share = values["share"] or (None, None)
    if person is not None:
        own = [one for one in known if one.person == person and one.meets(values["since"], values["until"])]
        if own:
            _compare(batch, row, unit, own[0], share)
            return
    else:
        person = batch.persons.enter(values, scope)
    held = Held(0, person, share, values["since"], values["until"], scope)
    known.append(held)
    batch.periods.append((stream_of(person), scope, unit, person, *share, held.since, held.until))
    batch.written.new += 1


def _person(batch: Batch, values: dict[str, Any], known: Sequence[Held]) -> int | None:
    """Return the person a row means: by identity number, else by phone and name, else by name in this unit."""
    found = batch.persons.find(values)
    if found is not None or values["identity"] is not None or values["phone"] is not None:
        return found
    names = batch.persons.names
    return next((one.person for one in known if names.get(one.name_id or 0) == values["name"]), None)


def _compare(batch: Batch, row: Row, unit: int, own: Held, share: Share) -> None:
    """Correct a known period where the file says otherwise: its end, or the share; an empty cell says nothing."""
    values, written = row.values, batch.written
    until = values["until"] or own.until
    wanted: dict[str, tuple[Any, Any]] = {"valid_until": (own.until, until)} if until != own.until else {}
    if share[0] is not None and share != own.share:
        wanted |= {"share_of": (own.share[0], share[0]), "share_in": (own.share[1], share[1])}
    others = [one for one in batch.held[unit] if one.person == own.person and one is not own]
    if own.since != values["since"] or any(one.meets(own.since, until) for one in others):
        reason = Reason(_OVERLAP, {"since": own.since.isoformat()}, _OVERLAP_REMEDY, code="overlap")
        written.refuse(row, "since", values["since"].isoformat(), reason)
    elif not wanted:
        written.same += 1
    elif not own.id:
        written.refuse(row, "since", values["since"].isoformat(), _TWICE)
    else:
        written.before += records.images("people_ownership", [own.id])
        with connection.cursor() as cursor:
            listed = ", ".join(f"{column} = %s" for column in wanted)
            news = [new for _, new in wanted.values()]
            cursor.execute(f"update people_ownership set {listed} where id = %s", [*news, own.id])
        own.until = until
        written.changed += 1
        _record(batch, own, unit, wanted)


def _record(batch: Batch, own: Held, unit: int, wanted: Mapping[str, tuple[Any, Any]]) -> None:
    told = {
        column: [value.isoformat() if isinstance(value, date) else value for value in pair]
        for column, pair in wanted.items()
    }
    records.record_event(
        stream=stream_of(own.person),
        type="people.ownership_corrected",
        actor=batch.work.actor,
        at=batch.work.now,
        scope=own.scope,
        data={"unit": unit, "ownership": own.id, "changes": told, "source": batch.work.source},
    )


def _write(batch: Batch) -> None:
    """Write persons and periods."""
    batch.persons.write(batch.work.now, batch.written)
    if batch.periods:
        ids = records.next_ids("people_ownership", len(batch.periods))
        lines = ((number, *period) for number, period in zip(ids, batch.periods, strict=True))
        records.insert_many("people_ownership", _OWNERSHIP, lines)
        batch.written.add("people_ownership", ids)


_OVERLAP = mark("这位业主从 {since} 起已经登记在这套房屋上，时间重叠。")
_OVERLAP_REMEDY = mark("同一段产权请填写同一个起始日期；转让后又取得的，请先填写前一段的终止日期。")
_TWICE = Reason(mark("文件里这位业主在同一套房屋上出现两次。"), {}, mark("请合并为一行。"), code="twice")
