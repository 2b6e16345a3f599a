"""The books of an estate as a file for plain-text accounting, checked by tools that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import OuterRef, Subquery

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Account, Ledger, Posting
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.money import yuan

_ROOTS = {
    "asset": "Assets", "liability": "Liabilities", "equity": "Equity", "income": "Income", "expense": "Expenses",
}  # fmt: skip


def beancount(estate_code: str, *, actor: Actor) -> Iterator[str] | None:
    """Return the lines of a Beancount file of the books of an estate; None where the actor sees no books of it.

    Every account is opened on the first day of the books and named by the chart of the day that first moved it, every
    entry is a transaction named by its number, and the balances that stand here are asserted at the end. No words of
    entries are in it: they lie in the vault. Read it inside `records.one_snapshot()`: the balances are read before the
    entries.
    """
    books = Ledger.objects.filter(records.seen_by(actor), estate__code=estate_code).first()
    return _lines(books) if books else None


def _lines(books: Ledger) -> Iterator[str]:
    first = Posting.objects.filter(account=OuterRef("pk")).order_by("booked_on").values("booked_on")[:1]
    accounts = list(Account.objects.filter(ledger=books).annotate(moved_on=Subquery(first)).order_by("id"))
    days = {account.moved_on or books.opened_on for account in accounts}
    charts = {day: chart_on(day) for day in days}
    names = {account.pk: _name(account, charts[account.moved_on or books.opened_on]) for account in accounts}
    yield 'option "operating_currency" "CNY"'
    for account in accounts:
        yield f"{books.opened_on} open {names[account.pk]} CNY"
    last, entry = books.opened_on, 0
    rows = (
        Posting.objects.filter(entry__ledger=books)
        .order_by("booked_on", "entry_id", "id")
        .values_list("entry_id", "booked_on", "entry__kind", "account_id", "amount_fen", "entry__reverses_id")
    )
    for number, day, kind, account_id, fen, reverses in rows.iterator(chunk_size=5_000):
        if number != entry:
            yield f'\n{day} * "{kind} {number}"' + (f' "reverses {reverses}"' if reverses else "")
            entry, last = number, max(last, day)
        yield f"  {names[account_id]}  {_yuan(fen)} CNY"
    yield ""
    for account in accounts:
        yield f"{last + timedelta(days=1)} balance {names[account.pk]} {_yuan(account.balance_fen)} CNY"


def _name(account: Account, chart: ChartOfAccounts) -> str:
    item = chart.of(account.code)
    if item is None:  # nobody posts to an account that the chart of the day does not have
        raise LookupError(f"{account}: the chart of its first day has no {account.code!r}; verify the books")
    root = _ROOTS[item.kind]
    words = "".join(word.capitalize() for word in account.code.split("_"))
    of = (
        f":U{account.unit_id}"
        if account.unit_id
        else f":C{account.contract_id}"
        if account.contract_id
        else f":P{account.part_id}"
        if account.part_id
        else ""
    )
    return f"{root}:{words}{of}"


def _yuan(fen: int) -> str:
    return yuan(fen).replace(",", "")
