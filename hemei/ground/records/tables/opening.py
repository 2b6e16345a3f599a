"""The kind of a file is told by its bytes, never by its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from hemei.ground.records.tables.comma import csv_rows, look_at_csv
from hemei.ground.records.tables.shape import Look, Place
from hemei.ground.records.tables.workbook import look_at_workbook, workbook_rows
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers import Given

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_START = 4_000


def look(file: BinaryIO, *, name: str) -> Look:
    """Say what a file is and show its first rows.

    Raises:
        Refused: it is no table we read, with what to do.
    """
    file.seek(0)
    start = file.read(_START)
    if start.startswith(_ZIP):
        return look_at_workbook(file)
    if start.startswith(_OLD_OFFICE):
        raise _refused(
            mark("文件是旧版 XLS，或设有密码。"), mark("请去掉密码，另存为 XLSX 后再上传。"), "old_office"
        )
    if start.startswith(_UTF16):
        raise _refused(
            mark("文件是 UTF-16 编码的文本。"), mark("请另存为“CSV UTF-8”或 XLSX 后再上传。"), "encoding"
        )
    if b"\x00" in start or not start.strip():
        raise _refused(mark("文件不是表格，或者是空的。"), mark("请选择 XLSX 或 CSV 文件。"), "no_table")
    return look_at_csv(file, name)


def rows_after(
    file: BinaryIO, *, kind: str, how: dict[str, Any], sheet: str, after: Place
) -> Iterator[tuple[Given, Place]]:
    """Yield the rows of a table after a place, each with the place behind it."""
    return workbook_rows(file, how, sheet, after) if kind == "xlsx" else csv_rows(file, how, after)


def _refused(text: str, remedy: str, code: str) -> Refused:
    return Refused.because(text, remedy=remedy, field="file", code=code)
