"""Who may do what on a fund, cell by cell; sharing to the fen, interest by the day: without a database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.funds.rules.deposits import FundDeposits, FundInterest
from hemei.community.funds.rules.interest import booked_on, credited, days_in, interest_of, may_credit
from hemei.community.funds.rules.renewing import is_short, may_ask, may_deposit
from hemei.community.funds.rules.sharing import Part, charges_of, shares_of
from hemei.community.funds.rules.standards import STANDARDS, FundEmergencies, FundRules
from hemei.community.funds.rules.steps import MOVES, Step, may_move
from hemei.community.funds.rules.uses import Item, Plan, Result, may_begin, may_bill, may_pass, may_plan
from hemei.community.funds.rules.words import OVER, Level, Payer, State
from hemei.community.funds.rules.words import Path as Way
from hemei.kernel.decision import Decision
from hemei.kernel.standards import load_some_standards

DAY = date(2026, 11, 2)
FOUND = load_some_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=STANDARDS)
RULES = FOUND.find("fund-rules", FundRules, on=DAY)
LIST = FOUND.find("fund-emergencies", FundEmergencies, on=DAY)
TERMS = FOUND.find("fund-interest", FundInterest, on=DAY).interest
DEPOSITS = FOUND.find("fund-deposits", FundDeposits, on=DAY)


def code_of(decision: Decision) -> str:
    return "" if decision.allowed else decision.reasons[0].code


# --- sharing -------------------------------------------------------------------------------------
_AREAS = st.lists(st.integers(1, 1_000_000), min_size=1, max_size=40)


@given(bill=st.integers(0, 10**12), areas=_AREAS, data=st.data())
def test_a_bill_is_shared_whole_within_a_fen_and_in_any_order(
    bill: int, areas: list[int], data: st.DataObject
) -> None:
    parts = [Part(number, area) for number, area in enumerate(areas, start=1)]
    found, total = shares_of(bill, parts), sum(areas)
    assert sum(found.values()) == bill
    assert all(abs(found[one.unit_id] * total - bill * one.area_dm2) < total for one in parts)
    assert shares_of(bill, data.draw(st.permutations(parts))) == found


@given(
    bill=st.integers(1, 10**9),
    units=st.lists(
        st.tuples(st.integers(1, 50_000), st.integers(0, 10**8), st.booleans()), min_size=1, max_size=20
    ),
)
def test_no_account_bears_more_than_it_holds_and_the_developer_bears_what_is_unsold(
    bill: int, units: list[tuple[int, int, bool]]
) -> None:
    parts = [Part(n, area, held, unsold) for n, (area, held, unsold) in enumerate(units)]
    charges = charges_of(bill, parts)
    assert sum(one.from_fen + one.gap_fen for one in charges) == bill
    for one, part in zip(charges, parts, strict=True):
        assert 0 <= one.from_fen <= (0 if part.unsold else part.balance_fen)
        assert one.gap_fen == 0 or part.unsold or one.from_fen == part.balance_fen
        assert one.payer is (Payer.DEVELOPER if part.unsold else Payer.OWNER)


@pytest.mark.parametrize(
    ("bill", "areas", "shares"),
    [
        (
            10_000,
            {1: 1, 2: 1, 3: 1},
            {1: 3_334, 2: 3_333, 3: 3_333},
        ),  # equal remainders and areas: lower number
        (100, {1: 10, 2: 20, 3: 30}, {1: 17, 2: 33, 3: 50}),
        (5, {1: 100, 2: 300}, {1: 1, 2: 4}),
        (1, {7: 5, 3: 5}, {3: 1, 7: 0}),
        (2, {1: 3, 2: 1}, {1: 2, 2: 0}),  # one and a half to a half: the tie goes to the larger area
    ],
)
def test_the_fen_left_over_go_by_remainder_then_area_then_number(
    bill: int, areas: dict[int, int], shares: dict[int, int]
) -> None:
    assert shares_of(bill, [Part(unit, area) for unit, area in areas.items()]) == shares


@pytest.mark.parametrize("parts", [[], [Part(1, 0)], [Part(1, -5), Part(2, 9)]])
def test_nobody_and_no_area_share_nothing(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        shares_of(100, parts)


# --- short -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("balance", "first", "short"),
    [
        (29_999, 100_000, True),
        (30_000, 100_000, False),
        (30_001, 100_000, False),
        (0, 1, True),
        (-1, 3, True),
    ],
)
def test_exactly_thirty_per_cent_is_not_short(balance: int, first: int, short: bool) -> None:  # noqa: FBT001
    assert is_short(balance, first, RULES.renewal.below) is short
    assert is_short(balance, first, RULES.renewal.below) is (balance * 10 < first * 3)


def test_who_is_not_short_or_was_asked_is_not_asked() -> None:
    held = {"first_fen": 100_000, "renewal": RULES.renewal}
    assert may_ask(balance_fen=29_999, asked_already=False, **held).allowed  # type: ignore[arg-type]
    found = may_ask(balance_fen=30_000, asked_already=False, **held)  # type: ignore[arg-type]
    assert (found.reasons[0].code, found.reasons[0].values["percent"]) == ("not_short", 30)
    assert code_of(may_ask(balance_fen=0, asked_already=True, **held)) == "asked"  # type: ignore[arg-type]


def test_a_first_deposit_is_not_exceeded_and_a_closed_account_takes_nothing() -> None:
    assert may_deposit(fen=100, closed_on=None, first_left_fen=100).allowed
    assert code_of(may_deposit(fen=101, closed_on=None, first_left_fen=100)) == "more_than_first"
    assert may_deposit(fen=101, closed_on=None, first_left_fen=0).allowed
    assert code_of(may_deposit(fen=1, closed_on=DAY, first_left_fen=0)) == "closed"


# --- interest ------------------------------------------------------------------------------------
def test_a_leap_year_has_one_day_more_and_a_whole_year_earns_the_rate() -> None:
    assert (days_in(2023), days_in(2024), days_in(2100)) == (365, 366, 365)
    for year in (2023, 2024):
        assert interest_of(1_000_000 * days_in(year), year, TERMS) == 11_000
    assert interest_of(1_000_000 * 365, 2024, TERMS) == 10_969  # a day less of a leap year
    assert interest_of(-5, 2023, TERMS) == 0


@given(st.dictionaries(st.integers(1, 10**6), st.integers(0, 10**15), max_size=60), st.integers(2016, 2100))
def test_what_rounding_leaves_is_less_than_a_fen_a_household_and_goes_to_the_common_part(
    units: dict[int, int], year: int
) -> None:
    found = credited(sum(units.values()), units, year, TERMS)
    assert found.total_fen == sum(found.units.values()) + found.common_fen
    assert 0 <= found.common_fen <= len(units)
    assert all(found.units.get(unit, 0) == interest_of(days, year, TERMS) for unit, days in units.items())


def test_a_year_is_credited_when_it_is_over_on_its_last_day_or_the_first_open_one() -> None:
    opened = date(2024, 3, 1)
    assert code_of(may_credit(2025, opened_on=opened, today=date(2025, 12, 31))) == "early"
    assert may_credit(2025, opened_on=opened, today=date(2026, 1, 1)).allowed
    assert code_of(may_credit(2023, opened_on=opened, today=DAY)) == "before"
    assert booked_on(2025, date(2025, 6, 1)) == date(2025, 12, 31)
    assert booked_on(2025, date(2026, 2, 1)) == date(2026, 2, 1)


# --- uses ------------------------------------------------------------------------------------
ROOF = (Item("屋面防水", 1_000_000), Item("脚手架", 200_000))


def planned(**more: object) -> Decision:
    facts: dict[str, object] = {
        "path": Way.ORDINARY, "title": "3幢屋面防水", "part": "roof", "level": Level.BUILDING, "on_building": True,
        "on_entrance": False, "items": ROOF,
    }  # fmt: skip
    return may_plan(Plan(**{**facts, **more}), rules=RULES, emergencies=LIST)  # type: ignore[arg-type]


def test_a_plan_stands_on_the_vote_and_its_common_part() -> None:
    found = planned()
    assert found.allowed
    assert {one.item for one in found.references} == {"vote", "roof"}


@pytest.mark.parametrize("one", RULES.excluded, ids=lambda one: one.code)
def test_what_the_fund_never_pays_is_refused_with_its_clause_and_its_bearer(one: object) -> None:
    found = planned(part=one.code)  # type: ignore[attr-defined]
    said = found.reasons[0]
    assert said.code == "excluded"
    assert "第二十五条" in str(said.values["clause"])
    assert said.values["bearer"]
    assert found.references[-1].item == one.code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "title"),
        ({"part": "garden"}, "part"),
        ({"items": ()}, "items"),
        ({"items": (Item("防水", 0),)}, "item_fen"),
        ({"items": (Item("防水", -1),)}, "item_fen"),
        ({"items": (Item("", 1),)}, "item_name"),
        ({"on_building": False}, "level"),
        ({"level": Level.ESTATE}, "level"),
        ({"level": Level.ENTRANCE}, "level"),
        ({"path": Way.EMERGENCY, "situation": "E7", "proofs": frozenset({"photo"})}, "situation"),
        ({"path": Way.EMERGENCY, "situation": "E3"}, "proof"),
        ({"path": Way.EMERGENCY, "situation": "E3", "proofs": frozenset({"photo"})}, ""),
        ({"path": Way.EMERGENCY, "situation": "E1", "part": "lift", "proofs": frozenset({"expert"})}, ""),
        (
            {"path": Way.EMERGENCY, "situation": "E1", "part": "roads", "proofs": frozenset({"photo"})},
            "other_part",
        ),
        (
            {"path": Way.EMERGENCY, "situation": "E4", "part": "roof", "proofs": frozenset({"photo"})},
            "other_part",
        ),
    ],
)
def test_each_thing_that_is_wrong_with_a_plan_is_said(more: dict[str, object], code: str) -> None:
    assert code_of(planned(**more)) == code


def test_a_situation_that_is_not_listed_names_the_list_and_what_is_on_it() -> None:
    said = planned(path=Way.EMERGENCY, situation="E6", proofs=frozenset({"photo"})).reasons[0]
    assert said.values["title"] == LIST.head.title
    assert all(one.name in str(said.values["listed"]) for one in LIST.situation)
    assert {one.code for one in LIST.situation} == {"E1", "E2", "E3", "E4"}
    assert str(LIST.clearing.limit) == "3 working_days"


def test_works_on_another_part_than_the_situations_are_refused_with_clause_and_parts() -> None:
    found = planned(path=Way.EMERGENCY, situation="E3", part="roads", proofs=frozenset({"photo"}))
    assert found.reasons[0].values["listed"] == "屋面防水、外墙面"
    assert "屋顶、外墙渗漏" in str(found.reasons[0].values["clause"])
    assert {one.item for one in found.references} >= {"E3", "E3_parts"}
    parts = {one.code for one in RULES.common_part}
    assert all(set(one.parts) <= parts for one in LIST.affected)
    assert {one.situation for one in LIST.affected} == {one.code for one in LIST.situation}


def test_what_was_published_is_sourced_and_the_proof_that_is_asked_for_is_ours() -> None:
    assert {one.warrant.basis for one in LIST.situation} == {"sourced"}
    assert (LIST.clearing.warrant.basis, LIST.asked_proof.warrant.basis) == ("sourced", "design")
    assert planned(path=Way.EMERGENCY, situation="E3").references[-1].item == "asked_proof"


def test_the_sharing_of_sold_public_housing_is_named_as_not_computed_with_its_clause() -> None:
    assert RULES.sold_public_housing.computed == "no"
    assert "第二十条第（二）项、第（三）项" in RULES.sold_public_housing.warrant.cited


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"matter": "hire_company"}, "matter"),
        ({"buildings": ()}, "scope"),
        ({"buildings": ("1幢", "2幢")}, "scope"),
        ({"published": False}, "not_over"),
        ({"annulled": True}, "annulled"),
        ({"passed": False}, "not_passed"),
    ],
)
def test_only_a_published_vote_of_exactly_those_who_share_carries_a_use(
    more: dict[str, object], code: str
) -> None:
    facts = {
        "matter": "use_maintenance_fund", "buildings": ("1幢",), "passed": True, "published": True, "annulled": False
    }  # fmt: skip
    found = Result(**{**facts, **more})  # type: ignore[arg-type]
    assert code_of(may_pass(found, parts=("1幢",), rules=RULES)) == code
    assert code_of(may_pass(None, parts=("1幢",), rules=RULES)) == "not_over"


@pytest.mark.parametrize(
    ("budget", "chosen_by", "offers", "code"),
    [
        (2_000_000, "direct", 1, ""),
        (2_000_001, "direct", 1, "chosen_by"),
        (2_000_001, "comparison", 2, "offers"),
        (5_000_000, "comparison", 3, ""),
        (5_000_001, "comparison", 3, "chosen_by"),
        (20_000_000, "invited_tender", 3, ""),
        (20_000_001, "public_tender", 3, ""),
        (100, "public_tender", 1, ""),
        (100, "friend", 9, "chosen_by"),
    ],
)
def test_the_contractor_is_chosen_as_the_value_asks_or_more_strictly(
    budget: int, chosen_by: str, offers: int, code: str
) -> None:
    found = may_begin(
        budget_fen=budget, contractor="大地维修", chosen_by=chosen_by, offers=offers, rules=RULES
    )
    assert code_of(found) == code


@pytest.mark.parametrize(
    ("bill", "more", "audit", "code"),
    [
        (1_100_000, 0, "", ""),
        (1_100_001, 0, "", "excess"),
        (1_100_001, 1, "", ""),
        (0, 0, "", "bill"),
        (-1, 0, "", "bill"),
        (3_000_001, 5_000_000, "", "audit"),
        (3_000_001, 5_000_000, "审价2026-7号", ""),
    ],
)
def test_a_bill_ten_per_cent_over_its_budget_is_applied_for_again_and_a_large_one_audited(
    bill: int, more: int, audit: str, code: str
) -> None:
    found = may_bill(bill_fen=bill, budget_fen=1_000_000, supplements_fen=more, audit=audit, rules=RULES)
    assert code_of(found) == code


def test_every_state_is_reached_left_or_over() -> None:
    reached = {after for moves in MOVES.values() for after in moves.values()}
    left = {before for moves in MOVES.values() for before in moves}
    assert reached | {State.PLANNED, State.ASKED, State.MERGED} == set(State)
    # What was merged falls with its vote, what was paid may come back, what too few voted on may be voted on again.
    turned = {State.MERGED, State.PAID, State.FAILED}
    assert left == set(State) - OVER | turned
    assert code_of(may_move(State.PLANNED, Step.PAY)) == "state"
    assert may_move(State.APPROVED, Step.PAY).allowed


# --- deposits -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("use", "floors", "code"),
    [
        ("residence", 6, "without_lift"),
        ("residence", 7, "with_lift"),
        ("shop", 1, "other_use"),
        ("parking", 9, ""),
    ],
)
def test_the_first_deposit_follows_use_and_building(use: str, floors: int, code: str) -> None:
    found = DEPOSITS.of(use, floors)
    assert (found.code if found else "") == code
    if found:
        assert found.first_fen(9_050) == 9_050 * found.fen_per_m2 // 100
