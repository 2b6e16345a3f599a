"""Pages say what is known and who is next: a day the bank was not heard of, a substitute, a list to act on."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.community.ledgers.tests.test_contracts import DRAFT, registered
from hemei.community.purses import queries
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.ground.records import services as records


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lists", "account", "bank", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: NOW)


def test_of_days_after_the_statement_nobody_says_that_they_differ(joint: Joint) -> None:
    joint.agree()
    here, company = f"/purses/{joint.account}/bank?month=2026-11", show(joint.company)
    joint.purse.earn(500, on=date(2026, 11, 2))
    joint.take(("2026-11-01", "A1", "", "3.00", "3.00", "车主", "停车费"))
    apart, unheard = "有的日子银行和账簿不一致", "还没有对账单"
    assert (apart in company.get(here).text, unheard in company.get(here).text) == (True, True)
    joint.purse.earn(300, on=date(2026, 11, 1))
    assert (apart in company.get(here).text, unheard in company.get(here).text) == (False, True)
    joint.take(("2026-11-02", "A2", "", "4.00", "7.00", "车主", "停车费"))
    assert (apart in company.get(here).text, unheard in company.get(here).text) == (True, False)


def test_a_member_names_a_substitute_for_himself_only(joint: Joint) -> None:
    joint.agree()
    with records.acting(joint.community):
        rows = queries.signatories_of(joint.account, actor=joint.community)
    ways = {row.person_id: f"/purses/signatories/{row.id}/stand-in" for row in rows}
    first = joint.members[0]
    page = show(first).get(f"/purses/{joint.account}").text
    assert [person for person, way in ways.items() if way in page] == [first.person_id]
    page = show(joint.community).get(f"/purses/{joint.account}").text
    assert len(ways) == 4
    assert all(way in page for way in ways.values())


def test_the_list_says_why_an_account_is_on_it_and_who_is_next(joint: Joint) -> None:
    joint.agree()
    page = show(joint.street).get("/purses/unreconciled").text
    for words in ("由物业公司或者业委会导入、勾对", "从未"):
        assert words in page, words
    joint.take(("2026-08-01", "A1", "", "3.00", "3.00", "车主", "停车费"))
    joint.purse.earn(300, on=date(2026, 8, 1))
    assert "很久没有对账" in show(joint.street).get("/purses/unreconciled").text
    here = f"/purses/{joint.account}/bank"
    assert "由物业公司或者业委会导入、勾对" in show(joint.street).get(here).text
    assert "由物业公司或者业委会导入、勾对" not in show(joint.company).get(here).text


def test_a_list_of_risks_leads_to_the_very_order_of_its_estate(joint: Joint) -> None:
    joint.agree()
    order, number = joint.prepare(), "2026-0001"
    desk, link = show(joint.street), f'href="/purses/orders/{order}"'
    for estate, found in ((joint.purse.estate, True), (joint.purse.estate + 1, False)):
        page = desk.get("/purses/orders", {"estate": estate, "q": number}).text
        assert (link in page) is found, estate


def test_a_member_who_registered_a_contract_is_not_shown_the_field_of_its_number(joint: Joint) -> None:
    page, purse = show(joint.members[0]), joint.purse
    form = {
        "kind": DRAFT.kind, "party": DRAFT.party, "place": DRAFT.place, "valid_from": "2026-01-01",
        "valid_until": "2027-01-01", "amount": "3000", "every": "3", "due_days": "15",
    }  # fmt: skip
    here = page.post(f"/books/{purse.ledger}/contracts/new", form).url
    own = page.get(f"{here}/decision").text
    assert ('name="resolution"' in own, 'name="papers"' in own) == (False, False)
    assert "在别处决定的，由业主委员会的另一位委员登记文号" in own
    shown = page.get(here).text
    assert ("由业主委员会的另一位委员登记文号" in shown, f"{here}/decision" in shown) == (True, False)
    other = registered(purse)
    assert 'name="resolution"' in page.get(f"/books/contracts/{other}/decision").text
    shares = f"/books/{purse.ledger}/share"
    clerk = show(joint.community)
    assert ("/share/paper" in page.get(shares).text, "/share/paper" in clerk.get(shares).text) == (
        True,
        False,
    )


def test_ones_own_orders_include_what_waits_for_ones_word_and_an_invoice_finds_its_order(
    joint: Joint,
) -> None:
    joint.agree()
    order = joint.prepare(invoice_number="30215577")
    link = f'href="/purses/orders/{order}"'
    for reader, own in ((joint.members[0], True), (joint.street, False)):
        assert (link in show(reader).get("/purses/orders", {"mine": "1"}).text) is own, reader
    for invoice, found in (("30215577", True), ("3021557", False)):
        assert (link in show(joint.company).get("/purses/orders", {"q": invoice}).text) is found, invoice


def test_a_long_list_of_orders_is_narrowed_to_ones_own(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    link, silent = f'href="/purses/orders/{order}"', joint.members[4]
    for reader, own in (
        (joint.company, True),
        (joint.members[0], True),
        (silent, False),
        (joint.street, False),
    ):
        page = show(reader).get("/purses/orders", {"mine": "1"}).text
        assert (link in page) is own, reader
