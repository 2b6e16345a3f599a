"""Who may do what on the books, cell by cell, and what balances, without a database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.posting import Books, Line, may_post
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Role
from hemei.kernel.standards import load_standards

_COMMUNITY = {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}
_OF_ESTATE = {Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER}
EXPECTED: dict[Act, set[Role]] = {
    Act.SEE: _COMMUNITY
    | _OF_ESTATE
    | {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM},
    Act.OPEN: _COMMUNITY | {Role.STREET_CLERK, Role.SYSTEM},
    Act.POST: _OF_ESTATE | {Role.SYSTEM},
    Act.REVERSE: _OF_ESTATE | {Role.SYSTEM},
    Act.CLOSE: _COMMUNITY | {Role.COMMITTEE_MEMBER, Role.SYSTEM},
}
DAY = date(2026, 10, 8)
CHART = load_standards(
    Path(settings.STANDARDS_FOLDER),
    city=settings.STANDARDS_CITY,
    shapes=shapes(),
).find("chart-of-accounts", ChartOfAccounts, on=DAY)
CODES = {
    purse: [one.code for one in CHART.account if one.purse == purse and not one.per]
    for purse in ("revenue", "fund")
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says(role: Role, act: Act) -> None:
    assert may(role, act).allowed is (role in EXPECTED[act])


def allowed(lines: list[Line]) -> bool:
    return may_post(
        booked_on=DAY, lines=lines, books=Books(date(2026, 1, 1), date(2026, 10, 1)), chart=CHART, today=DAY
    ).allowed


_AMOUNTS = st.integers(-(10**9), 10**9).filter(bool)


@given(st.data(), st.lists(_AMOUNTS, min_size=1, max_size=6))
def test_what_adds_up_to_nothing_in_a_purse_may_be_posted_and_nothing_else(
    data: st.DataObject, amounts: list[int]
) -> None:
    codes = CODES[data.draw(st.sampled_from(sorted(CODES)))]
    lines = [Line(data.draw(st.sampled_from(codes)), fen) for fen in amounts]
    rest = -sum(amounts)
    assert allowed(lines) is (rest == 0 and len(lines) > 1)
    if rest:
        assert allowed([*lines, Line(codes[0], rest)])
        assert not allowed([*lines, Line(codes[0], rest), Line(codes[0], 1)])


@given(_AMOUNTS)
def test_money_never_walks_from_one_purse_into_the_other(fen: int) -> None:
    assert not allowed([Line("revenue_bank", fen), Line("fund_bank", -fen)])
