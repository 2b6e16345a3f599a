"""A list as an XLSX file: the same rows the reader may see, written at constant memory."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse
from django.utils.timezone import localtime

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # a sheet holds 2**20 rows, the first is the header
WIDTH = 18
LONGEST_NAME = 31
Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""A sheet of a workbook: its name, its headers, its rows."""


def sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Answer with a workbook of one sheet, the file named like the sheet."""
    room, file = workbook(name, header, rows), f"{_named(name)}.xlsx"
    return FileResponse(room, as_attachment=True, filename=file, content_type=MEDIA_TYPE)


def _named(name: str) -> str:
    """Return a name without the characters neither a sheet nor a file may have; people name rounds as they like."""
    return re.sub(r"[\[\]:*?/\\]", "-", name).strip("'")


def workbook(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Write a workbook of one sheet into a temporary file, ready to be read; the caller closes it.

    Texts are written as texts: one that begins with `=` is not a formula. Moments stand in local
    time, decimals as numbers with two places. Rows beyond what a sheet holds are left out, and the last line says so.
    """
    return _book([(name, header, rows)])


def book(name: str, tables: Iterable[Table]) -> FileResponse:
    """Answer with a workbook of several sheets, each with its name, its headers and its rows."""
    file = f"{_named(name)}.xlsx"
    return FileResponse(_book(tables), as_attachment=True, filename=file, content_type=MEDIA_TYPE)


def _book(tables: Iterable[Table]) -> IO[bytes]:
    room = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the caller closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # noqa: PLC0415 - only who exports needs its megabytes, no page does

    with xlsxwriter.Workbook(room, options) as out:
        bold = out.add_format({"bold": True, "text_wrap": True})
        moment = out.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = out.add_format({"num_format": "yyyy-mm-dd"})
        money = out.add_format({"num_format": "#,##0.00"})
        for name, header, rows in tables:
            page = out.add_worksheet(_named(name)[:LONGEST_NAME])
            page.set_column(0, max(0, len(header) - 1), WIDTH)
            page.freeze_panes(1, 0)
            for column, word in enumerate(header):
                page.write_string(0, column, word, bold)
            _fill(page, rows, {datetime: moment, date: day, Decimal: money})
    room.seek(0)
    return room


def _fill(page: Any, rows: Iterable[Sequence[Any]], formats: dict[type, Any]) -> None:
    for number, row in enumerate(rows, start=1):
        if number == MOST_ROWS:
            page.write_string(number, 0, "…")
            break
        for column, value in enumerate(row):
            _write(page, (number, column), value, formats)


def _write(page: Any, cell: tuple[int, int], value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(*cell, localtime(value).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        page.write_datetime(*cell, datetime(value.year, value.month, value.day), formats[date])  # noqa: DTZ001
    elif isinstance(value, Decimal):
        page.write_number(*cell, value, formats[Decimal])
    elif isinstance(value, int) and not isinstance(value, bool):
        page.write_number(*cell, value)
    else:
        page.write_string(*cell, str(value))
