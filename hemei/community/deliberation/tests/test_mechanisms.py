"""The register of mechanisms: entered, corrected, ended, voided; imported and undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.rules.words import OwnersSide, Side
from hemei.community.deliberation.tests.conftest import DOCUMENT, NOW, SINCE, Table
from hemei.ground.people.tests.factories import SYSTEM, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db


def entries(table: Table) -> list[queries.MechanismRow]:
    with records.acting(SYSTEM):
        return queries.mechanisms_of(table.community, actor=SYSTEM)


def told(table: Table) -> list[str]:
    with records.acting(SYSTEM):
        return [event.type for event in record.history(stream=f"deliberation.community:{table.community}")]


def test_a_street_registers_a_mechanism_and_the_time_to_the_next_meeting_runs(table: Table) -> None:
    table.establish()
    (row,) = entries(table)
    assert (row.document, row.chair, row.sides, row.valid_from) == (
        DOCUMENT,
        "东风社区党委",
        tuple(Side),
        SINCE,
    )
    assert told(table) == ["deliberation.mechanism_registered", "clocks.deadline_started"]
    with records.acting(table.clerk):
        (clock,) = queries.clocks_of(table.community)
        assert clock.due_at.date() == date(2026, 12, 2)
        (line,) = queries.communities(actor=table.clerk, on=TODAY, now=NOW)
        assert (line.since, line.due_at, line.last_held_on) == (SINCE, clock.due_at, None)
        late = queries.communities(actor=table.clerk, on=TODAY, now=NOW + timedelta(days=40), which="late")
        assert [found.place_id for found in late] == [table.community]
    with pytest.raises(Refused, match="已经登记了机制"):
        table.establish()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sides": (Side.PARTY, Side.RESIDENTS_COMMITTEE, Side.COMPANY)}, "参加各方里没有业主一方"),
        ({"document": "无"}, "没有写明依据的文件"),
        ({"established_on": TODAY + timedelta(days=1)}, "不合理"),
        ({"months": 2}, "至少每1个月一次"),
        ({"months": 0}, "议事间隔"),
    ],
)
def test_an_entry_that_is_not_whole_is_refused_with_what_is_missing(
    table: Table, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        table.establish(**changes)


def test_the_community_does_not_enter_itself_and_a_street_only_its_own(table: Table) -> None:
    for who in (table.secretary, table.clerk, table.company):
        with pytest.raises(Refused, match="这个身份不能登记议事协调机制"):
            table.establish(who)
    with pytest.raises(Refused, match="不在您的管辖范围内"):
        table.establish(community=table.far)


def test_a_correction_keeps_what_was_wrong_and_an_end_stops_the_clock(table: Table) -> None:
    first = table.establish()
    with records.acting(table.street):
        with pytest.raises(Refused, match="没有写明理由"):
            services.correct_mechanism(
                actor=table.street, now=NOW, mechanism_id=first, draft=table.draft(), reason="错"
            )
        second = services.correct_mechanism(
            actor=table.street,
            now=NOW,
            mechanism_id=first,
            draft=table.draft(established_on=date(2023, 6, 1), owners_side=OwnersSide.STAND_IN),
            reason="建立日期写错了",
        )
        with pytest.raises(Refused, match="没有这条记录"):
            services.void_mechanism(actor=table.street, now=NOW, mechanism_id=first, reason="已经作废")
    assert [(row.id, row.voided_at is None) for row in entries(table)] == [(second, True), (first, False)]
    with records.acting(table.street):
        services.end_mechanism(actor=table.street, now=NOW, mechanism_id=second, valid_until=TODAY)
        assert queries.clocks_of(table.community) == []
        with pytest.raises(Refused, match="已经结束"):
            services.end_mechanism(actor=table.street, now=NOW, mechanism_id=second, valid_until=TODAY)
    assert "deliberation.mechanism_corrected" in told(table)
    said = str([event.data for event in _history(table)])
    assert "建立日期" not in said
    assert DOCUMENT not in said


def _history(table: Table) -> list[record.EventRow]:
    with records.acting(SYSTEM):
        return record.history(stream=f"deliberation.community:{table.community}")


HEADER = ["社区名称", "建立时间", "文号", "参加方", "业主方", "议事周期"]
GOOD = ["东风社区", "2021-06-01", DOCUMENT, "党组织、居委会、业委会、物业企业", "", ""]
FAR = [
    "三里庵社区",
    "2021年7月1日",
    "三里庵党委〔2021〕3号",
    "党委，居委会，业主代表，物业公司",
    "推选的业主代表",
    "1",
]


def dump() -> list[tuple[str]]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(t)::text from deliberation_mechanism t union all"
            " select to_jsonb(d)::text from clocks_deadline d order by 1"
        )
        return cursor.fetchall()


def take_in(table: Table, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    return importing.take_in(
        table.side.quarter.city,
        NOW,
        importing.comma(HEADER, *rows),
        "deliberation.mechanisms",
        good_rows=good_rows,
    )


def test_mechanisms_come_from_a_file_and_go_without_a_trace(table: Table) -> None:
    before = dump()
    row = take_in(table, GOOD, FAR)
    assert (row.new, row.bad) == (2, 0)
    again = take_in(table, GOOD, FAR)
    assert (again.new, again.same, again.bad) == (0, 2, 0)
    importing.undo(table.side.quarter.city, NOW, row.id)
    assert dump() == before


def test_each_fault_of_a_file_says_where_and_what_to_do(table: Table) -> None:
    rows = [
        [*GOOD[:3], "党组织、居委会、物业企业", "", ""],
        ["没有的社区", *GOOD[1:]],
        [*GOOD[:3], "党组织、居委会、业委会、物业企业、路人", "", ""],
        [*GOOD[:5], "6"],
        [GOOD[0], "2025-01-01", "无", *GOOD[3:]],
    ]
    unlike = [[row[0], f"202{number}-06-01", *row[2:]] for number, row in enumerate(rows)]
    row = take_in(table, *unlike, good_rows=True)
    assert (row.new, row.bad) == (0, 5)
    found = sorted(importing.problems(row.id))
    assert [column for _, column, *_ in found] == ["sides", "community", "sides", "months", "document"]
