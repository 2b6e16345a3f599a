"""Committees from files: terms and seats, refused with clause and column, the same twice, and undone exactly."""

from __future__ import annotations

import pytest
from django.db import connection

from hemei.ground.people.models import Body, Person, Seat, Term
from hemei.ground.places.tests.factories import HOUSE, NOW, City, add, build_town, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from tests.grounds import standing

TERMS = [
    "小区",
    "产生方式",
    "第几届",
    "应选人数",
    "选举日期",
    "任期开始",
    "任期届满日",
    "备案日期",
    "备案编号",
]
TERM = ["翡翠花园", "换届", "2", "5", "2024-05-20", "2024-05-20", "2029-05-19", "2024-06-11", "备1"]
SEATS = ["小区", "姓名", "电话", "职务", "任职起始日", "离任日期", "离任原因", "是否党员", "党员信息依据"]
CHAIR = ["翡翠花园", "王芳", "13800138000", "主任", "2024-05-20", "", "", "党员", "本人同意"]
OTHER = ["翡翠花园", "李雷", "", "委员", "2024-05-20", "", "", "", ""]


@standing
def town() -> City:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]), draft(town, "又一小区"))
    return town


def with_(row: list[str], **cells: str) -> list[str]:
    names = {"TERM": TERMS, "SEAT": SEATS}[
        "TERM" if len(row) == len(TERMS) and row[1] in {"换届", "首届"} else "SEAT"
    ]
    keys = {"estate": "小区", "kind": "产生方式", "seats": "应选人数", "elected": "选举日期", "since": "任期开始",
            "until": "任期届满日", "filed": "备案日期", "name": "姓名", "post": "职务", "from_": "任职起始日",
            "left": "离任日期", "why": "离任原因", "party": "是否党员", "basis": "党员信息依据"}  # fmt: skip
    told = {keys[key]: cell for key, cell in cells.items()}
    return [told.get(name, cell) for name, cell in zip(names, row, strict=True)]


def terms(town: City, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    return importing.take_in(
        town.actor, NOW, importing.comma(TERMS, *rows), "people.terms", good_rows=good_rows
    )


def seats(town: City, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    return importing.take_in(
        town.actor, NOW, importing.comma(SEATS, *rows), "people.seats", good_rows=good_rows
    )


def dump() -> list[tuple[str]]:
    tables = ("people_body", "people_term", "people_seat", "people_person", "records_access")
    sql = " union all ".join(f"select to_jsonb(t)::text from {table} t" for table in tables)
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute(
            f"{sql} union all select to_jsonb(t)::text from records_sealed t where ciphertext is not null"
            " and field <> 'undo_reason' order by 1"
        )
        return cursor.fetchall()


def test_terms_bring_their_committees_and_the_last_day_is_kept_as_the_next(town: City) -> None:
    former = with_(
        TERM, kind="首届", elected="2019-05-20", since="2019-05-20", until="2024-05-19", filed="2019-06-01"
    )
    done = terms(town, former, TERM, with_(TERM, estate="又一小区"))
    assert (done.state, done.new) == (ImportState.WRITTEN, 3)
    with records.acting(EVERYONE):
        assert {row.name for row in Body.objects.filter(kind="owners_committee")} == {
            "翡翠花园业主委员会", "又一小区业主委员会",
        }  # fmt: skip
        assert {str(row.valid_until) for row in Term.objects.all()} == {"2024-05-20", "2029-05-20"}
        body = Body.objects.get(name="翡翠花园业主委员会")
        assert str(body.valid_from) == "2019-05-20"
        assert [event.type for event in record.history(stream=body.stream)] == ["people.term_registered"] * 2


@pytest.mark.parametrize(
    ("more", "column", "code"),
    [
        ({"seats": "4"}, "seats", "size"),
        ({"until": "2029-05-20"}, "valid_until", "too_long"),
        ({"elected": "0206-05-20"}, "elected_on", "bad_year"),
        ({"estate": "没有的小区"}, "estate", "no_estate"),
        (
            {"elected": "2026-12-01", "since": "2026-12-01", "until": "", "filed": ""},
            "elected_on",
            "future_day",
        ),
        ({"kind": "选举"}, "kind", "no_option"),
    ],
)
def test_a_bad_term_is_refused_with_column_and_reason_and_good_ones_go_on(
    town: City, more: dict[str, str], column: str, code: str
) -> None:
    done = terms(town, with_(TERM, **more), with_(TERM, estate="又一小区"), good_rows=True)
    assert (done.new, done.bad) == (1, 1)
    ((row, where, _, why),) = importing.problems(done.id)
    assert (row, where, why) == (2, column, code)


def test_overlapping_terms_of_one_file_are_refused(town: City) -> None:
    done = terms(
        town, TERM, with_(TERM, elected="2025-01-01", since="2025-01-01", until="", filed=""), good_rows=True
    )
    assert [problem[1:2] + problem[3:] for problem in importing.problems(done.id)] == [
        ("valid_from", "overlap")
    ]


def test_the_same_files_twice_change_nothing(town: City) -> None:
    terms(town, TERM)
    seats(town, CHAIR, OTHER)
    before = dump()
    again = terms(town, TERM)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    again = seats(town, CHAIR, OTHER)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert dump() == before


def test_a_term_is_corrected_and_an_empty_cell_says_nothing(town: City) -> None:
    terms(town, with_(TERM, filed=""))
    done = terms(town, with_(TERM, seats="7"))
    assert done.changed == 1
    terms(town, with_(TERM, seats="7", until="", filed=""))
    with records.acting(EVERYONE):
        row = Term.objects.get()
        event = record.history(stream=row.body.stream)[-1]
    assert (row.seats, str(row.filed_on), str(row.valid_until)) == (7, "2024-06-11", "2029-05-20")
    assert event.type == "people.term_corrected"
    assert event.data["changes"] == {"seats": [5, 7], "filed_on": [None, "2024-06-11"]}


def test_seats_are_taken_sealed_counted_and_left(town: City) -> None:
    terms(town, TERM)
    done = seats(town, CHAIR, OTHER)
    assert done.new == 2
    with records.acting(EVERYONE):
        assert Term.objects.get().tallies == [["2024-05-20", 2, 1, 1]]
        assert {(row.post, row.number) for row in Seat.objects.all()} == {("chair", 1), ("member", 2)}
        assert Person.objects.count() == 2
    left = seats(town, with_(OTHER, left="2025-01-01", why="辞职"))
    assert left.changed == 1
    with records.acting(EVERYONE):
        assert Term.objects.get().tallies == [["2024-05-20", 2, 1, 1], ["2025-01-01", 1, 1, 0]]


@pytest.mark.parametrize(
    ("more", "column", "code"),
    [
        ({"from_": "2024-05-19"}, "since", "no_term"),
        ({"post": "主任"}, "post", "chair_taken"),
        ({"party": "党员"}, "basis", "no_basis"),
        ({"left": "2030-01-01"}, "until", "future_day"),
        ({"estate": "又一小区"}, "since", "no_term"),
    ],
)
def test_a_bad_seat_is_refused_with_column_and_reason(
    town: City, more: dict[str, str], column: str, code: str
) -> None:
    terms(town, TERM)
    done = seats(town, CHAIR, with_(OTHER, **more), good_rows=True)
    assert [problem[1:2] + problem[3:] for problem in importing.problems(done.id)] == [(column, code)]


def test_a_sixth_member_finds_no_seat(town: City) -> None:
    terms(town, TERM)
    done = seats(town, CHAIR, *(with_(OTHER, name=f"李{letter}") for letter in "甲乙丙丁戊"), good_rows=True)
    assert (done.new, done.bad) == (5, 1)
    assert importing.problems(done.id)[0][3] == "full"


def test_undo_takes_seats_and_terms_back_exactly(town: City) -> None:
    empty = dump()
    first = terms(town, TERM)
    before = dump()
    second = seats(town, CHAIR, OTHER)
    refused = importing.undo(town.actor, NOW, first.id)
    assert refused.state is not ImportState.UNDONE
    assert importing.undo(town.actor, NOW, second.id).state is ImportState.UNDONE
    assert dump() == before
    assert importing.undo(town.actor, NOW, first.id).state is ImportState.UNDONE
    assert dump() == empty
