"""The table of roles and acts cell by cell, and the rules of passwords and codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from hemei.ground.people.rules import credentials, platform
from hemei.ground.people.rules.credentials import CodesSent, CodeState
from hemei.ground.people.rules.platform import (
    ACT_NAMES,
    MAY,
    ROLE_NAMES,
    ROLE_SENTENCES,
    SEES_BY_PLACE,
    Act,
    may,
)
from hemei.kernel.actor import Role

# fmt: off
TABLE = """
act               PUB  RES  GRID COMM SECR STR  DEPT COU  CITY FIRM OWNC HOT  SYSA SECA AUD  OFFC SYS  ASSE  MED
use_own_account   -    yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  -    yes  yes
see_lists         -    yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  -    -    -    -    -    -    -
unmask            -    -    yes  yes  yes  yes  yes  -    -    -    -    yes  -    -    -    yes  -    -    -
see_bodies        -    -    -    -    -    -    -    -    -    -    -    -    yes  -    yes  -    -    -    -
manage_bodies     -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    yes  -    -
manage_people     -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    yes  -    -
appoint           -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    yes  -    -
name_grid_worker  -    -    -    yes  yes  -    -    -    -    -    -    -    -    -    -    -    -    -    -
issue_standard    -    -    -    -    -    -    -    -    yes  -    -    -    -    -    -    -    yes  -    -
see_sessions      -    -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    -    -
end_sessions      -    -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    -    -
lift_lock         -    -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    -    -
reset_password    -    -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    yes  -    -
keep_keys         -    -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    -    -
read_audit        -    -    -    -    -    -    -    -    -    -    -    -    -    -    yes  -    -    -    -
search_registers  -    -    yes  yes  yes  yes  yes  yes  yes  yes  -    yes  -    -    -    -    -    -    -
search_persons    -    -    yes  yes  yes  yes  -    -    -    -    -    yes  -    -    -    -    -    -    -
file_privacy      -    -    -    yes  yes  yes  -    -    yes  -    -    -    -    -    -    yes  -    -    -
answer_privacy    -    -    -    -    -    -    -    -    yes  -    -    -    -    -    -    yes  -    -    -
assess_privacy    -    -    -    -    -    -    -    -    yes  -    -    -    -    -    -    yes  -    -    -
import_registers  -    -    -    -    -    yes  -    yes  yes  -    -    yes  yes  -    -    -    yes  -    -
see_figures       -    -    -    yes  yes  yes  -    yes  yes  -    -    -    -    -    -    -    yes  -    -
make_bulletin     -    -    -    -    -    yes  -    yes  yes  -    -    -    -    -    -    -    yes  -    -
publish_bulletin  -    -    -    -    -    -    -    -    yes  -    -    -    -    -    -    -    -    -    -
see_quality       -    -    -    yes  yes  yes  -    yes  yes  -    -    -    yes  -    -    -    yes  -    -
see_committees    -    -    yes  yes  yes  yes  -    yes  yes  -    yes  yes  -    -    -    -    yes  -    -
keep_committees   -    -    -    -    yes  yes  -    -    yes  -    -    -    -    -    -    -    yes  -    -
see_residents     -    -    yes  yes  yes  yes  -    -    -    -    -    -    -    -    -    -    -    -    -
keep_residents    -    -    -    yes  yes  yes  -    -    -    -    -    -    -    -    -    -    yes  -    -
"""
COLUMNS = {
    "PUB": Role.PUBLIC, "RES": Role.RESIDENT, "GRID": Role.GRID_WORKER, "COMM": Role.COMMUNITY_CLERK,
    "SECR": Role.COMMUNITY_SECRETARY, "STR": Role.STREET_CLERK, "DEPT": Role.DEPARTMENT_CLERK,
    "COU": Role.COUNTY_COORDINATOR,
    "CITY": Role.CITY_BUREAU, "FIRM": Role.COMPANY_MANAGER, "OWNC": Role.COMMITTEE_MEMBER,
    "HOT": Role.HOTLINE_CLERK, "SYSA": Role.SYSTEM_ADMIN,
    "SECA": Role.SECURITY_ADMIN, "AUD": Role.AUDITOR, "OFFC": Role.DATA_OFFICER, "SYS": Role.SYSTEM,
    "ASSE": Role.ASSESSOR, "MED": Role.MEDIATOR,
}
# fmt: on
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (COLUMNS[column], Act(line[0]), cell == "yes")
    for line in LINES
    for column, cell in zip(HEAD[1:], line[1:], strict=True)
]


def test_the_table_has_every_role_and_every_act() -> None:
    assert {role for role, _, _ in CELLS} == set(Role)
    assert {act for _, act, _ in CELLS} == set(Act) == set(MAY) == set(ACT_NAMES)
    assert set(ROLE_NAMES) == set(Role)
    assert set(ROLE_SENTENCES) == platform.APPOINTED | {Role.RESIDENT, Role.COMMITTEE_MEMBER}


@pytest.mark.parametrize(("role", "act", "allowed"), CELLS)
def test_a_role_may_do_what_the_table_says(role: Role, act: Act, *, allowed: bool) -> None:
    decision = may(role, act)
    assert decision.allowed is allowed
    assert bool(decision.reasons) is not allowed


def test_the_three_administrations_share_no_act_but_their_own_account_and_the_public_register() -> None:
    shared = {Act.USE_OWN_ACCOUNT, Act.SEE_BODIES}
    for act in set(Act) - shared:
        assert len(MAY[act] & platform.ADMINISTRATIONS) <= 1


def test_the_three_administrations_the_department_and_the_company_see_nothing_by_place() -> None:
    blind = {
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDITOR,
        Role.DEPARTMENT_CLERK,
        Role.COMPANY_MANAGER,
        Role.COMMITTEE_MEMBER,
    }
    assert not SEES_BY_PLACE & (blind | {Role.RESIDENT, Role.PUBLIC})


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.RESIDENT, Role.SYSTEM, Role.COMMITTEE_MEMBER])
def test_nobody_is_appointed_to_be_the_public_a_resident_the_system_or_elected(role: Role) -> None:
    assert not platform.may_hold(role).allowed


def item(count: int) -> SimpleNamespace:
    return SimpleNamespace(count=count, warrant=SimpleNamespace(reference=None))


STANDARD = SimpleNamespace(password_length=item(12), character_kinds=item(3))


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Abcdefghijk1", 0),
        ("abcdefghij1!", 0),
        ("Abcdefghij1", 1),  # eleven characters
        ("abcdefghijk1", 1),  # two kinds
        ("abc", 2),
        ("", 2),
    ],
)
def test_a_password_has_twelve_characters_of_three_kinds(password: str, faults: int) -> None:
    decision = credentials.strong_enough(password, STANDARD)  # type: ignore[arg-type]
    assert len(decision.reasons) == faults
    assert decision.allowed is (faults == 0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0086 138 0013 8000", "13800138000"),
        ("12800138000", ""),
        ("1380013800", ""),
        ("138001380000", ""),
        ("", ""),
        ("电话", ""),
    ],
)
def test_a_phone_number_has_eleven_digits(text: str, number: str) -> None:
    assert credentials.normal_phone(text) == number
    assert credentials.is_phone(text).allowed is bool(number)


NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_code_goes_out_once_a_minute_and_five_times_an_hour() -> None:
    assert credentials.may_send_code(CodesSent(0, None), NOW).allowed
    soon = credentials.may_send_code(CodesSent(1, NOW - 30 * SECOND), NOW)
    assert soon.reasons[0].values["seconds"] == 30
    assert credentials.may_send_code(CodesSent(4, NOW - 60 * SECOND), NOW).allowed
    assert not credentials.may_send_code(CodesSent(5, NOW - 60 * SECOND), NOW).allowed


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (CodeState(NOW + SECOND, 0, False), ""),
        (CodeState(NOW + SECOND, 4, False), ""),
        (CodeState(NOW + SECOND, 5, False), "tries"),
        (CodeState(NOW, 0, False), "expired"),
        (CodeState(NOW + SECOND, 0, True), "expired"),
        (None, "expired"),
    ],
)
def test_a_code_may_be_tried_while_it_lives(state: CodeState | None, code: str) -> None:
    decision = credentials.may_try_code(state, NOW)
    assert decision.allowed is (code == "")
    assert code == (decision.reasons[0].code if decision.reasons else "")
