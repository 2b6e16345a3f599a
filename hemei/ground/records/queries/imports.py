"""Readers of imports: the list, one with its progress, its first rows as the engine reads them, its problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hemei.ground.records import tables
from hemei.ground.records.models import Import, ImportBatch, ImportMatch, ImportProblem
from hemei.ground.records.queries import decrypt, history, open_sealed, seen_by
from hemei.ground.records.rules import IMPORT_MOVES, RUNNING, STATE_WORDS, ImportState
from hemei.ground.records.services.imports import register_entries, register_entry
from hemei.ground.records.services.imports.problems import FIELD
from hemei.ground.records.services.imports.uploads import opened_upload
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason
from hemei.kernel.registers import Given, Problem, Register, check_rows
from hemei.kernel.workdays import shanghai_day

__all__ = [
    "STATE_WORDS",
    "ImportRow",
    "ImportState",
    "Preview",
    "Register",
    "book_problems",
    "import_by_id",
    "import_preview",
    "import_problems",
    "imports",
    "problem_counts",
    "registers_for",
    "siblings_of",
    "undo_reason",
    "unfinished_import",
]
PREVIEW_ROWS = 10
_UNDO_ASKED = "records.undo_asked"
_FIELDS = (
    "id", "register", "file_name", "sheet", "digest", "size", "kind", "header_row", "mapping", "state", "go_on",
    "rows", "place_row", "place_byte", "new", "changed", "same", "bad", "refusal", "created_at", "begun_at",
    "beat_at", "ended_at", "kept", "left", "sheets", "undecided", "likely",
    "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as its page shows it."""

    id: int
    register: str
    file_name: str
    sheet: str
    digest: str
    size: int
    kind: str
    header_row: int
    mapping: dict[str, int]
    state: ImportState
    go_on: bool
    rows: int
    place_row: int
    place_byte: int
    new: int
    changed: int
    same: int
    bad: int
    refusal: tuple[Reason, ...]
    created_at: datetime
    begun_at: datetime | None
    beat_at: datetime | None
    ended_at: datetime | None
    kept: str
    left: int
    sheets: int
    undecided: int
    likely: int
    notes: tuple[Reason, ...]

    @property
    def runs(self) -> bool:
        """Whether something is being done with it now."""
        return self.state in RUNNING

    @property
    def done_share(self) -> int:
        """How much of the file was read, in whole percent."""
        if self.kind == "csv":
            return min(100, 100 * self.place_byte // max(1, self.size))
        return min(100, 100 * max(0, self.place_row - self.header_row) // max(1, self.rows))

    @property
    def rows_done(self) -> int:
        """How many rows were read."""
        return self.new + self.changed + self.same + self.bad + self.left

    def rate(self, now: datetime) -> int:
        """Rows a second since it was asked for."""
        took = ((self.beat_at or now) - self.begun_at).total_seconds() if self.begun_at else 0
        return round(self.rows_done / took) if took > 0 else 0

    def left_time(self, now: datetime) -> timedelta | None:
        """How long it will still take at the rate so far."""
        if not self.runs or not self.begun_at or not self.done_share:
            return None
        took = (self.beat_at or now) - self.begun_at
        return took * (100 - self.done_share) / self.done_share

    def may(self, state: ImportState) -> bool:
        """Whether it can be asked for this now."""
        return self.state in IMPORT_MOVES[state]


@dataclass(frozen=True, slots=True)
class Preview:
    """The headers of a file and its first rows, with what is wrong in them."""

    headers: tuple[str, ...]
    rows: tuple[Given, ...]
    problems: tuple[Problem, ...]


def _counted() -> QuerySet[Import]:
    """Return the imports with how many tables their upload has, and how many rows nobody has decided."""
    tables_ = Import.objects.filter(kept=OuterRef("kept")).order_by().values("kept").annotate(n=Count("*"))
    likely = ImportMatch.objects.filter(source=OuterRef("pk")).order_by().values("source")
    open_ = likely.filter(choice="")
    return Import.objects.annotate(
        sheets=Subquery(tables_.values("n")),
        likely=Coalesce(Subquery(likely.annotate(n=Count("*")).values("n")), 0),
        undecided=Coalesce(Subquery(open_.annotate(n=Count("*")).values("n")), 0),
    )


def registers_for(actor: Actor, *, on: date) -> list[Register]:
    """Return the registers that the actor's role may import on a day, in the order of a workbook."""
    return [
        entry.register
        for entry in register_entries().values()
        if actor.among(entry.register.roles) and entry.open_on(on)
    ]


def imports(
    *, actor: Actor, before: int | None = None, registers: Sequence[str] = (), limit: int = 50
) -> list[ImportRow]:
    """Return the imports the actor may see, newest first, those before an id; of some registers or of all."""
    rows = _counted().filter(seen_by(actor))
    if registers:
        rows = rows.filter(register__in=registers)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_row(found) for found in rows.order_by("-id").values(*_FIELDS)[:limit]]


def import_by_id(import_id: int, *, actor: Actor) -> ImportRow | None:
    """Return an import the actor may see."""
    found = _counted().filter(seen_by(actor), pk=import_id).values(*_FIELDS).first()
    return _row(found) if found else None


def siblings_of(row: ImportRow, *, actor: Actor) -> list[ImportRow]:
    """Return the imports of the same upload in their order, this one among them."""
    found = _counted().filter(seen_by(actor), kept=row.kept).order_by("id").values(*_FIELDS)
    return [_row(one) for one in found]


def unfinished_import(*, actor: Actor, digest: str, register: str) -> int | None:
    """Return an import of the same file that has begun to write and not ended; of any register where none is named."""
    rows = Import.objects.filter(
        seen_by(actor), digest=digest, state__in=[ImportState.WRITING.value, ImportState.HALTED.value]
    )
    if register:
        rows = rows.filter(register=register)
    return rows.order_by("-id").values_list("id", flat=True).first()


def undo_reason(row: ImportRow) -> str:
    """Return why an import is being, or was, taken back; empty where it was not. Security applies."""
    if row.state not in {ImportState.UNDOING, ImportState.UNDONE}:
        return ""
    asked = [event for event in history(stream=f"records.import:{row.id}") if event.type == _UNDO_ASKED]
    vault = asked[-1].data["reason"]["vault"] if asked else 0
    return open_sealed([vault]).get(vault) or "" if vault else ""


def _row(found: dict[str, Any]) -> ImportRow:
    refusal = tuple(_reason(said) for said in found.pop("refusal") or ())
    notes = tuple(_reason(said) for said in found.pop("notes").values())
    return ImportRow(refusal=refusal, notes=notes, state=ImportState(found.pop("state")), **found)


def import_preview(row: ImportRow, *, now: datetime) -> Preview:
    """Return the first rows of an import that has not been written, read by its present mapping."""
    source = Import.objects.get(pk=row.id)
    with opened_upload(source.kept) as file:
        given = tables.rows_after(
            file, kind=source.kind, how=source.how, sheet=source.sheet, after=tables.Place()
        )
        headers: tuple[str, ...] = ()
        rows: list[Given] = []
        for one, _ in given:
            if one.number == source.header_row:
                headers = tuple(one.cells)
            elif one.number > source.header_row:
                rows.append(one)
            if len(rows) == PREVIEW_ROWS:
                break
    today = shanghai_day(now)
    checked = check_rows(register_entry(source.register).register, source.mapping, rows, today=today)
    return Preview(headers, tuple(rows), tuple(checked.problems))


def import_problems(
    import_id: int, *, actor: Actor, after: int = 0, limit: int = 50
) -> list[tuple[int, Problem]]:
    """Return problems with their ids, by row, those after an id; only the actor's own places' imports."""
    rows = ImportProblem.objects.filter(seen_by(actor), source_id=import_id, pk__gt=after)
    return [
        (number, _problem(row, column, bytes(said)))
        for number, row, column, said in rows.order_by("id").values_list("id", "row", "column", "said")[
            :limit
        ]
    ]


def all_problems(import_id: int, *, actor: Actor, chunk: int = 2_000) -> Iterator[Problem]:
    """Yield every kept problem, a chunk of them in memory."""
    after = 0
    while rows := import_problems(import_id, actor=actor, after=after, limit=chunk):
        yield from (problem for _, problem in rows)
        after = rows[-1][0]


def book_problems(
    rows: Sequence[ImportRow], *, actor: Actor, limit: int = 50
) -> list[tuple[ImportRow, Problem]]:
    """Return the first problems of the tables of a workbook, table by table; one statement."""
    by_id = {row.id: row for row in rows}
    found = ImportProblem.objects.filter(seen_by(actor), source_id__in=list(by_id)).order_by(
        "source_id", "id"
    )
    return [
        (by_id[source], _problem(row, column, bytes(said)))
        for source, row, column, said in found.values_list("source_id", "row", "column", "said")[:limit]
    ]


def problem_counts(import_id: int, *, actor: Actor) -> int:
    """Return how many problems are kept of an import."""
    return ImportProblem.objects.filter(seen_by(actor), source_id=import_id).count()


def batches_of(import_id: int, *, actor: Actor) -> list[tuple[int, int, datetime | None]]:
    """Return first row, last row and the moment of undoing of each batch that was written."""
    rows = ImportBatch.objects.filter(seen_by(actor), source_id=import_id).order_by("first_row")
    return list(rows.values_list("first_row", "last_row", "undone_at"))


def _problem(row: int, column: str, said: bytes) -> Problem:
    kept = json.loads(decrypt(said, FIELD) or "{}")
    return Problem(row, column, kept.get("value", ""), _reason(kept))


def _reason(kept: dict[str, Any]) -> Reason:
    return Reason(kept["text"], kept["values"], kept["remedy"], kept.get("field", ""), kept.get("code", ""))
