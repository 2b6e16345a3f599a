"""What stands in the books is said in an owner's words where the chart's alone would not tell him."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hemei.community.ledgers.queries import EntryKind, EntryRow, OwnEntry
from hemei.coordination.disclosure.pages.spending import line_face

DAY = date(2026, 11, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "debit", "credit", "told", "amount"),
    [
        (EntryKind.ACCRUAL, "revenue_due", "site_use", "场地使用收入，按合同到期应收", "2,730.00"),
        (EntryKind.RECEIPT, "revenue_bank", "revenue_due", "合同应收的钱到账", "+2,730.00"),
        (EntryKind.TRANSFER, "fund_common", "fund_unit", "转入维修资金的公共收益分到各户", "2,730.00"),
        (EntryKind.RECEIPT, "revenue_bank", "parking", "公共车位收入", "+2,730.00"),
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
