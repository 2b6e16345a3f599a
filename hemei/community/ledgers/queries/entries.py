"""Entries and postings the actor may see, the latest first; a page of an account costs as much whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from hemei.community.ledgers.models import ChartCode, Entry, Posting
from hemei.community.ledgers.queries.books import nameable
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.words import EntryKind
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

After = tuple[date, int]
"""Where a page ended: the day and the id of its last line."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry; `reversed_by` is the entry that took it back, if one did."""

    id: int
    ledger_id: int
    scope: str
    kind: EntryKind
    booked_on: date
    booked_at: datetime
    note_id: int | None
    reverses_id: int | None
    reversed_by: int | None
    source_stream: str
    source_key: str
    by_role: str
    by_body_id: int | None
    lines: int


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting, with the account it is on and the entry it belongs to.

    Where `households` is above zero it is the sum of so many households' postings on one kind of account, and the
    account is nobody's.
    """

    id: int
    entry_id: int
    kind: EntryKind
    booked_on: date
    account_id: int
    code: str
    unit: str
    amount_fen: int
    note_id: int | None
    part: str = ""
    households: int = 0


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry with its postings in the order they were made."""

    row: EntryRow
    postings: tuple[PostingRow, ...]


_ENTRY = (
    "id", "ledger_id", "scope", "kind", "booked_on", "booked_at", "note_id", "reverses_id", "reversed_by__id",
    "source_stream", "source_key", "by_role", "by_body_id", "lines",
)  # fmt: skip
_POSTING = (
    "id", "entry_id", "entry__kind", "booked_on", "account_id", "account__code", "account__unit__unit_code",
    "amount_fen", "entry__note_id", "account__part__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def condition(self) -> Q:
        """Return it as a condition on the day something was booked on."""
        wanted = Q()
        if self.since is not None:
            wanted &= Q(booked_on__gte=self.since)
        if self.until is not None:
            wanted &= Q(booked_on__lte=self.until)
        return wanted


ALWAYS = Days()


def entries_of(
    ledger_id: int, *, actor: Actor, days: Days = ALWAYS, after: After | None = None, limit: int = 50
) -> list[EntryRow]:
    """Return entries of a ledger, the latest day first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Entry.objects.filter(records.seen_by(actor), days.condition, ledger_id=ledger_id)
    return page_of(rows, after, limit)


def page_of(rows: QuerySet[Entry], after: After | None, limit: int) -> list[EntryRow]:
    """Return a page of entries, the latest day first; who asks has been asked before."""
    if after is not None:
        rows = rows.filter(_beyond(after))
    return [_entry(row) for row in rows.order_by("-booked_on", "-id").values_list(*_ENTRY)[:limit]]


def all_entries(
    ledger_id: int, *, actor: Actor, days: Days = ALWAYS, chunk: int = 1_000
) -> Iterator[EntryRow]:
    """Yield the entries of a ledger for an export, read in pages."""
    after = None
    while page := entries_of(ledger_id, actor=actor, days=days, after=after, limit=chunk):
        yield from page
        after = (page[-1].booked_on, page[-1].id)


def entry(entry_id: int, *, actor: Actor) -> EntryPage | None:
    """Return an entry the actor may see, with its postings; those on households' accounts as one sum of each kind."""
    if not may(actor, Act.SEE).allowed:
        return None
    found = Entry.objects.filter(records.seen_by(actor), pk=entry_id).values_list(*_ENTRY).first()
    if found is None:
        return None
    row, postings = _entry(found), Posting.objects.filter(entry_id=entry_id)
    own = postings.filter(nameable(actor, "account__")).order_by("id").values_list(*_POSTING)
    return EntryPage(row, (*(_posting(one) for one in own), *_sums(row, postings, actor)))


def _sums(entry: EntryRow, postings: QuerySet[Posting], actor: Actor) -> Iterator[PostingRow]:
    """Yield what stands on accounts that are not named: one row of each kind of account and side, and of nobody."""
    rows = postings.exclude(pk__in=postings.filter(nameable(actor, "account__")).values("pk"))
    sides = rows.annotate(debit=Q(amount_fen__gt=0)).values_list("account__code", "debit")
    for code, _debit, fen, count in sides.annotate(fen=Sum("amount_fen"), count=Count("id")).order_by(
        "-debit", "account__code"
    ):
        yield PostingRow(
            0,
            entry.id,
            entry.kind,
            entry.booked_on,
            0,
            code,
            "",
            int(fen),
            entry.note_id,
            households=int(count),
        )


def postings_of(
    account_id: int, *, actor: Actor, days: Days = ALWAYS, after: After | None = None, limit: int = 50
) -> list[PostingRow]:
    """Return postings on an account, the latest day first; the account itself is asked whether the actor sees it."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Posting.objects.filter(days.condition, nameable(actor, "account__"), account_id=account_id)
    if after is not None:
        rows = rows.filter(_beyond(after))
    return [_posting(row) for row in rows.order_by("-booked_on", "-id").values_list(*_POSTING)[:limit]]


def all_postings(
    account_id: int, *, actor: Actor, days: Days = ALWAYS, chunk: int = 1_000
) -> Iterator[PostingRow]:
    """Yield the postings on an account for an export, read in pages."""
    after = None
    while page := postings_of(account_id, actor=actor, days=days, after=after, limit=chunk):
        yield from page
        after = (page[-1].booked_on, page[-1].id)


def first_postings(entry_ids: Sequence[int]) -> dict[int, tuple[str, str, int]]:
    """Return of each entry the accounts of its largest debit and credit, and its amount; one statement.

    The amount is the sum of its debits; of an entry of both purses, which each balance in it, the larger of the two
    sums: money that leaves one for the other moves once. Row-level security applies.
    """
    sides: dict[int, tuple[str, str]] = {}
    sums: dict[int, dict[str, int]] = {}
    purse = ChartCode.objects.filter(code=OuterRef("account__code")).values("purse")
    rows = Posting.objects.filter(entry_id__in=entry_ids).annotate(purse=Subquery(purse))
    fields = ("entry_id", "account__code", "amount_fen", "purse")
    for number, code, fen, of in rows.order_by("entry_id", "-amount_fen").values_list(*fields):
        sides[number] = (sides.get(number, (code, code))[0], code)
        by_purse = sums.setdefault(number, {})
        by_purse[of] = by_purse.get(of, 0) + max(fen, 0)
    return {number: (*both, max(sums[number].values())) for number, both in sides.items()}


def _beyond(after: After) -> Q:
    day, number = after
    return Q(booked_on__lte=day) & (Q(booked_on__lt=day) | Q(id__lt=number))


def _entry(row: Sequence[Any]) -> EntryRow:
    values = dict(zip(EntryRow.__slots__, row, strict=True))
    values["kind"] = EntryKind(values["kind"])
    return EntryRow(**values)


def _posting(row: Sequence[Any]) -> PostingRow:
    values = dict(zip(PostingRow.__slots__, row, strict=False))
    values["kind"], values["unit"] = EntryKind(values["kind"]), values["unit"] or ""
    values["part"] = values["part"] or ""
    return PostingRow(**values)
