"""Lines of statements the actor may see, with what each may be matched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from hemei.community.ledgers import queries as ledgers
from hemei.community.ledgers.queries import EntryPage, EntryRow
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, PaymentOrder, PaymentReturn, StatementLine
from hemei.community.purses.rules.acts import BANK_OF, FUND, REVENUE, Act, may
from hemei.community.purses.rules.matching import (
    PAYABLE,
    Line,
    OpenEntry,
    OpenOrder,
    Proposal,
    by_hand,
    proposals_for,
    without_order,
)
from hemei.community.purses.rules.owed import OpenDue, due_proposals
from hemei.community.purses.rules.payees import NOBODY, Party
from hemei.community.purses.rules.words import MatchedBy, OrderState, ReturnKind
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.workdays import shanghai_day

_BACK = """({entry}.source_key like 'returned:%%' or exists (
    select 1 from purses_paymentreturn b where b.entry_id = {entry}.id and b.kind = 'returned'))"""
# What moved the bank's account in the books, stands, and belongs to no line yet. Of money that came back the bank has a
# line for the payment and one for the return: both entries, though one takes back the other.
_ENTRIES = f"""
select e.id, e.booked_on, sum(p.amount_fen), case when sum(p.amount_fen) < 0
  and e.source_stream not like 'purses.%%' and e.source_key not like 'split:%%' and e.kind <> 'opening' then (
  select min(g.valid_from) from purses_agreement g
  where g.account_id = %(account)s and g.valid_until is distinct from g.valid_from) end,
  e.source_key like 'split:%%', e.source_key like 'receipt:%%'
from ledgers_account a
join ledgers_posting p on p.account_id = a.id
join ledgers_entry e on e.id = p.entry_id
where a.ledger_id = %(ledger)s and a.code = %(bank)s and a.unit_id is null and a.contract_id is null
  and p.booked_on between %(first)s and %(last)s and (e.reverses_id is null or {_BACK.format(entry="e")})
  and not exists (select 1 from ledgers_entry r where r.reverses_id = e.id and not {_BACK.format(entry="r")})
  and not exists (select 1 from purses_statementline l join purses_jointaccount j on j.id = l.account_id
    where l.entry_id = e.id and j.ledger_id = %(ledger)s and j.purse = %(purse)s)
group by e.id, e.booked_on, e.source_key, e.source_stream, e.kind
"""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a statement; `text_id` is what the bank says of it."""

    id: int
    account_id: int
    estate: str
    statement_id: int
    reference: str
    booked_on: date
    amount_fen: int
    balance_fen: int | None
    order_number: str
    text_id: int | None
    party_id: int | None
    other_account_id: int | None
    order_id: int | None
    entry_id: int | None
    matched_how: str
    matched_at: datetime | None


_LINE = (
    "id", "account_id", "account__estate__name", "statement_id", "reference", "booked_on", "amount_fen",
    "balance_fen", "order_number", "text_id", "party_id", "other_account_id", "order_id",
    "entry_id", "matched_how", "matched_at",
)  # fmt: skip


def bank_move(page: EntryPage, bank: str) -> int | None:
    """Return by how much an entry moved this account of the bank, None where it did not."""
    moves = [one.amount_fen for one in page.postings if one.code == bank]
    return sum(moves) if moves else None


def came_back(row: EntryRow) -> bool:
    """Whether the bank gave back what an entry paid: then it has a line of its own for each of the two."""
    taken = ledgers.entry(row.reversed_by, actor=system_actor(row.scope)) if row.reversed_by else None
    if taken is None:
        return False
    returns = PaymentReturn.objects.filter(entry_id=taken.row.id, kind=ReturnKind.RETURNED.value)
    return taken.row.source_key.startswith(ledgers.RETURNED) or returns.exists()


def lines_of(
    account_id: int,
    *,
    actor: Actor,
    open_only: bool = False,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> list[LineRow]:
    """Return the lines of an account, the latest first, or the open ones, the oldest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = StatementLine.objects.filter(record.seen_by(actor), account_id=account_id)
    if open_only:
        rows = rows.filter(matched_at=None).order_by("booked_on", "id")
        if after is not None:
            rows = rows.filter(booked_on__gte=after[0]).exclude(booked_on=after[0], id__lte=after[1])
    else:
        rows = rows.order_by("-booked_on", "-id")
        if after is not None:
            rows = rows.filter(booked_on__lte=after[0]).exclude(booked_on=after[0], id__gte=after[1])
    return [LineRow(*row) for row in rows.values_list(*_LINE)[:limit]]


def proposals(account_id: int, rows: Sequence[LineRow], *, actor: Actor) -> dict[int, list[Proposal]]:
    """Return what each open line of an account may be matched with, the most likely first; seven statements."""
    wanted = [row for row in rows if row.matched_at is None]
    account = JointAccount.objects.filter(record.seen_by(actor), pk=account_id).first() if wanted else None
    if account is None:
        return {}
    last = max(row.booked_on for row in wanted)
    rules = rules_on(last)
    days, small = rules.matching.limit.amount, rules.charge.yuan * 100
    orders = _orders(account_id)
    entries = open_entries(
        account, min(row.booked_on for row in wanted) - timedelta(days=days), last + timedelta(days=days)
    )
    others = parties_of(*((row.other_account_id, row.party_id) for row in wanted))
    lines = [
        Line(row.id, row.booked_on, row.amount_fen, row.order_number, other)
        for row, other in zip(wanted, others, strict=True)
    ]
    dues = open_dues(account, lines, actor=actor)
    return {
        line.id: [
            *proposals_for(line, orders, entries, days=days, small_fen=small),
            *due_proposals(line, dues),
        ]
        for line in lines
    }


def entries_without_orders(account_id: int, rows: Sequence[LineRow], *, actor: Actor) -> dict[int, list[int]]:
    """Return by line the entries by hand that say what it says and settle it not, as an order is due; some statements.

    They are taken back by two, and the payment gets its order: else the line stays open for ever.
    """
    went = [row for row in rows if row.matched_at is None and row.amount_fen < 0]
    account = JointAccount.objects.filter(record.seen_by(actor), pk=account_id).first() if went else None
    if account is None or account.purse != REVENUE:
        return {}
    last = max(row.booked_on for row in went)
    rules = rules_on(last)
    days, small = rules.joining.limit.amount, rules.charge.yuan * 100
    first = min(row.booked_on for row in went)
    entries = open_entries(account, first - timedelta(days=days), last + timedelta(days=days))
    lines = [Line(row.id, row.booked_on, row.amount_fen, row.order_number) for row in went]
    return {line.id: without_order(line, entries, days=days, small_fen=small) for line in lines}


def entries_by_hand(account: JointAccount, line: Line) -> list[int]:
    """Return the entries by hand, of no line yet, that say of money gone what a line says; the place is open."""
    days = rules_on(line.booked_on).joining.limit.amount
    reach = timedelta(days=days)
    return by_hand(line, open_entries(account, line.booked_on - reach, line.booked_on + reach), days=days)


def open_dues(account: JointAccount, lines: Sequence[Line], *, actor: Actor) -> list[OpenDue]:
    """Return what contracts ask for and these lines may have come for, the oldest first; of the fund there is none."""
    amounts = {one.amount_fen for one in lines if one.amount_fen > 0}
    if not amounts or account.purse != REVENUE:
        return []
    last = max(one.booked_on for one in lines)
    until = last + timedelta(days=rules_on(last).joining.limit.amount)
    rows = ledgers.dues_asked_for(account.ledger_id, amounts=amounts, until=until, actor=actor)
    payers = parties_of(*((None, row.party_id) for row in rows)) if rows else []
    return [
        OpenDue(row.id, row.account_code, row.open_fen, row.due_on, row.place, payer)
        for row, payer in zip(rows, payers, strict=True)
    ]


def parties_of(*ids: tuple[int | None, int | None]) -> list[Party]:
    """Open who the other side is, given as account and name in the vault; one statement."""
    texts = record.open_sealed([one for pair in ids for one in pair if one])
    return [Party(texts.get(account or 0) or "", texts.get(name or 0) or "") for account, name in ids]


def _orders(account_id: int) -> list[OpenOrder]:
    states = [state.value for state in PAYABLE]
    rows = list(PaymentOrder.objects.filter(account_id=account_id, state__in=states))
    payees = parties_of(*((row.payee_account_id, row.payee_id) for row in rows))
    return [
        OpenOrder(
            row.pk, row.number, row.amount_fen, shanghai_day(row.prepared_at), OrderState(row.state),
            row.entry_id is not None and row.approved_at is not None, payee,
            shanghai_day(row.approved_at) if row.approved_at else None,
        )
        for row, payee in zip(rows, payees, strict=True)
    ]  # fmt: skip


def open_entries(account: JointAccount, first: date, last: date) -> list[OpenEntry]:
    """Return what moved the bank's account in the books from one day to another and belongs to no line yet."""
    values: dict[str, Any] = {
        "ledger": account.ledger_id, "bank": BANK_OF[account.purse], "first": first, "last": last,
        "account": account.pk, "purse": account.purse,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, values)
        rows = cursor.fetchall()
    fund = (
        _fund(account) if account.purse == REVENUE and any(split for *_row, split, _asked in rows) else NOBODY
    )
    payers = payers_of([int(one) for one, *_row, asked in rows if asked])
    return [
        OpenEntry(int(one), day, int(fen), since, fund if split else payers.get(int(one), NOBODY), asked)
        for one, day, fen, since, split, asked in rows
    ]


def payers_of(entry_ids: Collection[int]) -> dict[int, Party]:
    """Return who pays by the contract that entries are receipts of; of other entries nobody. Three statements."""
    told = ledgers.payers_of(entry_ids) if entry_ids else {}
    parties = parties_of(*((None, party) for party in told.values())) if told else []
    return dict(zip(told, parties, strict=True))


def _fund(account: JointAccount) -> Party:
    """Return whom the bank pays what tops up the fund: the account entered for it, nobody where none is.

    It is compared and not shown, to readers who do not see the fund's account; so its place is opened for that.
    """
    with opened(system_actor(account.scope), account.scope):
        rows = JointAccount.objects.filter(ledger_id=account.ledger_id, purse=FUND).order_by("-id")
        found = rows.values_list("number_id", "holder").first()
        if found is None:
            return NOBODY
        return Party(record.open_sealed([found[0]]).get(found[0]) or "", found[1])


def unmatched_entries(account_id: int, *, actor: Actor) -> list[OpenEntry]:
    """Return all that moved the bank's account in the books and that no line was matched with."""
    account = JointAccount.objects.filter(record.seen_by(actor), pk=account_id).first()
    return open_entries(account, date.min, date.max) if account and may(actor, Act.SEE).allowed else []


def certain_proposals(account_id: int, *, actor: Actor, limit: int = 500) -> list[tuple[int, Proposal]]:
    """Return the open lines with which only one thing fits, and no thing twice."""
    freed = set(
        StatementLine.objects.filter(
            account_id=account_id, matched_at=None, freed_on__isnull=False
        ).values_list("id", flat=True)
    )  # after a wrong match a person decides
    rows = lines_of(account_id, actor=actor, open_only=True, limit=limit)
    rows = [row for row in rows if row.id not in freed]
    found = [
        (line, options[0])
        for line, options in proposals(account_id, rows, actor=actor).items()
        if options and options[0].certain
    ]
    return list(_each_once(found))


def _each_once(found: Iterable[tuple[int, Proposal]]) -> Iterable[tuple[int, Proposal]]:
    """Leave out what two lines lay claim to: a person decides."""
    claims: dict[tuple[MatchedBy, int], int] = {}
    pairs = list(found)
    for _, one in pairs:
        claims[one.how, one.of_id] = claims.get((one.how, one.of_id), 0) + 1
    return ((line, one) for line, one in pairs if claims[one.how, one.of_id] == 1)
