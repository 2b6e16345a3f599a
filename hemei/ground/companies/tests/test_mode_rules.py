"""How an estate may be managed: what a mode needs, what stands in its way, what counts."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.ground.companies.rules.modes import (
    BY_COMPANY,
    KEEPERS,
    Basis,
    Mode,
    ModeDraft,
    ModeFacts,
    may_end_mode,
    may_enter_mode,
    may_void,
)
from hemei.ground.companies.rules.standards import is_covered
from hemei.kernel.actor import Role

STANDS, TODAY, DAY = date(2015, 1, 1), date(2026, 3, 2), date(2022, 1, 1)
COVERED = frozenset({Mode.MARKET, Mode.PACKAGED, Mode.COMMUNITY, Mode.MIXED})


def codes(mode: Mode, *, contract: bool, role: Role = Role.STREET_CLERK, **more: object) -> set[str]:
    package = "第1包" if mode is Mode.PACKAGED else ""
    draft = ModeDraft(**{  # type: ignore[arg-type]
        "estate_id": 1, "mode": mode, "valid_from": DAY, "basis": Basis.SURVEY, "package": package, **more
    })  # fmt: skip
    return {one.code for one in may_enter_mode(role, draft, ModeFacts(STANDS, contract), today=TODAY).reasons}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("contract", [True, False])
def test_a_company_needs_its_contract_and_no_other_mode_stands_beside_one(
    mode: Mode, *, contract: bool
) -> None:
    wrong = {"no_contract"} if mode in BY_COMPANY else {"contract_runs"}
    assert codes(mode, contract=contract) == (set() if contract is (mode in BY_COMPANY) else wrong)


@pytest.mark.parametrize("role", Role)
def test_streets_and_those_above_keep_the_modes(role: Role) -> None:
    allowed = role in {Role.CITY_BUREAU, Role.COUNTY_COORDINATOR, Role.STREET_CLERK, Role.SYSTEM}
    assert (role in KEEPERS) is allowed
    assert codes(Mode.NONE, contract=False, role=role) == (set() if allowed else {"role"})
    assert may_end_mode(role, began=DAY, day=TODAY, today=TODAY).allowed is allowed
    assert may_void(role, "登记错了").allowed is allowed


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valid_from": date(2026, 3, 3)}, "future_day"),
        ({"valid_from": date(2014, 12, 31)}, "before_estate"),
        ({"valid_until": DAY}, "bad_day"),
        ({"valid_until": date(2026, 3, 3)}, "bad_day"),
        ({"package": "第1包"}, "package"),
    ],
)
def test_days_and_packages_that_will_not_do(more: dict[str, object], said: str) -> None:
    assert codes(Mode.NONE, contract=False, **more) == {said}


def test_a_package_has_a_name() -> None:
    assert codes(Mode.PACKAGED, contract=True, package="") == {"no_package"}


@pytest.mark.parametrize(("day", "allowed"), [(DAY, False), (TODAY, True), (date(2026, 3, 3), False)])
def test_a_mode_ends_after_it_began_and_not_in_the_future(day: date, *, allowed: bool) -> None:
    assert may_end_mode(Role.SYSTEM, began=DAY, day=day, today=TODAY).allowed is allowed


def test_what_is_voided_has_a_reason() -> None:
    assert not may_void(Role.STREET_CLERK, " 错 ").allowed


def test_a_running_contract_counts_whatever_is_entered_and_an_ended_one_never() -> None:
    for mode in (None, *Mode):
        assert is_covered(mode, COVERED, contract=True)
        assert is_covered(mode, COVERED, contract=False) is (mode is Mode.COMMUNITY)
    assert is_covered(Mode.SELF, COVERED | {Mode.SELF}, contract=False)
    assert not is_covered(None, frozenset(), contract=True)
