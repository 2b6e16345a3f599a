"""What came for a contract that ended goes back by a payment order, once the estate's money leaves by orders alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Ledger, RevenueDue
from hemei.community.ledgers.tests.ended import YEAR, end
from hemei.community.ledgers.tests.test_contracts import DRAFT, registered
from hemei.community.purses import services
from hemei.community.purses.models import PaymentOrder
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, PAYEE, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan

TODAY = NOW.date()
BACK = {"kind": "give_back", "invoice_number": "", "budget": "", "purpose": "合同提前终止，退还多收的广告费"}


def ended(joint: Joint, fen: int = 365_000) -> int:
    """Receive a year's rent, end the contract after a month, and return what is to be given back."""
    with records.acting(SYSTEM):
        contract = registered(joint.purse, replace(DRAFT, terms=replace(YEAR, amount_fen=fen)))
        due = RevenueDue.objects.get(contract_id=contract)
        received = {"due_id": due.pk, "amount_fen": fen, "received_on": date(2026, 1, 10), "key": "k"}
        ledgers.receive_due(actor=SYSTEM, now=NOW, **received)
        end(contract, date(2026, 2, 1))
    return due.pk


def back(joint: Joint) -> list[int]:
    with records.acting(SYSTEM):
        return [row.back_fen for row in books.to_give_back(joint.purse.ledger, actor=SYSTEM)]


def test_money_goes_back_by_an_order_that_is_agreed_to_and_paid(joint: Joint) -> None:
    joint.agree()
    due = ended(joint)
    assert back(joint) == [334_000]  # 31 of 365 days were earned
    assert "没有选退还的是哪一期" in refused(joint.prepare, 1, **BACK)
    assert "只有3340.00元要退还" in refused(joint.prepare, 334_001, due_id=due, **BACK).replace(",", "")
    order = joint.prepare(334_000, due_id=due, **BACK)
    assert "只有0.00元要退还" in refused(joint.prepare, 1, due_id=due, **BACK), "it is asked for already"
    assert joint.judge(order, joint.members[0]) is OrderState.APPROVED
    assert (back(joint), joint.balances()["revenue_owed"]) == ([], -334_000)
    joint.filed(order)
    joint.take(("2026-11-02", "B1", "3340.00", "", "", "", f"{joint.row(order).number} 退还", PAYEE))
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("B1").pk, order_id=order)
    assert joint.balances() == {"revenue_bank": 31_000, "advertising": -31_000}
    with records.acting(SYSTEM):
        assert books.slips(using="default") == []


def test_an_order_that_is_taken_back_leaves_the_money_to_be_given_back(joint: Joint) -> None:
    joint.agree()
    due = ended(joint)
    order = joint.prepare(334_000, due_id=due, **BACK)
    joint.judge(order, joint.members[0])
    services.withdraw_order(actor=joint.company, now=NOW, order_id=order)
    assert (back(joint), "revenue_owed" in joint.balances()) == ([334_000], False)
    assert joint.prepare(334_000, due_id=due, **BACK)


def test_nobody_enters_by_hand_that_it_went_back_while_orders_pay(joint: Joint) -> None:
    due = ended(joint)
    by_hand = {"actor": joint.company, "now": NOW, "due_id": due, "amount_fen": 1_000}
    ledgers.give_back(day=date(2026, 3, 1), key="a", **by_hand)
    joint.agree(valid_from=date(2026, 4, 1))
    for day in (date(2026, 4, 1), TODAY, date(2026, 3, 31)):
        with pytest.raises(Refused, match="退还也要有付款单"):
            ledgers.give_back(day=day, key="b", **by_hand)
    joint.agree(valid_from=TODAY)
    with records.acting(SYSTEM):
        assert Ledger.objects.get(pk=joint.purse.ledger).orders_since == date(2026, 4, 1)


def test_the_day_since_when_orders_pay_and_what_an_order_gives_back_stand(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare(100_000, due_id=ended(joint), **BACK)
    with records.acting(SYSTEM):
        for later in (None, date(2026, 12, 1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Ledger.objects.update(orders_since=later)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentOrder.objects.filter(pk=order).update(due=None)


def test_the_contract_leads_to_the_order_and_only_the_company_prepares_it(joint: Joint) -> None:
    joint.agree()
    due = ended(joint)
    client, form = show(joint.company), f"/purses/{joint.account}/orders/new"
    led = client.get(f"/books/dues/{due}/give-back", follow=True)
    assert led.redirect_chain[-1][0].startswith(form)
    told = led.content.decode()
    assert f"应退还{yuan(334_000)}元" in told
    assert f'<option value="{due}" selected>' in told
    assert "年度预算的哪一项" not in told
    typed = {
        "kind": "give_back", "amount": "3340.00", "due": str(due), "payee": "某广告公司", "payee_account": PAYEE,
        "purpose": "退还多收的广告费",
    }  # fmt: skip
    assert "没有选退还的是哪一期" in client.post(form, {**typed, "due": ""}).content.decode()
    made = client.post(form, typed, follow=True).content.decode()
    assert "合同提前终止，多收的退还" in made
    member = show(joint.members[0]).get(f"/books/dues/{due}/give-back", follow=True)
    assert member.redirect_chain[-1][0] == f"/purses/{joint.account}"
    assert "付款单由物业公司填写" in member.content.decode()
