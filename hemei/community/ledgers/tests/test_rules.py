"""Who may do what on the books, cell by cell, and what balances, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import Terms, dues_of
from hemei.community.ledgers.rules.posting import Books, Line, may_post
from hemei.community.ledgers.rules.splitting import (
    WHOLE,
    PartMoney,
    RevenueSplit,
    owed_by_part,
    share_of_left,
    shares_by_part,
)
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Actor, Role
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
    Act.CONTRACT: _OF_ESTATE | {Role.SYSTEM},
    Act.RECEIVE: _OF_ESTATE | {Role.SYSTEM},
    Act.TRANSFER: _OF_ESTATE | {Role.SYSTEM},
    Act.RELEASE: _COMMUNITY | {Role.COMMITTEE_MEMBER, Role.SYSTEM},
    Act.ATTEST: _COMMUNITY | {Role.COMMITTEE_MEMBER, Role.SYSTEM},
    Act.PUT: _COMMUNITY | {Role.COMMITTEE_MEMBER},
    Act.CONFIRM: _COMMUNITY | {Role.STREET_CLERK},
    Act.OFFER: _COMMUNITY | {Role.COMMITTEE_MEMBER, Role.SYSTEM},
    Act.OWN: {Role.RESIDENT},
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
    assert may(Actor(role=role), act).allowed is (role in EXPECTED[act])


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


def dues(since: date, until: date, every: int, fen: int = 10_000) -> list[tuple[str, str, int]]:
    terms = Terms(since, until, every, fen, 0)
    return [(str(due.period_from), str(due.period_until), due.amount_fen) for due in dues_of(terms)]


def test_periods_of_a_leap_day_and_of_the_ends_of_months_do_not_drift() -> None:
    yearly = dues(date(2024, 2, 29), date(2028, 2, 29), 12)
    assert [begins for begins, *_ in yearly] == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"]
    assert yearly[-1][1:] == ("2028-02-29", 10_000)
    monthly = dues(date(2027, 12, 31), date(2028, 4, 30), 1)
    assert [begins for begins, *_ in monthly] == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]


def test_a_last_period_cut_short_is_due_by_its_days() -> None:
    assert dues(date(2026, 1, 1), date(2026, 2, 15), 1)[-1] == ("2026-02-01", "2026-02-15", 5_000)
    assert dues(date(2028, 1, 1), date(2028, 3, 1), 1, 2_900)[-1] == ("2028-02-01", "2028-03-01", 2_900)
    assert dues(date(2026, 1, 1), date(2026, 1, 2), 12, 1) == []  # less than half a fen is not asked for
    assert dues(date(2026, 1, 1), date(2029, 1, 1), 0) == [("2026-01-01", "2029-01-01", 10_000)]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 2_000), st.sampled_from([1, 3, 6, 12]))
def test_periods_join_without_gap_up_to_the_last_day(since: date, days: int, every: int) -> None:
    found = list(dues_of(Terms(since, since + timedelta(days=days), every, 10**7, 5)))
    assert found[0].period_from == since
    assert found[-1].period_until == since + timedelta(days=days)
    assert all(one.period_until == other.period_from for one, other in pairwise(found))


SPLIT = load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes()).find(
    "revenue-split", RevenueSplit, on=DAY
)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_fund_gets_its_share_of_what_is_left_and_never_more_than_is_left(
    income: int, cost: int, moved: int
) -> None:
    owed = owed_by_part({WHOLE: PartMoney(income, cost, moved)}, SPLIT).get(WHOLE, 0)
    left = max(0, income - cost)
    assert 0 <= owed <= left
    assert moved + owed >= left * SPLIT.fund.share.value
    assert owed_by_part({WHOLE: PartMoney(income, cost, moved + owed)}, SPLIT) == {}


@given(
    st.dictionaries(
        st.integers(0, 60), st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=12
    )
)
def test_the_shares_of_all_parts_are_just_the_estates_and_no_part_pays_for_another(
    money: dict[int, tuple[int, int]],
) -> None:
    parts = {number: PartMoney(*both) for number, both in money.items()}
    shares, whole = shares_by_part(parts, SPLIT), sum(one.left_fen for one in parts.values())
    assert sum(shares.values()) == share_of_left(whole, SPLIT)
    for number, one in parts.items():
        assert 0 <= shares[number] <= one.left_fen
        assert abs(shares[number] - one.left_fen * SPLIT.fund.share.value) < 1
    assert owed_by_part({n: replace(one, moved_fen=shares[n]) for n, one in parts.items()}, SPLIT) == {}


def test_every_kind_of_source_is_booked_on_an_income_account_and_every_use_on_a_cost() -> None:
    kinds = {one.code: one.kind for one in CHART.account}
    assert {kinds[one.account] for one in SPLIT.kind} == {"income"}
    assert {kinds[one.code] for one in SPLIT.use} == {"expense"}
    assert set(SPLIT.ownership.after) <= {one.code for one in SPLIT.use}
