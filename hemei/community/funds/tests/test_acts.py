"""Which role, and who of the authority, may do which act on a fund."""

from __future__ import annotations

import pytest

from hemei.community.funds.rules.acts import Act, may, may_check
from hemei.kernel.actor import Actor, Matter, Role
from hemei.kernel.decision import Decision

_COMMUNITY = {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}
_AUTHORITY: set[Role | Matter] = {Matter.MAINTENANCE_FUND, Role.CITY_BUREAU}
_COMMITTEE, _SYSTEM, _COMPANY = {Role.COMMITTEE_MEMBER}, {Role.SYSTEM}, {Role.COMPANY_MANAGER}
EXPECTED: dict[Act, set[Role | Matter]] = {
    Act.SEE: {
        Role.STREET_CLERK,
        Role.COUNTY_COORDINATOR,
        *_COMMUNITY,
        *_AUTHORITY,
        *_COMPANY,
        *_COMMITTEE,
        *_SYSTEM,
    },
    Act.OPEN: _AUTHORITY | _SYSTEM,
    Act.DEPOSIT: _AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.SHOW: _COMMUNITY | _AUTHORITY | _COMMITTEE,
    Act.PUT_RENEWAL: _COMMUNITY | _COMMITTEE,
    Act.ASK_RENEWAL: _COMMUNITY | _AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.PLAN: _COMMUNITY | _COMPANY | _COMMITTEE | _SYSTEM,
    Act.WORK: _COMMUNITY | _COMPANY | _COMMITTEE | _SYSTEM,
    Act.CHECK: _AUTHORITY | _COMMITTEE | _COMMUNITY | _SYSTEM,
    Act.TRANSFER: _COMMUNITY | _AUTHORITY | _SYSTEM,
    Act.REFUND: _AUTHORITY,
    Act.SHARE: _AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.ASK_HANDOVER: _COMMITTEE | _COMMUNITY | _SYSTEM,
    Act.HAND_OVER: _AUTHORITY | _SYSTEM,
    Act.CREDIT: _AUTHORITY | _SYSTEM,
    Act.CORRECT: _AUTHORITY | _COMMITTEE,
    Act.FILE: _COMMITTEE | _COMMUNITY | _SYSTEM,
    Act.ORDER_CORRECTION: _AUTHORITY,
}


def code_of(decision: Decision) -> str:
    return "" if decision.allowed else decision.reasons[0].code


def being(part: Role | Matter) -> Actor:
    """Return somebody of a role, or of the department that holds a matter."""
    return Actor(part) if isinstance(part, Role) else Actor(Role.DEPARTMENT_CLERK, matters=frozenset({part}))


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("part", [*Role, *Matter])
def test_each_role_may_do_what_the_table_says(part: Role | Matter, act: Act) -> None:
    assert may(being(part), act).allowed is (part in EXPECTED[act])


@pytest.mark.parametrize(
    ("part", "handed_over", "own", "code"),
    [
        (Matter.MAINTENANCE_FUND, False, False, ""),
        (Matter.MAINTENANCE_FUND, True, False, "committee"),
        (Role.COUNTY_COORDINATOR, False, False, "role"),
        (Role.CITY_BUREAU, False, False, ""),
        (Role.COMMITTEE_MEMBER, True, False, ""),
        (Role.COMMITTEE_MEMBER, False, False, "authority"),
        (Role.COMMITTEE_MEMBER, True, True, "own"),
        (Role.COMPANY_MANAGER, True, False, "role"),
        (Role.COMMUNITY_CLERK, False, False, "authority"),
        (Role.COMMUNITY_CLERK, True, False, "committee"),
    ],
)
def test_before_the_transfer_the_authority_checks_afterwards_the_committee_and_nobody_his_own(
    part: Role | Matter, handed_over: bool, own: bool, code: str,  # noqa: FBT001 - a row of the table
) -> None:  # fmt: skip
    assert code_of(may_check(being(part), handed_over=handed_over, own=own)) == code
