"""Running an import: check or write in batches, each one transaction; killed at any time and taken up again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hemei.ground.records.models import Import, ImportBatch
from hemei.ground.records.rules import RUNNING, ImportState
from hemei.ground.records.services.events import EventDraft, record_events
from hemei.ground.records.services.imports.asker import actor_of
from hemei.ground.records.services.imports.beginning import locked_import, release_upload
from hemei.ground.records.services.imports.matches import keep_matches
from hemei.ground.records.services.imports.problems import found_problems, keep_problems, refusal_of
from hemei.ground.records.services.imports.reading import (
    BATCH,
    Batch,
    Clock,
    batches_of,
    move_on,
    plan_by_keys,
    work_on,
)
from hemei.ground.records.services.imports.seeking import Writing, begin_writing
from hemei.ground.records.services.imports.shape import (
    Work,
    Written,
    register_entries,
    register_entry,
)
from hemei.ground.records.services.imports.trial import try_book
from hemei.ground.records.services.imports.undoing import (
    digests_by_stream,
    digests_of,
    left_of,
    reason_of,
    undo_next_batch,
)
from hemei.ground.records.services.scope import acting
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Decision, Refused
from hemei.kernel.workdays import shanghai_day

# A run that has not moved for so long has died: another may take it up.
DEAD_AFTER = timedelta(seconds=60)
# So long the file of an import stays of which rows were refused: their sheet is made from it, to be mended.
MEND_DAYS = 7
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def run_waiting(*, clock: Clock) -> int:
    """Run what was asked for and nobody works on, oldest first; return how many. For the worker."""
    done = 0
    while (number := _waiting(clock())) is not None:
        run_import(import_id=number, clock=clock)
        done += 1
    return done


def _waiting(now: datetime) -> int | None:
    """Return the oldest import to be taken up; of a workbook the table whose turn it is (undo begins at the end)."""
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    with acting(_SYSTEM):
        rows = _in_turn().filter(quiet, state__in=[state.value for state in RUNNING])
        return rows.order_by("id").values_list("id", flat=True).first()


def _in_turn() -> QuerySet[Import]:
    undoing = ImportState.UNDOING.value
    of_book = Import.objects.filter(kept=OuterRef("kept"))
    before = of_book.filter(
        id__lt=OuterRef("id"), state__in=[ImportState.CHECKING.value, ImportState.WRITING.value]
    )
    behind = of_book.filter(id__gt=OuterRef("id"), state=undoing)
    return Import.objects.exclude(~Q(state=undoing), Exists(before)).exclude(Exists(behind), state=undoing)


def forget_kept_uploads(*, now: datetime) -> int:
    """Remove the files that stayed to be answered in or mended and whose days are over; return how many of those."""
    count = 0
    with acting(_SYSTEM):
        for name, entry in register_entries().items():
            days = entry.keeps(shanghai_day(now))
            if days:
                ended = (ImportState.WRITTEN.value, ImportState.UNDONE.value)
                over = Import.objects.filter(
                    register=name, state__in=ended, ended_at__lt=now - timedelta(days=days)
                )
                for row in over:
                    release_upload(row)
                    count += 1
                continue
            mended = Import.objects.filter(
                register=name, state=ImportState.WRITTEN.value, bad__gt=0,
                ended_at__lt=now - timedelta(days=MEND_DAYS),
            )  # fmt: skip
            for row in mended:
                release_upload(row)
    return count


def run_book(*, import_id: int, clock: Clock, moved: Callable[[Import], None] = lambda _: None) -> None:
    """Run what was asked of an import and of the other tables of its workbook, in their order. For the command."""
    with acting(_SYSTEM):
        kept = locked_import(import_id).kept
    while True:
        with acting(_SYSTEM):
            rows = _in_turn().filter(kept=kept, state__in=[state.value for state in RUNNING])
            number = rows.order_by("id").values_list("id", flat=True).first()
        if number is None:
            return
        run_import(import_id=number, clock=clock, moved=moved)


def run_import(
    *, import_id: int, clock: Clock, batch: int = BATCH, moved: Callable[[Import], None] = lambda _: None
) -> None:
    """Do what was asked of an import until it is done, from where it was left; `moved` hears of every batch.

    Two runs of one import do not write a row twice: each batch locks the import and leaves when another run
    has moved it on. A workbook is tried as a whole: its later tables speak of what the earlier ones bring.
    """
    with acting(_SYSTEM):
        row = locked_import(import_id)
        row.beat_at = clock()
        row.save(update_fields=["beat_at"])
        tables_ = Import.objects.filter(kept=row.kept, state=ImportState.CHECKING.value).count()
    if ImportState(row.state) is ImportState.UNDOING:
        _undo(row, clock, moved)
    elif ImportState(row.state) is ImportState.CHECKING and tables_ > 1:
        with _without_collecting():
            try_book(row, clock, batch, moved)
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
                    more = undo_next_batch(row, actor=actor, now=clock()) is not None
                    if not more:
                        _end_undo(row, clock())
            except Refused as refused:
                row.state, row.refusal, more = ImportState.WRITTEN, refusal_of(refused), False
                _stop_rest(row, ImportState.UNDOING, ImportState.WRITTEN, clock())
            row.beat_at = clock()
            row.save()
        moved(row)
        if not more:
            return


def _end_undo(row: Import, now: datetime) -> None:
    """End the taking back; say which subjects stay. Where all of them do, nothing was undone."""
    begun, left = left_of(row)
    row.state, row.ended_at = ImportState.UNDONE, now
    if left:
        row.refusal = refusal_of(Refused(Decision.no(reason_of(row, left))))
    if left and len(left) == begun:
        row.state = ImportState.WRITTEN
        row.batches.update(undone_at=None)
    if not left:
        release_upload(row)


def _read(row: Import, clock: Clock, size: int, moved: Callable[[Import], None]) -> None:
    writing = begin_writing(register_entry(row.register))
    try:
        with batches_of(row, clock, size) as batches:
            for batch in batches:
                taken = _take(row, writing, batch, clock())
                if taken is None:
                    return
                row = taken
                moved(row)
                if ImportState(row.state) not in RUNNING:
                    return
    except Refused as refused:
        _end(row, clock, None, refusal_of(refused))
        return
    _end(row, clock, ImportState.CHECKED if row.state == ImportState.CHECKING else ImportState.WRITTEN, None)


def _take(row: Import, writing: Writing, batch: Batch, now: datetime) -> Import | None:
    """Write one batch; return the import as it stands then, or None where another run was quicker."""
    checked = batch.checked
    with acting(_SYSTEM):
        plan_by_keys()
        current = locked_import(row.pk)
        if (current.place_row, current.state) != (row.place_row, row.state):
            return None
        dry = ImportState(current.state) is ImportState.CHECKING
        work = work_on(current, batch, now, dry=dry)
        try:
            written = _write(current, batch, writing, work)
            kept = dry or current.go_on or not checked.bad + written.bad
            keep_problems(current, found_problems(checked, written))
            keep_matches(current, written.alike)
        except Refused as refused:
            current.refusal, kept = refusal_of(refused), False
        if kept:
            move_on(current, batch, written)
        else:
            _halt(current, now)
        current.beat_at = now
        current.save()
    return current


def _write(row: Import, batch: Batch, writing: Writing, work: Work) -> Written:
    """Let the register write a batch in the actor's name; what was only tried is rolled back."""
    with transaction.atomic():
        with acting(work.actor):
            written = writing(work, batch.checked)
            bad = batch.checked.bad + written.bad
            keeps = row.state == ImportState.WRITING and (row.go_on or not bad)
            if keeps:
                _keep(row, batch, written, work)
        if not keeps:
            transaction.set_rollback(True)
    return written


def _halt(row: Import, now: datetime) -> None:
    """Stop a table and those that wait for it. A check that was refused is to be begun anew."""
    dry = ImportState(row.state) is ImportState.CHECKING
    row.state, row.ended_at = ImportState.OPEN if dry else ImportState.HALTED, now
    _stop_rest(row, ImportState.WRITING, ImportState.HALTED, now)


def _stop_rest(row: Import, doing: ImportState, then: ImportState, now: datetime) -> None:
    """Where a table of a workbook stops, those that wait for it stop too."""
    rest = Import.objects.filter(kept=row.kept, state=doing.value).exclude(pk=row.pk)
    rest.update(state=then.value, ended_at=now)


def _keep(row: Import, batch: Batch, written: Written, work: Work) -> None:
    """Write the trace of a batch, and its event with the file's hash and the rows it covers."""
    trace: dict[str, Any] = {
        "inserted": {table: _spans(ids) for table, ids in written.inserted.items()},
        "before": written.before,
        "subjects": [[subject.stream, subject.scope] for subject in written.subjects],
        "digests": digests_of(written.inserted, written.before),
    }
    if register_entry(row.register).names is not None:
        trace["apart"] = digests_by_stream(written.inserted, written.before)
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
        "left": written.left,
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


def _end(row: Import, clock: Clock, state: ImportState | None, refusal: list[dict[str, Any]] | None) -> None:
    """End a run in a state; with none it was refused."""
    with acting(_SYSTEM):
        current = locked_import(row.pk)
        if current.state != row.state or current.place_row != row.place_row:
            return
        if state is None:
            _halt(current, clock())
        else:
            current.state = state
        current.refusal = refusal
        current.ended_at = current.beat_at = clock()
        current.save()
        if state is ImportState.WRITTEN and not _stays(current, clock()):
            release_upload(current)


def _stays(row: Import, now: datetime) -> bool:
    """Whether the file of an import stays for some days: to be answered in, or to mend what was refused of it."""
    mends = Import.objects.filter(kept=row.kept, state=ImportState.WRITTEN.value, bad__gt=0).exists()
    return mends or bool(register_entry(row.register).keeps(shanghai_day(now)))
