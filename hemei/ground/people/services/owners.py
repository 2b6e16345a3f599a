"""Owners from a file: persons found again or entered, and the period in which each holds a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.ground.people.services.persons import PHONE, stream_of
from hemei.ground.places.services import Houses
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_index, open_sealed
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row

NAME, IDENTITY = "name", "identity"
FIELDS = (NAME, PHONE, IDENTITY)
_OWNERSHIP = {
    "id": "bigint", "stream": "text", "scope": "text", "unit_id": "bigint", "person_id": "bigint",
    "share_of": "integer", "share_in": "integer", "valid_from": "date", "valid_until": "date",
}  # fmt: skip
_PERSON = {
    "id": "bigint", "stream": "text", "scope": "text", "name_id": "bigint", "phone_id": "bigint",
    "identity_id": "bigint", "public_office_name": "text", "created_at": "timestamptz",
}  # fmt: skip
_HELD = (
    "select o.unit_id, o.id, o.person_id, o.share_of, o.share_in, o.valid_from, o.valid_until, o.scope, p.name_id"
    " from people_ownership o join people_person p on p.id = o.person_id where o.unit_id = any(%s)"
)
_FOUND = (
    "select s.field, s.blind_index, s.person_id, p.name_id"
    " from records_sealed s join people_person p on p.id = s.person_id"
    " where s.field = %s and s.blind_index = any(%s) and s.erased_at is null order by s.person_id desc"
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
    by_identity: dict[str, int]
    by_phone: dict[tuple[str, str], int]
    names: Mapping[int, str | None]
    ids: Iterator[int]
    persons: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
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
    identities = _found(IDENTITY, (row.values["identity"] for row, _, _ in placed))
    alone = [row.values for row, _, _ in placed if row.values["identity"] is None]
    phones = _found(PHONE, (values["phone"] for values in alone))
    # Without an identity number a name decides, so the names that may be meant are opened.
    wanted = [name for candidates in phones.values() for _, name in candidates]
    if alone:
        units = {unit for row, unit, _ in placed if row.values["identity"] is None}
        wanted += [one.name_id for unit in units for one in held.get(unit, ())]
    names = open_sealed(name for name in wanted if name)
    return Batch(
        work,
        written,
        held,
        {text: candidates[0][0] for text, candidates in identities.items()},
        {
            (text, name): person
            for text, candidates in phones.items()
            for person, name_id in candidates
            if (name := names.get(name_id or 0)) is not None
        },
        names,
        iter(records.next_ids("people_person", len(placed))),
    )


def _found(field_: str, texts: Iterable[str | None]) -> dict[str, list[tuple[int, int | None]]]:
    """Return the visible persons of each text with the vault ids of their names, the first entered first."""
    indexes = {blind_index(field_, text): text for text in set(texts) if text}
    if not indexes:
        return {}
    found: dict[str, list[tuple[int, int | None]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [field_, list(indexes)])
        for _, index, person, name in cursor.fetchall():
            found.setdefault(indexes[bytes(index)], []).insert(0, (person, name))
    return found


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
        person = _enter(batch, values, scope)
    held = Held(0, person, share, values["since"], values["until"], scope)
    known.append(held)
    batch.periods.append((stream_of(person), scope, unit, person, *share, held.since, held.until))
    batch.written.new += 1


def _person(batch: Batch, values: dict[str, Any], known: Sequence[Held]) -> int | None:
    """Return the person a row means: by identity number, else by phone and name, else by name in this unit."""
    if values["identity"] is not None:
        return batch.by_identity.get(values["identity"])
    if values["phone"] is not None:
        return batch.by_phone.get((values["phone"], values["name"]))
    return next((one.person for one in known if batch.names.get(one.name_id or 0) == values["name"]), None)


def _enter(batch: Batch, values: dict[str, Any], scope: str) -> int:
    """Note a new person, found again by number or phone in the rest of the batch."""
    number = next(batch.ids)
    batch.persons.append((number, scope, values))
    if values["identity"] is not None:
        batch.by_identity[values["identity"]] = number
    elif values["phone"] is not None:
        batch.by_phone[values["phone"], values["name"]] = number
    return number


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
    """Write persons, their vault rows, their sight of themselves, and the periods: four statements."""
    written = batch.written
    if batch.persons:
        _write_persons(batch.persons, batch.work.now, written)
    if batch.periods:
        ids = records.next_ids("people_ownership", len(batch.periods))
        lines = ((number, *period) for number, period in zip(ids, batch.periods, strict=True))
        records.insert_many("people_ownership", _OWNERSHIP, lines)
        written.add("people_ownership", ids)


def _write_persons(
    persons: Sequence[tuple[int, str, dict[str, Any]]], now: datetime, written: records.Written
) -> None:
    wanted = [
        (number, scope, name, values[name])
        for number, scope, values in persons
        for name in FIELDS
        if values[name] is not None
    ]
    sealed = records.write_seals(
        [
            records.prepare_seal(
                stream=stream_of(number), scope=scope, field=name, text=text, person_id=number, indexed=True
            )
            for number, scope, name, text in wanted
        ]
    )
    vault = {(wish[0], wish[2]): row.vault_id for wish, row in zip(wanted, sealed, strict=True)}
    records.insert_many(
        "people_person",
        _PERSON,
        (
            (number, stream_of(number), scope, *(vault.get((number, name)) for name in FIELDS), "", now)
            for number, scope, _ in persons
        ),
    )
    access = records.next_ids("records_access", len(persons))
    records.insert_many(
        "records_access",
        {"id": "bigint", "stream": "text", "person_id": "bigint"},
        ((line, stream_of(number), number) for line, (number, _, _) in zip(access, persons, strict=True)),
    )
    written.add("people_person", [number for number, _, _ in persons])
    written.add("records_sealed", [row.vault_id for row in sealed])
    written.add("records_access", access)


_OVERLAP = mark("这位业主从 {since} 起已经登记在这套房屋上，时间重叠。")
_OVERLAP_REMEDY = mark("同一段产权请填写同一个起始日期；转让后又取得的，请先填写前一段的终止日期。")
_TWICE = Reason(mark("文件里这位业主在同一套房屋上出现两次。"), {}, mark("请合并为一行。"), code="twice")
