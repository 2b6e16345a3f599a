"""What the writers of files share: which estate a row means, what a rule refuses, and who sees what was written."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.decision import Decision, Reason
from hemei.kernel.registers import Row

_OPEN = (
    "insert into records_access (stream, body_id) select * from unnest(%s::text[], %s::bigint[])"
    " on conflict do nothing returning id"
)


def open_to(streams: Sequence[str], bodies: Sequence[int], written: records.Written) -> None:
    """Let each body see its stream, as undo can take back."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(streams), list(bodies)])
        written.add("records_access", [number for (number,) in cursor.fetchall()])


def placed(estates: Estates, rows: Sequence[Row], written: records.Written) -> list[tuple[Row, Site]]:
    """Return the rows whose estate is known, each with it."""
    found: list[tuple[Row, Site]] = []
    for row in rows:
        site = estates.find(row.values["estate"])
        if isinstance(site, Site):
            found.append((row, site))
        else:
            written.refuse(row, "estate", row.values["estate"], site)
    return found


def refused(decision: Decision, row: Row, columns: dict[str, str], written: records.Written) -> bool:
    """Refuse a row for what a rule says against it, under the file's columns; return whether it did."""
    for reason in decision.reasons:
        column = columns.get(reason.field, reason.field)
        value = row.values.get(column)
        said = Reason(reason.text, reason.values, reason.remedy, code=reason.code)
        written.refuse(row, column, value, said)
    return bool(decision.reasons)
