"""What stands in the books is said in an owner's words where the chart's alone would not tell him."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import RevenueDue
from hemei.community.ledgers.queries import EntryKind, EntryRow, OwnEntry
from hemei.community.ledgers.tests.test_contracts import DRAFT
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.conftest import joint as joint  # noqa: PLC0414 - the fixture
from hemei.coordination.disclosure.pages.spending import line_face
from hemei.coordination.disclosure.tests.test_pages import resident
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records

DAY = date(2026, 11, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "debit", "credit", "told", "amount"),
    [
        (EntryKind.ACCRUAL, "revenue_due", "site_use", "场地使用收入，按合同到期应收", "2,730.00"),
        (EntryKind.RECEIPT, "revenue_bank", "revenue_due", "合同应收的钱到账", "+2,730.00"),
        (EntryKind.TRANSFER, "fund_common", "fund_unit", "转入维修资金的公共收益分到各户", "2,730.00"),
        (EntryKind.RECEIPT, "revenue_bank", "parking", "公共车位收入", "+2,730.00"),
        (EntryKind.TRANSFER, "fund_bank", "revenue_bank", "公共收益转入维修资金", "2,730.00"),
        (
            EntryKind.ACCRUAL,
            "repair",
            "revenue_owed",
            "共有部分维修（记为应付，付款时另有一行）",
            "2,730.00",
        ),
        (EntryKind.PAYMENT, "revenue_owed", "revenue_bank", "应付款（付清以前记的应付）", "−2,730.00"),
        (EntryKind.PAYMENT, "repair", "revenue_bank", "共有部分维修", "−2,730.00"),
        (EntryKind.REVERSAL, "parking", "revenue_bank", "公共车位收入", "−2,730.00"),
    ],
)
def test_a_line_of_the_books_is_said_in_an_owners_words(
    kind: EntryKind, debit: str, credit: str, told: str, amount: str
) -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    row = EntryRow(1, 1, "/1/", kind, DAY, at, None, None, None, "", "", "company_manager", None, 2)
    face = line_face(OwnEntry(row, debit, credit, 273_000, "", ""), ({}, {}), DAY)
    assert (face["what"], face["amount"]) == (told, amount)


@pytest.mark.django_db
def test_an_owner_reads_of_which_contract_money_came(joint: Joint) -> None:
    purse = joint.purse
    client, person = resident(purse.quarter)
    with records.acting(SYSTEM):
        contract = ledgers.register_contract(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=DRAFT)
        due = RevenueDue.objects.filter(contract_id=contract).earliest("due_on")
        ledgers.receive_due(
            actor=SYSTEM, now=NOW, due_id=due.pk, amount_fen=due.amount_fen, received_on=NOW.date(), key="k"
        )
        Ownership.objects.create(
            unit_id=purse.units[0], person_id=person, valid_from=date(2025, 1, 1),
            scope=Estate.objects.get(pk=purse.estate).scope, stream=f"people.person:{person}",
        )  # fmt: skip
    page = client.get(f"/my/disclosure/{purse.estate}").text
    assert f"{DRAFT.place} 合同应收的钱到账" in page
    assert f"{DRAFT.place} " in page.split("，按合同到期应收")[0]
