"""What else is wrong with a row that is refused already: names in it that are not on record.

A row that cannot be written is not shown to the writer, and a writer refuses a row at the first thing it misses. So
that a clerk mends a row once, each register also says what of a row can be looked up by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hemei.ground.records.services.imports.shape import Entry, Search, Work, Writer, Written
from hemei.kernel.registers import Checked

Writing = Callable[[Work, Checked], Written]
"""Writes a batch, and adds to what was checked what else is wrong with its refused rows."""


def begin_writing(entry: Entry) -> Writing:
    """Begin a run of a register."""
    return _Writing(entry, entry.writer())


@dataclass(slots=True)
class _Writing:
    entry: Entry
    writer: Writer
    searches: Mapping[tuple[str, ...], Search] | None = field(default=None)

    def __call__(self, work: Work, checked: Checked) -> Written:
        written = self.writer(work, checked.rows)
        if checked.faulty or written.problems:
            self._seek(work, checked, written)
        return written

    def _seek(self, work: Work, checked: Checked, written: Written) -> None:
        refused = {problem.row for problem in written.problems}
        rows = [*checked.faulty, *(row for row in checked.rows if row.number in refused)]
        if self.searches is None:  # once a run: some read every estate
            self.searches = self.entry.searches(work)
        more = Written()
        for columns, search in self.searches.items():
            search([row for row in rows if all(name in row.values for name in columns)], more)
        said = {(problem.row, problem.column) for problem in (*checked.problems, *written.problems)}
        for problem in more.problems:
            if (problem.row, problem.column) not in said:
                said.add((problem.row, problem.column))
                checked.problems.append(problem)
