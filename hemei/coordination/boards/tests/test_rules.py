"""What a board says, who may do what, and what a telephone number is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.coordination.boards.rules.acts import MAY, Act, is_number, may, may_post
from hemei.coordination.boards.rules.content import (
    Handler,
    Reached,
    changed_lines,
    changed_parts,
    digest_of,
    problems_of,
)
from hemei.coordination.boards.rules.words import PART_NAMES, Purpose
from hemei.kernel.actor import Role

LINES = (
    Handler("littering", "乱倒垃圾", "UM", direct=False),
    Handler("lift_trap", "电梯困人", "PC", direct=True),
    Handler("funds", "侵占公共收益", "HM", direct=False),
)
NAMES = {"UM": "城市管理部门", "PC": "物业服务企业", "HM": "房产部门", "CO": "社区"}
BODIES = {
    "CO": Reached("东风社区居委会", "15400000001"),
    "UM": Reached("瑶海区城管局", "15400000002"),
    "PC": Reached("大地物业", "15400000003"),
}
TABLE: dict[Act, set[Role]] = {
    Act.SEE: {
        Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
        Role.COMPANY_MANAGER,
    },
    Act.MAKE: {
        Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
        Role.SYSTEM,
    },
    Act.POST: {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.SYSTEM},
    Act.KEEP_PHONES: {
        Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
        Role.COMPANY_MANAGER, Role.SYSTEM,
    },
}  # fmt: skip


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what(role: Role, act: Act) -> None:
    assert may(role, act).allowed is (role in TABLE[act])
    assert set(MAY) == set(Act)


def test_the_community_accepts_and_the_lead_handles_but_danger_goes_to_the_lead() -> None:
    rows = problems_of(LINES, bodies=BODIES, names=NAMES)
    assert rows == [
        ["littering", "乱倒垃圾", "东风社区居委会", "15400000001", "瑶海区城管局", "15400000002"],
        ["lift_trap", "电梯困人", "大地物业", "15400000003", "大地物业", "15400000003"],
        ["funds", "侵占公共收益", "东风社区居委会", "15400000001", "房产部门", ""],
    ]


def test_danger_goes_to_the_community_where_the_lead_cannot_be_called() -> None:
    [row] = problems_of(LINES[1:2], bodies={"CO": BODIES["CO"]}, names=NAMES)
    assert row == ["lift_trap", "电梯困人", "东风社区居委会", "15400000001", "物业服务企业", ""]


def content(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {part: part for part in PART_NAMES if part not in {"manager", "problems"}}
    return {**made, "problems": problems_of(LINES, bodies=BODIES, names=NAMES), **changes}


@pytest.mark.parametrize("part", [part for part in PART_NAMES if part != "manager"])
def test_a_board_says_in_which_part_it_no_longer_holds(part: str) -> None:
    before, now = content(), content(**{part: []})
    assert changed_parts(before, now, manager_before="王经理", manager_now="王经理") == [part]
    assert digest_of(before, "王经理") != digest_of(now, "王经理")


def test_another_manager_is_another_board() -> None:
    assert changed_parts(content(), content(), manager_before="王经理", manager_now="李经理") == ["manager"]
    assert digest_of(content(), "王经理") != digest_of(content(), "李经理")


def test_one_number_changes_the_lines_that_print_it_and_no_other() -> None:
    moved = {**BODIES, "UM": Reached("瑶海区城管局", "15400000009")}
    now = content(problems=problems_of(LINES, bodies=moved, names=NAMES))
    assert changed_lines(content(), now) == ["乱倒垃圾"]


@given(st.permutations(sorted(content())))
def test_the_digest_does_not_know_the_order_in_which_a_content_was_put_together(keys: list[str]) -> None:
    whole = content()
    assert digest_of({key: whole[key] for key in keys}, "") == digest_of(whole, "")


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("12345", True), ("110", True), ("0000-6543210", True), ("+86 154 0000 0001", True), ("400-000-0001", True),
        ("", False), ("12", False), ("abc", False), ("154-", False), ("-154", False), ("1" * 25, False),
        ("１２３４５", False), ("154.000", False),
    ],
)  # fmt: skip
def test_what_a_telephone_number_is(*, number: str, good: bool) -> None:
    decision = is_number(number, Purpose.SERVICE)
    assert decision.allowed is good
    if not good:
        assert decision.reasons[0].field == "service"


@pytest.mark.parametrize(
    ("posted", "latest", "code"),
    [
        (date(2026, 11, 2), True, ""),
        (date(2026, 11, 5), True, ""),
        (date(2026, 11, 6), True, "day"),
        (date(2026, 11, 1), True, "day"),
        (date(2026, 11, 3), False, "older"),
    ],
)
def test_when_an_edition_may_be_said_to_hang(*, posted: date, latest: bool, code: str) -> None:
    decision = may_post(made_on=date(2026, 11, 2), posted_on=posted, today=date(2026, 11, 5), latest=latest)
    assert decision.allowed is (code == "")
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])
