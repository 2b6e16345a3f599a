"""Figures: the number is the summary of its subjects, exactly, and silence never counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import NormalDist, median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.actor import PlaceRange
from hemei.kernel.decision import Reason, Reference
from hemei.kernel.figures import (
    Better,
    Figure,
    FigureValue,
    Measure,
    Span,
    Subject,
    Tally,
    Unit,
    Verdict,
    spread_of,
    standings,
    summarised,
    tally_of,
    value_of,
    wilson,
    within,
    worsened,
)

SHARE = Figure(
    id="F10",
    name="物业管理覆盖率",
    unit=Unit.SHARE,
    counts="有物业管理的住宅小区",
    of="全部住宅小区",
    better=Better.UP,
    span=Span.DAY,
    reference=Reference("figures", date(2022, 1, 1), "F10", "物业管理覆盖率超过90%", "sourced"),
)
COUNT = replace(SHARE, id="F1", unit=Unit.COUNT, of="")
SURVEY = replace(SHARE, id="C7", survey=True)


def subject(number: int, counted: Verdict, place: str = "1.4.", weight: int = 1) -> Subject:
    return Subject(f"places.estate:{number}", f"小区{number}", place, counted, Reason("因为"), weight=weight)


verdicts = st.sampled_from(Verdict)
places = st.sampled_from(["1.4.", "1.4.7.", "1.40.", "1.5.", "1.5.9."])
lists = st.lists(st.tuples(verdicts, places, st.integers(0, 10**9)), max_size=40).map(
    lambda rows: [subject(number, *row) for number, row in enumerate(rows)]
)
tallies = st.builds(Tally, *[st.integers(0, 10**6)] * 3)


@given(lists)
def test_a_value_is_the_exact_part_of_all_subjects(subjects: list[Subject]) -> None:
    found = summarised(SHARE, subjects)
    total = sum(item.weight for item in subjects)
    counted = sum(item.weight for item in subjects if item.counted is Verdict.YES)
    assert found.value == (Fraction(counted, total) if total else None)
    assert (found.tally.counted, found.tally.of) == (counted, total)


@given(lists)
def test_no_share_is_whole_unless_every_subject_counts(subjects: list[Subject]) -> None:
    found = summarised(SHARE, subjects)
    heavy = [item for item in subjects if item.weight]
    assert (found.value == 1) == (bool(heavy) and all(item.counted is Verdict.YES for item in heavy))


@given(lists, st.integers(0, 39))
def test_what_falls_silent_never_raises_a_figure(subjects: list[Subject], silent: int) -> None:
    quiet = [
        replace(item, counted=Verdict.NOT_PROVABLE) if number == silent else item
        for number, item in enumerate(subjects)
    ]
    for figure in (SHARE, COUNT):
        before, after = summarised(figure, subjects), summarised(figure, quiet)
        assert (after.value or 0) <= (before.value or 0)
        assert (after.at_most or 0) >= (before.value or 0)


@given(lists)
def test_places_that_share_no_subject_add_up_to_the_whole(subjects: list[Subject]) -> None:
    parts = [within(subjects, [PlaceRange(path)]) for path in ("1.4.", "1.40.", "1.5.")]
    assert sum((tally_of(part) for part in parts), Tally()) == tally_of(subjects)


@given(st.randoms(), lists)
def test_the_order_of_subjects_does_not_matter(chance: object, subjects: list[Subject]) -> None:
    mixed = list(subjects)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert summarised(SHARE, mixed) == summarised(SHARE, subjects)


def test_a_subject_counts_once() -> None:
    with pytest.raises(ValueError, match="is counted twice"):
        tally_of([subject(1, Verdict.YES), subject(1, Verdict.NO)])


def test_a_share_of_nothing_is_no_number_and_a_count_of_nothing_is_none() -> None:
    assert summarised(SHARE, []).value is None
    assert summarised(SHARE, []).at_most is None
    assert summarised(COUNT, []).value == 0


def test_a_count_is_not_raised_by_what_cannot_be_proven() -> None:
    found = summarised(COUNT, [subject(1, Verdict.YES), subject(2, Verdict.NOT_PROVABLE)])
    assert (found.value, found.at_most) == (1, 2)


def test_by_area_a_subject_weighs_its_area() -> None:
    by_area = replace(SHARE, id="F10b", measure=Measure.AREA_DM2)
    found = summarised(
        by_area, [subject(1, Verdict.YES, weight=3_000_000), subject(2, Verdict.NO, weight=1_000_000)]
    )
    assert found.value == Fraction(3, 4)


@given(st.lists(tallies, max_size=12))
def test_the_spread_names_lowest_middle_and_highest(rows: list[Tally]) -> None:
    values = [value_of(SHARE, row) for row in rows]
    known = [value.value for value in values if value.value is not None]
    spread = spread_of(values)
    if not known:
        assert spread is None
        return
    assert spread is not None
    assert (spread.lowest, spread.highest, spread.places) == (min(known), max(known), len(known))
    assert spread.median == median(known)


@given(st.dictionaries(st.text("abc", max_size=3), tallies, max_size=10), st.sampled_from(Better))
def test_a_rank_is_one_more_than_the_places_that_do_better(rows: dict[str, Tally], better: Better) -> None:
    values = {place: value_of(SHARE, row) for place, row in rows.items()}
    found = standings(values, better)
    assert {standing.place for standing in found} == set(values)
    for standing in found:
        mine = standing.value.value
        if mine is None:
            assert standing.rank is None
            continue
        others = [value.value for value in values.values() if value.value is not None]
        ahead = sum(other > mine if better is Better.UP else other < mine for other in others)
        assert standing.rank == ahead + 1


def test_places_without_a_value_come_last_without_a_rank() -> None:
    found = standings(
        {"a": value_of(SHARE, Tally()), "b": value_of(SHARE, Tally(1, 1)), "c": value_of(SHARE, Tally(2, 2))},
        Better.UP,
    )
    assert [(standing.place, standing.rank) for standing in found] == [("b", 1), ("c", 1), ("a", None)]


def test_what_got_worse_are_the_subjects_that_pull_the_figure_down() -> None:
    before = [subject(1, Verdict.YES), subject(2, Verdict.YES), subject(3, Verdict.NO)]
    after = [
        subject(1, Verdict.YES),
        subject(2, Verdict.NOT_PROVABLE),
        subject(3, Verdict.NO),
        subject(4, Verdict.NO),
        subject(5, Verdict.YES),
    ]
    turned = [turn.after.key for turn in worsened(before, after, Better.UP) if turn.after]
    assert turned == ["places.estate:2", "places.estate:4"]
    turned = [turn.after.key for turn in worsened(before, after, Better.DOWN) if turn.after]
    assert turned == ["places.estate:5"]


@given(lists, lists, st.sampled_from(Better))
def test_a_figure_that_got_worse_has_a_subject_to_blame(
    before: list[Subject], after: list[Subject], better: Better
) -> None:
    one_each = [[replace(item, weight=1) for item in rows] for rows in (before, after)]
    old, new = (summarised(COUNT, rows).value for rows in one_each)
    assert old is not None
    assert new is not None
    if (new < old) if better is Better.UP else (new > old):
        assert worsened(*one_each, better)


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_the_interval_is_wilsons_and_holds_the_share(asked: int, counted: int) -> None:
    counted %= asked + 1
    found = wilson(counted, asked)
    share, z = Fraction(counted, asked), NormalDist().inv_cdf(0.975)
    assert 0 <= found.low <= share <= found.high <= 1
    p = counted / asked
    middle, half = p + z * z / (2 * asked), z * (p * (1 - p) / asked + z * z / (4 * asked * asked)) ** 0.5
    assert float(found.low) == pytest.approx((middle - half) / (1 + z * z / asked), abs=2e-5)
    assert float(found.high) == pytest.approx((middle + half) / (1 + z * z / asked), abs=2e-5)


def test_an_interval_of_a_known_sample() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    found = wilson(81, 263)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (0.2553, 0.3662)


def test_a_survey_draws_its_interval_from_answers_and_counts_silence_as_silence() -> None:
    found = value_of(SURVEY, Tally(counted=8, not_counted=2, not_provable=90))
    assert found.value == Fraction(8, 100)
    assert found.interval == wilson(8, 10)
    assert value_of(SURVEY, Tally(not_provable=90)).interval is None
    assert value_of(SHARE, Tally(8, 2)).interval is None


@pytest.mark.parametrize(("counted", "asked"), [(1, 0), (-1, 5), (6, 5), (0, -1)])
def test_no_interval_of_what_is_no_sample(counted: int, asked: int) -> None:
    with pytest.raises(ValueError, match="is not a share of answers"):
        wilson(counted, asked)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"id": "coverage"}, "no figure's name"), ({"of": ""}, "must say of what")],
)
def test_a_figure_says_what_it_is(change: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SHARE, **change)


def test_weights_and_tallies_are_never_negative() -> None:
    with pytest.raises(ValueError, match="cannot weigh -1"):
        subject(1, Verdict.YES, weight=-1)
    with pytest.raises(ValueError, match="cannot be negative"):
        Tally(1, -1)


def test_the_spread_goes_with_the_value() -> None:
    whole = value_of(SHARE, Tally(3, 1))
    parts = [value_of(SHARE, Tally(2, 0)), value_of(SHARE, Tally(1, 1))]
    found = whole.between(parts)
    assert isinstance(found, FigureValue)
    assert found.value == Fraction(3, 4)
    assert found.spread is not None
    assert (found.spread.lowest, found.spread.median, found.spread.highest) == (
        Fraction(1, 2),
        Fraction(3, 4),
        Fraction(1),
    )


def test_a_change_compares_with_the_year_before_and_adds_up() -> None:
    change = replace(
        SHARE, id="F9", unit=Unit.CHANGE, of="a year before", span=Span.MONTHS, better=Better.DOWN
    )
    fewer, more = Tally(counted=80, not_counted=100), Tally(counted=6, not_counted=4)
    assert value_of(change, fewer).value == Fraction(-1, 5) == value_of(change, fewer).at_most
    assert value_of(change, more).value == Fraction(1, 2)
    assert value_of(change, fewer + more).value == Fraction(86 - 104, 104)
    assert value_of(change, Tally(counted=3)).value is None
    found = standings({"1.": value_of(change, fewer), "2.": value_of(change, more)}, change.better)
    assert [(one.place, one.rank) for one in found] == [("1.", 1), ("2.", 2)]


@pytest.mark.parametrize("wrong", [{"of": ""}, {"span": Span.DAY}])
def test_a_change_without_a_year_before_or_without_months_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="F9"):
        replace(SHARE, **{"id": "F9", "unit": Unit.CHANGE, "of": "x", "span": Span.MONTHS, **wrong})
