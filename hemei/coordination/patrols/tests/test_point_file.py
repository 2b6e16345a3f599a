"""Points from a file: checked, told row by row, written once, and taken back exactly."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from hemei.coordination.patrols.models import Point
from hemei.coordination.patrols.tests.conftest import CELLS, NOW, Beat
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as seen
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG

HEADER = ("网格", "点位", "种类", "小区", "经度", "纬度")
LANE = "消防通道和登高场地"
REGISTER = "patrols.points"


def running() -> list[tuple[Any, ...]]:
    with records.acting(SYSTEM):
        rows = Point.objects.filter(valid_until=None).order_by("cell_id", "name")
        return list(rows.values_list("id", "name", "kind", "estate_id", "lon", "lat", "valid_from"))


def street(beat: Beat) -> Actor:
    return beat.quarter.street


def test_new_ones_begin_changed_ones_begin_anew_and_undo_restores_exactly(beat: Beat) -> None:
    before = running()
    rows = (
        (CELLS[0], "3幢东侧消防通道", LANE, "", "117.283001", "31.861"),  # known: it now has a place
        (CELLS[0], "1号垃圾房", "垃圾投放点", "", "", ""),  # the same
        (f"东风社区/{CELLS[1]}", "  南门  消防通道", "fire_lane", "", "", ""),
    )
    done = importing.take_in(street(beat), NOW, importing.comma(HEADER, *rows), REGISTER)
    assert (done.new, done.changed, done.same, done.bad) == (1, 1, 1, 0)
    after = {(name, kind, lon, lat) for _, name, kind, _, lon, lat, _ in running()}
    assert ("3幢东侧消防通道", "fire_lane", 117_283_001, 31_861_000) in after
    assert ("南门 消防通道", "fire_lane", None, None) in after
    again = importing.take_in(street(beat), NOW, importing.comma(HEADER, *rows), REGISTER)
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert importing.undo(street(beat), NOW, done.id).state is seen.ImportState.UNDONE
    assert running() == before


def test_a_planned_point_is_not_taken_back(beat: Beat) -> None:
    row = (CELLS[0], "南门", LANE, "", "", "")
    done = importing.take_in(street(beat), NOW, importing.comma(HEADER, row), REGISTER)
    beat.plan()
    undone = importing.undo(street(beat), NOW, done.id)
    assert undone.state is seen.ImportState.WRITTEN
    assert undone.refusal


BAD: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("没有的网格", "南门", LANE, "", "", ""), "cell", "no_cell"),
    ((CELLS[0], "", LANE, "", "", ""), "name", "empty"),
    ((CELLS[0], "长" * 41, LANE, "", "", ""), "name", "too_long"),
    ((CELLS[0], "东门", "喷泉", "", "", ""), "kind", "no_kind"),
    ((CELLS[0], "西门", LANE, "没有的小区", "", ""), "estate", "no_estate"),
    ((CELLS[1], "北门", LANE, "翠园小区", "", ""), "estate", "not_here"),
    ((CELLS[0], "角门", LANE, "", "117.283", ""), "lat", "half"),
    ((CELLS[0], "后门", LANE, "", "abc", "31.8"), "lon", "not_degrees"),
    ((CELLS[0], "侧门", LANE, "", "117.2", "131.8"), "lat", "degree"),
    ((CELLS[0], "便门", LANE, "", "", ""), "", ""),
    ((f"东风社区/{CELLS[0]}", "便门", LANE, "", "", ""), "name", "repeated"),
)


def test_a_row_that_is_refused_also_says_which_names_are_not_on_record(beat: Beat) -> None:
    row = ("没有的网格", "南门", "喷泉", "没有的小区", "217.283", "31.8")
    (number,) = importing.begin(street(beat), NOW, importing.comma(HEADER, row), REGISTER)
    importing.check(street(beat), NOW, number)
    assert sorted((column, code) for _, column, _, code in importing.problems(number)) == [
        ("cell", "no_cell"), ("estate", "no_estate"), ("kind", "no_kind"), ("lon", "degree"),
    ]  # fmt: skip


def test_every_bad_row_is_told_with_its_column_and_reason(beat: Beat) -> None:
    content = importing.comma(HEADER, *(row for row, _, _ in BAD))
    (number,) = importing.begin(street(beat), NOW, content, REGISTER)
    checked = importing.check(street(beat), NOW, number)
    told = {row - 2: (column, code) for row, column, _, code in importing.problems(number)}
    assert told == {place: (column, code) for place, (_, column, code) in enumerate(BAD) if code}
    assert (checked.new, checked.bad) == (1, len(BAD) - 1)


def test_the_sheet_of_points_comes_back_as_it_went(beat: Beat) -> None:
    client = beat.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    page = client.get("/patrols/points").text
    assert "上传表格" in page
    assert (
        "上传表格"
        not in beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
        .get("/patrols/points")
        .text
    )
    content = b"".join(client.get("/patrols/points.xlsx").streaming_content)
    assert load_workbook(io.BytesIO(content)).active.max_row == len(running()) + 1
    done = importing.take_in(street(beat), NOW, content, REGISTER)
    assert (done.new, done.changed, done.same, done.bad) == (0, 0, len(running()), 0)


def test_who_keeps_no_points_of_a_place_brings_none(beat: Beat) -> None:
    content = importing.comma(HEADER, (CELLS[0], "南门", LANE, "", "", ""))
    foreign = beat.quarter.town.actor(Role.STREET_CLERK, "340104001", "三里庵街道办", "张三", account=1)
    (number,) = importing.begin(foreign, NOW, content, REGISTER)
    importing.check(foreign, NOW, number)
    assert importing.problems(number) == [(2, "cell", CELLS[0], "no_cell")]
    with pytest.raises(Refused):
        importing.begin(beat.walker, NOW, content, REGISTER)
