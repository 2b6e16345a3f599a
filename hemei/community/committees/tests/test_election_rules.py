"""The rules of elections: gates, the group, what may be posted and called, who is elected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.committees.rules import clocks, electing, gates, outcome
from hemei.community.committees.rules.election_acts import ACT_TEXTS, MAY, Act, may
from hemei.community.committees.rules.election_standards import ElectionGates, ElectionRules
from hemei.community.committees.rules.election_words import (
    ElectionKind,
    ElectionState,
    Receiver,
    Result,
    Side,
)
from hemei.community.committees.rules.gates import Answer, By, Fact
from hemei.community.committees.rules.outcome import Counted
from hemei.community.committees.rules.standards import STANDARDS
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision
from hemei.kernel.standards import Standards, load_some_standards
from hemei.kernel.standards.working_time import clock_standards, working_time

TODAY = date(2026, 11, 25)
GATES = (
    "owner", "capacity", "law_abiding", "keeps_covenant", "public_spirited", "able", "sits_elsewhere",
    "works_for_company", "relative_at_company", "defaulter", "unlawful_building", "misconduct", "recalled",
)  # fmt: skip
BARRING = GATES[:6]
STANDARDS_AT = Path(__file__).parents[4] / "standards"
WORKING = working_time(clock_standards(STANDARDS_AT, city="hefei"), on=TODAY)


@cache
def shipped() -> Standards:
    return load_some_standards(STANDARDS_AT, city="hefei", shapes=STANDARDS)


def known() -> ElectionGates:
    return shipped().find("election-gates", ElectionGates, on=TODAY)


def rules() -> ElectionRules:
    return shipped().find("election-rules", ElectionRules, on=TODAY)


def clear(*failing: str, unsaid: tuple[str, ...] = ()) -> dict[str, Fact]:
    return {code: Fact(code not in failing, By.DECLARED) for code in GATES if code not in unsaid}


def codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons}


def accept(facts: dict[str, Fact], *adopted: str, law: ElectionGates | None = None) -> Decision:
    law = law or known()
    return gates.may_accept(gates.found(facts, law, adopted), law, adopted)


# --- gates ---------------------------------------------------------------------------------------
def test_who_meets_every_gate_is_accepted_and_the_answer_names_each() -> None:
    decision = accept(clear())
    assert decision.allowed
    assert {reference.item for reference in decision.references} == set(GATES)


@pytest.mark.parametrize("code", BARRING)
def test_what_the_guidance_rules_demand_bars_with_its_clause(code: str) -> None:
    decision = accept(clear(code))
    assert codes(decision) == {f"gate.{code}"}
    assert gates.barred(decision)
    assert decision.reasons[0].values["clause"] == "第三十一条"


@pytest.mark.parametrize("code", GATES[6:])
def test_what_only_another_citys_law_demands_warns_and_bars_where_the_owners_adopted_it(code: str) -> None:
    found = {one.gate.code: one.answer for one in gates.found(clear(code), known(), ())}
    assert found[code] is Answer.WARNS
    assert accept(clear(code)).allowed
    adopted = accept(clear(code), code)
    assert codes(adopted) == {f"gate.{code}"}
    assert "议事规则" in adopted.reasons[0].text


def test_a_relative_of_the_companys_manager_is_warned_here_and_barred_in_beijing() -> None:
    beijing = replace(known(), jurisdiction=replace(known().jurisdiction, profile="beijing"))
    assert accept(clear("relative_at_company")).allowed
    decision = accept(clear("relative_at_company"), law=beijing)
    assert codes(decision) == {"gate.relative_at_company"}
    assert decision.reasons[0].values["source"] == "北京市物业管理条例（2024年文本）"


def test_arrears_are_not_even_asked_before_somebody_adopts_them() -> None:
    assert "arrears" not in {gate.code for gate in gates.asked_gates(known(), ())}
    facts = clear() | {"arrears": Fact(clear=False, by=By.CHECKED)}
    assert accept(facts).allowed
    assert codes(accept(facts, "arrears")) == {"gate.arrears"}


def test_what_bars_and_nobody_said_is_asked_for_and_is_no_refusal() -> None:
    decision = accept(clear(unsaid=("capacity", "defaulter")))
    assert codes(decision) == {"unsaid.capacity"}
    assert not gates.barred(decision)


@given(st.sets(st.sampled_from(GATES)))
def test_a_refusal_names_exactly_the_gates_that_bar(failing: set[str]) -> None:
    assert codes(accept(clear(*failing))) == {f"gate.{code}" for code in failing & set(BARRING)}


# --- the first assembly and its group ------------------------------------------------------------
@pytest.mark.parametrize(("area", "met"), [(4180, False), (4181, True), (0, False)])
def test_more_than_half_of_the_area_is_delivered(area: int, met: bool) -> None:  # noqa: FBT001
    have = electing.Delivered(area, 8360, 0, 10, None)
    assert electing.may_hold_first(have, TODAY, rules()).allowed is met


def group(owners: int, others: int, chair: Side = Side.STREET) -> Decision:
    rest = [electing.Member(chair, chair=True), electing.Member(Side.RESIDENTS_COMMITTEE)]
    rest += [electing.Member(Side.DEVELOPER)] * (others - 2)
    return electing.may_form_group([electing.Member(Side.OWNER)] * owners + rest, rules())


@pytest.mark.parametrize(
    ("decision", "wrong"),
    [
        (group(4, 3), set()),
        (group(3, 4), {"owners"}),
        (group(4, 4), {"size"}),
        (group(1, 2), {"size", "owners"}),
        (group(4, 3, Side.DEVELOPER), {"chair"}),
    ],
)
def test_a_group_is_odd_half_owners_and_chaired_by_the_street(decision: Decision, wrong: set[str]) -> None:
    assert codes(decision) == wrong


# --- the plan --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seats", "reserves", "years", "wrong"),
    [
        (7, 3, 5, set()),
        (6, 0, 3, {"size"}),
        (3, 0, 3, {"size"}),
        (13, 0, 3, {"size"}),
        (5, 0, 6, {"too_long"}),
        (5, 6, 3, {"reserves"}),
    ],
)
def test_an_even_committee_or_too_long_a_term_is_refused(
    seats: int, reserves: int, years: int, wrong: set[str]
) -> None:
    plan = electing.Plan(ElectionKind.RENEWAL, seats, reserves, years)
    decision = electing.may_plan(
        plan, least=5, most=11, odd=True, most_years=5, size_clause="甲", term_clause="乙", rules=rules()
    )
    assert codes(decision) == wrong


# --- posting and calling -----------------------------------------------------------------------------
def test_there_are_more_candidates_than_seats_and_all_are_checked() -> None:
    ready = electing.Readiness(ElectionKind.FIRST, 5, 5, 1, group_posted=False)
    assert codes(electing.may_post_candidates(ready, rules())) == {"group", "unchecked", "too_few"}
    assert electing.may_post_candidates(electing.Readiness(ElectionKind.FIRST, 5, 6, 0), rules()).allowed


@pytest.mark.parametrize(("opens", "allowed"), [(date(2026, 11, 17), False), (date(2026, 11, 18), True)])
def test_fifteen_whole_days_lie_between_the_posting_and_the_vote(opens: date, allowed: bool) -> None:  # noqa: FBT001
    ready = electing.Readiness(ElectionKind.RENEWAL, 5, 6, 0)
    called = electing.Called(date(2026, 11, 2), opens, ready, date(2026, 11, 10), date(2026, 11, 9))
    assert electing.may_call(called, rules()).allowed is allowed


@pytest.mark.parametrize(("works", "wrong"), [(2, set()), (3, {"work_posting"}), (None, set())])
def test_what_a_first_assembly_needs_is_posted_as_long(works: int | None, wrong: set[str]) -> None:
    posted = date(2026, 11, works) if works else None
    ready = electing.Readiness(ElectionKind.FIRST, 5, 6, 0, works_posted=posted)
    called = electing.Called(
        date(2026, 11, 2), date(2026, 11, 18), ready, date(2026, 11, 10), date(2026, 11, 9)
    )
    decision = electing.may_call(called, rules())
    assert codes(decision) == wrong
    if wrong:
        assert decision.reasons[0].values["earliest"] == "2026-11-19"


@pytest.mark.parametrize(("day", "wrong"), [(9, {"objecting"}), (10, set())])
def test_the_call_waits_until_nobody_can_object_any_more(day: int, wrong: set[str]) -> None:
    posted, refused = date(2026, 10, 20), date(2026, 11, 2)
    until = electing.objections_until((posted, refused, None), rules().objection, WORKING)
    assert until == date(2026, 11, 9)
    assert electing.objections_until((None, None), rules().objection, WORKING) is None
    ready = electing.Readiness(ElectionKind.RENEWAL, 5, 6, 0)
    called = electing.Called(posted, date(2026, 12, 1), ready, date(2026, 11, day), until)
    assert codes(electing.may_call(called, rules())) == wrong


def test_open_objections_and_missing_work_stop_the_call() -> None:
    ready = electing.Readiness(ElectionKind.RENEWAL, 5, 5, 0, ("roll",), open_objections=1)
    called = electing.Called(None, date(2026, 12, 1), ready, date(2026, 11, 2))
    assert codes(electing.may_call(called, rules())) == {"not_posted", "objections", "work", "too_few"}


@pytest.mark.parametrize("state", ElectionState)
def test_an_election_moves_only_from_where_it_stands(state: ElectionState) -> None:
    table = {
        "apply": {"applied"}, "form_group": {"applied", "preparing"}, "work": {"preparing", "posted"},
        "stand": {"preparing"}, "check": {"preparing", "posted"}, "post": {"preparing"}, "call": {"posted"},
        "file": {"elected"}, "receive": {"elected"}, "constitute": {"elected", "filed"},
        "stop": {"applied", "preparing", "posted"}, "resolve": {"annulled"},
    }  # fmt: skip
    for move, states in table.items():
        assert electing.may_move(state, move).allowed is (state.value in states), move


# --- the count -----------------------------------------------------------------------------------------
def place(
    *counted: Counted, seats: int = 2, reserves: int = 1, seed: str = "s"
) -> dict[int, tuple[Result, bool]]:
    found = outcome.placed(counted, seats=seats, reserves=reserves, rules=rules(), seed=seed)
    return {one.candidate: (one.result, one.by_lot) for one in found}


def test_seats_go_by_heads_then_area_and_never_to_who_missed_the_bar() -> None:
    found = place(
        Counted(1, True, 40, 100), Counted(2, True, 41, 90), Counted(3, True, 40, 101), Counted(4, True, 39, 500),
        Counted(5, False, 99, 999),
    )  # fmt: skip
    assert {number: result.value for number, (result, _) in found.items()} == {
        2: "elected", 3: "elected", 1: "reserve", 4: "not_elected", 5: "not_elected",
    }  # fmt: skip
    assert not any(by_lot for _, by_lot in found.values())


def test_a_tie_at_the_last_seat_is_drawn_by_lot_that_anybody_can_repeat() -> None:
    tied = [Counted(number, True, 40, 100) for number in (1, 2, 3)]
    found = place(Counted(9, True, 50, 1), *tied)
    assert found[9] == (Result.ELECTED, False)
    assert all(found[number][1] for number in (1, 2, 3))
    assert found == place(*reversed(tied), Counted(9, True, 50, 1))
    others = {tuple(sorted(place(*tied, seed=str(seed)).items())) for seed in range(20)}
    assert len(others) > 1


@given(st.permutations(range(8)), st.integers(1, 5), st.integers(0, 5))
def test_the_order_of_candidates_changes_nothing(order: list[int], seats: int, reserves: int) -> None:
    rows = [Counted(number, number % 4 != 0, number % 3, number % 2) for number in range(8)]
    given_order = place(*(rows[number] for number in order), seats=seats, reserves=reserves)
    assert given_order == place(*rows, seats=seats, reserves=reserves)
    results = [result for result, _ in given_order.values()]
    assert results.count(Result.ELECTED) == min(seats, 6)


@pytest.mark.parametrize(
    ("elected", "seats", "enough"), [(5, 5, True), (5, 9, True), (5, 11, False), (4, 5, False)]
)
def test_fewer_than_five_or_than_half_make_no_committee(elected: int, seats: int, enough: bool) -> None:  # noqa: FBT001
    assert outcome.enough(elected, seats=seats, least=5, rules=rules()) is enough


def constituted(**changes: object) -> Decision:
    meeting = {"held_on": TODAY, "present": (1, 2, 3), "adopted": True, "signed": True}
    held = {name: changes.pop(name, value) for name, value in meeting.items()}
    values = {
        "elected_on": date(2026, 11, 20), "today": TODAY, "members": (1, 2, 3, 4, 5), "chair": 1, "vices": (2,),
        "rules": rules(), **changes,
    }  # fmt: skip
    return electing.may_constitute(electing.Held(**held), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"present": (1, 2)}, {"quorum"}),
        ({"adopted": False, "signed": False}, {"rejected", "unsigned"}),
        ({"chair": 9}, {"officers"}),
        ({"vices": (1,)}, {"officers"}),
        ({"vices": (2, 3, 4)}, {"vices"}),
        ({"held_on": date(2026, 11, 19)}, {"bad_day"}),
        ({"held_on": date(2026, 11, 26)}, {"bad_day"}),
    ],
)
def test_the_first_meeting_needs_more_than_half_and_chooses_members(
    changes: dict[str, object], wrong: set[str]
) -> None:
    assert codes(constituted(**changes)) == wrong


# --- clocks --------------------------------------------------------------------------------------------
DUE = {
    "group_due": date(2026, 12, 1), "group_post_due": date(2026, 12, 2), "posting_due": date(2026, 12, 15),
    "meeting_due": date(2026, 12, 31),
    "meeting_by": rules().first_assembly.warrant.reference, "objections": ((7, date(2026, 12, 3)),),
    "filing_due": date(2026, 12, 4), "filing_by": rules().posting.warrant.reference,
    "receivers": ((Receiver.STREET, date(2026, 12, 5)), (Receiver.DISTRICT, date(2026, 12, 6))),
    "first_meeting_due": date(2026, 12, 7), "resolution_due": date(2026, 12, 8), "again_due": date(2026, 12, 9),
}  # fmt: skip
OWED = """
applied    group/street
preparing  group_post/community objection:7/street posting/community assembly/community
posted     group_post/community objection:7/street assembly/community
called     group_post/community objection:7/street assembly/community
elected    filing/community filing_answer:street/street filing_answer:district/district first_meeting/community
filed      filing/community filing_answer:street/street filing_answer:district/district first_meeting/community
annulled   resolution/street again/community
done
failed     again/community
stopped    again/community
"""


def test_each_state_owes_exactly_this_by_whom_the_first_to_end_first() -> None:
    table = {line.split()[0]: line.split()[1:] for line in OWED.strip().splitlines()}
    assert set(table) == {state.value for state in ElectionState}
    for state, wanted in table.items():
        course = clocks.Course(state=ElectionState(state), **DUE)  # type: ignore[arg-type]
        found = clocks.owed(course, rules())
        assert [f"{one.item}/{one.by}" for one in found] == wanted, state
        assert clocks.owed(clocks.Course(state=ElectionState(state)), rules()) == ()
    assert set(clocks.CLOCK_TEXTS) == set(clocks.Clock)


def test_candidates_are_posted_so_that_the_days_lie_wholly_before_the_last_day_of_the_vote() -> None:
    last = clocks.last_posting(date(2026, 12, 31), rules(), lambda day: day.weekday() < 5)
    assert last == date(2026, 12, 7)
    assert clocks.last_posting(date(2027, 1, 4), rules(), lambda day: day.weekday() < 5) == date(2026, 12, 11)
    until = electing.objections_until((last,), rules().objection, WORKING)
    assert until == date(2026, 12, 14)
    called_on = until + timedelta(days=1)  # fifteen whole days of notice lie between the 15th and the 31st
    ready = electing.Readiness(ElectionKind.FIRST, 5, 6, 0)
    for opens, allowed in ((date(2026, 12, 31), True), (last + timedelta(days=15), False)):
        called = electing.Called(last, opens, ready, called_on, until)
        assert electing.may_call(called, rules()).allowed is allowed


# --- roles ---------------------------------------------------------------------------------------------
CELLS = {
    Role.RESIDENT: {"see_own", "apply", "stand", "object"},
    Role.COMMUNITY_CLERK: {
        "see", "apply", "begin", "work", "register", "check", "post", "object", "call", "file", "constitute",
    },
    Role.STREET_CLERK: {
        "see", "begin", "form_group", "work", "register", "check", "post", "object", "settle", "receive", "constitute",
        "stop", "resolve", "order",
    },
    Role.DEPARTMENT_CLERK: {"see", "receive"},
    Role.COUNTY_COORDINATOR: {"see", "order"},
    Role.CITY_BUREAU: {"see"},
    Role.SYSTEM: {act.value for act in Act} - {"see_own", "stand", "object"},
}  # fmt: skip
CELLS[Role.COMMITTEE_MEMBER] = {"see_own"}
CELLS[Role.COMMUNITY_SECRETARY] = CELLS[Role.COMMUNITY_CLERK]


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_exactly_this(role: Role) -> None:
    assert {act.value for act in Act if may(role, act).allowed} == CELLS.get(role, set())
    assert set(MAY) == set(ACT_TEXTS) == set(Act)
    assert not may(role, Act.STOP, covered=False).allowed
