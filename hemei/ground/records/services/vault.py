"""The vault: personal fields and free text, encrypted, apart from the events that speak of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from hemei.ground.records import models, rules
from hemei.ground.records.blind import blind_index
from hemei.ground.records.keys import lock
from hemei.ground.records.services.bulk import insert_many
from hemei.kernel.decision import Refused, mark

SALT_BYTES = 16
_MANY = 20  # from here on, reserving ids first costs less than the framework's own insert
_COLUMNS = {
    "id": "bigint",
    "stream": "text",
    "scope": "text",
    "field": "text",
    "person_id": "bigint",
    "ciphertext": "bytea",
    "salt": "bytea",
    "commitment": "text",
    "blind_index": "bytea",
}
_PREPARED = tuple(_COLUMNS)[1:]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text: what an event may carry of it."""

    vault_id: int
    commitment: str


def encrypt(text: str, field: str) -> bytes:
    """Encrypt; the field's name is authenticated, so columns cannot be swapped."""
    return lock_bytes(text.encode(), field)


def lock_bytes(raw: bytes, field: str) -> bytes:
    """Encrypt a secret that another table keeps; `field` says where, and it opens nowhere else."""
    return lock(raw, purpose="vault", bound=field.encode())


def prepare_seal(
    *, stream: str, scope: str, field: str, text: str, person_id: int | None = None, indexed: bool = False
) -> dict[str, Any]:
    """Return a vault row (without id) for a caller that writes many, or through the intake door.

    `indexed` adds a blind index for exact search. A NUL character is refused.
    """
    if "\x00" in text:
        raise Refused.because(
            mark("文字中含有不可见的空字符（NUL），系统不能保存。"),
            remedy=mark("请删去该字符后重新提交。"),
            field=field,
            code="nul",
        )
    salt = secrets.token_bytes(SALT_BYTES)
    return {
        "stream": stream,
        "scope": scope,
        "field": field,
        "person_id": person_id,
        "ciphertext": encrypt(text, field),
        "salt": salt,
        "commitment": rules.commitment(salt, text),
        "blind_index": blind_index(field, text) if indexed else None,
    }


def write_seals(rows: Sequence[dict[str, Any]]) -> list[Sealed]:
    """Write prepared vault rows in one statement and return what events may carry of them."""
    if len(rows) > _MANY:
        ids = next_ids("records_sealed", len(rows))
        insert_many(
            "records_sealed",
            _COLUMNS,
            ([number, *map(row.get, _PREPARED)] for number, row in zip(ids, rows, strict=True)),
        )
        return [Sealed(number, row["commitment"]) for number, row in zip(ids, rows, strict=True)]
    stored = models.Sealed.objects.bulk_create([models.Sealed(**row) for row in rows])
    return [Sealed(row.pk, row.commitment) for row in stored]


def seal(
    *, stream: str, scope: str, field: str, text: str, person_id: int | None = None, indexed: bool = False
) -> Sealed:
    """Seal one text."""
    row = prepare_seal(
        stream=stream, scope=scope, field=field, text=text, person_id=person_id, indexed=indexed
    )
    return write_seals([row])[0]


def erase_person(*, person_id: int, now: datetime) -> int:
    """Forget everything sealed for a person; returns how many fields. Events and their chain stay whole."""
    return models.Sealed.objects.filter(person_id=person_id, erased_at=None).update(
        ciphertext=None, salt=None, blind_index=None, erased_at=now, person_id=F("person_id")
    )


def next_ids(table: str, count: int) -> list[int]:
    """Reserve ids of a table's own sequence, for rows that name each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count]
        )
        return [int(row[0]) for row in cursor.fetchall()]
