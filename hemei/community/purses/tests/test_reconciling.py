"""The bank's side held against ours: whom it paid, what it closes with, and months that are closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Entry
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries, services
from hemei.community.purses.models import StatementLine
from hemei.community.purses.queries import Payee
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import PAYEE, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event

STRANGER = "1302010109022199999"
TODAY = NOW.date()


def paid(joint: Joint, account: str, name: str = "") -> int:
    """Let the bank pay the first order, to the fen and with its number, to this account and name; return the line."""
    joint.take(("2026-11-02", "A2", "3000.00", "", "", name, "2026-0001 单元门", account))
    return joint.line("A2").pk


def test_money_that_went_to_somebody_else_is_never_certain_and_matching_it_needs_a_reason(
    joint: Joint,
) -> None:
    joint.agree()
    order = joint.approved()
    joint.filed(order)
    line = paid(joint, STRANGER, "合肥安居维修有限公司")
    with records.acting(joint.company):
        rows = queries.lines_of(joint.account, actor=joint.company, open_only=True)
        [found] = queries.proposals(joint.account, rows, actor=joint.company)[line]
    assert (found.of_id, found.certain, found.payee) == (order, False, Payee.OTHER)
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 0
    match = {"actor": joint.company, "now": NOW, "line_id": line, "order_id": order}
    assert "银行付给的不是付款单2026-0001的收款人：9999 ≠ 2345" in refused(services.match_order, **match)
    assert "9999 ≠ 2345" in refused(services.match_order, **match, reason="。")
    assert joint.row(order).state == OrderState.FILED
    services.match_order(**match, reason="收款人换了开户行，有书面通知")
    assert joint.row(order).state == OrderState.PAID
    with records.acting(SYSTEM):
        row = StatementLine.objects.get()
        told = Event.objects.get(payload__type="purses.order_paid").payload["data"]
        assert STRANGER not in str(StatementLine.objects.values()), "the account lies in the vault"
    assert row.other_account_id
    assert told["other_payee"] is True
    trail = show(joint.members[0]).get(f"/purses/orders/{order}").content.decode()
    assert "收款人换了开户行，有书面通知" in trail
    assert "银行付给的账号或户名和付款单不一致" in trail


def test_money_that_left_before_the_order_was_approved_is_matched_only_with_a_reason(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    joint.take(("2026-11-01", "A1", "3000.00", "", "", "", "2026-0001 单元门", PAYEE))
    match = {"actor": joint.company, "now": NOW, "line_id": joint.line("A1").pk, "order_id": order}
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 0
    told = "银行2026-11-01就付了款，而付款单2026-0001到2026-11-02才通过审批"
    assert told in refused(services.match_order, **match)
    assert joint.row(order).state == OrderState.APPROVED
    services.match_order(**match, reason="抢修当天先付，次日补办审批")
    assert joint.row(order).state == OrderState.PAID
    trail = show(joint.members[0]).get(f"/purses/orders/{order}").text
    assert "抢修当天先付，次日补办审批" in trail
    assert "银行付款时还没有通过审批" in trail


@pytest.mark.parametrize(
    ("account", "name", "certain"),
    [(PAYEE, "", 1), ("", "合肥安居维修有限公司", 1), ("", "合肥安居", 0), ("", "", 0), ("", "别的公司", 0)],
)
def test_who_was_paid_settles_a_match_only_where_the_bank_says_so(
    joint: Joint, account: str, name: str, certain: int
) -> None:
    joint.agree()
    order = joint.approved()
    joint.filed(order)
    line = paid(joint, account, name)
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == certain
    match = {"actor": joint.company, "now": NOW, "line_id": line, "order_id": order}
    if name == "别的公司":
        assert "别的公司 ≠ 合肥安居维修有限公司" in refused(services.match_order, **match)
    elif not certain:
        services.match_order(**match)
        assert joint.row(order).state == OrderState.PAID


def test_a_cost_that_the_company_booked_by_itself_settles_no_money_that_went(joint: Joint) -> None:
    """Before an agreement somebody looks whom the bank paid; the bank's own charges need nobody."""
    cost = {
        "actor": joint.company,
        "now": NOW,
        "ledger_id": joint.purse.ledger,
        "note": "修门",
        "account": "repair",
    }
    before = ledgers.record_cost(**cost, amount_fen=300_000, day=date(2026, 3, 2), key="k0")
    entry = ledgers.record_cost(**cost, amount_fen=300_000, day=TODAY, key="k1")
    charge = ledgers.record_cost(**{**cost, "account": "bank_charges"}, amount_fen=500, day=TODAY, key="k2")
    joint.agree(valid_from=date(2026, 6, 1))
    by_hand = {**cost, "amount_fen": 300_000, "key": "k3"}
    for day in (date(2026, 6, 1), TODAY, date(2026, 3, 2)):
        assert "2026-06-01起，支出只凭共管账户的付款单" in refused(ledgers.record_cost, **by_hand, day=day)
    rows = (("2026-03-02", "A0", "3000.00"), ("2026-11-02", "A1", "3000.00"), ("2026-11-02", "A2", "5.00"))
    joint.take(*((day, number, fen, "", "", "某公司", "-") for day, number, fen in rows))
    who = {"actor": joint.company, "now": NOW}
    told = refused(services.match_entry, **who, line_id=joint.line("A1").pk, entry_id=entry)
    assert "3,000.00元的支出没有付款单" in told
    assert services.match_certain(**who, account_id=joint.account) == 1
    services.match_entry(**who, line_id=joint.line("A0").pk, entry_id=before)
    with records.acting(SYSTEM):
        matched = dict(StatementLine.objects.values_list("reference", "entry_id"))
    assert matched == {"A0": before, "A1": None, "A2": charge}


def test_a_cost_dated_before_the_agreement_settles_no_money_of_today(joint: Joint) -> None:
    cost = {"actor": joint.company, "now": NOW, "ledger_id": joint.purse.ledger, "account": "repair"}
    entry = ledgers.record_cost(**cost, amount_fen=9_000_000, day=date(2026, 10, 30), note="修门", key="k0")
    joint.agree(valid_from=date(2026, 11, 1))
    joint.take(("2026-11-02", "A1", "90000.00", "", "", "某公司", "-"))
    who, line = {"actor": joint.company, "now": NOW}, joint.line("A1").pk
    assert "没有付款单" in refused(services.match_entry, **who, line_id=line, entry_id=entry)
    with records.acting(joint.company):
        rows = queries.lines_of(joint.account, actor=joint.company, open_only=True)
        assert queries.proposals(joint.account, rows, actor=joint.company)[line] == []


def test_an_entry_far_from_the_day_of_the_bank_is_another_one(joint: Joint) -> None:
    entry = joint.purse.earn(50_000, on=date(2026, 9, 2))
    near = joint.purse.earn(50_000, on=date(2026, 9, 3))
    joint.take((TODAY.isoformat(), "A1", "", "500.00", "", "甲", "租金"))
    match = {"actor": joint.company, "now": NOW, "line_id": joint.line("A1").pk}
    assert "相差61天，不是同一笔钱" in refused(services.match_entry, **match, entry_id=entry)
    services.match_entry(**match, entry_id=near)


def listed(joint: Joint) -> list[tuple[int | None, int, int | None]]:
    """Return what the list of accounts that are not reconciled says: closing, books, difference."""
    with records.acting(joint.street):
        rows = queries.watched_accounts("unreconciled", actor=joint.street, on=TODAY)
    return [(row.closing_fen, row.book_fen, row.gap_fen) for row in rows]


def test_an_account_is_reconciled_when_the_bank_closes_with_what_the_books_say(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.purse.earn(1_000_000)
    assert listed(joint) == [(None, 1_000_000, None)], "nothing was heard of the bank"
    first = ("2026-10-08", "A1", "", "10000.00", "10000.00", "车主", "停车费")
    joint.take(first)
    joint.purse.earn(500, on=TODAY)  # after the statement's last day: of no account yet
    assert listed(joint) == []
    joint.take(first, ("2026-10-20", "A2", "", "0.01", "10000.01", "银行", "结息"))
    assert listed(joint) == [(1_000_001, 1_000_000, 1)], "a file was read, and still one fen is unexplained"
    monkeypatch.setattr(
        "hemei.community.purses.pages.lists.utc_now", lambda: datetime(2026, 11, 2, 2, tzinfo=UTC)
    )
    page = show(joint.street).get("/purses/unreconciled").content.decode()
    assert all(words in page for words in ("10,000.01", "10,000.00", "0.01"))
    services.book_line(actor=joint.company, now=NOW, line_id=joint.line("A2").pk, code="revenue_interest")
    assert listed(joint) == []
    joint.take(("2026-10-21", "A3", "", "5.00", "", "车主", "停车费"))
    assert listed(joint) == [(None, 1_000_001, None)], "without a balance nobody can say"


def test_a_line_of_a_closed_month_is_booked_on_the_first_open_day(joint: Joint) -> None:
    joint.agree()
    early = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
    order = joint.prepare(now=early)
    joint.judge(order, joint.members[0], now=early)
    services.make_bank_file(
        actor=joint.company, now=early, account_id=joint.account, order_ids=[order],
        profile=services.FileProfile.CSV,
    )  # fmt: skip
    joint.purse.close(date(2026, 11, 1))
    joint.take(
        ("2026-10-12", "A1", "3000.00", "", "", "", "2026-0001", PAYEE),
        ("2026-10-20", "A2", "", "1.20", "", "银行", "结息"),
    )
    who = {"actor": joint.company, "now": NOW}
    services.book_line(**who, line_id=joint.line("A2").pk, code="revenue_interest")
    assert services.match_certain(**who, account_id=joint.account) == 1
    row = joint.row(order)
    assert (row.state, row.paid_on) == (OrderState.PAID, date(2026, 10, 12)), (
        "the bank's day is the bank's day"
    )
    assert joint.balances() == {"repair": 300_000, "revenue_bank": -299_880, "revenue_interest": -120}
    with records.acting(SYSTEM):
        entries = StatementLine.objects.values_list("entry_id", flat=True)
        assert {one.booked_on for one in Entry.objects.filter(pk__in=list(entries))} == {date(2026, 11, 1)}
    by_hand = {
        "ledger_id": joint.purse.ledger,
        "account": "parking",
        "amount_fen": 100,
        "note": "",
        "key": "k",
    }
    assert "2026-10-12所在的月份已经结账" in refused(
        ledgers.record_income, **who, **by_hand, day=date(2026, 10, 12)
    )


def test_a_line_whose_entry_was_reversed_waits_for_its_true_one(joint: Joint) -> None:
    day, who = TODAY.isoformat(), {"actor": joint.company, "now": NOW}
    wrong = joint.purse.earn(50_000, on=TODAY)
    joint.take((day, "A1", "", "500.00", "", "甲", "租金"), (day, "A2", "", "1.00", "", "银行", "结息"))
    services.match_entry(**who, line_id=joint.line("A1").pk, entry_id=wrong)
    booked = services.book_line(**who, line_id=joint.line("A2").pk, code="revenue_interest")
    with records.acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.update(matched_how="", entry_id=None, matched_by=None, matched_at=None)
    for entry in (wrong, booked):
        ledgers.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=TODAY, reason="记错了科目"
        )
        services.free_line(actor=SYSTEM, now=NOW, entry_id=entry)
        services.free_line(actor=SYSTEM, now=NOW, entry_id=entry)
    right = joint.purse.earn(50_000, on=TODAY)
    joint.take(
        (day, "A1", "", "500.00", "", "甲", "租金"), (day, "A2", "", "1.00", "", "银行", "结息"),
        (day, "A3", "", "500.00", "", "乙", "停车费"),
    )  # fmt: skip
    assert services.match_certain(**who, account_id=joint.account) == 0, "two lines lay claim to one entry"
    services.match_entry(**who, line_id=joint.line("A1").pk, entry_id=right)
    later = {**who, "now": NOW + timedelta(minutes=1)}
    again = services.book_line(**later, line_id=joint.line("A2").pk, code="parking")
    assert again != booked
    assert joint.line("A3").matched_at is None
    with records.acting(SYSTEM):
        freed = Event.objects.filter(payload__type="purses.line_freed")
        assert {one.payload["data"]["entry"] for one in freed} == {wrong, booked}
        assert freed.count() == 2
