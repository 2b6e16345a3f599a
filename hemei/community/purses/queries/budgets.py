"""Budgets of the year: what was budgeted, what orders took of it, what is left; one account's and a whole list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Sum, Value

from hemei.community.ledgers import queries as ledgers
from hemei.community.meetings import queries as meetings
from hemei.community.purses.models import Budget, BudgetLine, PaymentOrder
from hemei.community.purses.rules.acts import Act, may
from hemei.community.purses.rules.budgeting import LineFacts
from hemei.community.purses.rules.words import GONE
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

_DEAD = sorted(state.value for state in GONE)


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A version of a year's budget."""

    id: int
    account_id: int
    year: int
    number: int
    total_fen: int
    assembly_id: int | None
    vote_id: int | None
    vote: str | None
    meeting_id: int | None
    item: str | None
    annulled_on: date | None
    reason_id: int | None
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class BudgetedRow:
    """A line of a running budget: what it holds, what was paid of it, what is on its way."""

    id: int
    account_id: int
    estate_code: str
    estate: str
    year: int
    code: str
    amount_fen: int
    paid_fen: int
    open_fen: int

    @property
    def left_fen(self) -> int:
        """What may still be asked for."""
        return self.amount_fen - self.paid_fen - self.open_fen


_BUDGET = (
    "id", "account_id", "year", "number", "total_fen", "basis_assembly_id", "basis_vote_id", "basis_vote__title",
    "basis_item__meeting_id", "basis_item__title", "annulled_on", "reason_id", "made_at", "ended_at",
)  # fmt: skip
_LINE = (
    "id", "budget__account_id", "budget__account__estate__code", "budget__account__estate__name", "budget__year",
    "code", "amount_fen", "paid_fen", "open_fen",
)  # fmt: skip


def budgets_of(account_id: int, *, actor: Actor) -> list[BudgetRow]:
    """Return the budgets of an account, the latest year and version first; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Budget.objects.filter(record.seen_by(actor), account_id=account_id).order_by("-year", "-number")
    return [BudgetRow(*row) for row in rows.values_list(*_BUDGET)]


def budget_lines(
    *, actor: Actor, year: int, account_id: int | None = None, after: str = "", limit: int = 50
) -> list[BudgetedRow]:
    """Return the lines of budgets of a year that run, by estate and account of the chart; one statement.

    `after` is estate and account of the last line of the page before, parted by a space.
    """
    if not may(actor, Act.SEE).allowed:
        return []
    wanted = Q(budget__year=year, budget__ended_at=None)
    if account_id is not None:
        wanted &= Q(budget__account_id=account_id)
    if after:
        estate, _space, code = after.partition(" ")
        wanted &= Q(budget__account__estate__code__gt=estate) | Q(
            budget__account__estate__code=estate, code__gt=code
        )
    rows = _taken(BudgetLine.objects.filter(record.seen_by(actor), wanted))
    found = rows.order_by("budget__account__estate__code", "code").values_list(*_LINE)[:limit]
    return [BudgetedRow(*row) for row in found]


def all_budget_lines(*, actor: Actor, year: int, chunk: int = 1_000) -> Iterator[BudgetedRow]:
    """Yield the whole list of a year for an export, read in pages."""
    after = ""
    while page := budget_lines(actor=actor, year=year, after=after, limit=chunk):
        yield from page
        after = f"{page[-1].estate_code} {page[-1].code}"


def _taken(rows: QuerySet[BudgetLine]) -> QuerySet[BudgetLine]:
    """Add what orders of the same account, year and account of the chart took, whatever version they rest on.

    Sums alone: a new company reads what is left, and not the orders of the one before.
    """
    return rows.annotate(paid_fen=_sum(paid=True), open_fen=_sum(paid=False))


def _sum(*, paid: bool) -> Func:
    return Func(
        F("budget__account_id"), F("budget__year"), F("code"), Value(paid), function="purses_budget_taken",
        output_field=BigIntegerField(),
    )  # fmt: skip


def committed(account_id: int, year: int) -> dict[str, int]:
    """Return what orders took of an account's budgets of a year, by account of the chart; the place is open."""
    rows = PaymentOrder.objects.filter(
        budget_line__budget__account_id=account_id, budget_line__budget__year=year
    ).exclude(state__in=_DEAD)
    found = rows.values("budget_line__code").annotate(fen=Sum("amount_fen"))
    return {str(code): int(fen) for code, fen in found.values_list("budget_line__code", "fen")}


def line_facts(account_id: int, line_id: int, day: date) -> LineFacts | None:
    """Return a line of an account's budget as it stands; the caller has opened the place."""
    row = (
        BudgetLine.objects.filter(pk=line_id, budget__account_id=account_id).select_related("budget").first()
    )
    if row is None:
        return None
    item = ledgers.chart_on(day).of(row.code)
    return LineFacts(
        code=row.code, name=item.name if item else row.code, year=row.budget.year, amount_fen=row.amount_fen,
        taken_fen=committed(account_id, row.budget.year).get(row.code, 0),
        runs=row.budget.ended_at is None and row.budget.annulled_on is None,
    )  # fmt: skip


def budgeted(account_id: int, year: int) -> bool:
    """Say whether a budget of a year runs for an account; the caller sees the account."""
    rows = Budget.objects.filter(account_id=account_id, year=year, ended_at=None, annulled_on=None)
    return rows.exists()


def committee_items(estate_id: int) -> list[tuple[int, str]]:
    """Return items a committee adopted, with their words, for a budget to rest on; the caller has opened the place."""
    return [(one.id, one.words) for one in meetings.adopted_items(estate_id, for_owners=False)]
