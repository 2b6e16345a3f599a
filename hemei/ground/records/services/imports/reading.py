"""Reading an import batch by batch, and what every batch has: who writes it, what it counted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection

from hemei.ground.records import tables
from hemei.ground.records.models import Import
from hemei.ground.records.services.imports.asker import actor_of
from hemei.ground.records.services.imports.matches import choices_of
from hemei.ground.records.services.imports.problems import reason_json
from hemei.ground.records.services.imports.shape import Work, Written, register_entry
from hemei.ground.records.services.imports.uploads import opened_upload
from hemei.kernel.registers import Checked, Checker, Given
from hemei.kernel.workdays import shanghai_day

BATCH = 5_000
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that were read and checked: their first and last number in the file, and the place behind them."""

    first: int
    last: int
    place: tables.Place
    checked: Checked


@contextlib.contextmanager
def batches_of(row: Import, clock: Clock, size: int) -> Iterator[Iterator[Batch]]:
    """Open the upload of an import and read and check it from where it was left."""
    with opened_upload(row.kept) as file:
        given = tables.rows_after(
            file,
            kind=row.kind,
            how=row.how,
            sheet=row.sheet,
            after=tables.Place(row.place_row, row.place_byte),
        )
        checker = Checker(register_entry(row.register).register, row.mapping)
        with contextlib.closing(_ahead(_batches(given, size, row.header_row, checker, clock))) as batches:
            yield batches


def _batches(
    given: Iterator[tuple[Given, tables.Place]], size: int, header_row: int, checker: Checker, clock: Clock
) -> Iterator[Batch]:
    rows = (pair for pair in given if pair[0].number > header_row)
    while pairs := list(islice(rows, size)):
        today = shanghai_day(clock())
        checked = checker((one for one, _ in pairs), today=today)
        yield Batch(pairs[0][0].number, pairs[-1][0].number, pairs[-1][1], checked)


def _ahead(batches: Iterator[Batch]) -> Generator[Batch, None, None]:
    """Read and check the next batch, which needs no database, while the database writes this one."""
    with ThreadPoolExecutor(1, "reading") as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def plan_by_keys() -> None:
    """Let the transaction reach rows by their keys only.

    A batch asks for a few thousand rows by key. Of a table that is just being filled the planner knows nothing
    yet: it read whole tables, dead rows of the check included, and the first batches took seven times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
            " set_config('enable_mergejoin', 'off', true)"
        )


def move_on(row: Import, batch: Batch, written: Written) -> None:
    """Note how far an import was read, and what the batch counted."""
    row.place_row, row.place_byte = batch.place.row, batch.place.byte
    row.new += written.new
    row.changed += written.changed
    row.same += written.same
    row.bad += batch.checked.bad + written.bad
    row.left += written.left
    told = {about: reason_json(note) if note else None for about, note in written.notes.items()}
    row.notes = {about: note for about, note in {**row.notes, **told}.items() if note}


def work_on(row: Import, batch: Batch, now: datetime, *, dry: bool) -> Work:
    """Return in whose name a batch is written, and what was decided of its rows."""
    today = shanghai_day(now)
    choices = choices_of(row, batch.first, batch.last)
    return Work(actor_of(row.actor), now, today, row.stream, choices, dry)
