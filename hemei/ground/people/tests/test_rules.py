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
role                 own  lists unmask see_bodies bodies people appoint standard see_sess end_sess unlock password audit search
public               -    -     -      -          -      -      -       -        -        -        -      -        -     -
resident             yes  yes   -      -          -      -      -       -        -        -        -      -        -     -
grid_worker          yes  yes   yes    -          -      -      -       -        -        -        -      -        -     yes
community_clerk      yes  yes   yes    -          -      -      -       -        -        -        -      -        -     yes
community_secretary  yes  yes   yes    -          -      -      -       -        -        -        -      -        -     yes
street_clerk         yes  yes   yes    -          -      -      -       -        -        -        -      -        -     yes
department_clerk     yes  yes   yes    -          -      -      -       -        -        -        -      -        -     yes
county_coordinator   yes  yes   -      -          -      -      -       -        -        -        -      -        -     yes
city_bureau          yes  yes   -      -          -      -      -       yes      -        -        -      -        -     yes
company_manager      yes  yes   -      -          -      -      -       -        -        -        -      -        -     yes
hotline_clerk        yes  yes   yes    -          -      -      -       -        -        -        -      -        -     yes
system_admin         yes  -     -      yes        yes    yes    yes     -        -        -        -      -        -     -
security_admin       yes  -     -      -          -      -      -       -        yes      yes      yes    yes      -     -
auditor              yes  -     -      yes        -      -      -       -        -        -        -      -        yes     -
system               -    -     -      -          yes    yes    yes     yes      -        -        -      yes      -     -
"""
COLUMNS = {
    "own": Act.USE_OWN_ACCOUNT, "lists": Act.SEE_LISTS, "unmask": Act.UNMASK, "see_bodies": Act.SEE_BODIES,
    "bodies": Act.MANAGE_BODIES, "people": Act.MANAGE_PEOPLE, "appoint": Act.APPOINT,
    "standard": Act.ISSUE_STANDARD, "see_sess": Act.SEE_SESSIONS, "end_sess": Act.END_SESSIONS,
    "unlock": Act.LIFT_LOCK, "password": Act.RESET_PASSWORD, "audit": Act.READ_AUDIT,
    "search": Act.SEARCH_REGISTERS,
}
# fmt: on
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (Role(line[0]), COLUMNS[column], cell == "yes")
    for line in LINES
    for column, cell in zip(HEAD[1:], line[1:], strict=True)
]


def test_the_table_has_every_role_and_every_act() -> None:
    assert {role for role, _, _ in CELLS} == set(Role)
    assert {act for _, act, _ in CELLS} == set(Act) == set(MAY) == set(ACT_NAMES)
    assert set(ROLE_NAMES) == set(Role)
    assert set(ROLE_SENTENCES) == platform.APPOINTED | {Role.RESIDENT}


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
    }
    assert not SEES_BY_PLACE & (blind | {Role.RESIDENT, Role.PUBLIC})


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.RESIDENT, Role.SYSTEM])
def test_nobody_is_appointed_to_be_the_public_a_resident_or_the_system(role: Role) -> None:
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
