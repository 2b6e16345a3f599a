"""Acts cell by cell, hours at their bounds, matches, agreements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Role
from hemei.kernel.standards import load_standards
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.deciding import (
    Service,
    Side,
    ends_on,
    has_consent,
    has_unit,
    is_name,
    may_judge,
    may_match,
    may_move,
    may_pair,
    may_tell,
    may_withdraw,
)
from hemei.leadership.volunteering.rules.standards import ServiceHours
from hemei.leadership.volunteering.rules.words import HoursState, ItemKind, ItemState, MatchState

TODAY = date(2026, 11, 2)
_COMMUNITY = {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}
_ABOVE = {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}
_OFFICES = {Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER}
EXPECTED = {
    Act.SEE: _COMMUNITY | _ABOVE | _OFFICES | {Role.SYSTEM},
    Act.SEE_PERSONS: _COMMUNITY,
    Act.REPORT_IN: {Role.RESIDENT},
    Act.REGISTER_OTHERS: _COMMUNITY | {Role.SYSTEM},
    Act.TELL_HOURS: _COMMUNITY | {Role.RESIDENT, Role.SYSTEM},
    Act.JUDGE_HOURS: _COMMUNITY,
    Act.KEEP_LISTS: _COMMUNITY | {Role.SYSTEM},
    Act.OFFER: _OFFICES,
    Act.MATCH: _COMMUNITY | {Role.SYSTEM},
    Act.PAIR: _ABOVE | {Role.COMMUNITY_SECRETARY, Role.SYSTEM},
    Act.DEMAND: _COMMUNITY,
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_role_by_act(role: Role, act: Act) -> None:
    assert may(role, act).allowed == (role in EXPECTED[act])
    assert not may(role, act, covered=False).allowed


@pytest.fixture(scope="module")
def rules() -> ServiceHours:
    shipped = load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
    return shipped.find("service-hours", ServiceHours, on=TODAY)


SERVICE = Service(TODAY, 60, date(2026, 1, 1), None, 0, "清扫楼道", None)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"minutes": 15}, []),
        ({"minutes": 14}, ["too_short"]),
        ({"minutes": 0}, ["too_short"]),
        ({"minutes": 720}, []),
        ({"minutes": 721}, ["too_long"]),
        ({"minutes": 60, "that_day": 661}, ["too_long"]),
        ({"day": TODAY + timedelta(days=1)}, ["future"]),
        ({"day": TODAY - timedelta(days=60)}, []),
        ({"day": TODAY - timedelta(days=61)}, ["too_old"]),
        ({"registered": TODAY + timedelta(days=1)}, ["not_registered"]),
        ({"until": TODAY}, ["not_registered"]),
        ({"what": " "}, ["what"]),
        ({"what": "", "item": 7}, []),
    ],
)
def test_what_may_be_told_as_service(
    rules: ServiceHours, changes: dict[str, object], codes: list[str]
) -> None:
    decision = may_tell(replace(SERVICE, **changes), TODAY, rules)
    assert [reason.code for reason in decision.reasons] == codes


def test_nobody_confirms_his_own_hours_and_each_record_is_judged_once() -> None:
    assert may_judge(HoursState.TOLD, own=False).allowed
    assert may_judge(HoursState.TOLD, own=True).reasons[0].code == "own"
    assert may_judge(HoursState.CONFIRMED, own=False).reasons[0].code == "state"


NEED, OFFER = Side(ItemKind.NEED, ItemState.OPEN, 1), Side(ItemKind.RESOURCE, ItemState.MATCHED, 1)


@pytest.mark.parametrize(
    ("need", "offer", "code"),
    [
        (NEED, OFFER, ""),
        (replace(NEED, state=ItemState.MATCHED), OFFER, ""),  # several may serve one need
        (OFFER, NEED, "kind"),
        (NEED, NEED, "kind"),
        (NEED, replace(OFFER, community=2), "community"),
        (replace(NEED, state=ItemState.DONE), OFFER, "state"),
        (NEED, replace(OFFER, state=ItemState.WITHDRAWN), "state"),
    ],
)
def test_which_offer_may_serve_which_need(need: Side, offer: Side, code: str) -> None:
    assert [reason.code for reason in may_match(need, offer).reasons] == ([code] if code else [])


def test_items_and_matches_end_once() -> None:
    allowed = {state: may_withdraw(state).allowed for state in ItemState}
    assert [state for state, yes in allowed.items() if yes] == [ItemState.OPEN]
    assert [state for state in MatchState if may_move(state).allowed] == [MatchState.RUNNING]


@pytest.mark.parametrize(
    ("year", "signed_on", "code"),
    [
        (2026, date(2026, 11, 2), ""),
        (2026, date(2025, 12, 20), ""),
        (2027, date(2026, 11, 2), ""),
        (2028, date(2026, 11, 2), "year"),
        (2018, date(2018, 1, 1), "year"),
        (2026, date(2026, 11, 3), "future"),
        (2026, date(2024, 1, 1), "other_year"),
        (206, date(206, 1, 1), "year"),
    ],
)
def test_an_agreement_is_of_its_year(year: int, signed_on: date, code: str) -> None:
    assert [reason.code for reason in may_pair(year, signed_on, TODAY).reasons] == ([code] if code else [])


def test_it_holds_from_its_signing_in_its_year() -> None:
    assert ends_on(2026, date(2026, 3, 1)) == (date(2026, 3, 1), date(2027, 1, 1))
    assert ends_on(2027, date(2026, 12, 1)) == (date(2027, 1, 1), date(2028, 1, 1))


def test_a_member_says_where_he_belongs_and_agrees_separately() -> None:
    assert has_unit(organisation=3, unit="").allowed
    assert has_unit(organisation=None, unit="某某学校").allowed
    assert not has_unit(organisation=None, unit=" ").allowed
    assert has_consent(given=True).allowed
    assert not has_consent(given=False).allowed
    assert is_name("王小明").allowed
    assert not is_name("王").allowed
