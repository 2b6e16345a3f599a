"""Credit codes and contract states: tables a clerk can check."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.ground.companies.rules.contracts import (
    CompanyDraft,
    Contract,
    ContractState,
    ProjectDraft,
    code_doubt,
    contract_state,
    may_add_company,
    may_begin,
    may_end,
    may_extend,
)
from hemei.kernel.actor import Role

BUREAU = Role.CITY_BUREAU
BEGAN, TERM, ENDED = date(2020, 1, 1), date(2023, 1, 1), date(2025, 1, 1)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "11320000MB151840XJ",
        "9144030071526726XG",
        "91330100799655058B",
        "914403001922038216",
    ],
)
def test_sound_credit_codes_raise_no_doubt(code: str) -> None:
    assert code_doubt(code) is None


@pytest.mark.parametrize(
    "code", ["91350100M000100Y44", "91350100M000100YZ3", "91350100m000100y43", "", "9135"]
)
def test_a_doubtful_code_is_a_warning_with_a_way_on(code: str) -> None:
    doubt = code_doubt(code)
    assert doubt is not None
    assert doubt.remedy


@pytest.mark.parametrize(
    ("uscc", "override", "allowed"),
    [
        ("91350100M000100Y43", "", True),
        ("91350100M000100Y44", "", False),
        ("91350100M000100Y44", "  ", False),
        ("91350100M000100Y44", "营业执照原件即如此", True),
        ("91350100M000100Y", "营业执照原件即如此", False),
        ("91350100M000100Y4；", "营业执照原件即如此", False),
    ],
)
def test_a_doubtful_code_needs_a_reason_and_a_malformed_one_is_refused(
    uscc: str,
    override: str,
    allowed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    draft = CompanyDraft("和美物业有限公司", uscc, 1, BEGAN, override)
    assert may_add_company(BUREAU, draft).allowed is allowed


@pytest.mark.parametrize(
    ("on", "ended", "state"),
    [
        (date(2019, 12, 31), None, ContractState.NOT_BEGUN),
        (date(2020, 1, 1), None, ContractState.FIXED),
        (date(2022, 12, 31), None, ContractState.FIXED),
        (date(2023, 1, 1), None, ContractState.INDEFINITE),
        (date(2024, 12, 31), ENDED, ContractState.INDEFINITE),
        (date(2025, 1, 1), ENDED, ContractState.ENDED),
    ],
)
def test_who_goes_on_serving_after_the_term_serves_for_an_indefinite_time(
    on: date, ended: date | None, state: ContractState
) -> None:
    assert contract_state(began=BEGAN, ended=ended, term_until=TERM, on=on) is state


def test_a_contract_without_a_term_stays_as_agreed() -> None:
    assert contract_state(began=BEGAN, ended=None, term_until=None, on=ENDED) is ContractState.FIXED


def test_dates_of_a_project_are_held_against_one_another() -> None:
    draft = ProjectDraft(1, 1, Contract.OWNERS, BEGAN, TERM)
    assert may_begin(BUREAU, draft, today=BEGAN).allowed
    assert not may_begin(BUREAU, draft, today=date(2019, 12, 31)).allowed
    assert not may_begin(BUREAU, ProjectDraft(1, 1, Contract.OWNERS, BEGAN, BEGAN), today=BEGAN).allowed
    assert may_end(BUREAU, began=BEGAN, day=TERM, today=TERM).allowed
    assert not may_end(BUREAU, began=BEGAN, day=BEGAN, today=TERM).allowed
    assert not may_end(BUREAU, began=BEGAN, day=ENDED, today=TERM).allowed
    assert may_extend(BUREAU, former=TERM, term_until=ENDED).allowed
    assert not may_extend(BUREAU, former=TERM, term_until=TERM).allowed


@pytest.mark.parametrize("role", [Role.COMPANY_MANAGER, Role.RESIDENT, Role.AUDITOR, Role.STREET_CLERK])
def test_only_registrars_enter_companies_and_projects(role: Role) -> None:
    draft = ProjectDraft(1, 1, Contract.OWNERS, BEGAN)
    assert not may_begin(role, draft, today=TERM).allowed
    assert not may_add_company(role, CompanyDraft("甲", "91350100M000100Y43", 1, BEGAN)).allowed
