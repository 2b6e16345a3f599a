"""Ledgers the actor may see, their accounts, and what these stand at: now, or on a past day from its month's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from hemei.community.ledgers.models import Account, Ledger
from hemei.community.ledgers.rules.acts import Act, may
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The books of an estate."""

    id: int
    stream: str
    scope: str
    estate_id: int
    estate_code: str
    estate: str
    opened_on: date
    open_from: date
    orders_since: date | None

    def by_orders(self, day: date) -> bool:
        """Whether money leaves the public revenue by payment orders alone on a day."""
        return self.orders_since is not None and self.orders_since <= day


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account and what it stands at, debits above zero; `unit` is empty where it is of no unit."""

    id: int
    ledger_id: int
    code: str
    unit_id: int | None
    unit: str
    contract_id: int | None
    part: str
    balance_fen: int
    postings: int


_LEDGER = (
    "id",
    "stream",
    "scope",
    "estate_id",
    "estate__code",
    "estate__name",
    "opened_on",
    "open_from",
    "orders_since",
)
_ACCOUNT = (
    "id",
    "ledger_id",
    "code",
    "unit_id",
    "unit__unit_code",
    "contract_id",
    "part__name",
    "balance_fen",
    "postings",
)
# The latest month's end at or before the day, and what was booked since: never more than the open months are read.
_ON = """
select a.id, coalesce(c.balance_fen, 0) + coalesce((
    select sum(p.amount_fen) from ledgers_posting p
    where p.account_id = a.id and p.booked_on >= coalesce(c.until, 'epoch') and p.booked_on <= %(day)s), 0)
from ledgers_account a
left join lateral (
  select until, balance_fen from ledgers_checkpoint k
  where k.account_id = a.id and k.until <= %(day)s::date + 1 order by k.until desc limit 1) c on true
where a.id = any(%(accounts)s)
"""


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What a list of books is narrowed to; empty means all. `behind` keeps those not closed up to that day."""

    text: str = ""
    behind: date | None = None


ALL = LedgerFilter()


def ledgers(asked: LedgerFilter = ALL, *, actor: Actor, after: str = "", limit: int = 50) -> list[LedgerRow]:
    """Return the ledgers the actor may see by the code of their estate."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Ledger.objects.filter(records.seen_by(actor), estate__code__gt=after)
    if asked.text:
        rows = rows.filter(estate__name__contains=asked.text)
    if asked.behind is not None:
        rows = rows.filter(open_from__lt=asked.behind)
    return [LedgerRow(*row) for row in rows.order_by("estate__code").values_list(*_LEDGER)[:limit]]


def all_ledgers(asked: LedgerFilter = ALL, *, actor: Actor, chunk: int = 1_000) -> Iterator[LedgerRow]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := ledgers(asked, actor=actor, after=after, limit=chunk):
        yield from page
        after = page[-1].estate_code


def ledger(ledger_id: int, *, actor: Actor) -> LedgerRow | None:
    """Return a ledger the actor may see."""
    return _one(Ledger.objects.filter(pk=ledger_id), actor)


def ledger_of(estate_id: int, *, actor: Actor) -> LedgerRow | None:
    """Return the ledger of an estate, if the actor may see it."""
    return _one(Ledger.objects.filter(estate_id=estate_id), actor)


def _one(rows: QuerySet[Ledger], actor: Actor) -> LedgerRow | None:
    if not may(actor, Act.SEE).allowed:
        return None
    found = rows.filter(records.seen_by(actor)).values_list(*_LEDGER).first()
    return LedgerRow(*found) if found else None


def nameable(actor: Actor, account: str = "") -> Q:
    """Return which accounts a reader of the books may be shown one by one: none of a household.

    What a household holds is personal. An official asks for it by an act of `funds` that says why and tells the owner,
    an owner reads his own, the company reads none; the books show all three the sums alone. Row-level security cannot
    say it: a bill is shared by what each account holds, in the very transaction of whoever enters the bill.
    """
    return Q() if actor.role is Role.SYSTEM else Q(**{f"{account}unit": None})


def accounts_of(ledger_id: int, *, actor: Actor, of_units: bool = False) -> list[AccountRow]:
    """Return the accounts of a ledger; those of single units only for the platform's own runs that ask for them."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Account.objects.filter(records.seen_by(actor), ledger_id=ledger_id, unit__isnull=not of_units)
    rows = rows.filter(nameable(actor))
    return [_account(row) for row in rows.order_by("id").values_list(*_ACCOUNT)]


def account(account_id: int, *, actor: Actor) -> AccountRow | None:
    """Return an account the actor may see; a household's is not there, see :func:`nameable`."""
    if not may(actor, Act.SEE).allowed:
        return None
    rows = Account.objects.filter(records.seen_by(actor), nameable(actor), pk=account_id)
    found = rows.values_list(*_ACCOUNT).first()
    return _account(found) if found else None


def at_bank(ledger_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Return what stands at the bank of public revenue and of the fund, by ledger; one statement, security applies."""
    found: dict[int, tuple[int, int]] = {}
    rows = Account.objects.filter(ledger_id__in=ledger_ids, code__in=("revenue_bank", "fund_bank"))
    for number, code, fen in rows.values_list("ledger_id", "code", "balance_fen"):
        revenue, fund = found.get(number, (0, 0))
        found[number] = (revenue + fen, fund) if code == "revenue_bank" else (revenue, fund + fen)
    return found


def _account(row: tuple[Any, ...]) -> AccountRow:
    values = dict(zip(AccountRow.__slots__, row, strict=True))
    values["unit"], values["part"] = values["unit"] or "", values["part"] or ""
    return AccountRow(**values)


def balance_of(account_id: int) -> int:
    """Return what an account stands at, in fen; row-level security applies."""
    found = Account.objects.filter(pk=account_id).values_list("balance_fen", flat=True).first()
    return found or 0


def balances_on(accounts: list[int], day: date) -> dict[int, int]:
    """Return what accounts stood at by the end of a day, in fen; row-level security applies."""
    with connection.cursor() as cursor:
        cursor.execute(_ON, {"accounts": accounts, "day": day})
        return {int(number): int(fen) for number, fen in cursor.fetchall()}
