"""Honours: who may do what, and what may be, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Role
from hemei.kernel.figures import Verdict
from hemei.kernel.standards import load_standards
from hemei.oversight.honours.rules.acts import Act, may
from hemei.oversight.honours.rules.deciding import (
    Candidate,
    Former,
    Look,
    may_look,
    may_nominate,
    may_object,
    may_post,
    may_publish,
    may_recheck,
    may_review,
    may_set_target,
    may_take_back,
    may_withdraw,
    passes,
    says_enough,
)
from hemei.oversight.honours.rules.standards import ExemplarRules, HarmoniousPlan
from hemei.oversight.honours.rules.words import LIVE, Ground, State

TODAY = date(2026, 11, 2)
_BUREAU = {Role.CITY_BUREAU}
_NOMINATE = {Role.STREET_CLERK, Role.COMPANY_MANAGER}
_SEE = {
    Role.COMMUNITY_CLERK,
    Role.COMMUNITY_SECRETARY,
    Role.STREET_CLERK,
    Role.COUNTY_COORDINATOR,
    Role.CITY_BUREAU,
    Role.COMPANY_MANAGER,
    Role.COMMITTEE_MEMBER,
}
EXPECTED: dict[Act, set[Role]] = {
    Act.SEE: _SEE,
    Act.NOMINATE: _NOMINATE,
    Act.TAKE_BACK: _NOMINATE,
    Act.REVIEW: _BUREAU,
    Act.POST: _BUREAU,
    Act.OBJECT: (_SEE - _BUREAU)
    | {Role.RESIDENT, Role.GRID_WORKER, Role.HOTLINE_CLERK, Role.DEPARTMENT_CLERK},
    Act.DECIDE: _BUREAU,
    Act.PUBLISH: _BUREAU,
    Act.RECHECK: _BUREAU,
    Act.WITHDRAW: _BUREAU,
    Act.SET_TARGET: _BUREAU,
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_role_by_act(role: Role, act: Act) -> None:
    assert may(role, act).allowed == (role in EXPECTED[act])
    assert not may(role, act, covered=False).allowed


@pytest.fixture(scope="module")
def rules() -> ExemplarRules:
    shipped = load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
    return shipped.find("exemplar-rules", ExemplarRules, on=TODAY)


@pytest.fixture(scope="module")
def plan() -> HarmoniousPlan:
    shipped = load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
    return shipped.find("harmonious-plan", HarmoniousPlan, on=TODAY)


ALL = Candidate(mechanism=1, works=Verdict.YES, committee=2, filed=True, project=3)


@pytest.mark.parametrize(
    ("kind", "by", "changes", "code"),
    [
        ("mechanism", "street", {}, ""),
        ("mechanism", "company", {}, "nominator"),
        ("mechanism", "street", {"mechanism": None}, "no_mechanism"),
        ("mechanism", "street", {"works": Verdict.NO}, "idle"),
        ("mechanism", "street", {"works": Verdict.NOT_PROVABLE}, ""),
        ("committee", "street", {}, ""),
        ("committee", "street", {"committee": None}, "no_committee"),
        ("committee", "street", {"filed": False}, "unfiled"),
        ("committee", "company", {}, "nominator"),
        ("company_service", "street", {}, ""),
        ("company_service", "company", {}, ""),
        ("company_service", "company", {"project": None}, "no_project"),
        ("demonstration", "company", {}, ""),
        ("demonstration", "street", {}, "nominator"),
        ("demonstration", "company", {"project": None}, "no_project"),
    ],
)
def test_what_an_estate_can_be_nominated_for(
    rules: ExemplarRules, kind: str, by: str, changes: dict[str, object], code: str
) -> None:
    decision = may_nominate(
        rules.of(kind), replace(ALL, **changes), by=by, former=(), on=TODAY, rules=rules  # type: ignore[arg-type]
    )  # fmt: skip
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])
    assert all(reason.remedy for reason in decision.reasons)  # and what to do


@pytest.mark.parametrize("state", State)
def test_the_same_is_not_nominated_twice_nor_within_a_year(rules: ExemplarRules, state: State) -> None:
    def code(ended: date | None) -> str:
        former = [Former(state, ended)]
        decision = may_nominate(rules.kind[0], ALL, by="street", former=former, on=TODAY, rules=rules)
        return decision.reasons[0].code if decision.reasons else ""

    if state in LIVE:
        assert code(None) == "twin"
        return
    assert code(date(2025, 11, 3)) == "again"
    assert code(date(2025, 11, 2)) == ""
    assert code(date(2024, 2, 29)) == ""


LOOK = Look(TODAY, 6, 4, TODAY - timedelta(days=3), TODAY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"present": 4}, "too_few"),
        ({"agree": 7}, "agree"),
        ({"agree": -1}, "agree"),
        ({"on": TODAY + timedelta(days=1)}, "day"),
        ({"on": TODAY - timedelta(days=4)}, "day"),
        ({"on": TODAY - timedelta(days=3)}, ""),
    ],
)
def test_a_review_has_enough_members_on_a_day_that_can_be(
    rules: ExemplarRules, changes: dict[str, object], code: str
) -> None:
    decision = may_look(replace(LOOK, **changes), least=rules.group.least)  # type: ignore[arg-type]
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


@pytest.mark.parametrize(
    ("agree", "evidence", "passed"),
    [
        (4, None, True),  # two thirds, that share included
        (3, None, False),
        (6, Fraction(8, 10), True),
        (6, Fraction(799, 1000), False),
        (3, Fraction(1), False),
    ],
)
def test_two_thirds_agree_and_no_evaluation_says_otherwise(
    rules: ExemplarRules, agree: int, evidence: Fraction | None, *, passed: bool
) -> None:
    assert passes(replace(LOOK, agree=agree), evidence, rules.kind[0], rules) is passed


def test_a_project_is_visited_before_it_is_reviewed(rules: ExemplarRules) -> None:
    project, mechanism = rules.of("demonstration"), rules.of("mechanism")
    assert may_review(State.NOMINATED, mechanism, visited=None).allowed
    assert may_review(State.NOMINATED, project, visited=True).allowed
    assert may_review(State.NOMINATED, project, visited=None).reasons[0].code == "not_visited"
    assert may_review(State.NOMINATED, project, visited=False).reasons[0].code == "visit_failed"
    assert not any(may_review(one, mechanism, visited=None).allowed for one in State if one != "nominated")


def test_it_is_posted_after_the_review_and_published_after_the_posting() -> None:
    assert [state for state in State if may_post(state).allowed] == [State.PASSED]

    def code(state: State, ends_on: date | None, objections: int = 0) -> str:
        decision = may_publish(state, ends_on=ends_on, today=TODAY, open_objections=objections)
        return decision.reasons[0].code if decision.reasons else ""

    yesterday = TODAY - timedelta(days=1)
    assert code(State.POSTED, yesterday) == ""
    assert code(State.POSTED, TODAY) == "posting"  # the last day is one of the posting's
    assert code(State.POSTED, yesterday, 1) == "objections"
    assert {code(state, yesterday) for state in State if state is not State.POSTED} == {"state"}


def test_who_may_object_until_when_and_how_often() -> None:
    def code(state: State, ends_on: date | None, *, before: bool = False) -> str:
        decision = may_object(state, ends_on=ends_on, today=TODAY, before=before)
        return decision.reasons[0].code if decision.reasons else ""

    assert code(State.POSTED, TODAY) == ""
    assert code(State.POSTED, TODAY - timedelta(days=1)) == "closed"
    assert code(State.PUBLISHED, TODAY) == "closed"
    assert code(State.POSTED, TODAY, before=True) == "twin"


def test_a_recheck_lies_after_publication_and_the_last_one() -> None:
    since = date(2025, 11, 2)

    def code(on: date, last: date | None = None, state: State = State.PUBLISHED) -> str:
        decision = may_recheck(state, valid_from=since, last=last, on=on, today=TODAY)
        return decision.reasons[0].code if decision.reasons else ""

    assert code(TODAY) == ""
    assert code(TODAY, last=TODAY) == "day"
    assert code(since) == "day"
    assert code(TODAY + timedelta(days=1)) == "day"
    assert code(TODAY, state=State.WITHDRAWN) == "state"


def test_an_honour_is_withdrawn_once_and_not_by_the_word_of_a_recheck() -> None:
    since = date(2025, 11, 2)

    def code(ground: Ground, on: date = TODAY, state: State = State.PUBLISHED) -> str:
        decision = may_withdraw(state, ground, valid_from=since, on=on, today=TODAY)
        return decision.reasons[0].code if decision.reasons else ""

    assert code(Ground.CONDUCT) == ""
    assert code(Ground.RECHECK) == "ground"
    assert code(Ground.GONE, since) == "day"
    assert code(Ground.FALSE, TODAY + timedelta(days=1)) == "day"
    assert code(Ground.FALSE, state=State.WITHDRAWN) == "state"


def test_who_nominated_takes_back_before_the_review() -> None:
    assert may_take_back(State.NOMINATED, own=True).allowed
    assert may_take_back(State.NOMINATED, own=False).reasons[0].code == "not_own"
    assert not any(may_take_back(state, own=True).allowed for state in State if state != "nominated")
    assert says_enough("x" * 10).allowed
    assert not says_enough("好").allowed


@pytest.mark.parametrize(
    ("year", "value", "known", "code"),
    [
        (2026, Fraction(85, 100), True, ""),
        (2024, Fraction(1), True, ""),
        (2023, Fraction(1), True, "year"),
        (2027, Fraction(1), True, "year"),
        (2026, Fraction(0), True, "value"),
        (2026, Fraction(101, 100), True, "value"),
        (2026, Fraction(1), False, "measure"),
    ],
)
def test_a_target_is_a_share_of_a_measure_in_a_year_of_the_plan(
    plan: HarmoniousPlan, year: int, value: Fraction, code: str, *, known: bool
) -> None:
    decision = may_set_target(year=year, years=plan.plan.years, value=value, known=known)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])
