"""What a list costs: as many statements for twenty rows as for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import services
from hemei.community.purses.models import PaymentOrder
from hemei.community.purses.tests.conftest import PAYEE, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as places
from hemei.ground.places.queries import EstateKind
from hemei.ground.records import services as records
from hemei.leadership.duties.tests.conftest import DONGFENG

MANY = 20
IDLE = 100_000_000


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    for module in ("lists", "account", "order", "bank", "preparing", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: now)


def spent(client: Client, addresses: Sequence[str], last: str) -> dict[str, int]:
    """Return how many statements each page takes; each shows this last row, so that the rows are really there."""
    found = {}
    for address in addresses:
        client.get(address)  # what is kept between requests is kept
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.status_code == 200, address
        assert last in page.content.decode(), (address, last)
        found[address] = len([one for one in seen if "SAVEPOINT" not in one["sql"]])
    return found


def test_lists_of_orders_and_lines_cost_the_same_for_one_as_for_twenty(joint: Joint) -> None:
    joint.agree()
    joint.purse.earn(IDLE)
    here = f"/purses/{joint.account}"
    street, company, member = (show(who) for who in (joint.street, joint.company, joint.members[0]))
    costs = []
    for first, last in ((1, 1), (2, MANY)):
        for number in range(first, last + 1):
            approved(joint, number)
        tail = f"尾{last:02}"
        costs.append(
            spent(street, ["/purses/orders?state=approved", "/purses/papers"], f"付通{tail}")
            | spent(company, [f"{here}/send"], f"付通{tail}")
            | spent(member, ["/purses/mine"], f"等待{tail}")
            | spent(company, [f"{here}/bank"], f"流水{tail}")
        )  # fmt: skip
    assert costs[0] == costs[1]
    assert max(costs[0].values()) <= MANY, "no page takes a statement for each row"


def approved(joint: Joint, number: int) -> None:
    """One order more that is approved and lacks its papers, one that waits, and a line of the bank for the first."""
    tail = f"尾{number:02}"
    paid = joint.approved(invoice_number=f"1{number:07}", purpose=f"付通{tail}")
    joint.prepare(invoice_number=f"2{number:07}", purpose=f"等待{tail}")
    with records.acting(SYSTEM):
        PaymentOrder.objects.filter(pk=paid).update(papers=[])
    joint.take(("2026-11-02", f"B{number:02}", "3000.00", "", "", "", f"流水{tail}", PAYEE))


def test_lists_of_accounts_cost_the_same_for_one_as_for_twenty(joint: Joint) -> None:
    addresses = ["/purses", "/purses/unreconciled", "/purses/unmatched", "/purses/idle"]
    street = show(joint.street)
    joint.purse.earn(IDLE)
    joint.take(("2026-10-08", "A1", "", "1.00", "", "", "利息"))
    few = spent(street, addresses, "翠园小区")
    for number in range(2, MANY + 1):
        another(joint, number)
    assert spent(street, addresses, f"第{MANY}小区") == few


def another(joint: Joint, number: int) -> None:
    """One estate more with books, much money in its account, and a line of the bank that nobody matched."""
    draft = places.EstateDraft(
        name=f"第{number}小区", kind=EstateKind.COMMODITY, community_id=joint.purse.quarter.town.place(DONGFENG),
        address="长江路3号", built_area_dm2=30_000, households=3, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    [estate] = places.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    ledger = ledgers.open_ledger(actor=joint.community, now=NOW, estate_id=estate, opened_on=date(2026, 1, 1))
    entry = EntryDraft(
        kind=EntryKind.RECEIPT, booked_on=date(2026, 10, 8),
        lines=(Line("revenue_bank", IDLE), Line("parking", -IDLE)),
    )  # fmt: skip
    ledgers.post_entry(actor=SYSTEM, now=NOW, ledger_id=ledger, draft=entry)
    bank = f"62220210011162458{number:02}"
    account = services.open_account(
        actor=SYSTEM,
        now=NOW,
        estate_id=estate,
        bank="徽商银行",
        number=bank,
        opened_on=date(2026, 1, 1),
    )
    raw = f"账号,交易日期,交易流水号,交易金额,摘要\n{bank},2026-10-08,A1,1.00,利息\n"
    services.take_statement(
        actor=SYSTEM, now=NOW, account_id=account, raw=raw.encode(), name="流水.csv",
        covers=(date(2026, 1, 1), date(2026, 10, 8)),
    )  # fmt: skip
