"""Which estate a row of a file means; a row that names none is refused."""

from __future__ import annotations

from collections.abc import Sequence

from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.decision import Decision, Reason
from hemei.kernel.registers import Row


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
