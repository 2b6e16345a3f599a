"""What fits an old estate, who may decide it, how renovation and coverage stand; without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.ground.companies.rules.modes import KEEPERS
from hemei.ground.companies.rules.modes import Mode as RegisterMode
from hemei.kernel.actor import Role
from hemei.kernel.limits import Limit
from hemei.kernel.periods import months_after
from hemei.oversight.renewal.rules.acts import MAY, Act, may
from hemei.oversight.renewal.rules.deciding import DecisionFacts, Vote, may_decide
from hemei.oversight.renewal.rules.proposing import EstateFacts, propose
from hemei.oversight.renewal.rules.serving import EmergencyFacts, may_begin_emergency
from hemei.oversight.renewal.rules.standards import RenewalModes
from hemei.oversight.renewal.rules.steps import Step, StepFacts, step_on
from hemei.oversight.renewal.rules.timing import later
from hemei.oversight.renewal.rules.words import Decider, Mode
from tests.test_standards import standards

DAY = date(2026, 11, 25)
RULES = standards().find("renewal-modes", RenewalModes, on=DAY)
OLD = EstateFacts("old", 800_000, 80, companions=2)
TABLE = {
    Role.COMMUNITY_CLERK: {Act.SEE, Act.SURVEY},
    Role.COMMUNITY_SECRETARY: {Act.SEE, Act.SURVEY},
    Role.STREET_CLERK: set(Act),
    Role.COUNTY_COORDINATOR: set(Act),
    Role.CITY_BUREAU: set(Act),
    Role.SYSTEM: set(Act),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(Act))
def test_who_may_do_what(role: Role, act: Act) -> None:
    assert may(role, act).allowed is (act in TABLE.get(role, set()))


def test_the_modes_are_those_of_the_register_and_its_keepers_decide() -> None:
    assert {one.value for one in Mode} < {one.value for one in RegisterMode}
    assert MAY[Act.DECIDE] == KEEPERS


@pytest.mark.parametrize(
    ("changes", "mode", "codes"),
    [
        ({}, Mode.PACKAGED, "size kind open renovation facilities companions organised"),
        ({"companions": 0}, Mode.COMMUNITY, "size kind open renovation facilities companions organised"),
        ({"area_dm2": 2_000_000, "households": 200}, Mode.MARKET, "size kind open renovation facilities organised"),
        ({"kind": "resettlement", "organised": True}, Mode.MIXED, None),
        ({"kind": "open"}, Mode.COMMUNITY, None),
        ({"kind": "open", "enclosed": True}, Mode.PACKAGED, None),
        ({"facilities": frozenset({"gate"})}, Mode.COMMUNITY, None),
        ({"facilities": frozenset({"gate"}), "stage": "finished"}, Mode.PACKAGED, None),
    ],
)  # fmt: skip
def test_a_proposal_says_every_fact_it_was_told(changes: dict, mode: Mode, codes: str | None) -> None:
    found = propose(replace(OLD, **changes), RULES)
    assert found is not None
    assert found.mode is mode
    assert codes is None or [one.code for one in found.reasons] == codes.split()
    assert found.references


@given(
    facts=st.builds(
        EstateFacts,
        kind=st.sampled_from(RULES.old.kinds),
        area_dm2=st.integers(1, 10**8),
        households=st.integers(1, 5_000),
        enclosed=st.sampled_from([None, True, False]),
        facilities=st.none() | st.frozensets(st.sampled_from([one.code for one in RULES.facility])),
        stage=st.sampled_from(["", "planned", "under_way", "finished"]),
        companions=st.integers(0, 9),
        organised=st.booleans(),
    )
)
def test_every_old_estate_gets_one_proposal(facts: EstateFacts) -> None:
    assert propose(facts, RULES) is not None


def test_what_is_not_old_gets_none() -> None:
    assert propose(replace(OLD, kind="commodity"), RULES) is None


VOTE = Vote(1, "hire_company", passed=True, annulled=False, published_on=DAY)
ENTERED = DecisionFacts(1, Mode.MARKET, Decider.OWNERS, VOTE, "", "", DAY, DAY)


@pytest.mark.parametrize(
    ("vote", "code"),
    [
        ({}, None),
        ({"estate_id": 2}, "other_estate"),
        ({"matter": "rebuild"}, "other_matter"),
        ({"passed": False}, "not_passed"),
        ({"annulled": True}, "annulled"),
        ({"published_on": None}, "unpublished"),
    ],
)
def test_a_decision_rests_on_its_own_vote(vote: dict, code: str | None) -> None:
    decision = may_decide(replace(ENTERED, vote=replace(VOTE, **vote)), RULES, today=DAY)
    assert [one.code for one in decision.reasons] == ([code] if code else [])


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"mode_after": ""}, Step.STOPPED),
        ({"begun_on": None}, Step.PLANNED),
        ({"finished_on": None}, Step.UNDER_WAY),
        ({"accepted_on": None}, Step.UNACCEPTED),
        ({}, Step.WAITING),
        ({"cover_by": date(2026, 11, 24)}, Step.LATE),
        ({"covered": True}, Step.COVERED),
        ({"lost_on": date(2026, 11, 20)}, Step.DROPPED),
    ],
)
def test_how_renovation_and_coverage_stand(changes: dict, step: Step) -> None:
    if step in {Step.STOPPED, Step.PLANNED, Step.UNDER_WAY}:
        changes = {"finished_on": None, **changes}
    facts = StepFacts(
        "market", date(2026, 2, 1), date(2026, 11, 1), date(2026, 11, 1), date(2026, 12, 1), False, None
    )
    assert step_on(replace(facts, **changes), DAY) is step


@given(begun=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(1, 400))
def test_no_emergency_passes_six_months(begun: date, days: int) -> None:
    ends = begun + (date(2020, 1, 2) - date(2020, 1, 1)) * days
    facts = EmergencyFacts(("water",), 10, begun, ends, managed=False, again=False)
    allowed = may_begin_emergency(facts, RULES, today=begun).allowed
    assert allowed is (ends <= months_after(begun, 6))


def test_days_and_months_count_from_the_next_day() -> None:
    assert later(date(2026, 8, 31), Limit(6, "months")) == date(2027, 2, 28)
    assert later(date(2026, 3, 1), Limit(60, "days"), back=True) == date(2025, 12, 31)
