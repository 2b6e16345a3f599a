"""Many rows in few statements, under the same rights and walls as one.

COPY does not work on tables behind row-level security; `insert ... select from
unnest` does, and is nearly as fast. One statement carries one chunk. Arrays
travel in binary (`%b`): writing a thousand JSON texts into one quoted array text
took a hundred times longer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model

from hemei.ground.records.services.events import EventDraft, draft_row
from hemei.kernel.actor import Actor

CHUNK = 5_000


def insert_many(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows; `columns` gives each column's PostgreSQL type in the rows' order. Returns how many.

    A `jsonb` column takes JSON text, an array its text. Joins the caller's transaction.
    """
    names = ", ".join(columns)
    arrays = ", ".join(f"%b::{_carrier(kind)}[]" for kind in columns.values())
    chosen = ", ".join(f"c{number}::{kind}" for number, kind in enumerate(columns.values()))
    aliases = ", ".join(f"c{number}" for number in range(len(columns)))
    statement = (
        f"insert into {table} ({names}) select {chosen} from unnest({arrays})"
        f" with ordinality as given({aliases}, place) order by place"
    )
    remaining = iter(rows)
    count = 0
    with connection.cursor() as cursor:
        while chunk := list(islice(remaining, CHUNK)):
            cursor.execute(statement, [list(column) for column in zip(*chunk, strict=True)])
            count += len(chunk)
    return count


def insert_rows(rows: Sequence[Model]) -> int:
    """Insert model rows of one table; ids are taken as they stand, or given by the table where none stands."""
    if not rows:
        return 0
    fields = [
        field
        for field in rows[0]._meta.concrete_fields  # noqa: SLF001 - Django's documented door to a model's fields
        if not (field.primary_key and rows[0].pk is None)
    ]
    columns = {str(field.column): str(field.db_type(connection)) for field in fields}
    packed = [isinstance(field, JSONField) for field in fields]
    names = [field.attname for field in fields]
    return insert_many(
        rows[0]._meta.db_table,  # noqa: SLF001 - the same door
        columns,
        (
            [
                _packed(getattr(row, name)) if is_json else _plain(getattr(row, name))
                for name, is_json in zip(names, packed, strict=True)
            ]
            for row in rows
        ),
    )


def _packed(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return a value as a column takes it: a list as an array's text."""
    if not isinstance(value, list):
        return value
    quoted = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"


def _carrier(kind: str) -> str:
    """JSON travels as text: an array of jsonb would be read as one JSON value, and an array of arrays as one array."""
    return "text" if kind == "jsonb" or kind.endswith("[]") else kind


def record_many(pairs: Iterable[tuple[EventDraft, Actor]]) -> int:
    """Append many events of many actors, in order; the same content as one by one."""
    columns = {"stream": "text", "scope": "text", "payload": "jsonb", "mac": "bytea"}
    return insert_many("records_event", columns, (draft_row(draft, actor) for draft, actor in pairs))


def keep_grams(rows: Iterable[tuple[int, str, str, str, bytes]]) -> int:
    """Write the words of texts: vault id, stream, scope, tokens as an array's text, mark of their key."""
    columns = {"id": "bigint", "stream": "text", "scope": "text", "tokens": "integer[]", "mark": "bytea"}
    return insert_many("records_gram", columns, rows)
