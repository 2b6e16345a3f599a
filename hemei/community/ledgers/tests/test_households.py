"""What a household holds is personal: the books show its sums with others' and nobody's own account."""

from __future__ import annotations

import pytest
from django.test import Client

from hemei.community.ledgers import queries
from hemei.community.ledgers.services import Line
from hemei.community.ledgers.tests.conftest import Purse
from hemei.community.ledgers.tests.test_pages import company
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG


def deposit(purse: Purse) -> int:
    """Enter what two households paid in, with one receipt."""
    own = [Line("fund_unit", -fen, purse.units[unit]) for unit, fen in ((0, 812_345), (1, 900_011))]
    return purse.post(Line("fund_bank", 1_712_356), *own)


def reader(purse: Purse, role: Role) -> Client:
    if role is Role.COMPANY_MANAGER:
        return company(purse)
    body, code = {
        Role.COMMUNITY_CLERK: ("东风社区居委会", DONGFENG),
        Role.STREET_CLERK: ("明光路街道办", MINGGUANG),
        Role.CITY_BUREAU: ("市房产局", "340100"),
    }[role]
    return purse.quarter.browser(role, body, code)


@pytest.mark.parametrize(
    "role", [Role.COMPANY_MANAGER, Role.COMMUNITY_CLERK, Role.STREET_CLERK, Role.CITY_BUREAU]
)
def test_an_entry_over_households_shows_their_sum_and_leads_to_no_account_of_theirs(
    purse: Purse, role: Role
) -> None:
    entry = deposit(purse)
    with records.acting(SYSTEM):
        rows = queries.accounts_of(purse.ledger, actor=SYSTEM, of_units=True)
    assert [row.balance_fen for row in rows] == [-812_345, -900_011]
    client = reader(purse, role)
    page = client.get(f"/books/entries/{entry}").text
    assert ("17,123.56" in page, "2户合计" in page) == (True, True)
    assert [one for one in ("8,123.45", "9,000.11") if one in page] == []
    for row in rows:
        assert client.get(f"/books/accounts/{row.id}").status_code == 404
        assert client.get(f"/books/accounts/{row.id}.xlsx").status_code == 404


def test_the_lists_behind_pages_and_exports_name_no_household(purse: Purse) -> None:
    entry = deposit(purse)
    with records.acting(SYSTEM):
        account = queries.accounts_of(purse.ledger, actor=SYSTEM, of_units=True)[0].id
        assert len(queries.postings_of(account, actor=SYSTEM)) == 1
    with records.acting(purse.clerk):
        assert queries.accounts_of(purse.ledger, actor=purse.clerk, of_units=True) == []
        assert queries.postings_of(account, actor=purse.clerk) == []
        page = queries.entry(entry, actor=purse.clerk)
    assert page is not None
    assert [(one.code, one.amount_fen, one.unit, one.households) for one in page.postings] == [
        ("fund_bank", 1_712_356, "", 0),
        ("fund_unit", -1_712_356, "", 2),
    ]
