"""How two reports are held against each other: the likest are offered, and neighbours who say it in other words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hemei.coordination.cases.queries.alike import usual_pairs
from hemei.coordination.cases.queries.kinds import WRITTEN
from hemei.coordination.cases.rules.alike import Said, likely, said
from hemei.coordination.cases.rules.kinds.measuring import read_written
from hemei.coordination.cases.rules.spots import named_building
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.test_suggest import listed
from hemei.ground.records import queries as records

RULE = f.law().checks.duplicate
TOLD_AGAIN = Path(__file__).parent / "data" / "told_again.tsv"


@dataclass(frozen=True)
class Earlier:
    name: str
    its: int
    has: frozenset[str]
    kind: str = "dogs"
    here: bool = False
    spot: str = ""
    spot_has: frozenset[str] = frozenset()


def sharing(name: str, its: int, shared: int) -> Earlier:
    return Earlier(name, its, frozenset(map(str, range(shared))))


def text(pairs: int) -> Said:
    return Said(frozenset(map(str, range(pairs))))


def test_the_likest_are_shown_and_no_more_than_the_standard_says() -> None:
    found = [sharing(name, 20, shared) for name, shared in (("a", 4), ("b", 5), ("c", 9), ("d", 7), ("e", 6))]
    assert [one.name for one in likely(text(20), found, RULE)] == ["c", "d", "e"]
    assert RULE.most == 3
    # Of a short text much is shared soon: the shorter of both is the measure. A name alone finds nothing.
    assert likely(text(16), [sharing("a", 400, 4)], RULE) == [sharing("a", 400, 4)]
    assert likely(text(2), [sharing("a", 400, 2)], RULE) == []
    assert likely(text(0), [sharing("a", 0, 0)], RULE) == []


# --- told by neighbours ---------------------------------------------------------------------------
def asked(kind: str, words: str) -> Said:
    return said(records.pairs_of(words), RULE, {kind: usual_pairs(listed(), kind)})


def before(kind: str, words: str, mine: Said, *, here: bool = True) -> Earlier:
    pairs = records.pairs_of(words)
    return Earlier(words, len(pairs), pairs & mine.asked, kind, here)


def test_other_words_for_the_same_are_enough_only_here_and_of_this_kind() -> None:
    first = "楼下污水井满了 脏水一直往外冒 臭得不行"
    mine = asked("sewer", "窨井盖那里污水漫到路上了，味道很难闻")
    assert mine.points(before("sewer", first, mine)) >= RULE.points
    near = before("sewer", first, mine, here=False)
    for other in (near, before("water_quality", first, mine)):
        assert likely(mine, [other], RULE) == []
    assert likely(mine, [before("sewer", first, mine)], replace(RULE, points=0)) == []


@pytest.mark.parametrize(
    ("mine", "key", "its", "alike"),
    [
        ("东门内通道", "大门", "大门内消防通道", True),
        ("3幢2单元电梯口", "3幢", "三幢2单元电梯口", True),
        ("3幢2单元电梯口", "5幢", "五幢2单元电梯口", False),
        ("", "大门", "大门内消防通道", False),
    ],
)
def test_where_it_lies_counts_like_what_happened_but_not_in_two_buildings(
    mine: str, key: str, its: str, alike: object
) -> None:
    kind, words = "blocked_fire_lane", "有两辆车停着不走"
    usual = {kind: usual_pairs(listed(), kind)}
    told = said(
        records.pairs_of(words), RULE, usual, spot=records.pairs_of(mine), building=named_building(mine)
    )
    earlier = before(kind, "巡查发现占用", told)
    earlier = replace(earlier, spot=key, spot_has=records.pairs_of(its) & told.asked)
    assert bool(likely(told, [earlier], RULE)) is alike


@pytest.mark.parametrize("name", ["欧阳靖", "张伟明", "阴沟", "臭味"])
def test_a_name_or_a_word_alone_finds_nothing(name: str) -> None:
    mine = asked("sewer", name)
    assert likely(mine, [before("sewer", f"阴沟臭味大，{name}家门口", mine)], RULE) == []


@pytest.mark.parametrize("again", ["消防通道", "消防通道被人停车", "有人把消防通道锁起来了"])
def test_a_word_of_the_list_that_both_have_is_the_kind_and_not_the_same_trouble(again: str) -> None:
    mine = asked("blocked_fire_lane", again)
    elsewhere = before("blocked_fire_lane", "东门的消防通道堆满了装修垃圾", mine)
    assert "消防" in elsewhere.has
    assert mine.points(elsewhere) == 0
    assert likely(mine, [elsewhere], RULE) == []
    # One more thing said by both is more than the kind.
    more = asked("blocked_fire_lane", f"东门{again}")
    assert likely(more, [before("blocked_fire_lane", "东门的消防通道堆满了东西", more)], RULE) != []


def measured(*, fresh: bool) -> tuple[float, float, int]:
    """Ask each second telling against six open reports of the kind in the estate, one of which it is.

    Returns which share was found, which share of what was offered was right, and how many were offered at most.
    """
    others = defaultdict(list)
    for one in read_written(WRITTEN.read_text("utf-8"), listed()):
        others[one.kind].append(one.text)
    lines = TOLD_AGAIN.read_text("utf-8").partition("# Fresh")[2 if fresh else 0].splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line and not line.startswith("#")]
    found = offered = most = 0
    for kind, first, again in rows:
        mine = asked(kind, again)
        there = [before(kind, words, mine) for words in {first, *others[kind]}]
        shown = likely(mine, there, RULE)
        found += first in {one.name for one in shown}
        offered += len(shown)
        most = max(most, len(shown))
    return found / len(rows), found / offered, most


def test_most_neighbours_are_recognised_and_few_wrong_cases_are_shown() -> None:
    """Among six open cases of one kind in one estate, far more than an estate has."""
    recall, precision, most = measured(fresh=False)
    assert recall >= 0.87
    assert precision >= 0.7
    assert most <= RULE.most


def test_so_are_those_that_were_written_after_the_rule() -> None:
    recall, precision, _ = measured(fresh=True)
    assert recall >= 0.9
    assert precision >= 0.9
