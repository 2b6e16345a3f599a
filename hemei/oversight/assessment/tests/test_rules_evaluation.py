"""Scores, spreads, comparisons: by hand where a clerk can check it, by property where numbers could slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemei.ground.records.standards import shapes
from hemei.kernel.standards import Standards, load_standards
from hemei.oversight.assessment.rules.compare import compare
from hemei.oversight.assessment.rules.conflict import Tie, may_assess
from hemei.oversight.assessment.rules.scoring import Share, evaluate, steps_of
from hemei.oversight.assessment.rules.spread import spread_of
from hemei.oversight.assessment.rules.standards import (
    EVALUATIONS,
    AssessmentRules,
    EvaluationStandard,
    Item,
)

ROOT = Path(__file__).parents[4]
TODAY = date(2026, 11, 25)


@cache
def library() -> Standards:
    return load_standards(ROOT / "standards", city=settings.STANDARDS_CITY, shapes=shapes())


def standard(name: str = "committee-evaluation") -> EvaluationStandard:
    return library().find(name, EvaluationStandard, on=TODAY)


def rules() -> AssessmentRules:
    return library().find("assessment-rules", AssessmentRules, on=TODAY)


@st.composite
def marked(draw: st.DrawFn, name: str) -> tuple[dict[str, Fraction], dict[str, Share | None]]:
    marks, records = {}, {}
    for item in standard(name).item:
        if item.filled_by:
            of = draw(st.integers(0, 20))
            records[item.filled_by] = draw(st.sampled_from([None, Share(draw(st.integers(0, of)), of)]))
        elif draw(st.booleans()):
            marks[item.code] = draw(st.sampled_from(steps_of(item.scale)))
    return marks, records


@given(st.sampled_from(EVALUATIONS), st.data())
def test_a_score_lies_within_what_can_be_proven_and_its_items_add_up(name: str, data: st.DataObject) -> None:
    marks, records = data.draw(marked(name))
    found = evaluate(standard(name), marks=marks, records=records)
    assert 0 <= found.points <= found.of <= standard(name).total
    assert sum(one.points for one in found.items if one.counts) == found.points
    assert found.of == standard(name).total - sum(
        one.item.weight for one in found.items if one.why == "not_provable"
    )
    assert sum(one.item.weight - one.points for one in found.lost) == found.of - found.points


@given(st.sampled_from(EVALUATIONS), st.data())
def test_a_better_mark_never_makes_a_score_worse(name: str, data: st.DataObject) -> None:
    marks, records = data.draw(marked(name))
    by_hand = [item for item in standard(name).item if not item.filled_by and not item.veto]
    item = data.draw(st.sampled_from(by_hand))
    low, high = sorted(data.draw(st.tuples(*[st.sampled_from(steps_of(item.scale))] * 2)))
    worse = evaluate(standard(name), marks=marks | {item.code: low}, records=records)
    better = evaluate(standard(name), marks=marks | {item.code: high}, records=records)
    order = [grade.code for grade in standard(name).grade]
    assert better.points >= worse.points
    assert order.index(better.grade) <= order.index(worse.grade)


def test_what_no_record_proves_leaves_the_denominator_and_what_nobody_marked_does_not() -> None:
    found = evaluate(standard("street-evaluation"), marks={}, records={"F7": Share(1, 1), "F12": None})
    why = {one.item.code: one.why for one in found.items}
    assert why["organisation_office"] == "from_records"
    assert why["disputes_ended"] == "not_provable"
    assert why["budget_paid"] == "not_marked"
    assert (found.points, found.of) == (15, 15 + 10)
    assert not found.complete


def test_a_veto_caps_the_grade_and_takes_no_points() -> None:
    whole = standard("company-service")
    marks = {item.code: Fraction(1) for item in whole.item if not item.filled_by}
    records: dict[str, Share | None] = {item.filled_by: Share(1, 1) for item in whole.item if item.filled_by}
    good = evaluate(whole, marks=marks, records=records)
    bad = evaluate(whole, marks=marks | {"veto_safety": Fraction(0)}, records=records)
    assert (good.grade, good.points) == ("excellent", 100)
    assert (bad.grade, bad.points, bad.vetoes) == ("poor", 100, ("veto_safety",))


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("nowhere", Fraction(1), "has no item nowhere"),
        ("organisation_office", Fraction(1), "is filled by F7"),
        ("budget_paid", Fraction(1, 3), "is not on the scale full_half"),
    ],
)
def test_a_mark_that_fits_nothing_is_refused(code: str, value: Fraction, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        evaluate(standard("street-evaluation"), marks={code: value}, records={})


def heavier(item: Item, by: int) -> Item:
    return replace(item, weight=item.weight + by)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda it: {"item": (heavier(it.item[0], 1), *it.item[1:])}, "add up to 21, its weight is 20"),
        (lambda it: {"section": it.section[1:]}, "sections add up to 80, not 100"),
        (lambda it: {"item": (*it.item, replace(it.item[0], section="x"))}, "stands twice"),
        (lambda it: {"grade": it.grade[:-1]}, "the last grade begins at nothing"),
        (lambda it: {"grade": it.grade[::-1]}, "each grade begins below"),
        (lambda it: {"veto_cap": replace(it.veto_cap, grade="x")}, "no grade here"),
    ],
)
def test_a_tree_that_does_not_add_up_does_not_load(broken, words) -> None:  # type: ignore[no-untyped-def]
    whole = standard()
    with pytest.raises(ValueError, match=words):
        replace(whole, **broken(whole))


def test_a_round_in_which_one_grade_holds_most_is_warned_of_and_so_is_an_item_that_separates_nobody() -> None:
    whole = standard()
    code = "lead_public"
    same = evaluate(whole, marks={code: Fraction(4, 5)}, records={})
    other = evaluate(whole, marks={code: Fraction(1, 5)}, records={})
    found = spread_of([same] * 96 + [other] * 4, rules())
    assert found.crowded == "poor"
    assert [(one.code, one.fulfilled, one.times, one.of) for one in found.same] == [
        (code, Fraction(4, 5), 96, 100)
    ]
    assert not spread_of([same] * 4, rules()).warns  # four subjects say nothing


def test_years_are_compared_over_what_both_standards_know() -> None:
    whole = standard()
    newer = replace(
        whole,
        item=tuple(
            replace(item, code="lead_new") if item.code == "lead_public" else item for item in whole.item
        ),
    )
    before = evaluate(whole, marks={"lead_party": Fraction(1, 5), "lead_public": Fraction(1)}, records={})
    after = evaluate(newer, marks={"lead_party": Fraction(4, 5), "lead_new": Fraction(0)}, records={})
    found = compare(before, after)
    assert (found.common_before, found.common_after, found.change) == (
        Fraction(1, 5),
        Fraction(4, 5),
        Fraction(3, 5),
    )
    gone = {one.code: (one.before, one.after) for one in found.items}
    assert gone["lead_public"] == (1, None)
    assert gone["lead_new"] == (None, 0)
    assert compare(before, evaluate(newer, marks={}, records={})).change is None


@pytest.mark.parametrize(
    ("tie", "allowed"),
    [
        (Tie(7), False),
        (Tie(7, date(2027, 1, 1)), False),
        (Tie(7, date(2023, 11, 26)), False),
        (Tie(7, date(2023, 11, 25)), True),
        (Tie(7, date(2020, 1, 1), relative=True), False),
        (Tie(8), True),
    ],
)
def test_nobody_assesses_those_he_works_for_or_did_not_long_ago(tie: Tie, *, allowed: bool) -> None:
    assert may_assess([tie], body=7, on=TODAY, rules=rules()).allowed is allowed
