"""What stands on a paper: plain values, so that the same values give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its words, and an address that is printed in full and can be opened."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text, with the footnote that hangs on its end."""

    text: str
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs of text; an item stands under the paragraph before it."""

    words: tuple[Words, ...]
    item: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every page; `widths` are shares of the line. `fine` is for many columns."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...]
    fine: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows) or len(self.widths) != len(self.heads):
            raise ValueError(f"every row and the widths must have {len(self.heads)} columns: {self.heads}")


@dataclass(frozen=True, slots=True)
class Code:
    """An address as a QR code, with the words beside it; without pictures the address stands in full."""

    address: str
    text: str


Part = Heading | Paragraph | Table | Code


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. `lines` stand under the title; `day` is the day it speaks of, the only date its files carry.

    `board` is for a notice that hangs: an A3 page in large type, still to be read when printed as A4.
    """

    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]
    author: str
    day: date
    foot: str = ""
    board: bool = False

    @property
    def moment(self) -> datetime:
        """The moment written into the files as that of their making."""
        return datetime.combine(self.day, time(), UTC)
