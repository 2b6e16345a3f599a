"""Buildings, entrances and units from files: what refers to what, corrections, undo, a kill in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from hemei.ground.places import queries
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.tests.factories import HOUSE, NOW, City, add, build_town, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from tests.grounds import standing

HOUSES = ["小区", "楼栋", "层数", "单元"]
HEADER = [
    "小区名称",
    "幢号",
    "单元",
    "房号",
    "楼层",
    "专有面积",
    "用途",
    "不动产单元号",
    "不动产权证号",
    "销售日期",
    "交付日期",
]
HOME = [
    "翡翠花园",
    "1幢",
    "1单元",
    "301",
    "3",
    "89.5",
    "住宅",
    "",
    "皖(2020)第1号",
    "2019-03-01",
    "2020-06-30",
]
CODE = "340102001001GB00001F00010001"


def with_(**cells: str) -> list[str]:
    names = [
        "estate",
        "building",
        "entrance",
        "room",
        "floor",
        "area",
        "use",
        "code",
        "ref",
        "sold",
        "delivered",
    ]
    return [cells.get(name, cell) for name, cell in zip(names, HOME, strict=True)]


@standing
def estate(town: City) -> int:
    return add(town, draft(town, buildings=[HOUSE]))[0]


def houses(town: City, estate: int) -> dict[str, tuple[int, int]]:
    with records.acting(town.actor):
        return {
            row.name: (row.floors, row.entrances) for row in queries.buildings_of(estate, actor=town.actor)
        }


def dump() -> list[tuple[str]]:
    with records.acting(importing.EVERYONE), connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(t)::text from places_building t union all select to_jsonb(t)::text from places_entrance t"
            " union all select to_jsonb(t)::text from places_propertyunit t order by 1"
        )
        return cursor.fetchall()


def test_buildings_bring_their_entrances_and_undo_takes_them(town: City, estate: int) -> None:
    before = dump()
    rows = [
        ["翡翠花园", "1幢", "7", "1单元、2单元、3单元"],
        ["翡翠花园", "3号楼", "18", "2"],
        ["翡翠花园", "会所", "2", ""],
    ]
    done = importing.take_in(town.actor, NOW, importing.comma(HOUSES, *rows), "places.buildings")
    assert (done.new, done.changed) == (2, 1)
    assert houses(town, estate) == {"1幢": (7, 3), "3号楼": (18, 2), "会所": (2, 0)}
    again = importing.take_in(town.actor, NOW, importing.comma(HOUSES, *rows), "places.buildings")
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    importing.undo(town.actor, NOW, done.id)
    assert dump() == before


def test_a_building_stands_from_a_day_until_it_is_pulled_down(town: City, estate: int) -> None:
    header = [*HOUSES, "竣工日期", "拆除日期"]

    def stood(on: date | None) -> list[str]:
        with records.acting(town.actor):
            return [row.name for row in queries.buildings_of(estate, actor=town.actor, on=on)]

    def take_in(*rows: list[str]) -> importing.seen.ImportRow:
        return importing.take_in(town.actor, NOW, importing.comma(header, *rows), "places.buildings")

    before = dump()
    done = take_in(
        ["翡翠花园", "1幢", "6", "", "", "2024-06-01"], ["翡翠花园", "2幢", "6", "1", "2020-05-01", ""]
    )
    assert (done.new, done.changed, done.bad) == (1, 1, 0)
    assert [stood(day) for day in (date(2019, 1, 1), date(2023, 1, 1), None)] == [
        ["1幢"], ["1幢", "2幢"], ["2幢"],
    ]  # fmt: skip
    importing.undo(town.actor, NOW, done.id)
    assert dump() == before
    for cells, said in (
        (["0206-05-01", ""], "bad_year"),
        (["2031-05-01", ""], "future_day"),
        (["2020-05-01", "2020-05-01"], "bad_period"),
    ):
        row = ["翡翠花园", "2幢", "6", "1", *cells]
        (number,) = importing.begin(town.actor, NOW, importing.comma(header, row), "places.buildings")
        importing.check(town.actor, NOW, number)
        assert [code for _, _, _, code in importing.problems(number)] == [said]


def test_units_stand_in_their_entrance_with_all_their_facts(town: City, estate: int) -> None:
    file = importing.comma(
        HEADER, HOME, with_(entrance="", room="S1", use="商铺", area="120", code=CODE, delivered="")
    )
    done = importing.take_in(town.actor, NOW, file, "places.units")
    assert (done.state, done.new, done.bad) == (ImportState.WRITTEN, 2, 0)
    with records.acting(town.actor):
        home = PropertyUnit.objects.get(room="301")
        shop = PropertyUnit.objects.get(room="S1")
    assert (home.exclusive_area_dm2, home.use, home.register_ref) == (8_950, "residence", "皖(2020)第1号")
    assert (home.sold_on, home.delivered_on) == (date(2019, 3, 1), date(2020, 6, 30))
    assert (shop.entrance_id, shop.unit_code, shop.delivered_on) == (None, CODE, None)
    assert home.scope == town.path_of("340102001001")
    again = importing.take_in(town.actor, NOW, file, "places.units")
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_a_unit_is_corrected_by_an_event_of_its_estate_and_restored_by_undo(town: City, estate: int) -> None:
    importing.take_in(town.actor, NOW, importing.comma(HEADER, HOME), "places.units")
    before = dump()
    file = importing.comma(HEADER, with_(area="90.25", use="办公"), with_(room="302"))
    done = importing.take_in(town.actor, NOW, file, "places.units")
    assert (done.new, done.changed) == (1, 1)
    with records.acting(town.actor):
        event = record.history(stream=f"places.estate:{estate}")[-1]
    assert event.type == "places.unit_corrected"
    assert event.data["changes"] == {"exclusive_area_dm2": [8_950, 9_025], "use": ["residence", "office"]}
    importing.undo(town.actor, NOW, done.id)
    assert dump() == before


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"estate": "没有的小区"}, "estate", "no_estate"),
        ({"building": "9幢"}, "building", "no_building"),
        ({"entrance": "5单元"}, "entrance", "no_entrance"),
        ({"area": "0"}, "area", "not_positive"),
        ({"area": "89.555"}, "area", "decimals"),
        ({"use": "工厂"}, "use", "no_option"),
        ({"code": "3401"}, "unit_code", "bad_code"),
        ({"sold": "0206-03-01"}, "sold_on", "bad_year"),
        ({"sold": "2031-03-01", "delivered": ""}, "sold_on", "future_day"),
        ({"delivered": "2018-01-01"}, "delivered_on", "before_sale"),
    ],
)
def test_a_bad_unit_is_named(town: City, estate: int, cells: dict[str, str], column: str, code: str) -> None:
    (number,) = importing.begin(
        town.actor, NOW, importing.comma(HEADER, HOME, with_(**{"room": "302", **cells}))
    )
    assert importing.check(town.actor, NOW, number).bad == 1
    assert [(row, at, said) for row, at, _, said in importing.problems(number)] == [(3, column, code)]


def test_two_estates_of_one_name_are_told_apart_by_code(town: City, estate: int) -> None:
    (other,) = add(town, draft(town, code="340102003001", buildings=[HOUSE]))
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, HOME))
    importing.check(town.actor, NOW, number)
    assert importing.problems(number)[0][3] == "ambiguous"
    with records.acting(town.actor):
        code = queries.estates_by_id([other], actor=town.actor)[other].code
    done = importing.take_in(town.actor, NOW, importing.comma(HEADER, with_(estate=code)), "places.units")
    with records.acting(town.actor):
        assert PropertyUnit.objects.get(room="301").estate_id == other
    assert done.new == 1
    for home, room in (
        (queries.names_of([town.id("340102003001")]).popitem()[1], "302"),
        ("没有的社区", "303"),
    ):
        row = with_(estate=f"{home}/翡翠花园", room=room)  # before there is a code, in a workbook of both
        (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, row))
        done = importing.check(town.actor, NOW, number)
        assert (done.new, done.bad) == ((1, 0) if room == "302" else (0, 1))


def test_a_unit_code_is_one_units_own(town: City, estate: int) -> None:
    file = importing.comma(HEADER, with_(code=CODE), with_(room="302", code=CODE))
    (number,) = importing.begin(town.actor, NOW, file)
    importing.check(town.actor, NOW, number)
    assert [(row, code) for row, _, _, code in importing.problems(number)] == [(3, "code_taken")]


def test_a_file_of_another_register_is_said_to_be_one(town: City) -> None:
    from hemei.kernel.decision import Refused

    with pytest.raises(Refused) as refusal:
        importing.begin(town.actor, NOW, importing.comma(HEADER, HOME), "places.estates")
    (reason,) = refusal.value.decision.reasons
    assert (reason.code, reason.values["found"]) == ("other_register", "房屋")


def test_one_workbook_becomes_an_import_a_sheet_in_order(town: City, estate: int) -> None:
    book = importing.workbook(
        {"房": [HEADER, HOME], "楼": [HOUSES, ["翡翠花园", "2幢", "6", "1"]], "备忘": [["甲"], ["乙"]]}
    )
    first, second = importing.begin(town.actor, NOW, book, name="全部.xlsx")
    assert [importing.row(one).register for one in (first, second)] == ["places.buildings", "places.units"]
    importing.check(town.actor, NOW, first)
    assert [importing.row(one).new for one in (first, second)] == [1, 1]
    importing.write(town.actor, NOW, second)
    assert importing.row(first).state is ImportState.WRITING  # never the houses before their building


_RUN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "hemei.project.testing"
import django; django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from hemei.ground.records import services
from hemei.kernel.clock import utc_now
def moved(row):
    print(row.new, flush=True)
services.run_import(import_id=int(sys.argv[2]), clock=utc_now, batch=50, moved=moved)
"""


def test_sigkill_in_the_middle_leaves_whole_batches_and_no_row_twice(
    own_database: str, tmp_path: Path
) -> None:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]))
    rows = [with_(room=f"R{number}") for number in range(1_000)]
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, *rows), "places.units")
    importing.check(town.actor, NOW, number)
    records.ask_for_writing(actor=town.actor, now=NOW, import_id=number, good_rows=False, here=True)
    worker = subprocess.Popen(
        [sys.executable, "-c", _RUN, own_database, str(number)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    for _ in range(3):
        worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    written = importing.row(number)
    assert written.new % 50 == 0
    assert 150 <= written.new < 1_000
    with records.acting(importing.EVERYONE):
        assert PropertyUnit.objects.filter(room__startswith="R").count() == written.new
    assert importing.run(number, NOW).state is ImportState.WRITTEN
    with records.acting(importing.EVERYONE):
        assert PropertyUnit.objects.count() == 1_003
        batches = record.imports.batches_of(number, actor=importing.EVERYONE)
    assert batches[0][0] == 2
    assert all(one[1] + 1 == after[0] for one, after in pairwise(batches))
