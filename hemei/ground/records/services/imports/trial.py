"""Trying a whole workbook, of which nothing is kept but what was counted and what is wrong.

Its tables are written one after another in one transaction, so that each finds what the ones before it bring.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from django.db import connection, transaction

from hemei.ground.records.models import Import
from hemei.ground.records.rules import ImportState
from hemei.ground.records.services.imports.beginning import locked_import
from hemei.ground.records.services.imports.matches import keep_matches
from hemei.ground.records.services.imports.problems import (
    MOST_PROBLEMS,
    found_problems,
    keep_problems,
    refusal_of,
)
from hemei.ground.records.services.imports.reading import (
    Batch,
    Clock,
    batches_of,
    move_on,
    plan_by_keys,
    work_on,
)
from hemei.ground.records.services.imports.seeking import Writing, begin_writing
from hemei.ground.records.services.imports.shape import Alike, register_entry
from hemei.ground.records.services.scope import acting
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.registers import Problem

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_SHOWN = ("place_row", "place_byte", "new", "changed", "same", "bad", "left", "notes", "beat_at")


@dataclass(slots=True)
class Tried:
    """What became of a table: the import with its counts, what is wrong, what is like something on record."""

    row: Import
    problems: list[Problem] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    refused: Refused | None = None


def try_book(first: Import, clock: Clock, size: int, moved: Callable[[Import], None]) -> None:
    """Try every table of a workbook that is to be checked; a table that is refused as a whole ends the trial."""
    with acting(_SYSTEM):
        rows = list(Import.objects.filter(kept=first.kept, state=ImportState.CHECKING.value).order_by("id"))
    tried: list[Tried] = []
    with ThreadPoolExecutor(1, "telling") as teller:
        with acting(_SYSTEM), transaction.atomic():
            plan_by_keys()
            for row in rows:
                tried.append(Tried(row))
                _try_table(tried[-1], clock, size, partial(_told, teller, moved))
                if tried[-1].refused is not None:
                    break
            transaction.set_rollback(True)
        teller.submit(_hang_up).result()
    for one in tried:
        _keep(one, clock)
    _open_rest(rows[len(tried) :])


def _told(teller: ThreadPoolExecutor, moved: Callable[[Import], None], row: Import) -> None:
    teller.submit(_tell, row)
    moved(row)


def _try_table(tried: Tried, clock: Clock, size: int, moved: Callable[[Import], None]) -> None:
    row = tried.row
    writing = begin_writing(register_entry(row.register))
    try:
        with batches_of(row, clock, size) as batches:
            for batch in batches:
                _try_batch(tried, writing, batch, clock)
                row.beat_at = clock()
                moved(row)
    except Refused as refused:
        tried.refused = refused


def _try_batch(tried: Tried, writing: Writing, batch: Batch, clock: Clock) -> None:
    work = work_on(tried.row, batch, clock(), dry=True)
    with transaction.atomic(), acting(work.actor):
        written = writing(work, batch.checked)
    move_on(tried.row, batch, written)
    room = MOST_PROBLEMS - len(tried.problems)
    tried.problems += found_problems(batch.checked, written)[: max(0, room)]
    tried.alike += written.alike


def _tell(row: Import) -> None:
    """Say how far a trial has come, on a connection beside it: nothing the trial itself writes is seen or stays."""
    with acting(_SYSTEM):
        Import.objects.filter(pk=row.pk, state=ImportState.CHECKING.value).update(
            **{name: getattr(row, name) for name in _SHOWN}
        )


def _hang_up() -> None:
    """Close the connection of the telling thread."""
    connection.close()


def _keep(tried: Tried, clock: Clock) -> None:
    """Keep what a table's trial counted and found, unless somebody has taken it on meanwhile."""
    with acting(_SYSTEM):
        current = locked_import(tried.row.pk)
        if (current.state, current.begun_at) != (ImportState.CHECKING.value, tried.row.begun_at):
            return
        bad, tried.row.bad = tried.row.bad, 0
        keep_problems(tried.row, tried.problems)
        keep_matches(tried.row, tried.alike)
        for name in _SHOWN:
            setattr(current, name, getattr(tried.row, name))
        current.bad = bad
        current.state = ImportState.OPEN if tried.refused else ImportState.CHECKED
        current.refusal = refusal_of(tried.refused) if tried.refused else None
        current.ended_at = current.beat_at = clock()
        current.save()


def _open_rest(rows: list[Import]) -> None:
    """Let tables that were not tried any more be checked again."""
    with acting(_SYSTEM):
        Import.objects.filter(pk__in=[row.pk for row in rows], state=ImportState.CHECKING.value).update(
            state=ImportState.OPEN.value, beat_at=None
        )
