"""Load what a decision about the books must know: the chart and the split of a day, what a quarter brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from hemei.community.ledgers.rules.correcting import PaymentCorrections
from hemei.community.ledgers.rules.own_share import own_share_of
from hemei.community.ledgers.rules.splitting import (
    WHOLE,
    FundShare,
    PartMoney,
    RevenueSplit,
    may_transfer,
    owed_by_part,
    quarter_of,
    shares_by_part,
)
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.community.ledgers.rules.words import AccountKind, Purse
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.periods import months_after
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day


def chart_on(day: date) -> ChartOfAccounts:
    """Return the chart of accounts of a day; refused where no document says so."""
    try:
        return records.standards().find("chart-of-accounts", ChartOfAccounts, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的会计科目表"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def split_on(day: date) -> RevenueSplit:
    """Return how public revenue is split on a day; refused where no document says so."""
    try:
        return records.standards().find("revenue-split", RevenueSplit, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的公共收益分配规定"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def corrections_on(day: date) -> PaymentCorrections:
    """Return how payments reported wrongly are put right on a day; refused where no document says so."""
    try:
        return records.standards().find("payment-corrections", PaymentCorrections, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的付款更正规定"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def correction_code_counts(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor given then still counts to confirm a correction; a page asks it before its button."""
    return corrections_on(shanghai_day(now)).second_factor.counts(confirmed_at, now)


@dataclass(frozen=True, slots=True)
class Own:
    """A share an estate's owners decided: how much, since when, by which vote of theirs here or which resolution."""

    id: int
    percent: int
    valid_from: date
    vote_id: int | None
    document: str
    adopted_on: date


@dataclass(frozen=True, slots=True)
class HeldShare:
    """How much of what is left goes to the fund, by which clause; `own` is what the owners decided, if they did."""

    fund: FundShare
    own: Own | None = None


def shares_held(ledger_ids: Iterable[int], day: date) -> dict[int, HeldShare]:
    """Return by ledger the share for the fund on a day: the owners' own where a document lets them, else its own.

    Row-level security applies.
    """
    rules, numbers = split_on(day), list(ledger_ids)
    with connection.cursor() as cursor:
        cursor.execute(_OWN, {"ledgers": numbers, "day": day})
        owns = {int(ledger): Own(*own) for ledger, *own in cursor.fetchall()}
    found = dict.fromkeys(numbers, HeldShare(rules.fund))
    for ledger, own in owns.items():
        if (share := own_share_of(own.percent, rules)) is not None:
            found[ledger] = HeldShare(share, own)
    return found


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """What the split of a quarter rests on, by part; `until` is the first day after it.

    `rules` are those of its last day, with the share that the owners decided where they did, which is `own`. `moves`
    counts what was ever moved of it, taken back or not: a further move is known from all of them.
    """

    since: date
    until: date
    parts: dict[int, PartMoney]
    at_bank_fen: int
    moves: int
    rules: RevenueSplit
    own: Own | None = None

    @property
    def moved_fen(self) -> int:
        """What of the quarter went to the fund already."""
        return sum(one.moved_fen for one in self.parts.values())

    @property
    def owed(self) -> dict[int, int]:
        """What still has to go to the fund, by part."""
        return owed_by_part(self.parts, self.rules)

    @property
    def owed_fen(self) -> int:
        """What still has to go to the fund of all parts."""
        return sum(self.owed.values())


def quarter_facts(ledger_id: int, quarter: date) -> QuarterFacts:
    """Count the income and cost of a quarter, what of it went to the fund already, and what the bank holds now."""
    since = quarter_of(quarter)
    until = months_after(since, 3)
    last = until - timedelta(days=1)
    values: dict[str, Any] = {"ledger": ledger_id, "key": f"split:{since}:%"}
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, values)
        at_bank_fen, moves = (int(one) for one in cursor.fetchone())
        cursor.execute(_MOVED, values)
        moved = {int(part): int(fen) for part, fen in cursor.fetchall()}
    found = money_by_part([ledger_id], since, until).get(ledger_id, {})
    none = PartMoney(0, 0)
    parts = {
        number: replace(found.get(number, none), moved_fen=moved.get(number, 0))
        for number in sorted({WHOLE, *found, *moved})
    }
    held = shares_held([ledger_id], last)[ledger_id]
    return QuarterFacts(
        since, until, parts, at_bank_fen, moves, replace(split_on(last), fund=held.fund), held.own
    )


def money_by_part(ledger_ids: Iterable[int], since: date, until: date) -> dict[int, dict[int, PartMoney]]:
    """Return by ledger and part what came in and what it cost to earn from a day up to a day; security applies."""
    last = until - timedelta(days=1)
    values: dict[str, Any] = {
        "ledgers": list(ledger_ids), "since": since, "until": until, "cost": list(split_on(last).ownership.after),
        "income": list(chart_on(last).codes(AccountKind.INCOME, Purse.REVENUE)),
    }  # fmt: skip
    found: dict[int, dict[int, PartMoney]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, values)
        for ledger, part, came, went in cursor.fetchall():
            found.setdefault(int(ledger), {})[int(part)] = PartMoney(int(came), int(went))
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """What of a quarter belongs to the fund, moved or not, in fen by part, and by which share."""

    held: HeldShare
    parts: dict[int, PartMoney]
    fen: dict[int, int]


def shared_in(estate_ids: Iterable[int], quarter: date) -> dict[int, Shared]:
    """Return by estate what of a quarter belongs to the fund; row-level security applies."""
    since, until = quarter_of(quarter), months_after(quarter_of(quarter), 3)
    last = until - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, estate_id from ledgers_ledger where estate_id = any(%s)", [list(estate_ids)]
        )
        estates = {int(ledger): int(estate) for ledger, estate in cursor.fetchall()}
    parts, rules = money_by_part(estates, since, until), split_on(last)
    return {
        estates[ledger]: Shared(
            held, of := parts.get(ledger, {}), shares_by_part(of, replace(rules, fund=held.fund))
        )
        for ledger, held in shares_held(estates, last).items()
    }


def transfer_due(ledger_id: int, quarter: date, *, today: date) -> QuarterFacts:
    """Return the facts of a quarter of which something still has to go to the fund.

    Raises:
        Refused: nothing is owed, the bank does not hold it, or the quarter is not over.
    """
    facts = quarter_facts(ledger_id, quarter)
    if facts.until > today:
        raise Refused.because(
            mark("这个季度还没有结束。"), remedy=mark("请在季度结束后划转。"), field="quarter", code="early"
        )
    demand(may_transfer(owed_fen=facts.owed_fen, at_bank_fen=facts.at_bank_fen))
    return facts


_PARTS = """
select a.ledger_id, coalesce(a.part_id, 0), coalesce(-sum(p.amount_fen) filter (where a.code = any(%(income)s)), 0),
       coalesce(sum(p.amount_fen) filter (where a.code = any(%(cost)s)), 0)
from ledgers_account a
join ledgers_posting p on p.account_id = a.id and p.booked_on >= %(since)s and p.booked_on < %(until)s
where a.ledger_id = any(%(ledgers)s) and (a.code = any(%(income)s) or a.code = any(%(cost)s)) group by 1, 2
"""
_OWN = """
select ledger_id, id, percent, valid_from, vote_id, document, adopted_on from ledgers_ownshare
where ledger_id = any(%(ledgers)s) and state = 'confirmed' and fallen_on is null
  and valid_from <= %(day)s and (valid_until is null or valid_until > %(day)s)
"""
# What was moved is told by its source, for it is moved after the quarter; what was taken back is not moved.
_MOVED = """
select coalesce(b.part_id, 0), sum(m.amount_fen) from ledgers_entry e
join ledgers_posting m on m.entry_id = e.id join ledgers_account b on b.id = m.account_id and b.code = 'into_fund'
where e.ledger_id = %(ledger)s and e.source_key like %(key)s
  and not exists (select 1 from ledgers_entry r where r.reverses_id = e.id)
group by 1
"""
_STANDS = """
select (select coalesce(sum(b.balance_fen), 0) from ledgers_account b
        where b.ledger_id = %(ledger)s and b.code = 'revenue_bank'),
       (select count(*) from ledgers_entry e where e.ledger_id = %(ledger)s and e.source_key like %(key)s)
"""
