"""The vault: personal fields and free text, encrypted, apart from the events that speak of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F

from hemei.ground.records import models
from hemei.ground.records.blind import blind_index
from hemei.ground.records.grams import row_tokens
from hemei.ground.records.keys import lock, mark_of
from hemei.ground.records.services.bulk import insert_many, keep_grams
from hemei.kernel.decision import Refused, mark
from hemei.kernel.proofs import commitment

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
    *,
    stream: str,
    scope: str,
    field: str,
    text: str,
    person_id: int | None = None,
    indexed: bool = False,
    searched: bool = False,
) -> dict[str, Any]:
    """Return a vault row (without id) for a caller that writes many, or through the intake door.

    `indexed` adds a blind index for exact search, `searched` the tokens of its words. A NUL character is refused.
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
        "commitment": commitment(salt, text),
        "blind_index": blind_index(field, text) if indexed else None,
        "tokens": row_tokens(text, scope) if searched else None,
        "mark": mark_of(settings.VAULT_KEY) if searched else None,
    }


_FEW = """
with kept as (
  insert into records_sealed ({columns}) values {values} returning id, commitment, stream, scope
), words as (
  insert into records_gram (id, stream, scope, tokens, mark)
  select k.id, k.stream, k.scope, given.tokens::integer[], given.mark
  from kept k join unnest(%s::text[], %s::text[], %b::bytea[]) as given(commitment, tokens, mark) using (commitment)
)
select commitment, id from kept
"""


def write_seals(rows: Sequence[dict[str, Any]]) -> list[Sealed]:
    """Write prepared vault rows and their words, few in one statement; return what events may carry of them."""
    if not rows:
        return []
    if len(rows) <= _MANY:
        searched = [row for row in rows if row["tokens"]]
        values = ", ".join([f"({', '.join(['%s'] * len(_PREPARED))})"] * len(rows))
        said = [[row[name] for row in searched] for name in ("commitment", "tokens", "mark")]
        with connection.cursor() as cursor:
            cursor.execute(
                _FEW.format(columns=", ".join(_PREPARED), values=values),
                [row[name] for row in rows for name in _PREPARED] + said,
            )
            ids = dict(cursor.fetchall())
        return [Sealed(ids[row["commitment"]], row["commitment"]) for row in rows]
    numbers = next_ids("records_sealed", len(rows))
    insert_many(
        "records_sealed",
        _COLUMNS,
        ([number, *map(row.get, _PREPARED)] for number, row in zip(numbers, rows, strict=True)),
    )
    keep_grams(
        (number, row["stream"], row["scope"], row["tokens"], row["mark"])
        for number, row in zip(numbers, rows, strict=True)
        if row["tokens"]
    )
    return [Sealed(number, row["commitment"]) for number, row in zip(numbers, rows, strict=True)]


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
