"""Asking for the next step of an import. A workbook goes as one: checked, written and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hemei.ground.records.models import Import
from hemei.ground.records.rules import ImportState, asked_of
from hemei.ground.records.services.events import record_event
from hemei.ground.records.services.imports.asker import asking
from hemei.ground.records.services.imports.beginning import (
    demand_move,
    locked_book,
    locked_import,
    refuse_incomplete,
)
from hemei.ground.records.services.imports.matches import forget_undecided, refuse_undecided
from hemei.ground.records.services.imports.shape import register_entry
from hemei.ground.records.services.scope import acting
from hemei.ground.records.services.vault import seal
from hemei.ground.records.services.waking import wake
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark

IMPORTS_TASK = "hemei.records.run_imports"
LONGEST_REASON = 300
UNDO_REASON = "undo_reason"
COUNTS = ("new", "changed", "same", "bad", "left")


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
        Refused: the import was not checked, or rows are like something on record and nobody has decided.
    """
    _ask(actor, now, import_id, ImportState.WRITING, here=here, go_on=good_rows)


def ask_for_undo(*, actor: Actor, now: datetime, import_id: int, reason: str, here: bool = False) -> None:
    """Ask for all that an import wrote to be taken back, the last batch of the last table first. The reason is sealed.

    Raises:
        Refused: the reason says nothing, or nothing of it is written.
    """
    demand(gives_reason(mark("没有写明撤销的原因。"), reason, most=LONGEST_REASON))
    with acting(actor):
        _ask(actor, now, import_id, ImportState.UNDOING, here=here)
        row = locked_import(import_id)
        kept = seal(stream=row.stream, scope=row.scope, field=UNDO_REASON, text=reason.strip())
        record_event(
            stream=row.stream,
            type="records.undo_asked",
            actor=actor,
            at=now,
            scope=row.scope,
            data={
                "register": row.register,
                "reason": {"vault": kept.vault_id, "commitment": kept.commitment},
            },
        )


def go_on(*, actor: Actor, now: datetime, import_id: int, good_rows: bool) -> None:
    """Take up an import that was killed or that a bad row has halted; the caller runs it."""
    with acting(actor):
        book = locked_book(locked_import(import_id))
        halted = any(ImportState(row.state) is ImportState.HALTED for row in book)
        halted = halted and not any(ImportState(row.state) is ImportState.WRITING for row in book)
    if halted:
        ask_for_writing(actor=actor, now=now, import_id=import_id, good_rows=good_rows, here=True)


def _ask(
    actor: Actor, now: datetime, import_id: int, state: ImportState, *, here: bool, go_on: bool = False
) -> None:
    with acting(actor):
        book = locked_book(locked_import(import_id))
        moves = asked_of([ImportState(row.state) for row in book], state)
        if not any(moves):
            demand_move(locked_import(import_id), state, ())
        asked = [row for row, move in zip(book, moves, strict=True) if move]
        if state is not ImportState.UNDOING:
            for row in asked:
                refuse_incomplete(register_entry(row.register).register, row.mapping)
        if state is ImportState.UNDOING:
            _refuse_kept(asked)
        if state is ImportState.WRITING and not go_on:
            refuse_undecided(asked)
        for row in asked:
            _begin(row, actor, now, state, go_on=go_on)
            row.beat_at = now if here and row is asked[0] else None
            row.save()
        if not here:
            wake(IMPORTS_TASK, now)


def _refuse_kept(rows: Iterable[Import]) -> None:
    """Refuse to take back what its register does not take back whole: what was booked is corrected, not undone."""
    for row in rows:
        if why := register_entry(row.register).kept:
            raise Refused.because(mark("这张台账不能整批撤销。"), remedy=why, code="kept")


def _begin(row: Import, actor: Actor, now: datetime, state: ImportState, *, go_on: bool) -> None:
    """Set a table to what was asked; what an earlier step counted and found goes, unless it only goes on."""
    if ImportState(row.state) is ImportState.HALTED:
        row.problems.filter(row__gt=row.place_row).delete()  # they are found again
    elif state is not ImportState.UNDOING:
        for name in (*COUNTS, "place_row", "place_byte"):
            setattr(row, name, 0)
        row.notes = {}
        row.problems.all().delete()
    if state is ImportState.CHECKING:
        forget_undecided(row)
    row.state, row.go_on, row.refusal = state, go_on, None
    row.actor = asking(actor)
    row.begun_at, row.ended_at = now, None
