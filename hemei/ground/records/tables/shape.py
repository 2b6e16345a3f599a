"""What a reader finds: the kind of the file, its sheets, and where reading stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HEAD_ROWS = 25
MOST_COLUMNS = 200
MOST_CELL = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """How far a table was read: rows from its top, and for CSV the byte after the last of them."""

    row: int = 0
    byte: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its first rows as texts, and how many rows or bytes there are in all."""

    name: str
    head: tuple[tuple[str, ...], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Look:
    """A file at first sight. `how` is what its reader must know again: encoding and delimiter, or a sheet's notes."""

    kind: str
    sheets: tuple[Sheet, ...]
    how: dict[str, Any]
