"""Files for tests of imports, and one call that takes a file from upload to its end."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from hemei.ground.records import services
from hemei.ground.records.queries import imports as seen
from hemei.kernel.actor import EVERYWHERE, Actor, Role

EVERYONE = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def comma(header: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in (header, *rows)]
    return "\r\n".join(lines).encode(encoding) + b"\r\n"


def workbook(sheets: dict[str, Sequence[Sequence[Any]]], merge: Sequence[tuple[str, str]] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for name, cells in merge:
        book[name].merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def begin(
    actor: Actor, now: datetime, content: bytes, register: str = "", name: str = "台账.csv"
) -> list[int]:
    return services.begin_imports(actor=actor, now=now, upload=[content], name=name, register=register)


def run(number: int, now: datetime, batch: int = 5_000) -> seen.ImportRow:
    services.run_import(import_id=number, clock=lambda: now, batch=batch)
    return row(number)


def row(number: int) -> seen.ImportRow:
    with services.acting(EVERYONE):
        found = seen.import_by_id(number, actor=EVERYONE)
    assert found is not None
    return found


def check(actor: Actor, now: datetime, number: int, batch: int = 5_000) -> seen.ImportRow:
    services.ask_for_check(actor=actor, now=now, import_id=number)
    return run(number, now, batch)


def write(
    actor: Actor, now: datetime, number: int, *, good_rows: bool = False, batch: int = 5_000
) -> seen.ImportRow:
    services.ask_for_writing(actor=actor, now=now, import_id=number, good_rows=good_rows)
    return run(number, now, batch)


def undo(actor: Actor, now: datetime, number: int) -> seen.ImportRow:
    services.ask_for_undo(actor=actor, now=now, import_id=number, reason="文件传错了")
    return run(number, now)


def take_in(
    actor: Actor, now: datetime, content: bytes, register: str, *, good_rows: bool = False
) -> seen.ImportRow:
    """Upload, check, write."""
    (number,) = begin(actor, now, content, register)
    check(actor, now, number)
    return write(actor, now, number, good_rows=good_rows)


def problems(number: int) -> list[tuple[int, str, str, str]]:
    """Row, column, value and code of every problem."""
    with services.acting(EVERYONE):
        found = seen.import_problems(number, actor=EVERYONE, limit=1_000)
    return [(one.row, one.column, one.value, one.reason.code) for _, one in found]
