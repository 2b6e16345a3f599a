"""Money that comes in and goes out without a contract, and the share of a quarter that tops up the fund."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from hemei.community.ledgers.facts import chart_on, split_on, transfer_due
from hemei.community.ledgers.models import Ledger, Posting
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.posting import Line
from hemei.community.ledgers.rules.splitting import (
    WHOLE,
    may_move_by_hand,
    may_pay_by_hand,
    may_spend,
    may_top_up,
)
from hemei.community.ledgers.rules.words import AccountKind, EntryKind, Purse
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.entries import EntryDraft, post_entry
from hemei.community.ledgers.services.parts import demand_part
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
    part_id: int | None = None,
) -> int:
    """Post money that came into the public revenue's bank account for an income account; the same key posts once.

    `part_id` is whose it is, where only some buildings share what brought it.
    """
    _demand_kind(account, day, AccountKind.INCOME)
    _demand_part(actor, ledger_id, part_id)
    draft = EntryDraft(
        kind=EntryKind.RECEIPT,
        booked_on=day,
        lines=(Line("revenue_bank", amount_fen), Line(account, -amount_fen, part_id)),
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
    part_id: int | None = None,
) -> int:
    """Post a cost of the public revenue that was paid from its bank account; the same key posts once.

    `part_id` is whose cost it is, where only some buildings bear it.

    Raises:
        Refused: the list of uses does not name it, money for the fund is moved by its own act, or money leaves by
            payment orders alone, on that day or today.
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
    with records.acting(actor):
        books = Ledger.objects.filter(record.seen_by(actor), pk=ledger_id)
        since = books.values_list("orders_since", flat=True).first()
    demand(may_pay_by_hand(day, shanghai_day(now), orders_since=since))
    _demand_part(actor, ledger_id, part_id)
    draft = EntryDraft(
        kind=EntryKind.PAYMENT,
        booked_on=day,
        lines=(Line(account, amount_fen, part_id), Line("revenue_bank", -amount_fen)),
        note=note,
        source_key=f"cost:{key}",
    )
    return post_entry(actor=actor, now=now, ledger_id=ledger_id, draft=draft)


def _demand_part(actor: Actor, ledger_id: int, part_id: int | None) -> None:
    if part_id is not None:
        with records.acting(actor):
            demand_part(ledger_id, part_id)


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
        Refused: nothing is owed, the bank does not hold it, or the quarter is not over; or money leaves by payment
            orders alone.
    """
    demand(may(actor, Act.TRANSFER))
    with records.acting(actor):
        books = _locked(actor, ledger_id)
        demand(may_move_by_hand(day, shanghai_day(now), books.orders_since))
        facts = transfer_due(books.pk, quarter, today=shanghai_day(now))
        draft = EntryDraft(
            kind=EntryKind.TRANSFER,
            booked_on=day,
            lines=(*_leaving(facts.owed), Line("revenue_bank", -facts.owed_fen), *into_common(facts.owed)),
            source_key=f"{SPLIT}:{facts.since}:{facts.moved_fen}:{facts.moves}",
        )
        return post_entry(actor=actor, now=now, ledger_id=ledger_id, draft=draft)


SPLIT = "split"
"""How the source keys of what moves a quarter's share begin, with the quarter's first day."""


def owe_to_fund(
    *, actor: Actor, now: datetime, ledger_id: int, quarter: date, amount_fen: int, source_stream: str
) -> int:
    """Book that a quarter's share is owed to the fund, by an order that was agreed to; return the entry.

    The fund has it when the bank has paid, see `into_common`; reversed with its order, the share is owed anew.

    Raises:
        Refused: not that much is owed of the quarter any more, the bank does not hold it, or the quarter is not over.
    """
    demand(may(actor, Act.POST))
    today = shanghai_day(now)
    with records.acting(actor):
        books = _locked(actor, ledger_id)
        facts = transfer_due(books.pk, quarter, today=today)
        demand(may_top_up(amount_fen=amount_fen, owed_fen=facts.owed_fen))
        draft = EntryDraft(
            kind=EntryKind.ACCRUAL, booked_on=today, source_stream=source_stream,
            source_key=f"{SPLIT}:{facts.since}:{source_stream}",
            lines=(*_leaving(facts.owed), Line("revenue_owed", -facts.owed_fen)),
        )  # fmt: skip
        return post_entry(actor=actor, now=now, ledger_id=ledger_id, draft=draft)


def into_common(parts: Mapping[int, int]) -> tuple[Line, ...]:
    """Return what the fund's side of a transfer posts: the bank has it, the common part holds it for each part."""
    common = (Line("fund_common", -fen, part or None) for part, fen in sorted(parts.items()))
    return Line("fund_bank", sum(parts.values())), *common


def _leaving(parts: Mapping[int, int]) -> tuple[Line, ...]:
    return tuple(Line("into_fund", fen, part or None) for part, fen in sorted(parts.items()))


def left_by_part(entry_id: int) -> dict[int, int]:
    """Return what an entry let leave for the fund, in fen by part."""
    rows = Posting.objects.filter(entry_id=entry_id, account__code="into_fund").order_by("id")
    return {part or WHOLE: fen for part, fen in rows.values_list("account__part_id", "amount_fen")}


def _locked(actor: Actor, ledger_id: int) -> Ledger:
    rows = Ledger.objects.select_for_update(no_key=True).filter(record.seen_by(actor), pk=ledger_id)
    books = rows.first()
    if books is None:
        raise missing()
    return books
