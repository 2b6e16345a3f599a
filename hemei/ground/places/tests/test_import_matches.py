"""Rows that are like an estate or a building on record: found by the check, decided by a clerk, undone exactly."""

from __future__ import annotations

import pytest

from hemei.ground.places.rules.likeness import address_key, building_key, estate_key
from hemei.ground.places.tests.factories import HOUSE, NOW, City, add, draft
from hemei.ground.places.tests.test_import_estates import GREEN, HEADER, dump, estates, with_
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.ground.records.queries import matches as likenesses
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from hemei.kernel.decision import Refused
from tests.grounds import standing


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        (estate_key, "翡翠花园（一期）", "翡翠花园1期小区"),
        (estate_key, "Ｒ＆Ｆ 中心", "r&f中心"),
        (address_key, "明光路 88 号院", "明光路88号"),
        (building_key, "01幢", "1号楼"),
        (building_key, "A3栋", "a3#"),
        (building_key, "综合楼", "综合楼"),
    ],
)
def test_what_people_vary_does_not_count(key, one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        (estate_key, "翡翠花园一期", "翡翠花园二期"),
        (estate_key, "小区", "花园小区"),
        (address_key, "明光路88号", "明光路89号"),
        (building_key, "1幢", "11幢"),
        (building_key, "A1幢", "B1幢"),
    ],
)
def test_what_differs_stays_apart(key, one: str, other: str) -> None:
    assert key(one) != key(other)
    assert address_key("明光路") == ""


NAMED = with_(GREEN, name="翡翠花园小区", area="26000")
BESIDE = with_(GREEN, name="明光公寓", households="310")
FAR = with_(GREEN, community="340102003001", address="胜利路9号")
FRESH = with_(GREEN, name="春天里", address="春天路1号")


@standing
def before(town: City) -> int:
    """翡翠花园 is on record, in 东风社区 at 明光路88号."""
    return importing.take_in(town.actor, NOW, importing.comma(HEADER, GREEN), "places.estates").id


def begun(town: City, *rows: list[str]) -> importing.seen.ImportRow:
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, *rows))
    return importing.check(town.actor, NOW, number)


def found(town: City, number: int) -> list[likenesses.MatchRow]:
    with records.acting(town.actor):
        return likenesses.matches(number, actor=town.actor)


def decide(town: City, number: int, choice: Choice, *rows: likenesses.MatchRow) -> None:
    choices = {row.id: (choice, row.candidates[0].subject) for row in rows}
    records.decide_matches(actor=town.actor, now=NOW, import_id=number, choices=choices)


def test_the_check_finds_what_is_alike_and_says_what_would_change(town: City, before: int) -> None:
    done = begun(town, NAMED, BESIDE, FAR, FRESH)
    assert (done.state, done.new, done.bad, done.undecided) == (ImportState.CHECKED, 4, 0, 3)
    named, beside, far = found(town, done.id)
    assert [(one.row, one.kind) for one in (named, beside, far)] == [
        (2, "name"),
        (3, "address"),
        (4, "elsewhere"),
    ]
    assert named.candidates[0].changes == [
        ("name", "翡翠花园", "翡翠花园小区"),
        ("built_area", "25000.50", "26000.00"),
    ]
    assert "东风社区" in far.candidates[0].label


def test_nothing_alike_comes_in_before_somebody_decides(town: City, before: int) -> None:
    done = begun(town, NAMED, FRESH)
    with pytest.raises(Refused) as refusal:
        importing.write(town.actor, NOW, done.id)
    assert refusal.value.decision.reasons[0].code == "undecided"
    left = importing.write(town.actor, NOW, done.id, good_rows=True)
    assert (left.new, left.bad) == (1, 1)
    assert [one[3] for one in importing.problems(done.id)] == ["undecided"]
    assert set(estates(town.actor)) == {"翡翠花园", "春天里"}


def test_the_same_is_merged_and_undo_puts_back_every_column(town: City, before: int) -> None:
    stood = dump()
    done = begun(town, NAMED, BESIDE, FAR, FRESH)
    named, beside, far = found(town, done.id)
    decide(town, done.id, Choice.SAME, named)
    decide(town, done.id, Choice.LEAVE, beside)
    decide(town, done.id, Choice.NEW, far)
    again = importing.check(town.actor, NOW, done.id)  # decisions stay, and the check follows them
    assert (again.new, again.changed, again.left, again.undecided) == (2, 1, 1, 0)
    written = importing.write(town.actor, NOW, done.id, batch=2)
    assert (written.new, written.changed, written.left, written.bad) == (2, 1, 1, 0)
    with records.acting(town.actor):
        named_now = estates(town.actor)["翡翠花园小区"]
        assert named_now.built_area_dm2 == 2_600_000
        *_, last = record.history(stream=named_now.stream)
        assert last.type == "places.estate_corrected"
        said = record.history(stream=f"records.import:{done.id}")
    assert [event.data["rows"] for event in said if event.type == "records.matches_decided"] == [1, 1, 1]
    importing.undo(town.actor, NOW, done.id)
    assert dump() == stood


def test_one_thing_on_record_takes_one_row(town: City, before: int) -> None:
    done = begun(town, NAMED, with_(NAMED, name="翡翠花园·住宅小区"))
    pair = found(town, done.id)
    with pytest.raises(Refused, match="两行"):
        decide(town, done.id, Choice.SAME, *pair)
    assert records.decide_kind(
        actor=town.actor, now=NOW, import_id=done.id, kind="name", choice=Choice.SAME
    ) == 0  # two rows for one estate: somebody must look  # fmt: skip
    decide(town, done.id, Choice.SAME, pair[0])
    decide(town, done.id, Choice.LEAVE, pair[1])
    assert importing.write(town.actor, NOW, done.id).changed == 1


def test_a_whole_kind_is_decided_at_once(town: City) -> None:
    homes = ("340102001001", "340102003001")
    rows = [
        with_(GREEN, name=f"翡翠{number}村", address=f"翡翠路{number}号", community=homes[number % 2])
        for number in range(240)
    ]
    importing.take_in(town.actor, NOW, importing.comma(HEADER, *rows), "places.estates")
    again = [with_(row, name=f"{row[0]}小区", households="299") for row in rows]
    done = begun(town, *again)
    assert (done.undecided, done.bad) == (240, 0)
    count = records.decide_kind(actor=town.actor, now=NOW, import_id=done.id, kind="name", choice=Choice.SAME)
    assert count == 240
    written = importing.write(town.actor, NOW, done.id)
    assert (written.new, written.changed, written.bad) == (0, 240, 0)


def test_rows_alike_within_their_own_file_are_no_match(town: City) -> None:
    done = begun(town, NAMED, BESIDE)
    assert done.undecided == 0
    assert importing.write(town.actor, NOW, done.id, batch=1).new == 2


def test_a_building_under_another_writing_is_the_same(town: City) -> None:
    add(town, draft(town, buildings=[HOUSE]))
    head = ["小区", "楼栋", "层数", "单元"]
    name = HOUSE.name.removesuffix("幢") + "号楼"
    (number,) = importing.begin(town.actor, NOW, importing.comma(head, ["翡翠花园", name, "7", "1"]))
    assert importing.check(town.actor, NOW, number).undecided == 1
    assert records.decide_kind(
        actor=town.actor, now=NOW, import_id=number, kind="number", choice=Choice.SAME
    ) == 1  # fmt: skip
    assert importing.write(town.actor, NOW, number).changed == 1
    importing.undo(town.actor, NOW, number)


def test_a_community_has_numbers_for_999_estates_and_a_wrong_column_is_named(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemei.ground.places.services.estates.LAST_NUMBER", 1)
    done = begun(town, GREEN, FRESH)
    assert (done.new, done.bad) == (1, 1)
    assert [one[1::2] for one in importing.problems(done.id)] == [("community", "community_full")]
