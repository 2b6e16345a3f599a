"""The bank paid somebody else than the order names: matched with a reason, and worth somebody's look."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hemei.community.purses import queries as purse_queries
from hemei.community.purses import services as purses
from hemei.community.purses.models import JointAccount, PaymentOrder
from hemei.community.purses.tests.conftest import NOW, PAYEE, Joint
from hemei.community.purses.tests.conftest import joint as joint  # noqa: PLC0414 - the fixture
from hemei.community.purses.tests.test_counts import another
from hemei.community.purses.tests.test_pages import show
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.tests.test_pages import resident
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records

LATER = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
"""The indicator is in force since the day before."""


def paid(joint: Joint, invoice: str, account: str, reason: str = "") -> str:
    """Let the bank pay an order to an account; return the order's number."""
    order = joint.approved(100_000, invoice_number=invoice)
    joint.filed(order)
    number = joint.row(order).number
    joint.take(("2026-11-02", invoice, "1000.00", "", "", "合肥安居维修有限公司", number, account))
    purses.match_order(
        actor=joint.company, now=NOW, line_id=joint.line(invoice).pk, order_id=order, reason=reason
    )
    return number


def looked(joint: Joint, at: datetime = LATER) -> list[dict[str, Any]]:
    with records.acting(SYSTEM):
        services.look(actor=SYSTEM, now=at)
    with records.acting(joint.street):
        rows = queries.risks(actor=joint.street)
    return [one["values"] for row in rows for one in row.reasons if one["code"] == "other_payee"]


def test_an_owner_reads_what_each_payment_was_for(joint: Joint) -> None:
    joint.agree()
    number = paid(joint, "20000001", PAYEE)
    client, person = resident(joint.purse.quarter)
    with records.acting(SYSTEM):
        Ownership.objects.create(
            unit_id=joint.purse.units[0], person_id=person, valid_from=date(2025, 1, 1),
            scope=Estate.objects.get(pk=joint.purse.estate).scope, stream=f"people.person:{person}",
        )  # fmt: skip
    for address in ("/my/disclosure", f"/my/disclosure/{joint.purse.estate}"):
        page = client.get(address).text
        assert ("三幢单元门维修" in page, "−1,000.00" in page, f"付款单{number}" in page) == (
            True,
            True,
            False,
        )


def test_what_was_paid_to_another_is_on_the_list_with_its_reason_and_accuses_nobody(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.agree()
    with records.acting(SYSTEM):
        services.start_calendar(
            actor=SYSTEM, now=NOW, estate_ids=[joint.purse.estate], since=date(2026, 7, 1)
        )
    paid(joint, "20000001", PAYEE)
    assert looked(joint) == []
    number = paid(joint, "20000002", "6222000000000000001", "收款人换了开户行，已核实")
    assert looked(joint, NOW) == [], "the document of that day does not name it"
    assert looked(joint) == [{"count": 1, "orders": [number]}]
    monkeypatch.setattr(gate, "today", LATER.date)
    page = show(joint.street).get("/disclosures/risks").text
    told = "1笔付款银行付给的和付款单的收款人不一致，勾对人写明了理由"
    for words in ("付给了别的账户或者户名", told, number, "只是提示，不是结论"):
        assert words in page, words


def test_an_invoice_that_stands_twice_names_both_orders_to_who_has_both_estates(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.agree()
    estate, order = joint.purse.estate, joint.prepare(invoice_number="30215577")
    another(joint, 2)
    with records.acting(SYSTEM):
        services.start_calendar(actor=SYSTEM, now=NOW, estate_ids=[estate], since=date(2026, 7, 1))
        far, row = JointAccount.objects.latest("id"), PaymentOrder.objects.get(pk=order)
        row.pk, row.account_id, row.stream, row.budget_line_id = None, far.pk, "purses.order:twin", None
        row.number, row.scope = "D2", far.scope
        row.agreement_id = purses.make_agreement(
            actor=SYSTEM, now=NOW, account_id=far.pk, draft=purses.AgreementDraft(valid_from=date(2026, 1, 1))
        )
        row.save(force_insert=True)
        services.look(actor=SYSTEM, now=LATER)
    monkeypatch.setattr(gate, "today", LATER.date)
    with records.acting(joint.street):
        [risk] = [one for one in queries.risks(actor=joint.street) if one.estate_id == estate]
    page = show(joint.street).get(f"/disclosures/risks/{risk.id}").text
    assert f'href="/purses/orders/{order}"' in page, "the link leads to the order"
    assert f'href="/purses/orders/{row.pk}">第2小区' in page
    with records.acting(SYSTEM):
        asked = purse_queries.orders_numbered([estate], [joint.row(order).number], actor=SYSTEM)
    with records.acting(joint.company):
        assert purse_queries.same_invoices(asked, actor=joint.company) == {order: []}, (
            "nothing of other places"
        )
