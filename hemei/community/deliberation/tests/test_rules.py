"""The rules of deliberation: who may what, where a topic can go, what may be concluded, when a mechanism works."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.deliberation.rules.acts import MAY, SIDE_OF, Act, may
from hemei.community.deliberation.rules.concluding import (
    Matter,
    Task,
    is_ripe,
    may_be,
    may_conclude,
    may_set,
    missing_sides,
)
from hemei.community.deliberation.rules.mechanisms import Entry, may_end, may_register, may_stand
from hemei.community.deliberation.rules.small import Progress, may_rate, may_share, step_of
from hemei.community.deliberation.rules.standards import SmallMatters, ThreeInOne
from hemei.community.deliberation.rules.topics import (
    MOVES,
    Move,
    after,
    likeness,
    may_merge,
    may_move,
)
from hemei.community.deliberation.rules.words import ConclusionKind, OwnersSide, Side, Step, TopicState
from hemei.community.deliberation.rules.works import Record, parts_of, verdict_of
from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reference
from hemei.kernel.figures import Verdict
from hemei.kernel.standards import load_standards

DAY = date(2026, 11, 2)
_STANDARDS = load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
RULES = _STANDARDS.find("three-in-one", ThreeInOne, on=DAY)
SMALL = _STANDARDS.find("small-matters", SmallMatters, on=DAY)
FUND = Matter(
    "use_maintenance_fund",
    "使用维修资金",
    "民法典第二百七十八条",
    Reference("owner-matters", DAY, "x", "y", "law"),
)

_CELLS = {
    Role.PUBLIC: "",
    Role.RESIDENT: "see_own raise rate",
    Role.GRID_WORKER: "",
    Role.COMMUNITY_CLERK: "see raise check call conclude ask_extra share",
    Role.COMMUNITY_SECRETARY: "see raise check call conclude ask_extra share",
    Role.STREET_CLERK: "see keep_mechanism",
    Role.DEPARTMENT_CLERK: "",
    Role.COUNTY_COORDINATOR: "see keep_mechanism",
    Role.CITY_BUREAU: "see keep_mechanism",
    Role.COMPANY_MANAGER: "see raise ask_extra",
    Role.COMMITTEE_MEMBER: "see raise ask_extra",
    Role.HOTLINE_CLERK: "",
    Role.SYSTEM_ADMIN: "",
    Role.SECURITY_ADMIN: "",
    Role.AUDITOR: "",
    Role.DATA_OFFICER: "",
    Role.ASSESSOR: "",
    Role.MEDIATOR: "",
    Role.SYSTEM: "see raise check call conclude ask_extra share keep_mechanism",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_every_cell_of_the_table(role: Role, act: Act) -> None:
    allowed = act.value in _CELLS[role].split()
    assert may(role, act).allowed is allowed
    assert not may(role, act, covered=False).allowed


def test_every_role_that_raises_speaks_for_a_side() -> None:
    assert MAY[Act.RAISE] - {Role.SYSTEM} == set(SIDE_OF)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", TopicState)
def test_a_topic_goes_where_the_table_says_and_nowhere_else(move: Move, state: TopicState) -> None:
    decision = may_move(state, move)
    assert decision.allowed is (state in MOVES[move][0])
    assert decision.allowed or decision.reasons[0].remedy
    assert after(move) is not state or not decision.allowed


def test_nothing_leads_out_of_an_end_but_an_annulment_and_every_other_state_goes_on() -> None:
    left = {state for move, (since, _) in MOVES.items() for state in since if move is not Move.ANNULLED}
    assert set(TopicState) - left == {TopicState.REFUSED, TopicState.MERGED, TopicState.CLOSED}


@pytest.mark.parametrize("absent", Side)
def test_with_any_one_side_missing_nothing_can_be_concluded(absent: Side) -> None:
    here = set(Side) - {absent}
    assert missing_sides(here, RULES) == (absent,)
    assert not may_conclude(here, RULES).allowed
    assert may_conclude(set(Side), RULES).allowed


@pytest.mark.parametrize("kind", [one for one in ConclusionKind if one is not ConclusionKind.DROPPED])
def test_a_matter_of_the_owners_is_a_proposal_and_only_that_is_one(kind: ConclusionKind) -> None:
    proposal = kind is ConclusionKind.PROPOSAL
    found = may_be(kind, FUND, RULES)
    assert found.allowed is proposal
    assert any(one.clause == "第二百七十八条" for one in found.references)
    assert may_be(kind, None, RULES).allowed is not proposal


@pytest.mark.parametrize("kind", ConclusionKind)
def test_only_what_the_sides_rejected_is_dropped_and_only_what_they_adopted_concluded(
    kind: ConclusionKind,
) -> None:
    drops = kind is ConclusionKind.DROPPED
    assert is_ripe(kind, adopted=True, rejected=False, signed=True).allowed is not drops
    assert is_ripe(kind, adopted=False, rejected=True, signed=True).allowed is drops
    assert not is_ripe(kind, adopted=False, rejected=False, signed=True).allowed
    assert not is_ripe(kind, adopted=True, rejected=False, signed=False).allowed
    assert not is_ripe(kind, adopted=False, rejected=True, signed=False).allowed
    assert not drops or all(may_be(kind, one, RULES).allowed for one in (FUND, None))


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (Task("", 1, date(2026, 11, 20)), "title"),
        (Task("修灯", 9, date(2026, 11, 20)), "owner"),
        (Task("修灯", 1, DAY), "past"),
        (Task("修灯", 1, date(2027, 6, 1)), "far"),
    ],
)
def test_a_task_has_what_who_and_until_when(task: Task, code: str) -> None:
    assert may_set(task, owners=[1], today=DAY, rules=RULES).reasons[0].code == code


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("北门路灯不亮", "北门的路灯不亮了", True),
        ("北门路灯不亮", "南门门禁损坏", False),
        ("北门路灯不亮", "北门路灯不亮", True),
        ("", "北门", False),
    ],
)
def test_titles_are_alike_by_their_pairs_of_characters(one: str, other: str, *, alike: bool) -> None:
    assert (likeness(one, other) >= 50) is alike
    assert likeness(one, other) == likeness(other, one)


def test_a_topic_is_merged_into_one_of_its_place_that_is_still_open() -> None:
    state = TopicState.WAITING
    assert may_merge(topic=1, into=2, same_place=True, into_state=state).allowed
    assert not may_merge(topic=1, into=1, same_place=True, into_state=state).allowed
    assert not may_merge(topic=1, into=2, same_place=False, into_state=state).allowed
    assert not may_merge(topic=1, into=2, same_place=True, into_state=TopicState.CLOSED).allowed


def test_an_entry_of_the_register_is_whole() -> None:
    entry = Entry(date(2022, 6, 1), "东风社区党委〔2022〕6号", tuple(Side), OwnersSide.COMMITTEE, 1)
    assert may_register(entry, DAY, RULES).allowed
    bad = Entry(date(2999, 1, 1), "", (), OwnersSide.COMMITTEE, 13)
    assert {one.field for one in may_register(bad, DAY, RULES).reasons} == {
        "established_on", "document", "sides", "months",
    }  # fmt: skip
    assert not may_stand(urban=False, has_party=True).allowed
    assert not may_stand(urban=True, has_party=False).allowed
    assert not may_end(DAY, DAY, DAY).allowed


counts = st.integers(0, 40)


@given(counts, counts, counts, counts, counts)
def test_a_mechanism_works_when_all_three_tests_hold(a: int, b: int, c: int, d: int, e: int) -> None:
    record = Record(a, min(b, c), max(b, c), min(d, e), max(d, e))
    verdicts = [part.verdict for part in parts_of(record, RULES.works)]
    found = verdict_of(record, RULES.works)
    assert (found is Verdict.YES) is (set(verdicts) == {Verdict.YES})
    assert (found is Verdict.NO) is (Verdict.NO in verdicts)
    assert record != Record() or found is Verdict.NOT_PROVABLE


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_the_five_steps_follow_one_another(planned: bool, built: bool, managed: bool, shared: bool) -> None:  # noqa: FBT001
    step = step_of(Progress(planned, built, managed, shared))
    done = [planned, planned and built, planned and built and managed]
    assert list(Step).index(step) == sum(done) + (all(done) and shared)


def test_a_result_is_shared_after_the_days_of_rating() -> None:
    whole = Progress(planned=True, built=True, managed=True)
    for done_on, shared in (
        (date(2026, 10, 19), False),
        (date(2026, 10, 18), False),
        (date(2026, 10, 17), True),
    ):
        assert may_share(whole, done_on=done_on, today=DAY, rules=SMALL).allowed is shared
        rated = may_rate(
            state=TopicState.DONE,
            done_on=done_on,
            today=DAY,
            days=SMALL.rating.days,
            lives_there=True,
            rated=False,
        )
        assert rated.allowed is not shared  # never both on one day
