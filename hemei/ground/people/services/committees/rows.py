"""What rows of committees from files share: their estate, and how a refusal names its column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hemei.ground.people.services.committees.terms import told
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


@dataclass
class EstateRows:
    """A writer whose rows each name an estate; keeps the estates of the run."""

    estates: Estates | None = field(default=None)

    def placed(
        self, work: records.Work, rows: Sequence[Row], written: records.Written
    ) -> list[tuple[Row, Site]]:
        """Return the rows whose estate is there; the others are refused."""
        self.estates = self.estates or Estates(work.actor)
        found = []
        for row in rows:
            site = self.estates.find(row.values["estate"])
            if isinstance(site, Site):
                found.append((row, site))
            else:
                written.refuse(row, "estate", row.values["estate"], site)
        return found


def refuse(written: records.Written, row: Row, reasons: Sequence[Reason]) -> None:
    """Refuse a row for all these reasons, each at its column."""
    for reason in reasons:
        column = _COLUMNS.get(reason.field, reason.field)
        column = column if column in row.values else "estate"
        written.refuse(row, column, shown(row.values.get(column)), reason)


def shown(value: Any) -> Any:
    """Return a value as a report shows it."""
    return told(value) if value is not None else ""


_COLUMNS = {"person": "name"}
TWICE = Reason(mark("文件里同一项出现两次。"), {}, mark("请合并为一行。"), code="twice")
