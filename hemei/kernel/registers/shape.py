"""What a register is: its columns, its natural key, the check of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hemei.kernel.actor import Part
from hemei.kernel.decision import Reason

Values = Mapping[str, Any]


Check = Callable[[Values, date], Sequence[Reason]]


class Unread(KeyError):  # noqa: N818 - reads as what happened
    """A check asked for a cell that could not be read."""


class PartlyRead(dict[str, Any]):
    """The values of a row some of whose cells could not be read; who asks for one of those is told."""

    def __missing__(self, name: str) -> Any:
        raise Unread(name)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `title` heads it in templates, `aliases` are what else cities call it (Chinese or English).

    `read` turns a cell's text into a value and raises `Unreadable`; an empty cell is never read, its value is
    None. What is `personal` is encrypted wherever a report keeps it.
    """

    name: str
    title: str
    read: Callable[[str], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    hint: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of file that can be imported.

    `key` names the columns that make two rows the same subject. Each of `checks` answers what is wrong with a row's
    values; a reason's `field` is a column's name. A check that needs a cell nobody could read is left out, the
    others are asked, so a check looks at no more columns than it judges. Who may import it says `roles`. `order`
    is the place in a workbook that holds several registers: what others refer to comes first. A title that a standard
    gives brings its English with it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    roles: frozenset[Part]
    order: int
    checks: tuple[Check, ...] = ()
    about: str = ""
    title_en: str = ""

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Given:
    """A row as the file gives it: its number there, and the texts of its cells."""

    number: int
    cells: Sequence[str]


@dataclass(slots=True)
class Row:
    """A row that was read: its number in the file and a value for every column of the register.

    `cells` are its texts as given, `mapping` says which of them is which column.
    """

    number: int
    values: dict[str, Any]
    cells: Sequence[str] = ()
    mapping: Mapping[str, int] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Return a column's cell as given."""
        at = self.mapping.get(column)
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: column (empty: the row as a whole), the value as given, the reason with remedy."""

    row: int
    column: str
    value: str
    reason: Reason
