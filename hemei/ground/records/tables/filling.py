"""A table given back as it came, with some cells filled: same kind, columns, order, encoding; all else untouched."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from typing import IO, Any, BinaryIO

from hemei.ground.records.tables.comma import csv_rows
from hemei.ground.records.tables.shape import Place
from hemei.ground.records.tables.workbook import sheet_part

_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?P<p>(?:\w+:)?)row(?P<said>\s[^>]*?)?(?:/>|>(?P<cells>.*?)</(?P=p)row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c(?P<said>\s[^>]*?)?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_SPOT = re.compile(rb'\br="([A-Z]{1,3})\d+"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_SPANS = re.compile(rb'\sspans="[^"]*"')
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA = ("=", "+", "-", "@")

Fills = Iterator[tuple[int, Mapping[int, str]]]
"""For rows in their order: the number of the row, and by the place of the column, from 0, what its cell shall say."""


def filled(file: BinaryIO, *, kind: str, how: dict[str, Any], sheet: str, fills: Fills) -> IO[bytes]:
    """Return a copy of a table with cells filled, ready to be read; the caller closes it."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    (_fill_workbook if kind == "xlsx" else _fill_csv)(file, out, how, sheet, _Wanted(fills))
    out.seek(0)
    return out


class _Wanted:
    """The fills as they come, asked for by ascending rows."""

    def __init__(self, fills: Fills) -> None:
        self.fills = fills
        self.next = next(fills, None)

    def of(self, number: int) -> Mapping[int, str]:
        """Return what is to be filled in a row."""
        while self.next is not None and self.next[0] < number:
            self.next = next(self.fills, None)
        return self.next[1] if self.next is not None and self.next[0] == number else {}


def _fill_csv(file: BinaryIO, out: IO[bytes], how: dict[str, Any], sheet: str, wanted: _Wanted) -> None:
    del sheet
    file.seek(0)
    start = file.read(_CHUNK)
    if start.startswith(codecs.BOM_UTF8):
        out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, how["encoding"], newline="")
    ending = "\r\n" if b"\r\n" in start else "\n"
    writer = csv.writer(text, delimiter=how["delimiter"], lineterminator=ending)
    last = 0
    for given, _ in csv_rows(file, how, Place(), whole=True):
        text.write(ending * (given.number - last - 1))  # empty lines stay where they were
        last = given.number
        cells = list(given.cells)
        for at, value in wanted.of(given.number).items():
            cells.extend([""] * (at + 1 - len(cells)))
            cells[at] = _harmless(value)
        writer.writerow(cells)
    text.flush()
    text.detach()


def _harmless(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _fill_workbook(file: BinaryIO, out: IO[bytes], how: dict[str, Any], sheet: str, wanted: _Wanted) -> None:
    del how
    part = sheet_part(file, sheet)
    file.seek(0)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            copied = zipfile.ZipInfo(info.filename, info.date_time)
            copied.compress_type = zipfile.ZIP_DEFLATED
            with source.open(info) as content, target.open(copied, "w", force_zip64=True) as place:
                pieces = iter(partial(content.read, _CHUNK), b"")
                for piece in _filled_sheet(pieces, wanted) if info.filename == part else pieces:
                    place.write(piece)


def _filled_sheet(pieces: Iterator[bytes], wanted: _Wanted) -> Iterator[bytes]:
    """Yield the text of a sheet with its rows filled, never more of it in memory than a piece and a row."""
    kept, number = b"", 0
    for piece in pieces:
        kept += piece
        done = 0
        for found in _ROW.finditer(kept):
            yield kept[done : found.start()]
            said = _NUMBER.search(found["said"] or b"")
            number = int(said[1]) if said else number + 1
            yield _filled_row(found, number, wanted.of(number))
            done = found.end()
        kept = kept[done:]
    yield kept


def _filled_row(found: re.Match[bytes], number: int, fills: Mapping[int, str]) -> bytes:
    if not fills:
        return found[0]
    prefix = found["p"].decode()
    cells: dict[int, bytes] = {}
    at = -1
    for cell in _CELL.finditer(found["cells"] or b""):
        spot = _SPOT.search(cell["said"] or b"")
        at = _place_of(spot[1]) if spot else at + 1
        cells[at] = cell[0]
    for place, value in fills.items():
        style = _STYLE.search(_CELL.match(cells[place])["said"] or b"") if place in cells else None  # type: ignore[index]
        cells[place] = _cell(prefix, number, place, value, style[1].decode() if style else "")
    said = _SPANS.sub(b"", found["said"] or b"")
    name = f"{prefix}row".encode()
    return b"".join((b"<", name, said, b">", *(cells[key] for key in sorted(cells)), b"</", name, b">"))


def _cell(prefix: str, number: int, place: int, value: str, style: str) -> bytes:
    look = f' s="{style}"' if style else ""
    text = escape(_UNPRINTABLE.sub("", value), quote=False)
    return (
        f'<{prefix}c r="{_letters(place)}{number}"{look} t="inlineStr"><{prefix}is>'
        f'<{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is></{prefix}c>'
    ).encode()


def _place_of(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _letters(place: int) -> str:
    text, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    return text
