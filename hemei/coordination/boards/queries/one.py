"""One estate's board: what it says now, its editions, and in what it no longer holds; and a print run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from hemei.coordination.boards.models import Edition, PrintRun
from hemei.coordination.boards.queries.content import Board, boards_now
from hemei.coordination.boards.rules.content import changed_lines, changed_parts
from hemei.coordination.boards.rules.words import State
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition of a board."""

    id: int
    number: int
    code: str
    digest: str
    made_at: datetime
    posted_on: date | None
    replaced_on: date | None
    hints: int = 0
    hinted_on: date | None = None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board as its page shows it; `parts` and `lines` say in what the latest edition no longer holds."""

    now: Board
    editions: tuple[EditionRow, ...]
    parts: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def latest(self) -> EditionRow | None:
        """The latest edition, if there is any."""
        return self.editions[0] if self.editions else None

    @property
    def state(self) -> State:
        """How the board stands by what is compared here, not by when the sweep compared it last."""
        if self.latest is None:
            return State.NONE
        if self.latest.posted_on is None:
            return State.STALE if self.parts else State.WAITING
        return State.LAPSED if self.parts else State.CURRENT


def board_page(estate_id: int, *, actor: Actor, now: datetime) -> BoardPage | None:
    """Return an estate's board; the caller has seen that the estate is the actor's."""
    rows = list(Edition.objects.filter(record.seen_by(actor), estate_id=estate_id).order_by("-number"))
    board = boards_now([estate_id], now=now).get(estate_id)
    if board is None:
        return None
    latest = rows[0] if rows else None
    parts: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    if latest is not None and latest.digest != board.digest:
        said: Mapping[str, Any] = latest.content
        parts = tuple(
            changed_parts(said, board.content, manager_before=latest.manager, manager_now=board.manager)
        )
        lines = tuple(changed_lines(said, board.content))
    editions = tuple(
        EditionRow(
            row.pk,
            row.number,
            row.code,
            row.digest,
            row.made_at,
            row.posted_on,
            row.replaced_on,
            row.hints,
            row.hinted_on,
        )
        for row in rows
    )
    return BoardPage(board, editions, parts, lines)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A print run: how many boards it holds, how many are set, and its file."""

    id: int
    total: int
    printed: int
    asked_at: datetime
    printed_at: datetime | None
    stream: str
    edition_ids: tuple[int, ...]


def print_run(run_id: int, *, actor: Actor) -> RunRow | None:
    """Return a print run of the actor's."""
    row = _runs(actor).filter(pk=run_id).first()
    return _row(row) if row is not None else None


def print_runs(*, actor: Actor, limit: int = 5) -> list[RunRow]:
    """Return the actor's latest print runs."""
    return [_row(row) for row in _runs(actor).order_by("-id")[:limit]]


def _runs(actor: Actor) -> QuerySet[PrintRun]:
    return PrintRun.objects.filter(record.seen_by(actor))


def _row(row: PrintRun) -> RunRow:
    return RunRow(
        row.pk, row.total, row.printed, row.asked_at, row.printed_at, row.stream, tuple(row.edition_ids)
    )


def to_hang(run: RunRow, *, actor: Actor) -> list[int]:
    """Return the editions of a run that are not known to hang."""
    rows = Edition.objects.filter(record.seen_by(actor), pk__in=run.edition_ids, posted_on=None)
    return list(rows.order_by("id").values_list("id", flat=True))


def edition_estate(edition_id: int, *, actor: Actor) -> int | None:
    """Return the estate of an edition the actor sees."""
    rows = Edition.objects.filter(record.seen_by(actor), pk=edition_id)
    return rows.values_list("estate_id", flat=True).first()
