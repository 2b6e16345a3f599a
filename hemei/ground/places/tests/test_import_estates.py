"""Estates from a file: taken in, corrected, refused row by row, and taken back as if never imported."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from hemei.ground.places import queries
from hemei.ground.places.tests.factories import NOW, City, add, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

HEADER = [
    "小区名称",
    "街道",
    "责任社区",
    "小区类型",
    "地址",
    "建筑面积(平方米)",
    "户数",
    "建成年份",
    "经度",
    "纬度",
    "起始日期",
]
GREEN = [
    "翡翠花园",
    "",
    "东风社区",
    "商品房小区",
    "明光路88号",
    "25000.50",
    "300",
    "2012",
    "117.3",
    "31.86",
    "2012-10-01",
]
LAKE = ["湖畔新村", "", "340102003001", "老旧小区", "胜利路1号", "9800", "96", "", "", "", "1998/5/1"]
REGISTER = "places.estates"
TABLES = ("places_estate", "places_accountablecommunity")


def with_(row: list[str], **cells: str) -> list[str]:
    names = dict(zip(["name", "street", "community", "kind", "address", "area", "households", "year", "lon", "lat",
                      "since"], range(11), strict=True))  # fmt: skip
    changed = list(row)
    for name, value in cells.items():
        changed[names[name]] = value
    return changed


def dump() -> dict[str, list[Any]]:
    """Everything that stands in the tables, to the last column."""
    found = {}
    with records.acting(importing.EVERYONE), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select to_jsonb(t)::text from {table} t order by id")
            found[table] = cursor.fetchall()
    return found


def estates(actor: Actor) -> dict[str, queries.EstateRow]:
    with records.acting(actor):
        return {row.name: row for row in queries.estates(actor=actor)}


def test_a_file_becomes_estates_with_their_first_events(town: City) -> None:
    done = importing.take_in(town.actor, NOW, importing.comma(HEADER, GREEN, LAKE), REGISTER)
    assert (done.state, done.new, done.bad) == (ImportState.WRITTEN, 2, 0)
    green = estates(town.actor)["翡翠花园"]
    assert (green.built_area_dm2, green.households, green.built_year) == (2_500_050, 300, 2012)
    assert (green.lon, green.lat, green.valid_from) == (117_300_000, 31_860_000, date(2012, 10, 1))
    assert green.scope == town.path_of("340102001001")
    with records.acting(town.actor):
        assert [event.type for event in record.history(stream=green.stream)] == ["places.estate_added"]
        (batch,) = record.history(stream=f"records.import:{done.id}")
    assert set(batch.data.pop("rows")) == set(TABLES)
    assert batch.data == {
        "register": REGISTER, "digest": done.digest, "first": 2, "last": 3, "new": 2, "changed": 0, "same": 0,
        "left": 0, "bad": 0,
    }  # fmt: skip


def test_a_dry_run_counts_and_keeps_nothing(town: City) -> None:
    before = dump()
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, GREEN, LAKE))
    checked = importing.check(town.actor, NOW, number)
    assert (checked.state, checked.new, checked.bad) == (ImportState.CHECKED, 2, 0)
    assert dump() == before
    with records.acting(town.actor):
        assert record.history(stream=f"records.import:{number}") == []


def test_the_same_file_twice_changes_nothing(town: City) -> None:
    content = importing.comma(HEADER, GREEN, LAKE)
    importing.take_in(town.actor, NOW, content, REGISTER)
    before = dump()
    again = importing.take_in(town.actor, NOW, content, REGISTER)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert dump() == before


def test_a_correction_is_an_event_and_an_empty_cell_says_nothing(town: City) -> None:
    importing.take_in(town.actor, NOW, importing.comma(HEADER, GREEN), REGISTER)
    file = importing.comma(HEADER, with_(GREEN, area="26000", year="", lon="", lat=""))
    done = importing.take_in(town.actor, NOW, file, REGISTER)
    assert (done.new, done.changed, done.same) == (0, 1, 0)
    green = estates(town.actor)["翡翠花园"]
    assert (green.built_area_dm2, green.built_year, green.lon) == (2_600_000, 2012, 117_300_000)
    with records.acting(town.actor):
        event = record.history(stream=green.stream)[-1]
    assert event.type == "places.estate_corrected"
    assert event.data["changes"] == {"built_area_dm2": [2_500_050, 2_600_000]}


def test_undo_restores_the_exact_rows_and_events_stay(town: City) -> None:
    add(town, draft(town))
    before = dump()
    file = importing.comma(HEADER, with_(GREEN, area="1", address="别处"), LAKE)
    done = importing.take_in(town.actor, NOW, file, REGISTER)
    assert (done.new, done.changed) == (1, 1)
    lake = estates(town.actor)["湖畔新村"]
    assert importing.undo(town.actor, NOW, done.id).state is ImportState.UNDONE
    assert dump() == before
    with records.acting(town.actor):
        assert [event.type for event in record.history(stream=lake.stream)] == [
            "places.estate_added", "records.subject_withdrawn",
        ]  # fmt: skip
        types = [event.type for event in record.history(stream=f"records.import:{done.id}")]
    assert types == ["records.batch_imported", "records.undo_asked", "records.batch_undone"]
    again = importing.take_in(town.actor, NOW, file, REGISTER)
    assert (again.new, again.changed) == (1, 1)


def test_what_changed_since_is_not_taken_back(town: City) -> None:
    done = importing.take_in(town.actor, NOW, importing.comma(HEADER, GREEN), REGISTER)
    importing.take_in(town.actor, NOW, importing.comma(HEADER, with_(GREEN, area="1")), REGISTER)
    before = dump()
    halted = importing.undo(town.actor, NOW, done.id)
    assert halted.state is ImportState.WRITTEN
    assert [reason.code for reason in halted.refusal] == ["moved_on"]
    assert dump() == before


BAD = [
    (with_(GREEN, name=""), "name", "empty"),
    (with_(GREEN, community="370102001001"), "community", "other_city"),
    (with_(GREEN, community="没有的社区"), "community", "no_community"),
    (with_(GREEN, kind="别墅"), "kind", "no_option"),
    (with_(GREEN, area="0"), "built_area", "not_positive"),
    (with_(GREEN, area="25000.555"), "built_area", "decimals"),
    (with_(GREEN, area="约两万"), "built_area", "not_number"),
    (with_(GREEN, households="-3"), "households", "out_of_range"),
    (with_(GREEN, year="0206"), "built_year", "out_of_range"),
    (with_(GREEN, year="2031"), "built_year", "future_year"),
    (with_(GREEN, since="0206-05-01"), "since", "bad_year"),
    (with_(GREEN, since="2019-02-29"), "since", "no_such_day"),
    (with_(GREEN, since="2031-01-01"), "since", "future_day"),
    (with_(GREEN, lat=""), "lon", "half_position"),
    (with_(GREEN, lon="31.86", lat="117.3"), "lon", "outside_city"),
    (with_(GREEN, name="翡" * 61), "name", "too_long"),
]


@pytest.mark.parametrize(("bad", "column", "code"), BAD, ids=[code for _, _, code in BAD])
def test_a_bad_row_is_named_and_the_good_one_goes_on(
    town: City, bad: list[str], column: str, code: str
) -> None:
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, LAKE, bad))
    checked = importing.check(town.actor, NOW, number)
    assert (checked.new, checked.bad) == (1, 1)
    assert [(row, at, said) for row, at, _, said in importing.problems(number)] == [(3, column, code)]
    done = importing.write(town.actor, NOW, number, good_rows=True)
    assert (done.state, done.new, done.bad) == (ImportState.WRITTEN, 1, 1)
    assert list(estates(town.actor)) == ["湖畔新村"]


def test_nobody_agreed_so_the_first_bad_row_halts(town: City) -> None:
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, LAKE, with_(GREEN, area="0")))
    importing.check(town.actor, NOW, number)
    halted = importing.write(town.actor, NOW, number)
    assert (halted.state, halted.new) == (ImportState.HALTED, 0)
    assert estates(town.actor) == {}
    done = importing.write(town.actor, NOW, number, good_rows=True)
    assert (done.state, done.new, done.bad) == (ImportState.WRITTEN, 1, 1)
    assert len(importing.problems(number)) == 1


def test_two_rows_of_one_estate_are_named_together(town: City) -> None:
    (number,) = importing.begin(
        town.actor, NOW, importing.comma(HEADER, GREEN, GREEN, with_(GREEN, community="340102001001"))
    )
    importing.check(town.actor, NOW, number)
    assert [(row, code) for row, _, _, code in importing.problems(number)] == [
        (3, "repeated"),
        (4, "repeated"),
    ]


def test_a_street_imports_within_its_places_only(town: City) -> None:
    clerk = town.clerk(town.id("340102003"), NOW.date())
    (number,) = importing.begin(clerk, NOW, importing.comma(HEADER, GREEN, LAKE))
    checked = importing.check(clerk, NOW, number)
    assert (checked.new, checked.bad) == (1, 1)
    assert importing.problems(number) == [(2, "community", "东风社区", "not_yours")]
    with records.acting(clerk):
        stranger = town.clerk(town.id("340104001"), NOW.date())
    with pytest.raises(Refused) as refusal:
        importing.write(stranger, NOW, number, good_rows=True)
    assert refusal.value.decision.reasons[0].code == "not_found"


def test_interrupted_after_any_batch_it_goes_on_without_a_double_row(town: City) -> None:
    rows = [with_(LAKE, name=f"湖畔{number}村") for number in range(25)]
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, *rows))
    importing.check(town.actor, NOW, number)
    records.ask_for_writing(actor=town.actor, now=NOW, import_id=number, good_rows=False)

    class KilledError(Exception):
        pass

    def stop(row: object) -> None:
        raise KilledError

    for done in (4, 8):
        with pytest.raises(KilledError):
            records.run_import(import_id=number, clock=lambda: NOW, batch=4, moved=stop)
        assert importing.row(number).new == done
    end = importing.run(number, NOW, batch=4)
    assert (end.state, end.new, end.same) == (ImportState.WRITTEN, 25, 0)
    assert len(estates(town.actor)) == 25
    importing.undo(town.actor, NOW, number)
    assert estates(town.actor) == {}


def test_the_mapping_of_odd_headers_is_remembered(town: City) -> None:
    odd = ["小区的名字", *HEADER[1:]]
    (number,) = importing.begin(town.actor, NOW, importing.comma(odd, GREEN))
    with pytest.raises(Refused) as refusal:
        importing.check(town.actor, NOW, number)
    assert [reason.field for reason in refusal.value.decision.reasons] == ["name"]
    mapping = {**importing.row(number).mapping, "name": 0}
    records.map_columns(actor=town.actor, now=NOW, import_id=number, mapping=mapping)
    assert importing.check(town.actor, NOW, number).new == 1
    (later,) = importing.begin(town.actor, NOW, importing.comma(odd, LAKE))
    assert importing.row(later).mapping == mapping


def test_a_title_above_and_merged_cells_are_understood(town: City) -> None:
    rows = [["小区台账"], HEADER, GREEN, with_(GREEN, name="碧玉花园", community="")]
    book = importing.workbook({"小区": rows}, [("小区", "A1:K1"), ("小区", "C3:C4")])
    done = importing.take_in(town.actor, NOW, book, REGISTER)
    assert (done.new, done.bad) == (2, 0)
    assert estates(town.actor)["碧玉花园"].community_id == town.id("340102001001")
