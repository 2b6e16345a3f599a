"""Running an import: check or write in batches, each one transaction; killed at any time and taken up again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from hemei.ground.records import tables
from hemei.ground.records.models import Import, ImportBatch
from hemei.ground.records.rules import IMPORT_MOVES, RUNNING, ImportState
from hemei.ground.records.services.events import EventDraft, record_events
from hemei.ground.records.services.imports.beginning import (
    demand_move,
    locked_import,
    refuse_incomplete,
    release_upload,
)
from hemei.ground.records.services.imports.problems import keep_problems, refusal_of
from hemei.ground.records.services.imports.shape import Work, Writer, Written, register_entry
from hemei.ground.records.services.imports.undoing import digests_of, undo_next_batch
from hemei.ground.records.services.imports.uploads import opened_upload
from hemei.ground.records.services.scope import acting
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.decision import Refused
from hemei.kernel.registers import Checked, Checker, Given
from hemei.kernel.workdays import SHANGHAI

BATCH = 5_000
IMPORTS_TASK = "hemei.records.run_imports"
# A run that has not moved for so long has died: another may take it up.
DEAD_AFTER = timedelta(seconds=60)
Clock = Callable[[], datetime]
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_COUNTS = ("place_row", "place_byte", "new", "changed", "same", "bad")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that were read and checked: their first and last number in the file, and the place behind them."""

    first: int
    last: int
    place: tables.Place
    checked: Checked


def ask_for_check(*, actor: Actor, now: datetime, import_id: int, here: bool = False) -> None:
    """Ask for a dry run: everything is done but kept, and counted with its problems.

    With `here` the caller runs it himself, else the worker is told.

    Raises:
        Refused: a required column has no header, or the import is in another state.
    """
    _ask(actor, now, import_id, ImportState.CHECKING, here=here)


def ask_for_writing(
    *, actor: Actor, now: datetime, import_id: int, good_rows: bool, here: bool = False
) -> None:
    """Ask for the import itself. With `good_rows` bad rows are left out; without, the first one halts it.

    Raises:
        Refused: the import was not checked.
    """
    _ask(actor, now, import_id, ImportState.WRITING, go_on=good_rows, here=here)


def ask_for_undo(*, actor: Actor, now: datetime, import_id: int, here: bool = False) -> None:
    """Ask for all that an import wrote to be taken back, the last batch first.

    Raises:
        Refused: nothing of it is written.
    """
    _ask(actor, now, import_id, ImportState.UNDOING, here=here)


def go_on(*, actor: Actor, now: datetime, import_id: int, good_rows: bool) -> None:
    """Take up an import that was killed or that a bad row has halted; the caller runs it."""
    with acting(actor):
        halted = ImportState(locked_import(import_id).state) is ImportState.HALTED
    if halted:
        ask_for_writing(actor=actor, now=now, import_id=import_id, good_rows=good_rows, here=True)


def _ask(
    actor: Actor, now: datetime, import_id: int, state: ImportState, *, here: bool, go_on: bool = False
) -> None:
    with acting(actor):
        row = locked_import(import_id)
        demand_move(row, state, IMPORT_MOVES[state])
        if state is not ImportState.UNDOING:
            refuse_incomplete(register_entry(row.register).register, row.mapping)
        if ImportState(row.state) is ImportState.HALTED:
            row.problems.filter(row__gt=row.place_row).delete()  # they are found again
        else:
            for name in _COUNTS if state is not ImportState.UNDOING else ():
                setattr(row, name, 0)
            if state is not ImportState.UNDOING:
                row.problems.all().delete()
        row.state, row.go_on, row.refusal = state, go_on, None
        row.actor = {**actor.as_payload(), "places": [place.path for place in actor.places]}
        row.begun_at, row.beat_at, row.ended_at = now, now if here else None, None
        row.save()
        if not here:
            transaction.on_commit(partial(_wake, now))


def _wake(now: datetime) -> None:
    """Tell the worker; where one such call already waits, that one does."""
    with contextlib.suppress(AlreadyEnqueued):
        job = jobs.configure_task(IMPORTS_TASK, queueing_lock=IMPORTS_TASK)
        job.defer(timestamp=int(now.timestamp()))


def run_waiting(*, clock: Clock) -> int:
    """Run what was asked for and nobody works on, oldest first; return how many. For the worker."""
    done = 0
    while (number := _waiting(clock())) is not None:
        run_import(import_id=number, clock=clock)
        done += 1
    return done


def _waiting(now: datetime) -> int | None:
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    with acting(_SYSTEM):
        rows = Import.objects.filter(quiet, state__in=[state.value for state in RUNNING])
        return rows.order_by("id").values_list("id", flat=True).first()


def run_import(
    *, import_id: int, clock: Clock, batch: int = BATCH, moved: Callable[[Import], None] = lambda _: None
) -> None:
    """Do what was asked of an import until it is done, from where it was left; `moved` hears of every batch.

    Two runs of one import do not write a row twice: each batch locks the import and leaves when another run
    has moved it on.
    """
    with acting(_SYSTEM):
        row = locked_import(import_id)
        row.beat_at = clock()
        row.save(update_fields=["beat_at"])
    if ImportState(row.state) is ImportState.UNDOING:
        _undo(row, clock, moved)
    elif ImportState(row.state) in RUNNING:
        with _without_collecting():
            _read(row, clock, batch, moved)


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python not look for cycles among millions of rows that have none; the looking took a third."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _undo(row: Import, clock: Clock, moved: Callable[[Import], None]) -> None:
    actor = actor_of(row.actor)
    while True:
        with acting(_SYSTEM):
            row = locked_import(row.pk)
            if ImportState(row.state) is not ImportState.UNDOING:
                return
            try:
                with acting(actor):
                    more = undo_next_batch(row, actor=actor, now=clock())
            except Refused as refused:
                row.state, row.refusal, more = ImportState.WRITTEN, refusal_of(refused), False
            else:
                if not more:
                    row.state, row.ended_at = ImportState.UNDONE, clock()
            row.beat_at = clock()
            row.save()
        moved(row)
        if not more:
            return


def _read(row: Import, clock: Clock, size: int, moved: Callable[[Import], None]) -> None:
    entry = register_entry(row.register)
    writer = entry.writer()
    try:
        with opened_upload(row.kept) as file:
            given = tables.rows_after(
                file,
                kind=row.kind,
                how=row.how,
                sheet=row.sheet,
                after=tables.Place(row.place_row, row.place_byte),
            )
            checker = Checker(entry.register, row.mapping)
            with contextlib.closing(_ahead(_batches(given, size, row.header_row, checker, clock))) as batches:
                for batch in batches:
                    taken = _take(row, writer, batch, clock())
                    if taken is None:
                        return
                    row = taken
                    moved(row)
                    if ImportState(row.state) not in RUNNING:
                        return
    except Refused as refused:
        _end(row, clock, ImportState.HALTED, refusal_of(refused))
        return
    _end(row, clock, ImportState.CHECKED if row.state == ImportState.CHECKING else ImportState.WRITTEN, None)


def _batches(
    given: Iterator[tuple[Given, tables.Place]], size: int, header_row: int, checker: Checker, clock: Clock
) -> Iterator[Batch]:
    rows = (pair for pair in given if pair[0].number > header_row)
    while pairs := list(islice(rows, size)):
        today = clock().astimezone(SHANGHAI).date()
        checked = checker((one for one, _ in pairs), today=today)
        yield Batch(pairs[0][0].number, pairs[-1][0].number, pairs[-1][1], checked)


def _ahead(batches: Iterator[Batch]) -> Generator[Batch, None, None]:
    """Read and check the next batch, which needs no database, while the database writes this one."""
    with ThreadPoolExecutor(1, "reading") as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def _take(row: Import, writer: Writer, batch: Batch, now: datetime) -> Import | None:
    """Write one batch; return the import as it stands then, or None where another run was quicker."""
    checked = batch.checked
    with acting(_SYSTEM):
        _plan_by_keys()
        current = locked_import(row.pk)
        if (current.place_row, current.state) != (row.place_row, row.state):
            return None
        work = Work(actor_of(row.actor), now, now.astimezone(SHANGHAI).date(), current.stream)
        dry = ImportState(current.state) is ImportState.CHECKING
        try:
            written = _write(current, batch, writer, work)
            kept = dry or current.go_on or not checked.bad + written.bad
            keep_problems(current, [*checked.problems, *written.problems])
        except Refused as refused:
            current.refusal, kept = refusal_of(refused), False
        if kept:
            _move_on(current, batch, written)
        else:
            current.state, current.ended_at = ImportState.HALTED, now
        current.beat_at = now
        current.save()
    return current


def _plan_by_keys() -> None:
    """Let the transaction reach rows by their keys only.

    A batch asks for a few thousand rows by key. Of a table that is just being filled the planner knows nothing
    yet: it read whole tables, dead rows of the check included, and the first batches took seven times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
            " set_config('enable_mergejoin', 'off', true)"
        )


def _write(row: Import, batch: Batch, writer: Writer, work: Work) -> Written:
    """Let the register write a batch in the actor's name; what was only tried is rolled back."""
    with transaction.atomic():
        with acting(work.actor):
            written = writer(work, batch.checked.rows)
            bad = batch.checked.bad + written.bad
            keeps = row.state == ImportState.WRITING and (row.go_on or not bad)
            if keeps:
                _keep(row, batch, written, work)
        if not keeps:
            transaction.set_rollback(True)
    return written


def _move_on(row: Import, batch: Batch, written: Written) -> None:
    row.place_row, row.place_byte = batch.place.row, batch.place.byte
    row.new += written.new
    row.changed += written.changed
    row.same += written.same
    row.bad += batch.checked.bad + written.bad


def _keep(row: Import, batch: Batch, written: Written, work: Work) -> None:
    """Write the trace of a batch, and its event with the file's hash and the rows it covers."""
    trace: dict[str, Any] = {
        "inserted": {table: _spans(ids) for table, ids in written.inserted.items()},
        "before": written.before,
        "subjects": [[subject.stream, subject.scope] for subject in written.subjects],
        "digests": digests_of(written.inserted, written.before),
    }
    ImportBatch.objects.create(
        scope=row.scope,
        stream=row.stream,
        source=row,
        first_row=batch.first,
        last_row=batch.last,
        trace=trace,
    )
    data: Mapping[str, Any] = {
        "register": row.register,
        "digest": row.digest,
        "first": batch.first,
        "last": batch.last,
        "new": written.new,
        "changed": written.changed,
        "same": written.same,
        "bad": batch.checked.bad + written.bad,
        "rows": trace["digests"],
    }
    draft = EventDraft(row.stream, "records.batch_imported", work.now, row.scope, data)
    record_events(actor=work.actor, drafts=[draft])


def _spans(ids: list[int]) -> list[list[int]]:
    """Return ids as runs from-to, in order; a batch's ids are nearly always one run."""
    spans: list[list[int]] = []
    for number in sorted(ids):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans


def _end(row: Import, clock: Clock, state: ImportState, refusal: list[dict[str, Any]] | None) -> None:
    with acting(_SYSTEM):
        current = locked_import(row.pk)
        if current.state != row.state or current.place_row != row.place_row:
            return
        current.state, current.refusal = state, refusal
        current.ended_at = current.beat_at = clock()
        current.save()
        if state is ImportState.WRITTEN:
            release_upload(current)


def actor_of(payload: Mapping[str, Any]) -> Actor:
    """Return who asked, with the places he had when he asked."""
    return Actor(
        role=Role(payload["role"]),
        account_id=payload["account"],
        person_id=payload["person"],
        body_id=payload["body"],
        appointment_id=payload["appointment"],
        places=tuple(PlaceRange(path) for path in payload["places"]),
    )
