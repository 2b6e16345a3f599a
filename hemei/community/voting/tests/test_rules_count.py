"""The count: every row of the test vector, and both sides of every bar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from hemei.community.voting.rules.count import Sums, judge, measure
from hemei.community.voting.rules.explain import reasons_of, square_metres
from hemei.community.voting.rules.roll import DEVELOPER, Ballot, Choice, Unit, standing_ballots
from hemei.community.voting.rules.standards import MatterCode
from hemei.community.voting.tests.factories import (
    BEFORE_THE_CODE,
    START,
    TODAY,
    ballots,
    counted,
    counting,
    matter,
    unit,
    vector_roll,
)
from hemei.kernel.standards import Bar

SMALL = [f"s{n:02}" for n in range(60)]
X = ["x0", "x1", "x2"]
S = ["shop"]
D = [*(f"d{n:02}" for n in range(10)), "u0", "u1"]
ALL = [code for code in get_args(MatterCode) if code != "dwelling_to_business"]
SPECIAL = {"raise_maintenance_fund", "rebuild", "change_common_parts"}


def cast(agreeing: list[str], others: list[str]) -> list[Ballot]:
    return ballots(dict.fromkeys(others, "against") | dict.fromkeys(agreeing, "for"))


@pytest.mark.parametrize(
    ("taking_part", "area", "heads", "quorum"),
    [
        (SMALL[:42], 420_000, 42, False),
        (SMALL[:42] + S + X, 536_000, 44, False),
        (SMALL[:42] + S + D, 620_000, 44, True),
    ],
)
def test_vector_who_takes_part(taking_part, area, heads, quorum) -> None:
    measured, outcome = counted(vector_roll(), cast([], taking_part), "hire_company")
    assert (measured.total, measured.part) == (Sums(836_000, 63), Sums(area, heads))
    assert (outcome.quorum, outcome.passed) == (quorum, False)


@pytest.mark.parametrize(
    ("code", "agreeing", "area", "heads", "passed"),
    [
        ("hire_company", SMALL[:22] + D, 340_000, 23, True),
        ("hire_company", SMALL[:20] + S + D, 400_000, 22, False),
        ("hire_company", SMALL[:22] + S, 300_000, 23, False),
        ("rebuild", SMALL[:33] + D, 450_000, 34, False),
        ("rebuild", SMALL[:33] + D + S, 530_000, 35, True),
        ("rebuild", SMALL[:31] + D + S, 510_000, 33, True),
        ("rebuild", SMALL[:30] + D + S, 500_000, 32, False),
    ],
)
def test_vector_who_agrees(code, agreeing, area, heads, passed) -> None:
    measured, outcome = counted(vector_roll(), cast(agreeing, SMALL[:42] + S + D), code)
    assert (measured.part, measured.agree) == (Sums(620_000, 44), Sums(area, heads))
    assert (outcome.quorum, outcome.passed) == (True, passed)


def judged(code: MatterCode, total: Sums, part: Sums, agree: Sums, on: date = TODAY):
    return judge(matter(code, on), total=total, part=part, agree=agree)


@pytest.mark.parametrize("code", ALL)
def test_two_thirds_take_part_and_not_one_less(code) -> None:
    whole = Sums(3_000, 30)
    for part, quorum in [
        ((2_000, 20), True),
        ((1_999, 20), False),
        ((2_000, 19), False),
        ((2_001, 21), True),
    ]:
        assert judged(code, whole, Sums(*part), Sums(*part)).quorum is quorum
        assert judged(code, whole, Sums(*part), Sums(*part)).passed is quorum
    # A total that three does not divide: 6667 of 10000 is enough, 6666 is not.
    assert judged(code, Sums(10_000, 100), Sums(6_667, 67), Sums(6_667, 67)).quorum
    assert not judged(code, Sums(10_000, 100), Sums(6_666, 67), Sums(6_666, 67)).quorum
    assert not judged(code, Sums(10_000, 100), Sums(6_667, 66), Sums(6_667, 66)).quorum


@pytest.mark.parametrize("code", ALL)
def test_more_than_half_or_three_quarters_agree_and_not_one_less(code) -> None:
    whole, part = Sums(5_000, 50), Sums(4_000, 40)
    if code in SPECIAL:
        sides = [((3_000, 30), True), ((2_999, 30), False), ((3_000, 29), False)]
    else:
        sides = [((2_001, 21), True), ((2_000, 21), False), ((2_001, 20), False)]
    for agree, passed in sides:
        assert judged(code, whole, part, Sums(*agree)).passed is passed


@pytest.mark.parametrize("code", ALL)
def test_before_the_code_the_shares_are_of_all_owners(code) -> None:
    whole = Sums(3_000, 30)
    enough = (
        Sums(2_000, 20)
        if code in {"use_maintenance_fund", "raise_maintenance_fund", "rebuild"}
        else Sums(1_501, 16)
    )
    assert judged(code, whole, enough, enough, BEFORE_THE_CODE).passed
    for less in (Sums(enough.area_dm2 - 1, enough.heads), Sums(enough.area_dm2, enough.heads - 1)):
        assert not judged(code, whole, enough, less, BEFORE_THE_CODE).passed
    # Half attend: not enough, even if all of them agree; a majority of those present is none of all.
    assert not judged(code, whole, Sums(1_500, 16), Sums(1_500, 16), BEFORE_THE_CODE).quorum
    assert not judged(code, whole, Sums(3_000, 30), Sums(1_500, 16), BEFORE_THE_CODE).passed


@pytest.mark.parametrize(
    ("text", "part", "reached", "short"),
    [
        (">= 2/3", 67, True, 0), (">= 2/3", 66, False, 1), ("> 1/2", 50, False, 1), ("> 1/2", 51, True, 0),
        (">= 3/4", 75, True, 0), (">= 3/4", 74, False, 1), (">= 1/1", 99, False, 1), (">= 2/3", 0, False, 67),
    ],
)  # fmt: skip
def test_a_bar_says_exactly_what_is_missing(text, part, reached, short) -> None:
    bar = Bar.parse(text)
    assert (bar.reached(part, 100), bar.short(part, 100)) == (reached, short)
    assert bar.reached(part + short, 100)
    assert not short or not bar.reached(part + short - 1, 100)


@pytest.mark.parametrize("text", ["2/3", ">= 4/3", "> 1/1", ">= 0/3", "≥ 2/3", ">= 66%", ">=2/3", ""])
def test_what_is_no_bar_is_refused(text) -> None:
    with pytest.raises(ValueError, match="is no bar"):
        Bar.parse(text)


# Heads


def sums(roll: list[Unit], choices: dict[str, Choice], code: MatterCode = "hire_company"):
    measured, outcome = counted(roll, ballots(choices), code)
    return measured.total, measured.part, measured.agree, outcome


def test_who_is_one_head() -> None:
    roll = [
        unit("1", 100, "a", "b"),
        unit("2", 100, "b", "a"),
        unit("3", 100, "a"),
        unit("4", 100, DEVELOPER),
        unit("5", 100, "c", delivered=False),
        unit("6", 100, delivered=False),
        unit("7", 100, "c"),
        unit("8", 100, DEVELOPER, "c"),
    ]
    # {a, b} with two units; a alone; the developer with three; c; the developer and c together.
    assert sums(roll, {})[0] == Sums(80_000, 5)
    details = counted(roll, [], "hire_company")[0].details
    assert (details.developer_units, details.shared_with_developer, details.units) == (3, 1, 8)


def test_a_head_of_mixed_choice_takes_part_and_does_not_agree_while_areas_count_by_unit() -> None:
    roll = [unit("1", 100, "a"), unit("2", 50, "a"), unit("3", 10, "a"), unit("4", 40, "b")]
    total, part, agree, _ = sums(roll, {"1": "for", "2": "against"})
    assert (total, part, agree) == (Sums(20_000, 2), Sums(15_000, 1), Sums(10_000, 0))
    # A unit not cast says nothing: what is cast agrees, so the head does; its area is not there.
    assert sums(roll, {"1": "for", "3": "for"})[1:3] == (Sums(11_000, 1), Sums(11_000, 1))
    assert sums(roll, {"1": "for", "2": "abstain"})[2] == Sums(10_000, 0)


def test_nobody_may_be_missing_where_all_must_consent() -> None:
    roll = [unit("1", 100, "a"), unit("2", 50, "a"), unit("3", 40, "b")]
    everybody = {"1": "for", "2": "for", "3": "for"}
    assert sums(roll, everybody, "dwelling_to_business")[3].passed
    for choices, quorum in [
        (everybody | {"2": "against"}, True),
        (everybody | {"3": "abstain"}, True),
        ({"1": "for", "3": "for"}, True),
        ({"1": "for", "2": "for"}, False),
    ]:
        outcome = sums(roll, choices, "dwelling_to_business")[3]
        assert (outcome.quorum, outcome.passed) == (quorum, False)


def test_a_roll_without_a_vote_decides_nothing() -> None:
    with pytest.raises(ValueError, match="nothing can be counted"):
        counted([], [], "hire_company")
    with pytest.raises(ValueError, match="nothing can be counted"):
        counted([Unit("P1", "P", 1200, frozenset({"a"}), parking=True)], [], "hire_company")


def test_what_the_rules_of_procedure_may_change() -> None:
    base = counting()
    roll = [
        unit("1", 100, "a", "b"),
        unit("2", 30, "a", "b"),
        Unit("P", "P", 1_000, frozenset({"c"}), parking=True),
    ]
    cast_both = ballots({"1": "for", "2": "against"})
    alone = replace(base, same_owners=replace(base.same_owners, merge="sole_owners"))
    assert measure(roll, cast_both, alone, keep="last").agree == Sums(10_000, 1)
    assert measure(roll, cast_both, alone, keep="last").total == Sums(13_000, 2)
    most = replace(base, mixed_choice=replace(base.mixed_choice, agrees="most_area"))
    assert measure(roll, cast_both, most, keep="last").agree == Sums(10_000, 1)
    parking = replace(base, parking_spaces=replace(base.parking_spaces, counts_for_vote=True))
    assert measure(roll, [], parking, keep="last").total == Sums(14_000, 2)
    spoiled = replace(base, spoiled_ballots=replace(base.spoiled_ballots, take_part=True))
    invalid = [Ballot("1", "for", START, 2, valid=False)]
    assert measure(roll, invalid, spoiled, keep="last").part == Sums(10_000, 1)
    assert measure(roll, invalid, spoiled, keep="last").agree == Sums(0, 0)
    assert measure(roll, invalid, base, keep="last").part == Sums(0, 0)


# Doubles


def test_of_two_ballots_the_last_or_the_first_counts_and_both_are_shown() -> None:
    early = Ballot("1", "against", START, 9, "paper")
    late = Ballot("1", "for", START + timedelta(milliseconds=1), 2, "phone")
    spoiled = Ballot("1", "abstain", START + timedelta(days=1), 10, valid=False)
    for order in ([early, late, spoiled], [spoiled, late, early]):
        standing, doubles = standing_ballots(order, keep="last")
        assert (standing["1"], [one.displaced for one in doubles]) == (late, [early])
        assert standing_ballots(order, keep="first")[0]["1"] == early
    same = Ballot("1", "abstain", late.received_at, 3, "desk")
    assert standing_ballots([same, late], keep="last")[0]["1"] == same
    assert standing_ballots([same, late], keep="first")[0]["1"] == late
    assert len(standing_ballots([same, late, early], keep="last")[1]) == 2


# Explanation


def explained(roll: list[Unit], cast: list[Ballot], code: MatterCode = "hire_company") -> list[str]:
    measured, outcome = counted(roll, cast, code)
    reasons = reasons_of(matter(code), counting(), measured, outcome)
    return [reason.text.format(**reason.values) for reason in reasons]


def test_a_result_says_what_was_missing_and_where() -> None:
    said = "\n".join(explained(vector_roll(), cast([], SMALL[:42] + S + X)))
    assert "3 × 5,360 ≥ 2 × 8,360（平方米），不成立，还差213.34平方米" in said
    assert "3 × 44 ≥ 2 × 63，成立" in said
    assert "距参与表决的2/3还差0人、213.34平方米" in said
    assert "楼栋“1”未投票：30个专有部分，3,000平方米。" in said
    assert "民法典第二百七十八条第一款第四项、第二款" in said


def test_a_result_tells_of_doubles_spoiled_and_mixed_ballots() -> None:
    roll = [unit("1", 100, "a"), unit("2", 100, "a"), unit("3", 100, "b"), unit("4", 100, DEVELOPER, "b")]
    votes = [
        *ballots({"1": "for", "2": "against"}),
        Ballot("1", "for", START + timedelta(hours=1), 8, "phone"),
        Ballot("3", "for", START, 9, valid=False),
    ]
    said = "\n".join(explained(roll, votes))
    assert "1有不止一张有效选票，后到的为准：计第8行（2026-11-01T10:00:00+00:00，phone），不计第2行" in said
    assert "无效选票1张，不算参与表决" in said
    assert "1人名下各专有部分意见不一" in said
    assert "1个已交付的专有部分由建设单位与他人共有" in said


def test_what_all_must_agree_to_is_explained_as_such() -> None:
    """Civil Code art. 279: no area is short where somebody stayed away, and no rules of procedure ask for less."""
    roll = [unit("1", 100, "a"), unit("2", 100, "a"), unit("3", 100, "b")]
    away = explained(
        roll, [*ballots({"1": "for"}), Ballot("1", "for", START, 9, valid=False)], "dwelling_to_business"
    )
    assert away[0].startswith("没有全体参与表决，未通过（")
    assert "须全体参与表决，还差1人。" in away
    assert any(line.startswith("未投票的不算参与表决，也不算同意（") for line in away)
    mixed = explained(roll, ballots({"1": "for", "2": "against", "3": "for"}), "dwelling_to_business")
    assert mixed[0].startswith("全体参与了表决，没有全体同意，未通过（")
    assert "须全体同意，还差1人、100平方米。" in mixed
    for said in (away, mixed):
        assert "议事规则不能改变（" in said[-1]
        assert not any(
            "还差0人" in line or "差0平方米" in line or "1/1" in line or "可以另定" in line for line in said
        )


def test_every_number_of_buildings_is_told_shortly() -> None:
    roll = [unit(f"{n}", 100 + n, f"o{n}", building=f"{n}幢") for n in range(14)]
    said = [line for line in explained(roll, []) if "未投票：" in line]
    assert said[0] == "楼栋“13幢”未投票：1个专有部分，113平方米。"
    assert said[-1] == "其余4个楼栋未投票：4个专有部分，406平方米。"


@pytest.mark.parametrize(
    ("dm2", "text"), [(291_000, "2,910"), (137_334, "1,373.34"), (5, "0.05"), (100_010, "1,000.10")]
)
def test_areas_are_written_in_square_metres(dm2, text) -> None:
    assert square_metres(dm2) == text
