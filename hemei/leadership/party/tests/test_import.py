"""Organisations and relations from files: by the rules of the pages, each fault with row and remedy, undo exact."""

from __future__ import annotations

import pytest
from django.db import connection

from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor
from hemei.leadership.party import queries
from hemei.leadership.party.tests.conftest import Side

pytestmark = pytest.mark.django_db

HEADER = ["党组织名称", "层级", "形式", "所在", "楼栋", "成立日期", "上级党组织"]
BRANCH = ["绿地小区党支部", "小区", "党支部", "绿地小区", "", "2023-03-01", "东风社区党委"]
GROUP = ["绿地1幢党小组", "楼栋", "党小组", "绿地小区", "1幢", "2023-04-01", "绿地小区党支部"]
FIRM = ["大地物业党支部", "企业", "党支部", "大地物业公司", "", "2023-05-01", ""]
STREET = ["三里庵街道党工委", "街道", "工委", "340104001000", "", "2023-01-01", ""]


def dump() -> list[tuple[str]]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        tables = ("people_body", "party_organisation", "party_relation", "party_tie", "party_former")
        cursor.execute(
            " union all ".join(f"select to_jsonb(t)::text from {table} t" for table in tables) + " order by 1"
        )
        return cursor.fetchall()


def take_in(
    actor: Actor, header: list[str], *rows: list[str], register: str, good_rows: bool = False
) -> importing.seen.ImportRow:
    return importing.take_in(actor, NOW, importing.comma(header, *rows), register, good_rows=good_rows)


def test_organisations_come_with_body_leader_and_what_they_cover_and_go_without_a_trace(side: Side) -> None:
    city, before = side.quarter.city, dump()
    row = take_in(city, HEADER, BRANCH, GROUP, FIRM, register="party.organisations")
    assert (row.new, row.bad) == (3, 0)
    names = {found.name: found for found in queries.organisations(actor=city, on=TODAY)}
    group = queries.organisation_page(organisation_id=names["绿地1幢党小组"].id, on=TODAY)
    assert group is not None
    assert [found.name for found in group.above] == ["绿地小区党支部"]
    with records.acting(city):
        ties = queries.ties_of_estate(estate_id=side.estates["绿地小区"].id, on=TODAY)
    assert {(tie.organisation, tie.building) for tie in ties} == {
        ("绿地小区党支部", ""),
        ("绿地1幢党小组", "1幢"),
    }
    assert names["大地物业党支部"].host == "大地物业公司"
    again = take_in(city, HEADER, BRANCH, GROUP, FIRM, register="party.organisations")
    assert (again.new, again.same, again.bad) == (0, 3, 0)
    importing.undo(city, NOW, row.id)
    assert dump() == before


def test_each_fault_says_where_and_what_to_do(side: Side) -> None:
    rows = [
        [*BRANCH[:5], "0206-03-01", ""],
        [*BRANCH[:2], "党小组", *BRANCH[3:]],
        [*BRANCH[:3], "不存在的小区", *BRANCH[4:]],
        [*BRANCH[:6], "没有的党委"],
        [*GROUP[:4], "9幢", *GROUP[5:]],
        [*GROUP[:4], "", *GROUP[5:]],
        [*BRANCH[:5], "2020-01-01", "东风社区党委"],
        BRANCH,
    ]
    unlike = [
        [f"{row[0]}{number}" if row is not BRANCH else row[0], *row[1:]] for number, row in enumerate(rows)
    ]
    row = take_in(side.quarter.city, HEADER, *unlike, register="party.organisations", good_rows=True)
    assert (row.new, row.bad) == (1, 7)
    found = sorted(importing.problems(row.id))
    assert [number for number, *_ in found] == [2, 3, 4, 5, 6, 7, 8]
    assert [column for _, column, *_ in found] == [
        "since", "form", "place", "leader", "building", "building", "since",
    ]  # fmt: skip


def test_a_street_takes_in_its_own_places_only(side: Side) -> None:
    far = ["远山小区党支部", "小区", "党支部", "远山小区", "", "2023-03-01", ""]
    row = take_in(side.quarter.street, HEADER, BRANCH, far, register="party.organisations", good_rows=True)
    assert (row.new, row.bad) == (1, 1)


def test_relations_begin_end_and_close_no_circle(side: Side) -> None:
    header = ["上级", "关系", "下级", "起始日期", "结束日期"]
    city = side.quarter.city
    rows = [
        ["市物业行业党委", "指导", "东风社区党委", "2023-01-01", ""],
        ["市物业行业党委", "领导", "三里庵社区党委", "2023-01-01", "2024-01-01"],
        ["东风社区党委", "领导", "明光路街道党工委", "2023-01-01", ""],  # its street leads it
        ["东风社区党委", "领导", "东风社区党委", "2023-01-01", ""],
        ["明光路街道党工委", "领导", "东风社区党委", "2023-06-01", ""],  # leads it already
        ["明光路街道党工委", "领导", "东风社区党委", "2022-01-01", ""],  # the same again
        ["没有的党委", "领导", "东风社区党委", "2023-01-01", ""],
    ]
    before = dump()
    row = take_in(city, header, *rows, register="party.relations", good_rows=True)
    assert (row.new, row.same, row.bad) == (2, 1, 4)
    importing.undo(city, NOW, row.id)
    assert dump() == before
