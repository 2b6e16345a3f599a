"""What the bank gave back, or a clerk matched wrongly, is taken back by two persons and may be paid truly later."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hemei.community.ledgers.models import Entry, Posting
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import services
from hemei.community.purses.models import PaymentOrder, PaymentReturn, StatementLine
from hemei.community.purses.services import OrderState, ReturnDraft, ReturnKind
from hemei.community.purses.tests.conftest import PAPER, PAYEE, Joint, made_joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

LATER = NOW + timedelta(days=2)
WHY = "收款账号已经销户，银行退回"


def paid(joint: Joint, fen: int = 300_000) -> int:
    """Let the bank pay an order, matched by the company."""
    joint.agree()
    joint.purse.earn(1_000_000)
    order = joint.approved(fen)
    joint.filed(order)
    joint.take(("2026-11-02", "A1", "3000.00", "", "", "", "2026-0001 单元门", PAYEE))
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("A1").pk, order_id=order)
    return order


def came_back(joint: Joint) -> int:
    """Let the bank's statement show the money again; return the line."""
    services.take_statement(
        actor=joint.company, now=LATER, account_id=joint.account, name="流水.csv", raw=_CAME.encode(),
        covers=(date(2026, 11, 3), date(2026, 11, 4)),
    )  # fmt: skip
    return joint.line("B1").pk


_CAME = (
    "账号,交易日期,交易流水号,借方发生额,贷方发生额,余额,对方户名,摘要,对方账号\n"
    "6222021001116245702,2026-11-04,B1,,3000.00,,,退汇,"
)


def report(joint: Joint, order: int, actor: Actor | None = None, **more: Any) -> int:
    draft = ReturnDraft(**{"kind": ReturnKind.RETURNED, "reason": WHY, **more})
    return services.report_return(actor=actor or joint.company, now=LATER, order_id=order, draft=draft)


def judge(joint: Joint, order: int, actor: Actor | None = None, **more: Any) -> OrderState:
    values = {"agrees": True, "confirmed_at": LATER, **more}
    return services.judge_return(actor=actor or joint.members[1], now=LATER, order_id=order, **values)


def moves(entry: int) -> dict[str, int]:
    with records.acting(SYSTEM):
        return dict(Posting.objects.filter(entry_id=entry).values_list("account__code", "amount_fen"))


def test_money_the_bank_gave_back_stands_beside_the_payment_and_is_paid_anew(joint: Joint) -> None:
    order = paid(joint)
    first, before = joint.row(order).paid_entry_id, joint.balances()
    report(joint, order, back_line=came_back(joint))
    assert joint.balances() == before, "nothing moves before a second person said so"
    assert judge(joint, order) == OrderState.APPROVED
    row, line, back = joint.row(order), joint.line("A1"), joint.line("B1")
    assert (row.state, row.paid_entry_id, row.bank_file_id, row.returned_on) == (
        OrderState.APPROVED, None, None, date(2026, 11, 4),
    )  # fmt: skip
    assert (line.order_id, line.entry_id, line.returned) == (order, first, True), "the line stays as it was"
    with records.acting(SYSTEM):
        taken = Entry.objects.get(reverses_id=first)
        told = Event.objects.get(payload__type="purses.payment_taken_back").payload["data"]
    assert (back.entry_id, taken.booked_on) == (taken.pk, date(2026, 11, 4))
    assert {code: -fen for code, fen in moves(taken.pk).items()} == moves(first or 0)
    assert (told["entry"], told["reverses"]) == (taken.pk, first)
    assert joint.balances()["revenue_bank"] == before["revenue_bank"] + 300_000
    joint.filed(order)
    joint.take(("2026-11-02", "A9", "3000.00", "", "", "", "2026-0001 单元门", PAYEE))
    services.match_order(actor=joint.company, now=LATER, line_id=joint.line("A9").pk, order_id=order)
    again = joint.row(order)
    assert (again.state, again.paid_entry_id != first) == (OrderState.PAID, True)
    assert joint.balances() == before
    trail = show(joint.members[0]).get(f"/purses/orders/{order}").text
    assert all(words in trail for words in (WHY, "更正已确认，付款冲销", "银行把钱退回了"))


def test_what_came_back_may_be_ended_and_its_budget_and_invoice_are_free_again(joint: Joint) -> None:
    order = paid(joint)
    report(joint, order, back_line=came_back(joint))
    judge(joint, order)
    services.withdraw_order(actor=joint.company, now=LATER, order_id=order)
    assert joint.row(order).state == OrderState.WITHDRAWN
    assert joint.balances() == {"revenue_bank": 1_000_000, "parking": -1_000_000}
    assert joint.prepare(300_000, now=LATER), "the same invoice may be paid by another order"


def test_a_paper_of_the_bank_proves_it_but_the_money_is_seen_before_it_is_sent_anew(joint: Joint) -> None:
    order = paid(joint)
    assert "没有银行的证明" in refused(report, joint=joint, order=order)
    report(joint, order, papers=(PAPER,))
    judge(joint, order)
    send = {
        "actor": joint.company, "now": LATER, "account_id": joint.account, "order_ids": [order],
        "profile": services.FileProfile.CSV,
    }  # fmt: skip
    assert "对账单上还没有看到钱" in refused(services.make_bank_file, **send)
    came_back(joint)
    assert services.match_certain(actor=joint.company, now=LATER, account_id=joint.account) == 1
    assert services.make_bank_file(**send)
    page = show(joint.members[0]).get(f"/purses/orders/{order}").text
    assert "银行退回的凭证" in page


def test_a_line_matched_wrongly_waits_for_its_true_order(joint: Joint) -> None:
    wrong = paid(joint)
    right = joint.approved(invoice_number="87654321")
    joint.filed(right)
    report(joint, wrong, joint.members[2], kind=ReturnKind.MISTAKEN, reason="这笔是另一张付款单的")
    assert judge(joint, wrong) == OrderState.FILED, "it is at the bank as before"
    line = joint.line("A1")
    assert (line.order_id, line.entry_id, line.matched_at) == (None, None, None)
    assert services.match_certain(actor=joint.company, now=LATER, account_id=joint.account) == 0
    services.match_order(
        actor=joint.company, now=LATER, line_id=line.pk, order_id=right, reason="银行附言写错单号"
    )
    assert (joint.row(right).state, joint.row(wrong).state) == (OrderState.PAID, OrderState.FILED)
    assert joint.balances()["revenue_bank"] == 700_000


def test_a_wrong_match_of_a_closed_month_is_put_right_in_the_open_one(joint: Joint) -> None:
    joint.agree()
    early = datetime(2026, 10, 9, 2, tzinfo=UTC)
    order = joint.prepare(now=early)
    joint.judge(order, joint.members[0], now=early)
    joint.take(("2026-10-12", "A1", "3000.00", "", "", "", "2026-0001", PAYEE))
    match = {"actor": joint.company, "now": NOW, "line_id": joint.line("A1").pk, "order_id": order}
    services.match_order(**match)
    joint.purse.close(date(2026, 11, 1))
    report(joint, order, kind=ReturnKind.MISTAKEN)
    assert judge(joint, order) == OrderState.APPROVED
    services.match_order(**match)
    with records.acting(SYSTEM):
        days = list(Entry.objects.order_by("-id").values_list("booked_on", flat=True)[:2])
    assert days == [date(2026, 11, 1), date(2026, 11, 1)]
    assert joint.row(order).paid_on == date(2026, 10, 12), "the bank's day is the bank's day"


def test_nobody_confirms_alone(joint: Joint) -> None:
    order = paid(joint)
    back = came_back(joint)
    report(joint, order, joint.members[0], back_line=back)
    assert "已经登记了更正" in refused(report, joint=joint, order=order, back_line=back)
    assert "更正是您登记的" in refused(judge, joint=joint, order=order, actor=joint.members[0])
    assert "不能确认" in refused(judge, joint=joint, order=order, actor=joint.company)
    assert "不是这个账户的审批人" in refused(judge, joint=joint, order=order, actor=joint.members[4])
    assert "社区只查看" in refused(judge, joint=joint, order=order, actor=joint.community)
    assert "再验证一次" in refused(judge, joint=joint, order=order, confirmed_at=None)
    assert "没有写明不同意的理由" in refused(judge, joint=joint, order=order, agrees=False)
    assert judge(joint, order, agrees=False, reason="银行说没有退") == OrderState.PAID
    with pytest.raises(Refused):
        judge(joint, order)
    report(joint, order, back_line=back)
    assert judge(joint, order) == OrderState.APPROVED


def test_who_matched_the_payment_does_not_confirm_that_it_was_wrong(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    joint.filed(order)
    joint.take(("2026-11-02", "A1", "3000.00", "", "", "", "2026-0001", PAYEE))
    services.match_order(actor=joint.members[1], now=NOW, line_id=joint.line("A1").pk, order_id=order)
    report(joint, order, kind=ReturnKind.MISTAKEN)
    assert "这笔付款是您登记的" in refused(judge, joint=joint, order=order, actor=joint.members[1])
    assert judge(joint, order, joint.members[2]) == OrderState.FILED


def test_only_money_that_fits_proves_it_and_only_of_this_account(joint: Joint) -> None:
    order = paid(joint)
    joint.take(("2026-11-02", "B7", "", "2999.99", "", "", "退汇", ""))
    assert "对不上" in refused(report, joint=joint, order=order, back_line=joint.line("B7").pk)
    told = refused(report, joint=joint, order=order, back_line=joint.line("A1").pk)
    assert "已经勾对" in told
    assert "没有写明更正的原因" in refused(
        report, joint=joint, order=order, back_line=came_back(joint), reason=""
    )
    stranger = replace(joint.company, places=(), body_id=999_999)
    with pytest.raises(Refused) as none:
        report(joint, order, stranger, back_line=joint.line("B1").pk)
    assert none.value.decision.reasons[0].code == "not_found"


def test_the_database_lets_no_payment_go_back_by_itself(joint: Joint) -> None:
    order = paid(joint)
    report(joint, order, back_line=came_back(joint))
    row = joint.row(order)
    wrong: list[Any] = [
        lambda: PaymentOrder.objects.filter(pk=order).update(state="approved"),
        lambda: StatementLine.objects.filter(order_id=order).update(returned=True),
        lambda: PaymentReturn.objects.update(
            state="confirmed", judged_by=joint.members[1].person_id, judged_at=LATER, entry_id=row.entry_id
        ),
        lambda: PaymentReturn.objects.update(
            state="refused", judged_by=joint.company.person_id, judged_at=LATER, answer_id=1
        ),
        lambda: PaymentReturn.objects.update(reason_id=1),
        lambda: PaymentReturn.objects.all().delete(),
        lambda: PaymentReturn.objects.create(
            stream=row.stream, scope=row.scope, order_id=order, kind="returned", paid_entry_id=row.entry_id,
            paid_on=row.paid_on, by_paper=True, reason_id=1, reported_by_id=joint.company.person_id,
            reported_at=LATER, state="reported",
        ),
    ]  # fmt: skip
    for act in wrong:
        with records.acting(SYSTEM), pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            act()


@pytest.mark.usefixtures("own_database")
def test_two_who_confirm_at_one_instant_take_it_back_once() -> None:
    with transaction.atomic():
        joint = made_joint()
        order = paid(joint)
        report(joint, order, back_line=came_back(joint))
    said: list[str] = []
    together = threading.Barrier(2)

    def confirm(place: int) -> None:
        together.wait()
        try:
            said.append(judge(joint, order, joint.members[place]).value)
        except Refused as no:
            said.append(no.decision.reasons[0].code)
        finally:
            connection.close()

    hands = [threading.Thread(target=confirm, args=(place,)) for place in (1, 2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(said) == ["approved", "not_found"]
    with records.acting(SYSTEM):
        assert Entry.objects.filter(kind="reversal").count() == 1
