"""Persons as files name them: found again by number, or entered with all they have in the vault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.ground.people.services.persons import PHONE, stream_of
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_indexes, open_sealed

NAME, IDENTITY = "name", "identity"
FIELDS = (NAME, PHONE, IDENTITY)
_PERSON = {
    "id": "bigint", "stream": "text", "scope": "text", "name_id": "bigint", "phone_id": "bigint",
    "identity_id": "bigint", "public_office_name": "text", "created_at": "timestamptz",
}  # fmt: skip
_FOUND = (
    "select s.field, s.blind_index, s.person_id, p.name_id"
    " from records_sealed s join people_person p on p.id = s.person_id"
    " where s.field = %s and s.blind_index = any(%s) and s.erased_at is null order by s.person_id desc"
)
Given = Mapping[str, Any]
"""What a file says of a person: `name`, and `identity` and `phone` or None."""


class Persons:
    """The persons of a batch: an identity number decides, else phone and name together.

    `also` are vault ids of names that may be meant too; they are opened where a row has no identity number.
    """

    def __init__(self, given: Sequence[Given], *, also: Iterable[int | None] = ()) -> None:
        identities = _found(IDENTITY, (values[IDENTITY] for values in given))
        alone = [values for values in given if values[IDENTITY] is None]
        phones = _found(PHONE, (values[PHONE] for values in alone))
        wanted = [name for candidates in phones.values() for _, name in candidates]
        self.names = open_sealed(name for name in [*wanted, *(also if alone else ())] if name)
        self.by_identity = {text: candidates[0][0] for text, candidates in identities.items()}
        self.by_phone = {
            (text, name): person
            for text, candidates in phones.items()
            for person, name_id in candidates
            if (name := self.names.get(name_id or 0)) is not None
        }
        self.ids = iter(records.next_ids("people_person", len(given)))
        self.entered: list[tuple[int, str, Given]] = []

    def find(self, values: Given) -> int | None:
        """Return the person of these numbers."""
        if values[IDENTITY] is not None:
            return self.by_identity.get(values[IDENTITY])
        return self.by_phone.get((values[PHONE], values[NAME])) if values[PHONE] is not None else None

    def enter(self, values: Given, scope: str) -> int:
        """Note a new person, found again by number in the rest of the batch; `write` writes him."""
        number = next(self.ids)
        self.entered.append((number, scope, values))
        self.know(values, number)
        return number

    def know(self, values: Given, person: int) -> None:
        """Let the rest of the batch find a person by the numbers of a row."""
        if values[IDENTITY] is not None:
            self.by_identity[values[IDENTITY]] = person
        elif values[PHONE] is not None:
            self.by_phone[values[PHONE], values[NAME]] = person

    def write(self, now: datetime, written: records.Written) -> None:
        """Write the new persons, their vault rows, and their sight of themselves: three statements."""
        if not self.entered:
            return
        wanted = [
            (number, scope, name, values[name])
            for number, scope, values in self.entered
            for name in FIELDS
            if values[name] is not None
        ]
        sealed = records.write_seals(
            [
                records.prepare_seal(
                    stream=stream_of(number),
                    scope=scope,
                    field=name,
                    text=text,
                    person_id=number,
                    indexed=True,
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
                for number, scope, _ in self.entered
            ),
        )
        access = records.next_ids("records_access", len(self.entered))
        lines = ((line, stream_of(one[0]), one[0]) for line, one in zip(access, self.entered, strict=True))
        records.insert_many(
            "records_access", {"id": "bigint", "stream": "text", "person_id": "bigint"}, lines
        )
        written.add("people_person", [number for number, _, _ in self.entered])
        written.add("records_sealed", [row.vault_id for row in sealed])
        written.add("records_access", access)


def _found(field: str, texts: Iterable[str | None]) -> dict[str, list[tuple[int, int | None]]]:
    """Return the visible persons of each text with the vault ids of their names, the first entered first."""
    indexes = {index: text for text in set(texts) if text for index in blind_indexes(field, text)}
    if not indexes:
        return {}
    found: dict[str, list[tuple[int, int | None]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [field, list(indexes)])
        for _, index, person, name in cursor.fetchall():
            found.setdefault(indexes[bytes(index)], []).insert(0, (person, name))
    return found
