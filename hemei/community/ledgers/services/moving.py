"""Money that comes in and goes out without a contract, and the share of a quarter that tops up the fund."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.ledgers.facts import chart_on, quarter_facts, split_on
from hemei.community.ledgers.models import Ledger
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.posting import Line
from hemei.community.ledgers.rules.splitting import may_spend, may_transfer, owed_to_fund
from hemei.community.ledgers.rules.words import AccountKind, EntryKind, Purse
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.entries import EntryDraft, post_entry
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def record_income(
    *,
    actor: Actor,
    now: datetime,
    ledger_id: int,
    account: str,
    amount_fen: int,
    day: date,
    note: str,
    key: str,
) -> int:
    """Post money that came into the public revenue's bank account for an income account; the same key posts once."""
    _demand_kind(account, day, AccountKind.INCOME)
    draft = EntryDraft(
        kind=EntryKind.RECEIPT,
        booked_on=day,
        lines=(Line("revenue_bank", amount_fen), Line(account, -amount_fen)),
        note=note,
        source_key=f"income:{key}",
    )
    return post_entry(actor=actor, now=now, ledger_id=ledger_id, draft=draft)


def record_cost(
    *,
    actor: Actor,
    now: datetime,
    ledger_id: int,
    account: str,
    amount_fen: int,
    day: date,
    note: str,
    key: str,
) -> int:
    """Post a cost of the public revenue that was paid from its bank account; the same key posts once.

    Raises:
        Refused: the list of uses does not name it, or money for the fund is moved by its own act.
    """
    _demand_kind(account, day, AccountKind.EXPENSE)
    if account == "into_fund":
        raise Refused.because(
            mark("补充维修资金不作一般支出。"),
            remedy=mark("请在账簿页按季度划转。"),
            field="account",
            code="fund",
        )
    demand(may_spend(account, split_on(day)))
    draft = EntryDraft(
        kind=EntryKind.PAYMENT,
        booked_on=day,
        lines=(Line(account, amount_fen), Line("revenue_bank", -amount_fen)),
        note=note,
        source_key=f"cost:{key}",
    )
    return post_entry(actor=actor, now=now, ledger_id=ledger_id, draft=draft)


def _demand_kind(account: str, day: date, kind: AccountKind) -> None:
    item = chart_on(day).of(account)
    if item is None or item.account_kind is not kind or item.of_purse is not Purse.REVENUE or item.per:
        raise Refused.because(
            mark("没有选科目，或者科目不对。"),
            remedy=mark("请从清单中选择。"),
            field="account",
            code="account",
        )


def transfer_to_fund(*, actor: Actor, now: datetime, ledger_id: int, quarter: date, day: date) -> int:
    """Move a quarter's share from public revenue into the common part of the fund, and return the entry.

    `quarter` is its first day. The share is that of the document of the quarter's last day; once moved, only what came
    to it later is moved.

    Raises:
        Refused: nothing is owed, the bank does not hold it, or the quarter is not over.
    """
    demand(may(actor.role, Act.TRANSFER))
    with records.acting(actor):
        books = Ledger.objects.select_for_update().filter(record.seen_by(actor), pk=ledger_id).first()
        if books is None:
            raise missing()
        facts = quarter_facts(books.pk, quarter)
        if facts.until > shanghai_day(now):
            raise Refused.because(
                mark("这个季度还没有结束。"),
                remedy=mark("请在季度结束后划转。"),
                field="quarter",
                code="early",
            )
        owed = owed_to_fund(
            income_fen=facts.income_fen, cost_fen=facts.cost_fen, moved_fen=facts.moved_fen, rules=facts.rules
        )
        demand(may_transfer(owed_fen=owed, at_bank_fen=facts.at_bank_fen))
        lines = (
            Line("into_fund", owed),
            Line("revenue_bank", -owed),
            Line("fund_bank", owed),
            Line("fund_common", -owed),
        )
        draft = EntryDraft(
            kind=EntryKind.TRANSFER,
            booked_on=day,
            lines=lines,
            source_key=f"split:{facts.since}:{facts.moved_fen}:{facts.moves}",
        )
        return post_entry(actor=actor, now=now, ledger_id=ledger_id, draft=draft)
