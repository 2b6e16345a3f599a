"""Shares of quarters that are owed to the maintenance fund after their last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from hemei.community.ledgers.models import LateTransfer
from hemei.community.ledgers.rules.acts import Act, may
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class LateRow:
    """A quarter whose share is owed to the fund: of which estate, how much when it was noted, since when."""

    id: int
    ledger_id: int
    estate: str
    quarter: date
    due_on: date
    owed_fen: int


_ROW = ("id", "ledger_id", "ledger__estate__name", "quarter", "due_on", "owed_fen")


def late_transfers(*, actor: Actor, after: tuple[date, int] | None = None, limit: int = 50) -> list[LateRow]:
    """Return what is owed to funds after its last day, the oldest first; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = LateTransfer.objects.filter(record.seen_by(actor), settled_on=None)
    if after is not None:
        rows = rows.filter(Q(due_on__gte=after[0]) & (Q(due_on__gt=after[0]) | Q(id__gt=after[1])))
    return [LateRow(*row) for row in rows.order_by("due_on", "id").values_list(*_ROW)[:limit]]


def transfers_owed(*, actor: Actor) -> record.Lines[tuple[int]]:
    """Return how many quarters' shares whoever moves them owes to funds after their last day; none where none is."""
    if not may(actor, Act.TRANSFER).allowed:
        return record.Lines()
    return record.counted(LateTransfer.objects.filter(record.seen_by(actor), settled_on=None))


def all_late_transfers(*, actor: Actor, chunk: int = 1_000) -> Iterator[LateRow]:
    """Yield the whole list for an export, read in pages."""
    after: tuple[date, int] | None = None
    while page := late_transfers(actor=actor, after=after, limit=chunk):
        yield from page
        after = (page[-1].due_on, page[-1].id)


def late_transfers_of(estate_ids: Iterable[int], *, since: date) -> dict[int, int]:
    """Return of how many quarters that began since a day the share is owed late, by estate; one statement.

    Row-level security applies.
    """
    rows = LateTransfer.objects.filter(
        ledger__estate_id__in=list(estate_ids), quarter__gte=since, settled_on=None
    )
    return dict(
        rows.values("ledger__estate_id").annotate(late=Count("id")).values_list("ledger__estate_id", "late")
    )
