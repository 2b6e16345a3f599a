"""XLSX: examined before it is parsed, then read row by row; merged cells count for all they cover."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from hemei.ground.records.tables.shape import HEAD_ROWS, MOST_CELL, MOST_COLUMNS, Look, Place, Sheet
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers import Given
from hemei.kernel.registers.checking import FORMULA_WITHOUT_VALUE

MOST_UNPACKED = 600_000_000
# Shared texts are held in memory as a whole, many times as large as they stand in the file.
MOST_SHARED = 80_000_000
MOST_PARTS = 2_000
MOST_MERGED = 100_000
SMALL_PART = 5_000_000
MOST_RATIO = 200
_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row[ >]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+)"')
_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_NAMES_FILE = re.compile(rb'<c r="([A-Z]{1,3}[0-9]+)"[^>]*>\s*<f(?:\s[^>]*)?>([^<]*\[[0-9]+\][^<]*)</f>')
_SHARED = "xl/sharedStrings.xml"
MOST_SHOWN = 3
MOST_KEPT = 10**15  # office software keeps fifteen digits of a number
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_OUTSIDE = ("xl/externalLinks/", "xl/connections", "xl/queryTables/")


@cache
def _library() -> Any:
    """Return the reader's library; only who takes in a workbook needs its ten megabytes, no page does."""
    import openpyxl  # noqa: PLC0415
    import openpyxl.utils.cell  # noqa: PLC0415

    return openpyxl


def look_at_workbook(file: BinaryIO) -> Look:
    """Examine a workbook and read the first rows of each sheet that has any.

    Raises:
        Refused: a decompression bomb, links or connections to outside, or no workbook at all.
    """
    with _zip(file) as packed:
        _examine(packed)
    sheets, notes = [], {}
    with _book(file) as book:
        for page in _pages(book):
            note = _notes(file, page)
            notes[page.title] = note
            head = []
            for given in _rows(page, note):
                head.append(tuple(given.cells))
                if len(head) == HEAD_ROWS:
                    break
            if any(any(row) for row in head):
                sheets.append(Sheet(page.title, tuple(head), note["rows"]))
    return Look("xlsx", tuple(sheets), {"sheets": notes})


def workbook_rows(
    file: BinaryIO, how: dict[str, Any], sheet: str, after: Place
) -> Iterator[tuple[Given, Place]]:
    """Yield the rows of a sheet after a place; wholly empty rows are passed over."""
    with _book(file) as book:
        for given in _rows(book[sheet], how["sheets"][sheet]):
            if given.number > after.row and any(given.cells):
                yield given, Place(given.number)


def sheet_part(file: BinaryIO, sheet: str) -> str:
    """Return the name of the part of the archive in which a sheet's rows stand."""
    with _book(file) as book:
        return str(book[sheet]._worksheet_path)  # noqa: SLF001 - told nowhere else


@contextmanager
def _zip(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _unreadable() from error


def _examine(packed: zipfile.ZipFile) -> None:
    """Judge the parts by the directory of the archive, before a byte is unpacked."""
    parts = packed.infolist()
    large = [part for part in parts if part.file_size > SMALL_PART]
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(part.filename == _SHARED and part.file_size > MOST_SHARED for part in parts)
        or any(part.file_size > MOST_RATIO * max(1, part.compress_size) for part in large)
    ):
        raise Refused.because(
            mark("文件解压后大得不合常理，系统拒绝打开。"),
            remedy=mark("请删去没有内容的行列后另存；数据很多的，请另存为 CSV 再上传。"),
            field="file", code="bomb",
        )  # fmt: skip
    if any(part.filename.startswith(_OUTSIDE) for part in parts):
        raise Refused.because(
            mark("文件里有指向其他文件或数据源的链接：{cells}。"),
            remedy=mark("请把引用外部文件的公式粘贴为数值，断开链接，另存后再上传。"),
            field="file", code="outside_links", cells=_cells_outside(packed) or "-",
        )  # fmt: skip
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as content:
                if b"<!" in content.read(2_000):
                    raise _unreadable()


def _cells_outside(packed: zipfile.ZipFile) -> str:
    """Return the first cells whose formulas name another file, as a clerk finds them: sheet1!C3 =[1]表!A1."""
    found: list[str] = []
    for part in packed.infolist():
        if not part.filename.startswith("xl/worksheets/sheet"):
            continue
        with packed.open(part) as content:
            text = content.read(_CHUNK)  # the first rows are enough to show what is meant
        name = part.filename.removeprefix("xl/worksheets/").removesuffix(".xml")
        found += [
            f"{name}!{cell.decode()} ={said.decode(errors='replace')[:40]}"
            for cell, said in _NAMES_FILE.findall(text)
        ]
        if len(found) >= MOST_SHOWN:
            break
    return "、".join(found[:MOST_SHOWN])


@contextmanager
def _book(file: BinaryIO) -> Iterator[Any]:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = _library().load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except (
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise _unreadable() from error


def _pages(book: Any) -> Iterator[Any]:
    for page in book.worksheets:
        if page.sheet_state == "visible":
            page.reset_dimensions()
            yield page


def _notes(file: BinaryIO, page: Any) -> dict[str, Any]:
    """Read a sheet's text once for what comes too late in it or is not told: merged ranges, bare formulas, rows."""
    merged: list[str] = []
    bare: list[str] = []
    rows = 0
    with zipfile.ZipFile(file) as packed, packed.open(page._worksheet_path) as content:  # noqa: SLF001 - told nowhere else
        kept = b""
        while chunk := content.read(_CHUNK):
            text = kept + chunk
            cut = max(text.rfind(b"<row"), text.rfind(b"<mergeCell "), text.rfind(b"<c r="))
            whole, kept = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
            rows += len(_ROW.findall(whole))
            merged += [found.decode() for found in _MERGED.findall(whole)]
            bare += [found.decode() for found in _WITHOUT_VALUE.findall(whole)]
            if len(merged) > MOST_MERGED or len(kept) > MOST_CELL * MOST_COLUMNS:
                raise _unreadable()
        rows += len(_ROW.findall(kept))
        merged += [found.decode() for found in _MERGED.findall(kept)]
        bare += [found.decode() for found in _WITHOUT_VALUE.findall(kept)]
    return {"merged": merged, "bare": bare[:MOST_MERGED], "rows": rows}


def _rows(page: Any, note: dict[str, Any]) -> Iterator[Given]:
    page.reset_dimensions()
    bare = _cells(note["bare"])
    waiting = sorted(
        (_library().utils.cell.range_boundaries(found) for found in note["merged"]), key=lambda box: -box[1]
    )
    open_boxes: list[tuple[Any, str]] = []
    for number, values in enumerate(page.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in values[:MOST_COLUMNS]]
        for column in bare.get(number, ()):
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = FORMULA_WITHOUT_VALUE
        while waiting and waiting[-1][1] <= number:
            box = waiting.pop()
            open_boxes.append((box, cells[box[0] - 1] if box[0] <= len(cells) else ""))
        if open_boxes:
            open_boxes = [pair for pair in open_boxes if pair[0][3] >= number]
            _fill(cells, open_boxes)
        yield Given(number, cells)


def _fill(cells: list[str], boxes: list[tuple[Any, str]]) -> None:
    for (left, _, right, _), value in boxes:
        cells.extend([""] * (min(right, MOST_COLUMNS) - len(cells)))
        for column in range(left - 1, min(right, MOST_COLUMNS)):
            cells[column] = value


def _cells(names: list[str]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    cell = _library().utils.cell
    for name in names:
        letters, row = cell.coordinate_from_string(name)
        column = cell.column_index_from_string(letters)
        if column <= MOST_COLUMNS:
            found.setdefault(row, []).append(column)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return FORMULA_WITHOUT_VALUE if value in _ERRORS else value[:MOST_CELL]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return (
            value.date().isoformat()
            if midnight
            else value.isoformat(" ", "seconds" if value.second else "minutes")
        )
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float) -> str:
    """Return a number as a person writes it; one of more digits than the software keeps shows that it lost some."""
    if abs(value) >= MOST_KEPT:
        return format(float(value), ".15g")
    return str(int(value)) if float(value).is_integer() else format(value, ".15g")


def _unreadable() -> Refused:
    return Refused.because(
        mark("文件不是完好的 XLSX 工作簿。"),
        remedy=mark("请用表格软件打开后另存为 XLSX 或 CSV，再上传。"),
        field="file",
        code="workbook_broken",
    )
