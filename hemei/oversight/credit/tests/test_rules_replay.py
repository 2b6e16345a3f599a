"""A score of any day: order changes nothing, one line less changes its own lines only, days and bounds are exact."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemei.ground.records.standards import shapes
from hemei.kernel.standards import load_standards
from hemei.oversight.credit.rules.levels import levels_of, lost_in_cycle
from hemei.oversight.credit.rules.lines import (
    Objection,
    Recorded,
    Standing,
    expires_on,
    known,
    repairable_from,
    standing,
)
from hemei.oversight.credit.rules.replay import Score, score_of
from hemei.oversight.credit.rules.standards import CreditCatalogue, CreditRepair, Holder

ROOT = Path(__file__).parents[4]
FIRST, LAST = date(2022, 4, 1), date(2026, 11, 25)


@cache
def catalogue() -> CreditCatalogue:
    standards = load_standards(ROOT / "standards", city=settings.STANDARDS_CITY, shapes=shapes())
    return standards.find("credit-catalogue", CreditCatalogue, on=LAST)


@cache
def repair() -> CreditRepair:
    standards = load_standards(ROOT / "standards", city=settings.STANDARDS_CITY, shapes=shapes())
    return standards.find("credit-repair", CreditRepair, on=LAST)


def score(
    lines: list[Recorded], *, on: date = LAST, holder: Holder = "company", subject: str = "c1"
) -> Score:
    rule = repair() if on >= repair().head.day else None
    return score_of(
        lines, holder=holder, subject=subject, on=on, catalogues=lambda _: catalogue(), repair=rule
    )


def line(key: str, behaviour: str, day: date, **more: object) -> Recorded:
    return replace(Recorded(key, behaviour, "p1", "c1", "m1", day, day), **more)  # type: ignore[arg-type]


days = st.dates(FIRST, LAST)
spans = st.integers(0, 60)


@st.composite
def recorded(draw: st.DrawFn) -> list[Recorded]:
    codes = [row.code for row in catalogue().behaviour]
    lines = []
    for number in range(draw(st.integers(0, 25))):
        happened = draw(days)
        confirmed = happened + timedelta(draw(spans))
        filed = confirmed + timedelta(draw(spans))
        decided = draw(st.none() | st.builds(lambda more, day=filed: day + timedelta(more), spans))
        objections = draw(
            st.sampled_from([(), (Objection(filed, decided, draw(st.booleans()) and decided is not None),)])
        )
        repaired = draw(st.none() | st.builds(lambda more, day=confirmed: day + timedelta(more * 5), spans))
        lines.append(
            Recorded(
                f"line:{number:03}",
                draw(st.sampled_from(codes)),
                "p1",
                draw(st.sampled_from(["c1", "c2"])),
                draw(st.sampled_from(["m1", "m2"])),
                happened,
                confirmed,
                draw(st.sampled_from(["", "one", "other"])),
                objections,
                repaired,
            )
        )
    return lines


@given(recorded(), days, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines: list[Recorded], on: date, chance: random.Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert score(lines, on=on) == score(shuffled, on=on)


@given(recorded(), days, st.data())
def test_one_line_less_changes_that_line_and_the_adjustments_that_name_it(
    lines: list[Recorded], on: date, data: st.DataObject
) -> None:
    if not lines:
        return
    gone = data.draw(st.sampled_from(lines))
    whole, less = score(lines, on=on), score([one for one in lines if one is not gone], on=on)
    assert [one for one in whole.lines if one.key != gone.key] == list(less.lines)
    named = [one for one in whole.adjustments if gone.key in one.keys]
    kept = [one for one in whole.adjustments if one not in named]
    assert all(one in less.adjustments for one in kept)
    others = {key for one in named for key in one.keys}
    assert all(set(one.keys) <= others for one in less.adjustments if one not in kept)


@given(recorded(), days)
def test_nothing_of_another_and_nothing_of_later_days_counts(lines: list[Recorded], on: date) -> None:
    mine = [one for one in lines if one.company == "c1" and one.confirmed_on <= on]
    assert score(mine, on=on) == score(lines, on=on)


@given(recorded(), days)
def test_the_total_is_its_arithmetic(lines: list[Recorded], on: date) -> None:
    found = score(lines, on=on)
    said = found.base + sum(one.points for one in found.lines if one.standing is Standing.COUNTS)
    assert found.total == said + sum(one.points for one in found.adjustments)
    bound = catalogue().of("B09")
    overdue = [one for one in found.lines if one.behaviour == "B09" and one.counted]
    back = (
        sum(one.points for one in found.adjustments if one.why == "bound" and one.keys[0] == overdue[0].key)
        if overdue
        else 0
    )
    assert bound is not None
    assert -sum(one.counted for one in overdue) - back <= bound.most


def test_a_line_counts_on_the_day_it_expires_and_not_after() -> None:
    bad = line("a", "B05", date(2024, 2, 29))
    assert score([bad], on=date(2025, 2, 28)).total == 54
    assert score([bad], on=date(2025, 3, 1)).total == 59
    assert score([bad], on=date(2025, 3, 1)).lines[0].standing is Standing.EXPIRED


def test_a_line_is_frozen_while_it_is_objected_to() -> None:
    day = date(2026, 5, 6)
    open_, lost = Objection(day, None), Objection(day, date(2026, 5, 12))
    won = Objection(day, date(2026, 5, 12), upheld=True)
    bad = line("a", "B05", date(2026, 5, 1))
    seen = [
        (open_, date(2026, 5, 5), Standing.COUNTS),
        (open_, day, Standing.FROZEN),
        (lost, date(2026, 5, 11), Standing.FROZEN),
        (lost, date(2026, 5, 12), Standing.COUNTS),
        (won, date(2026, 5, 11), Standing.FROZEN),
        (won, date(2026, 5, 12), Standing.WITHDRAWN),
    ]
    row = known(bad, catalogue())
    for objection, on, stands in seen:
        assert standing(replace(bad, objections=(objection,)), row, repair(), on=on) is stands


def test_a_manager_takes_his_lines_along_and_the_company_keeps_its_own() -> None:
    lines = [
        line("a", "B05", date(2026, 1, 5)),
        line("b", "B04", date(2026, 2, 5), company="c2", project="p2"),
    ]
    assert score(lines, on=date(2026, 3, 1), holder="manager", subject="m1").total == 79 - 5 - 10
    assert score(lines, on=date(2026, 3, 1), subject="c1").total == 54
    assert score(lines, on=date(2026, 3, 1), subject="c2").total == 49


def test_a_manager_begins_where_his_text_says_and_without_a_word_where_companies_do() -> None:
    assert (catalogue().base_of("company"), catalogue().base_of("manager")) == (59, 79)
    silent = replace(catalogue(), manager_base=None)
    assert (silent.base_of("company"), silent.base_of("manager")) == (59, 59)
    found = score([], holder="manager", subject="m1")
    assert (found.base, levels_of({"m1": found.total, "m2": 99, "m3": 1}, catalogue())["m1"]) == (79, "A")


def test_a_later_rule_of_repair_shortens_what_is_shown_and_leaves_past_scores() -> None:
    long = replace(known(line("a", "B04", FIRST), catalogue()), months=24)
    bad = line("a", "B04", date(2025, 1, 10))
    assert expires_on(bad, long, None) == date(2027, 1, 11)
    assert expires_on(bad, long, repair()) == date(2026, 1, 11)


def test_what_allows_no_repair_never_can_be_repaired() -> None:
    accident = line("a", "B10c", date(2026, 5, 1))
    assert repairable_from(accident, known(accident, catalogue()), repair()) is None
    honour = line("a", "G02", date(2026, 5, 1))
    assert repairable_from(honour, known(honour, catalogue()), repair()) is None


def test_lost_points_count_bounds_of_bad_conduct_and_no_gains() -> None:
    overdue = [line(f"o{number:02}", "B09", date(2026, 10, 1 + number)) for number in range(14)]
    found = score([*overdue, line("g", "G02", date(2026, 5, 1))])
    assert lost_in_cycle(found) == 10
    assert found.total == 59 + 3 - 10


@given(st.dictionaries(st.integers(0, 200).map(str), st.integers(-20, 120), min_size=1, max_size=60))
def test_the_ends_take_their_share_and_equals_stand_together(scores: dict[str, int]) -> None:
    levels = levels_of(scores, catalogue())
    places = -(-len(scores) // 20)
    top = [one for one, level in levels.items() if level == "AAA"]
    bottom = [one for one, level in levels.items() if level == "E"]
    assert len(top) >= places
    assert len(bottom) <= places
    for one, other in ((a, b) for a in scores for b in scores if scores[a] == scores[b]):
        assert levels[one] == levels[other]
    order = ("AAA", "AA", "A", "B", "C", "D", "E")
    ranked = sorted(scores, key=lambda one: -scores[one])
    assert [order.index(levels[one]) for one in ranked] == sorted(order.index(levels[one]) for one in ranked)
