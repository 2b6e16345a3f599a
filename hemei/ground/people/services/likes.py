"""Persons of a unit whom a row of a file may mean without saying so by number, and what merging them completes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.people.models import Person
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.rules.likeness import Known, likeness
from hemei.ground.people.services.finding import IDENTITY, NAME, Given
from hemei.ground.people.services.persons import PHONE, stream_of
from hemei.ground.records import services as records
from hemei.ground.records.queries import open_sealed
from hemei.kernel.registers import Row

Extra = tuple[Any, ...]
NUMBERS = (PHONE, IDENTITY)


@dataclass(slots=True)
class Held:
    """A period in which a person holds a unit or lives there, with the vault ids of what identifies him."""

    id: int
    person: int
    extra: Extra
    since: date
    until: date | None
    scope: str
    name_id: int | None = None
    phone_id: int | None = None
    identity_id: int | None = None

    def meets(self, since: date, until: date | None) -> bool:
        """Whether two periods share a day."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)

    @property
    def sealed(self) -> dict[str, int | None]:
        """The vault ids by field."""
        return {NAME: self.name_id, PHONE: self.phone_id, IDENTITY: self.identity_id}


class Likes:
    """The periods of a batch's units as they are on record; their texts are opened when a row first needs them."""

    def __init__(self, held: Iterable[Held], now: datetime) -> None:
        self.held = list(held)
        self.now = now
        self.texts: Mapping[int, str | None] | None = None

    def of(self, row: Row, given: Given, near: Sequence[Held]) -> records.Alike | None:
        """Return what a row is like among the periods that meet it in its unit."""
        found = [(kind, one) for one in near if (kind := self._likeness(given, one))]
        if not found:
            return None
        found.sort(key=lambda pair: pair[0] != NAME)
        candidates = tuple(self._candidate(given, one) for _, one in found)
        return records.Alike(row, NAME, found[0][0], candidates)

    def _likeness(self, given: Given, held: Held) -> str:
        on_record = [self._text(held, field) for field in (NAME, *NUMBERS)]
        row = Known(given[NAME], given[PHONE], given[IDENTITY])
        return likeness(row, Known(on_record[0] or "", *on_record[1:]))

    def _text(self, held: Held, field: str) -> str | None:
        if self.texts is None:
            self.texts = open_sealed(number for one in self.held for number in one.sealed.values() if number)
        return self.texts.get(held.sealed[field] or 0)

    def _candidate(self, given: Given, held: Held) -> records.Candidate:
        """Return a period as a clerk compares it: numbers masked, for the register's are not the file's."""
        shown = [masked(field, self._text(held, field) or "", self.now) for field in (NAME, *NUMBERS)]
        label = "，".join(part for part in (*shown, held.since.isoformat()) if part)
        changes = tuple((field, "", masked(field, given[field], self.now)) for field in missing(given, held))
        if held.since != given["since"]:
            changes += (("since", held.since.isoformat(), given["since"].isoformat()),)
        return records.Candidate(held.id, label, changes)


def missing(given: Given, held: Held) -> list[str]:
    """Return the numbers a row gives and the register lacks; one that differs is corrected on request, never here."""
    return [field for field in NUMBERS if given[field] is not None and held.sealed[field] is None]


def complete(work: records.Work, given: Given, held: Held, written: records.Written) -> bool:
    """Give a person the numbers that the register lacks, as undo can take back; return whether it lacked any."""
    fields = missing(given, held)
    if not fields:
        return False
    person = Person.objects.get(pk=held.person)
    written.before += records.images("people_person", [held.person])
    sealed = records.write_seals(
        [
            records.prepare_seal(
                stream=person.stream, scope=person.scope, field=field, text=given[field],
                person_id=person.pk, indexed=True,
            )
            for field in fields
        ]
    )  # fmt: skip
    said = dict(zip(fields, sealed, strict=True))
    for field, one in said.items():
        setattr(person, f"{field}_id", one.vault_id)
        setattr(held, f"{field}_id", one.vault_id)
    person.save(update_fields=[f"{field}_id" for field in fields])
    written.add("records_sealed", [one.vault_id for one in sealed])
    records.record_event(
        stream=stream_of(held.person),
        type="people.person_completed",
        actor=work.actor,
        at=work.now,
        scope=person.scope,
        data={**{field: one.commitment for field, one in said.items()}, "source": work.source},
    )
    return True
