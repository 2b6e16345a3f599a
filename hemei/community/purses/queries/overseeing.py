"""What community, street and bureau look at: lines that age, accounts nobody reconciled, payments without papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import RawSQL

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, PaymentOrder, Statement, StatementLine
from hemei.community.purses.queries.covered import broken_on, missing_on, unknown_on
from hemei.community.purses.queries.orders import ORDER, OrderRow, order_row
from hemei.community.purses.queries.standing import LINES, STATEMENTS
from hemei.community.purses.rules.acts import BANK_OF, FUND, REVENUE, Act, may
from hemei.community.purses.rules.overseeing import aged_before, idle_since, reconciled_since
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Watched:
    """An account that somebody should look at: what the bank was last heard of, what waits, what it stands at.

    `closing_fen` is what the latest statement closes with, None where it tells no balance; `book_fen` is what the books
    say of the end of that day; `last_out` is when money last left the account. `missing_on` is the first day that no
    statement covers, `broken_on` the first of one that opens with another balance than the one before closed with,
    `unknown_on` the first of which nobody knows, for the days of a statement were not asked when it was read.
    """

    id: int
    estate_code: str
    estate: str
    last_read: date | None
    open_lines: int
    oldest_open: date | None
    balance_fen: int
    last_out: date | None
    closing_fen: int | None
    book_fen: int
    purse: str = REVENUE
    missing_on: date | None = None
    broken_on: date | None = None
    unknown_on: date | None = None

    @property
    def key(self) -> str:
        """Where a list goes on after this account: an estate has one of each purse."""
        return f"{self.estate_code}~{self.purse}"

    @property
    def gap_fen(self) -> int | None:
        """What the bank says beyond the books on the last day of the statement; None where nobody can say."""
        return None if self.closing_fen is None else self.closing_fen - self.book_fen


_BALANCE = (
    "select a.balance_fen from ledgers_account a where a.ledger_id = purses_jointaccount.ledger_id"
    " and a.code = purses_jointaccount.purse || '_bank' and a.unit_id is null and a.contract_id is null"
)
# Whatever left the account counts: by an order or not, to the fund or to another account. What came in does not, nor a
# correction: neither the reversing entry nor the one that was reversed moved any money. From the latest day back.
_OUT = (
    "select p.booked_on from ledgers_account a join ledgers_posting p on p.account_id = a.id and p.amount_fen < 0"
    " join ledgers_entry e on e.id = p.entry_id and e.kind not in ('opening', 'reversal')"
    " where a.ledger_id = purses_jointaccount.ledger_id and a.code = purses_jointaccount.purse || '_bank'"
    " and a.unit_id is null"
    " and a.contract_id is null and not exists (select from ledgers_entry r where r.reverses_id = e.id)"
    " order by p.booked_on desc, p.id desc limit 1"
)
# From the latest day back: of a long book only what came after the statement is read.
_BOOK = (
    "select a.balance_fen - coalesce((select sum(p.amount_fen) from ledgers_posting p where p.account_id = a.id"
    f" and p.booked_on > (select s.last_on from {STATEMENTS} s where s.account_id = purses_jointaccount.id"
    " order by s.last_on desc, s.id desc limit 1)), 0) from ledgers_account a"
    " where a.ledger_id = purses_jointaccount.ledger_id and a.code = purses_jointaccount.purse || '_bank'"
    " and a.unit_id is null"
    " and a.contract_id is null"
)
_WATCHED = (
    "id", "estate__code", "estate__name", "last_read", "open_lines", "oldest_open", "balance_fen", "last_out",
    "closing_fen", "book_fen", "purse", "missing_on", "broken_on", "unknown_on",
)  # fmt: skip
KINDS = ("unreconciled", "unmatched", "idle")
"""The lists: nothing heard of the bank for too long, or another balance than the books, days no statement
covers or a balance that does not follow; lines nobody matched; much
money that nobody moved."""


def watched_accounts(kind: str, *, actor: Actor, on: date, after: str = "", limit: int = 50) -> list[Watched]:
    """Return the accounts of one of the lists, by the code of their estate, those after a key; one statement.

    Whoever sees the account of a maintenance fund finds it there too, but among the idle: a fund has its own list.
    """
    if not may(actor, Act.SEE).allowed:
        return []
    code, _, purse = after.partition("~")
    further = Q(estate__code__gt=code) | Q(estate__code=code, purse__gt=purse)
    rows = _latest(actor).filter(_conditions(on)[kind], further).order_by("estate__code", "purse")
    return [_watched(row) for row in rows.values_list(*_WATCHED)[:limit]]


def standing_of(account_id: int, *, actor: Actor, purse: str = REVENUE) -> Watched | None:
    """Return what the bank was last heard of on an account of a purse and what waits there; one statement."""
    if not may(actor, Act.SEE, purse).allowed:
        return None
    row = _standing(actor, purse).filter(pk=account_id).values_list(*_WATCHED).first()
    return _watched(row) if row else None


def _watched(row: Sequence[Any]) -> Watched:
    names = ("id", "estate_code", "estate", *_WATCHED[3:])
    found: dict[str, Any] = dict(zip(names, row, strict=True))
    for whole in ("open_lines", "balance_fen", "book_fen"):
        found[whole] = int(found[whole] or 0)
    return Watched(**found)


def _latest(actor: Actor) -> QuerySet[JointAccount]:
    """Return the accounts the actor sees, of a fund that went to another bank only the one in which it lies now."""
    purses = [purse for purse in (REVENUE, FUND) if may(actor, Act.SEE, purse).allowed]
    later = JointAccount.objects.filter(
        estate=OuterRef("estate"), purse=OuterRef("purse"), pk__gt=OuterRef("pk")
    )
    return _standing(actor, *purses).filter(~Exists(later))


def _standing(actor: Actor, *purses: str) -> QuerySet[JointAccount]:
    read = Statement.objects.filter(account=OuterRef("pk")).order_by("-last_on", "-id")
    lines = StatementLine.objects.filter(account=OuterRef("pk"), matched_at=None).order_by().values("account")
    return JointAccount.objects.filter(record.seen_by(actor), purse__in=purses).annotate(
        last_read=Subquery(read.values("last_on")[:1]),
        closing_fen=Subquery(read.values("closing_fen")[:1]),
        book_fen=RawSQL(_BOOK, [], output_field=BigIntegerField()),  # noqa: S611 - a constant
        open_lines=Subquery(lines.annotate(number=Count("id")).values("number")),
        oldest_open=Subquery(lines.annotate(first=Min("booked_on")).values("first")),
        balance_fen=RawSQL(_BALANCE, []),  # noqa: S611 - a constant
        missing_on=missing_on(),
        broken_on=broken_on(),
        unknown_on=unknown_on(),
        last_out=RawSQL(_OUT, [], output_field=DateField()),  # noqa: S611 - a constant
    )


def _conditions(on: date) -> dict[str, Q]:
    rules = rules_on(on)
    unheard = Q(last_read=None) | Q(last_read__lt=reconciled_since(on, rules))
    return {
        "unreconciled": unheard
        | Q(closing_fen=None)
        | ~Q(closing_fen=F("book_fen"))
        | Q(missing_on__isnull=False)
        | Q(broken_on__isnull=False),
        "unmatched": Q(oldest_open__lt=aged_before(on, rules)),
        "idle": Q(purse=REVENUE, balance_fen__gte=rules.idle_money.yuan * 100)
        & (Q(last_out=None) | Q(last_out__lte=idle_since(on, rules))),
    }


@dataclass(frozen=True, slots=True)
class Counted:
    """How many joint accounts there are, how many accounts stand on each list, and how many payments lack a paper.

    `papers` counts orders, and the costs that were booked by hand before orders paid them.
    """

    accounts: int
    unreconciled: int
    unmatched: int
    idle: int
    idle_fen: int
    papers: int


def watched_counts(*, actor: Actor, on: date) -> Counted:
    """Return how many accounts of the actor's places stand on each list; three statements."""
    if not may(actor, Act.SEE).allowed:
        return Counted(0, 0, 0, 0, 0, 0)
    conditions = _conditions(on)
    found = _latest(actor).aggregate(
        accounts=Count("id", filter=Q(purse=REVENUE)), idle_fen=Sum("balance_fen", filter=conditions["idle"]),
        **{kind: Count("id", filter=conditions[kind]) for kind in KINDS},
    )  # fmt: skip
    papers = _lacking(actor).count() + ledgers.count_without_papers(actor=actor, on=on)
    return Counted(papers=papers, **{**found, "idle_fen": int(found["idle_fen"] or 0)})


def all_watched(kind: str, *, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[Watched]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := watched_accounts(kind, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].key


def without_papers(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[OrderRow]:
    """Return orders approved or paid that lack a paper their tier demands, the latest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = _lacking(actor)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [order_row(row) for row in rows.order_by("-id").values_list(*ORDER)[:limit]]


def _lacking(actor: Actor) -> QuerySet[PaymentOrder]:
    rows = PaymentOrder.objects.filter(record.seen_by(actor), state__in=["approved", "filed", "paid", "held"])
    return rows.exclude(papers__contains=F("papers_needed"))


def all_without_papers(*, actor: Actor, chunk: int = 1_000) -> Iterator[OrderRow]:
    """Yield the whole list for an export, read in pages."""
    after: int | None = None
    while page := without_papers(actor=actor, after=after, limit=chunk):
        yield from page
        after = page[-1].id


@dataclass(frozen=True, slots=True)
class DayBalance:
    """A day on which something moved: by the bank and by the books, and what each stood at by its end."""

    day: date
    bank_move_fen: int
    book_move_fen: int
    bank_fen: int | None
    book_fen: int

    @property
    def gap_fen(self) -> int:
        """What the bank says beyond the books; of balances where the bank tells its own, of movements else."""
        return (
            self.bank_move_fen - self.book_move_fen
            if self.bank_fen is None
            else self.bank_fen - self.book_fen
        )


_DAYS = f"""
with book as (
  select p.booked_on as day, sum(p.amount_fen) as moved
  from ledgers_account a join ledgers_posting p on p.account_id = a.id
  where a.ledger_id = %(ledger)s and a.code = %(bank)s and a.unit_id is null and a.contract_id is null
    and p.booked_on <= %(last)s
  group by 1
), bank as (
  select booked_on as day, sum(amount_fen) as moved, (array_agg(balance_fen order by id desc))[1] as stood
  from {LINES} l where account_id = %(account)s and booked_on between %(first)s and %(last)s group by 1
)
select coalesce(b.day, k.day), coalesce(k.moved, 0), coalesce(b.moved, 0), k.stood,
       (select coalesce(sum(moved), 0) from book where day <= coalesce(b.day, k.day))
from (select * from book where day >= %(first)s) b full join bank k on k.day = b.day order by 1
"""


def days_of(account_id: int, first: date, last: date, *, actor: Actor) -> list[DayBalance]:
    """Return bank against books for each day on which either moved; one statement beside the account's own."""
    rows = JointAccount.objects.filter(record.seen_by(actor), pk=account_id)
    found = rows.values_list("ledger_id", "purse").first()
    if found is None or not may(actor, Act.SEE, found[1]).allowed:
        return []
    values: dict[str, Any] = {
        "ledger": found[0], "bank": BANK_OF[found[1]], "account": account_id, "first": first, "last": last,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        return [
            DayBalance(day, int(bank), int(book), None if stood is None else int(stood), int(total))
            for day, bank, book, stood, total in cursor.fetchall()
        ]


def to_reconcile(kind: str, *, actor: Actor, on: date) -> record.Lines[tuple[int]]:
    """Return how many accounts of one of the lists wait for whoever reads their statements; none where none does.

    Those who only watch have the lists.
    """
    if not may(actor, Act.READ).allowed:
        return record.Lines()
    return record.counted(_latest(actor).filter(_conditions(on)[kind], purse=REVENUE))
