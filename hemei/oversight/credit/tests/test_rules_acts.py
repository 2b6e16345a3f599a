"""Role by act, cell by cell; and what a line must be for an act, each bound on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision
from hemei.oversight.credit.rules import acts
from hemei.oversight.credit.rules.acts import Act, Conducted
from hemei.oversight.credit.rules.lines import Standing, known
from hemei.oversight.credit.rules.words import SOURCE_TEXTS, STATE_TEXTS, LineState, Source
from hemei.oversight.credit.tests.test_rules_replay import catalogue, line, repair

# fmt: off
TABLE = """
                     see see_managers propose confirm object decide ask_repair file_basic report settle foresee
public               -   -            -       -       -      -      -          -          -      -      -
resident             -   -            -       -       -      -      -          -          -      -      -
grid_worker          -   -            -       -       -      -      -          -          -      -      -
community_clerk      yes -            -       -       -      -      -          -          -      -      -
community_secretary  yes -            -       -       -      -      -          -          -      -      -
street_clerk         yes -            yes     -       -      -      -          -          -      -      -
department_clerk     -   -            -       -       -      -      -          -          -      -      -
county_coordinator   yes yes          yes     yes     -      yes    -          -          yes    -      -
city_bureau          yes yes          yes     yes     -      yes    -          -          yes    yes    yes
company_manager      yes yes          -       -       yes    -      yes        yes        yes    -      -
committee_member     -   -            -       -       -      -      -          -          -      -      -
hotline_clerk        -   -            -       -       -      -      -          -          -      -      -
system_admin         -   -            -       -       -      -      -          -          -      -      -
security_admin       -   -            -       -       -      -      -          -          -      -      -
auditor              -   -            -       -       -      -      -          -          -      -      -
data_officer         -   -            -       -       -      -      -          -          -      -      -
system               -   -            yes     -       -      -      -          -          -      yes    -
"""
# fmt: on
HEAD, *LINES = (row.split() for row in TABLE.strip().splitlines())
ALLOWED = {
    (Role(row[0]), Act(act))
    for row in LINES
    for act, cell in zip(HEAD, row[1:], strict=True)
    if cell == "yes"
}
TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_a_role_may_do_what_the_table_says_and_nobody_else_anything(role: Role, act: Act) -> None:
    assert [one.value for one in Act] == HEAD
    decision = acts.may(role, act)
    assert decision.allowed is ((role, act) in ALLOWED)
    assert bool(decision.reasons) is not decision.allowed
    assert set(acts.ACT_NAMES) == set(Act) == set(acts.MAY)


def code(decision: Decision) -> str:
    return decision.reasons[0].code if decision.reasons else ""


GOOD = Conducted("B05", date(2026, 9, 1), True, True, True, "核查记录8号", True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"happened_on": TODAY}, ""),
        ({"happened_on": date(2026, 11, 3)}, "future"),
        ({"contract_runs": False}, "outside"),
        ({"behaviour": "B99"}, "no_row"),
        ({"has_project": False}, "project"),
        ({"has_manager": False}, ""),
        ({"evidence": "略"}, "evidence"),
        ({"evidence": "", "by_hand": False}, ""),
        ({"behaviour": "I01", "has_project": False}, ""),
    ],
)
def test_conduct_is_in_the_catalogue_within_the_contract_and_proven(changed: dict, said: str) -> None:
    assert code(acts.may_propose(replace(GOOD, **changed), catalogue(), repair(), TODAY)) == said


def test_before_the_first_catalogue_nothing_is_conduct() -> None:
    assert code(acts.may_propose(GOOD, None, None, TODAY)) == "no_row"


def test_what_would_never_count_is_not_proposed() -> None:
    last = date(2027, 9, 1)  # a year after the conduct: the day itself still counts
    assert code(acts.may_propose(GOOD, catalogue(), repair(), last)) == ""
    assert code(acts.may_propose(GOOD, catalogue(), repair(), last + timedelta(days=1))) == "expired"


DUE = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stands", "objected", "now", "said"),
    [
        (Standing.COUNTS, 0, DUE, ""),
        (Standing.COUNTS, 0, DUE + timedelta(microseconds=1), "late"),
        (Standing.COUNTS, 1, NOW, "again"),
        (Standing.FROZEN, 1, NOW, "again"),
        (Standing.EXPIRED, 0, NOW, "not_counting"),
        (Standing.REPAIRED, 0, NOW, "not_counting"),
    ],
)
def test_an_objection_is_made_once_and_in_time(
    stands: Standing, objected: int, now: datetime, said: str
) -> None:
    made = acts.may_object(stands=stands, objected=objected, now=now, due_at=DUE, repair=repair())
    assert code(made) == said


def test_without_a_rule_nobody_objects_and_without_a_limit_nobody_is_late() -> None:
    stands, now = Standing.COUNTS, DUE + timedelta(days=99)
    assert code(acts.may_object(stands=stands, objected=0, now=now, due_at=None, repair=None)) == "no_rule"
    assert code(acts.may_object(stands=stands, objected=0, now=now, due_at=None, repair=repair())) == ""


@pytest.mark.parametrize(
    ("behaviour", "today", "said"),
    [
        ("B05", date(2026, 10, 31), "early"),
        ("B05", date(2026, 11, 1), ""),
        ("B05", date(2027, 5, 2), "not_counting"),
        ("B10c", date(2028, 1, 1), "no_repair"),
        ("G02", date(2026, 11, 1), "no_repair"),
    ],
)
def test_repair_is_asked_for_after_half_of_its_time(behaviour: str, today: date, said: str) -> None:
    bad = line("a", behaviour, date(2026, 5, 1))
    row = known(bad, catalogue())
    assert code(acts.may_ask_repair(bad, row, repair(), today=today, waits=False)) == said


def test_repair_is_not_asked_for_twice_at_once_nor_without_a_rule() -> None:
    bad = line("a", "B05", date(2026, 4, 1))
    row = known(bad, catalogue())
    assert code(acts.may_ask_repair(bad, row, repair(), today=TODAY, waits=True)) == "waits"
    assert code(acts.may_ask_repair(bad, row, None, today=TODAY, waits=False)) == "no_repair"


@pytest.mark.parametrize(
    ("year", "filed", "said"),
    [(2026, False, ""), (2026, True, "once"), (2025, False, "year"), (2027, False, "year")],
)
def test_basic_information_is_filed_once_in_its_year(year: int, *, filed: bool, said: str) -> None:
    assert code(acts.may_file(year=year, today=TODAY, filed=filed)) == said


def test_a_year_is_settled_once_after_its_end() -> None:
    assert code(acts.may_settle(year=2026, today=date(2026, 12, 31), settled=False)) == "early"
    assert code(acts.may_settle(year=2026, today=date(2027, 1, 1), settled=False)) == ""
    assert code(acts.may_settle(year=2026, today=date(2027, 1, 1), settled=True)) == "once"


def test_every_state_and_source_has_its_words() -> None:
    assert set(STATE_TEXTS) == set(LineState)
    assert set(SOURCE_TEXTS) == set(Source)
