"""Costs of public revenue that somebody booked by hand and that no paper proves, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Posting
from hemei.community.ledgers.queries.entries import After
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.proving import COST_PAPER, OF_BANK, purpose_of
from hemei.community.ledgers.rules.words import AccountKind, EntryKind, Purse
from hemei.ground.records import queries as record
from hemei.ground.records.queries import FileRow
from hemei.kernel.actor import Actor

_KEPT = (
    "exists (select from records_file f where f.stream = ledgers_posting.stream and f.erased_at is null"
    " and f.purpose = %s::text || '-' || ledgers_posting.entry_id)"
)


@dataclass(frozen=True, slots=True)
class UnprovenRow:
    """A cost without papers: its entry, whose books, what for, how much, when. `note_id` lies in the vault."""

    id: int
    entry_id: int
    ledger_id: int
    estate_code: str
    estate: str
    code: str
    amount_fen: int
    booked_on: date
    note_id: int | None


_FIELDS = (
    "id", "entry_id", "account__ledger_id", "account__ledger__estate__code", "account__ledger__estate__name",
    "account__code", "amount_fen", "booked_on", "entry__note_id",
)  # fmt: skip


def cost_codes(day: date) -> tuple[str, ...]:
    """Return the accounts of the chart on which a cost of public revenue that needs a paper is booked."""
    return tuple(code for code in chart_on(day).codes(AccountKind.EXPENSE, Purse.REVENUE) if code != OF_BANK)


def costs_without_papers(
    *, actor: Actor, on: date, after: After | None = None, limit: int = 50
) -> list[UnprovenRow]:
    """Return costs booked by hand without papers, the oldest first; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = unproven(actor, on)
    if after is not None:
        rows = rows.filter(Q(booked_on__gte=after[0]) & (Q(booked_on__gt=after[0]) | Q(id__gt=after[1])))
    return [UnprovenRow(*row) for row in rows.order_by("booked_on", "id").values_list(*_FIELDS)[:limit]]


def all_costs_without_papers(*, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[UnprovenRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := costs_without_papers(actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = (page[-1].booked_on, page[-1].id)


def count_without_papers(*, actor: Actor, on: date) -> int:
    """Return how many costs booked by hand have no papers; one statement."""
    return unproven(actor, on).count() if may(actor, Act.SEE).allowed else 0


def unproven(actor: Actor, on: date) -> QuerySet[Posting]:
    """Return the postings of costs booked by hand without papers; for this app's own services."""
    return Posting.objects.filter(
        record.seen_by(actor), account__code__in=cost_codes(on), amount_fen__gt=0, entry__kind=EntryKind.PAYMENT.value,
        entry__source_stream="", entry__reversed_by=None,
    ).alias(kept=RawSQL(_KEPT, [COST_PAPER], output_field=BooleanField())).filter(kept=False)  # fmt: skip  # noqa: S611 - a constant


def papers_of(entry_id: int, stream: str) -> list[FileRow]:
    """Return the papers kept beside an entry, the oldest first; who asks has seen the entry."""
    wanted = purpose_of(entry_id)
    return [one for one in record.files_of([stream]) if one.purpose == wanted]
