"""When a document is in force, who may do what, which period a duty belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.kernel.actor import Role
from hemei.kernel.figures import Verdict
from hemei.kernel.periods import Repeat, period_of, said, titled
from hemei.leadership.policy.rules import Act, Force, force_on, may, may_stand

D = date


@pytest.mark.parametrize(
    ("force", "day", "verdict"),
    [
        (Force(since=D(2020, 5, 1)), D(2020, 4, 30), Verdict.NO),
        (Force(since=D(2020, 5, 1)), D(2020, 5, 1), Verdict.YES),
        (Force(since=D(2020, 5, 1), until=D(2022, 1, 1)), D(2021, 12, 31), Verdict.YES),
        (Force(since=D(2020, 5, 1), until=D(2022, 1, 1)), D(2022, 1, 1), Verdict.NO),
        (Force(year=2019), D(2018, 12, 31), Verdict.NO),
        (Force(year=2019), D(2019, 1, 1), Verdict.NOT_PROVABLE),
        (Force(year=2019), D(2019, 12, 31), Verdict.NOT_PROVABLE),
        (Force(year=2019), D(2020, 1, 1), Verdict.YES),
        (Force(year=2019, until=D(2024, 6, 1)), D(2024, 6, 1), Verdict.NO),
        (Force(), D(2024, 6, 1), Verdict.NOT_PROVABLE),
        (Force(until=D(2024, 6, 1)), D(2024, 6, 1), Verdict.NO),
    ],
)
def test_when_a_document_is_in_force(force: Force, day: date, verdict: Verdict) -> None:
    assert force_on(force, day)[0] is verdict


@pytest.mark.parametrize(
    ("force", "allowed"),
    [
        (Force(since=D(206, 1, 1)), False),
        (Force(year=206), False),
        (Force(year=2206), False),
        (Force(since=D(2024, 1, 2), until=D(2024, 1, 2)), False),
        (Force(since=D(2024, 1, 2), until=D(2024, 1, 3)), True),
        (Force(year=1949), True),
    ],
)
def test_days_that_cannot_be_true_are_refused(force: Force, *, allowed: bool) -> None:
    assert may_stand(force, D(2026, 11, 2)).allowed == allowed


_STAFF = set(Role) - {Role.PUBLIC}
_BUREAU = {Role.CITY_BUREAU, Role.SYSTEM}
EXPECTED = {
    Act.SEE: (_STAFF, _STAFF),
    Act.RECORD: (_BUREAU, _BUREAU),
    Act.ADD_CLAUSE: (_BUREAU, set()),
    Act.END: (_BUREAU, set()),
    Act.DEMAND: (_BUREAU | {Role.COUNTY_COORDINATOR, Role.STREET_CLERK}, set()),
}
"""Who may, while the document is in force and after it ended."""


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_role_by_act_by_state(role: Role, act: Act) -> None:
    assert set(EXPECTED) == set(Act)
    running, ended = EXPECTED[act]
    assert may(role, act).allowed == (role in running)
    assert may(role, act, ended=True).allowed == (role in ended)


@pytest.mark.parametrize(
    ("repeat", "day", "period"),
    [
        (Repeat.ONCE, D(2026, 11, 2), "once"),
        (Repeat.YEARLY, D(2026, 12, 31), "2026"),
        (Repeat.QUARTERLY, D(2026, 3, 31), "2026-Q1"),
        (Repeat.QUARTERLY, D(2026, 4, 1), "2026-Q2"),
        (Repeat.QUARTERLY, D(2026, 12, 31), "2026-Q4"),
        (Repeat.MONTHLY, D(2026, 2, 28), "2026-02"),
    ],
)
def test_the_period_of_a_day(repeat: Repeat, day: date, period: str) -> None:
    assert period_of(repeat, day) == period
    assert titled("报送名单", repeat, period) == (
        "报送名单" if repeat is Repeat.ONCE else f"报送名单（{said(period)}）"
    )


def test_a_title_says_its_period_in_words() -> None:
    told = [said(period) for period in ("2026", "2026-Q3", "2026-02", "2026-10")]
    assert told == ["2026年", "2026年第3季度", "2026年2月", "2026年10月"]
