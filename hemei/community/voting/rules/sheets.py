"""Where everything stands on a printed ballot, in whole millimetres from the top left corner of the page.

Whoever prints and whoever reads take it from here. What a print run was made with is kept with it, so a sheet of
yesterday is read by yesterday's places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from hemei.community.voting.rules.roll import CHOICES, Choice

PAGE = (210, 297)
MARK = 12  # side of a corner mark
MARKS = ((9, 9), (189, 9), (189, 276), (9, 276))  # clockwise from the top left; each has a pattern of its own
CODE = (160, 27, 28)  # left, top and side of the QR code
BOX = 8
QUIET = 3  # nothing is printed so near to a box
LEFT, RIGHT = 15, 195
_COLUMNS = (112, 139, 166)
_FIRST, _LAST = 94, 246
_ROWS, _LINE, _PADDING = (24, 20, 17), 7, 6  # few items stand far apart
_WIDE = 34  # half-width characters in a line of a title
_NEVER_FIRST = frozenset("，。、；：！？）》」』”’,.;:!?)")
_OURS = "HM1"
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Box:
    """A box to be marked: its left upper corner, in millimetres."""

    item: int
    choice: Choice
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Row:
    """An item as it stands on a page, its title broken into lines."""

    item: int
    title: tuple[str, ...]
    top: int
    height: int

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the row, in the middle of its height."""
        top = self.top + (self.height - BOX) // 2
        return tuple(
            Box(self.item, choice, left, top) for choice, left in zip(CHOICES, _COLUMNS, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a sheet."""

    number: int
    rows: tuple[Row, ...]


def pages_of(items: Sequence[tuple[int, str]]) -> tuple[Page, ...]:
    """Set items (number, title) on as few pages as hold them, as far apart as they then can stand."""
    settings = [_set(items, least) for least in _ROWS]
    return min(settings, key=len)


def _set(items: Iterable[tuple[int, str]], least: int) -> tuple[Page, ...]:
    pages: list[list[Row]] = [[]]
    top = _FIRST
    for number, title in items:
        lines = _lines(title)
        height = max(least, _LINE * len(lines) + _PADDING)
        if top + height > _LAST and pages[-1]:
            pages.append([])
            top = _FIRST
        pages[-1].append(Row(number, lines, top, height))
        top += height
    return tuple(Page(number, tuple(rows)) for number, rows in enumerate(pages, start=1))


def _lines(title: str) -> tuple[str, ...]:
    """Break a title so that each line fits its column; the name that ends it is not torn where a line holds it."""
    words = " ".join(title.split())
    lines = _broken(words)
    head, colon, name = words.rpartition("：")
    if not colon or any(name in line for line in lines) or len(_broken(name)) > 1:
        return lines
    return (*_broken(head + colon), name)


def _broken(words: str) -> tuple[str, ...]:
    """Fill line after line; a mark of punctuation hangs over rather than begins one."""
    lines, line, width = [], "", 0
    for letter in words:
        wide = 2 if east_asian_width(letter) in "WFA" else 1
        if width + wide > _WIDE and letter not in _NEVER_FIRST:
            lines.append(line.strip())
            line, width = "", 0
        line, width = line + letter, width + wide
    lines.append(line.strip())
    return tuple(lines)


def serial_of(run: int, number: int) -> str:
    """Return the number printed on a ballot, by which a person finds it."""
    return f"{run}-{number:04}"


def read_serial(text: str) -> tuple[int, int] | None:
    """Return run and number of what `serial_of` wrote; None for anything else."""
    run, _, number = text.strip().partition("-")
    if not all(one.isascii() and one.isdigit() and len(one) <= _MOST_DIGITS for one in (run, number)):
        return None
    return int(run), int(number)


def code_text(token: str, page: int) -> str:
    """Return what the QR code of a page says: nothing about unit or owner."""
    return f"{_OURS}-{token}-{page}"


def read_code(text: str) -> tuple[str, int] | None:
    """Return token and page of a QR code of ours; None for any other."""
    parts = text.split("-")
    if len(parts) != 3 or parts[0] != _OURS or not parts[2].isascii() or not parts[2].isdigit():  # noqa: PLR2004 - the three parts that `code_text` writes
        return None
    return parts[1], int(parts[2])


def kept_pages(pages: Sequence[Page]) -> list[list[list[int]]]:
    """Return the places of pages as plain numbers for a table; the words stand on the agenda."""
    return [[[row.item, row.top, row.height] for row in page.rows] for page in pages]


def pages_from(kept: Sequence[Sequence[Sequence[int]]], titles: Mapping[int, str]) -> tuple[Page, ...]:
    """Return the pages that `kept_pages` wrote, with the words of their items."""
    return tuple(
        Page(number, tuple(Row(item, _lines(titles[item]), top, height) for item, top, height in rows))
        for number, rows in enumerate(kept, start=1)
    )
