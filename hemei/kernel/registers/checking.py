"""From rows as given to rows that were read, with every fault found in one pass."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers.cells import Unreadable
from hemei.kernel.registers.headers import missing_of
from hemei.kernel.registers.shape import Column, Given, PartlyRead, Problem, Register, Row, Unread

# What a reader puts in a cell whose formula came without its result.
FORMULA_WITHOUT_VALUE = "\x00formula"
_MOST_KNOWN = 2_000
_EMPTY = Reason(mark("必填的内容是空的。"), {}, mark("请补填后再导入。"), code="empty")
_FORMULA = Reason(mark("公式没有保存计算结果。"), {}, mark("请把这一格粘贴为数值后再导入。"), code="formula")
_NUL = Reason(mark("含有不可见的空字符。"), {}, mark("请删去后重新录入这一格。"), code="nul")


@dataclass(slots=True)
class Checked:
    """The rows that can be taken, and what is wrong with the others, of which a value may be missing."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    faulty: list[Row] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """How many rows were refused."""
        return len(self.faulty)


def check_rows(
    register: Register, mapping: Mapping[str, int], given: Iterable[Given], *, today: date
) -> Checked:
    """Read and check rows that stand alone, such as the first ones of a file."""
    return Checker(register, mapping)(given, today=today)


class Checker:
    """Reads and checks the rows of a file batch by batch; what it learned of one batch serves the next."""

    def __init__(self, register: Register, mapping: Mapping[str, int]) -> None:
        self.register = register
        self.reader = _RowReader(register, mapping)

    def __call__(self, given: Iterable[Given], *, today: date) -> Checked:
        """Check a batch; within it, a second row of one natural key is refused, naming the first."""
        checked = Checked()
        seen: dict[tuple[Any, ...], int] = {}
        read, checks, key = self.reader.read, self.register.checks, self.register.key
        for one in given:
            problems: list[Problem] = []
            values = read(one, problems)
            if problems or self.reader.missing:
                values = PartlyRead(values)
            for check in checks:
                with contextlib.suppress(Unread):
                    problems += [self._problem(one, reason.field, reason) for reason in check(values, today)]
            first = self._first(values, seen, None if problems else one.number) if key else None
            if first is not None and first != one.number:
                problems.append(self._problem(one, key[-1], _repeats(first)))
            row = Row(one.number, values, one.cells, self.reader.mapping)
            (checked.faulty if problems else checked.rows).append(row)
            checked.problems += problems
        return checked

    def _first(
        self, values: Mapping[str, Any], seen: dict[tuple[Any, ...], int], number: int | None
    ) -> int | None:
        """Return the first row of this natural key; a row with faults is none that a later one could repeat."""
        try:
            key = tuple([values[name] for name in self.register.key])
        except Unread:
            return None
        return seen.get(key) if number is None else seen.setdefault(key, number)

    def _problem(self, given: Given, column: str, reason: Reason) -> Problem:
        return Problem(given.number, column, self.reader.text(given, column), reason)


def _repeats(first: int) -> Reason:
    return Reason(
        mark("与第 {first} 行是同一项。"), {"first": first}, mark("请删去重复的一行。"), code="repeated"
    )


class _RowReader:
    """The register's columns with their places in the file, and the cells of each that were read before.

    Most columns repeat themselves: names of estates, days, kinds. A column of which every cell differs is soon
    found out and no longer remembered. A required column that has no place yet stands for a cell that nobody could
    read, not for an empty one: what a file lacks is said before, and no check is asked about it.
    """

    def __init__(self, register: Register, mapping: Mapping[str, int]) -> None:
        self.mapping = mapping
        self.columns: list[tuple[str, int, Column, dict[str, Any]]] = [
            (column.name, mapping[column.name], column, {})
            for column in register.columns
            if column.name in mapping
        ]
        self.missing = missing_of(register, mapping)
        self.absent = {
            column.name: None
            for column in register.columns
            if column.name not in mapping and column.name not in self.missing
        }

    def read(self, given: Given, problems: list[Problem]) -> dict[str, Any]:
        values: dict[str, Any] = dict(self.absent)
        cells = given.cells
        width = len(cells)
        for name, index, column, known in self.columns:
            cell = cells[index] if index < width else ""
            value = known.get(cell, known)
            if value is known:  # a mark that no cell can be
                before = len(problems)
                value = self._read(given, column, cell, problems)
                if len(problems) > before:
                    continue
                if len(known) < _MOST_KNOWN:
                    known[cell] = value
            values[name] = value
        return values

    def _read(self, given: Given, column: Column, cell: str, problems: list[Problem]) -> Any:
        text = cell.strip()
        if not text:
            if column.required:
                problems.append(Problem(given.number, column.name, "", _EMPTY))
            return None
        if "\x00" in text:
            reason = _FORMULA if text == FORMULA_WITHOUT_VALUE else _NUL
            problems.append(Problem(given.number, column.name, text.replace("\x00", ""), reason))
            return None
        try:
            return column.read(text)
        except Unreadable as wrong:
            problems.append(Problem(given.number, column.name, text, wrong.reason))
            return None

    def text(self, given: Given, name: str) -> str:
        """Return the text of a column's cell as given."""
        index = self.mapping.get(name)
        return given.cells[index].strip() if index is not None and index < len(given.cells) else ""
