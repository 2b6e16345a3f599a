"""Owners from a file: sealed, found again, co-owners and successors, and forgotten by undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.ground.people import queries, reactions
from hemei.ground.people.models import Ownership, Person
from hemei.ground.places import services as places
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.tests.factories import HOUSE, NOW, City, add, build_town, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from tests.grounds import standing

HEADER = ["小区", "楼栋", "单元", "房号", "姓名", "证件号码", "电话", "共有份额", "起始日期", "终止日期"]
ONE = "11010519491231002X"
WANG = ["翡翠花园", "1幢", "1单元", "101", "王芳", ONE, "13800138000", "", "2020-06-30", ""]
REGISTER = "people.owners"


def with_(**cells: str) -> list[str]:
    names = ["estate", "building", "entrance", "room", "name", "identity", "phone", "share", "since", "until"]
    return [cells.get(name, cell) for name, cell in zip(names, WANG, strict=True)]


@standing
def town() -> City:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]))
    return town


def take_in(town: City, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    return importing.take_in(town.actor, NOW, importing.comma(HEADER, *rows), REGISTER, good_rows=good_rows)


def unit(room: str = "101", entrance: str = "1单元") -> int:
    with records.acting(EVERYONE):
        return PropertyUnit.objects.get(room=room, entrance__name=entrance).pk


def owners(town: City, number: int, on: date | None = None) -> list[tuple[Any, ...]]:
    with records.acting(town.actor):
        found = queries.owners_of([number], actor=town.actor, now=NOW, on=on).get(number, [])
    return [(row.name, row.share, row.valid_from.isoformat(), str(row.valid_until)) for row in found]


def dump() -> list[tuple[str]]:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(t)::text from people_ownership t union all select to_jsonb(t)::text from people_person t"
            " union all select to_jsonb(t)::text from records_access t"
            " union all select to_jsonb(t)::text from records_sealed t where ciphertext is not null"
            " and field <> 'undo_reason' order by 1"
        )
        return cursor.fetchall()


def test_an_owner_is_sealed_and_found_by_every_number(town: City) -> None:
    done = take_in(town, WANG)
    assert (done.state, done.new) == (ImportState.WRITTEN, 1)
    assert owners(town, unit()) == [("王**", None, "2020-06-30", "None")]
    with records.acting(town.actor):
        person = Person.objects.get()
        assert record.open_sealed([person.name_id, person.phone_id, person.identity_id]) == {
            person.name_id: "王芳", person.phone_id: "13800138000", person.identity_id: ONE,
        }  # fmt: skip
        assert [number for _, number in record.sealed_streams(field="name", text="王芳")] == [person.name_id]
        (event,) = record.history(stream=f"records.import:{done.id}")
    assert set(event.data["rows"]) == {
        "people_person",
        "records_sealed",
        "records_access",
        "people_ownership",
    }
    for text in ("王芳", ONE, "13800138000"):
        assert text not in str(event)


def test_one_number_is_one_person_with_several_homes(town: City) -> None:
    take_in(town, WANG, with_(room="201"))
    take_in(town, with_(room="101", entrance="2单元", name="王 芳", phone=""))
    with records.acting(town.actor):
        assert Person.objects.count() == 1
        assert Ownership.objects.count() == 3


def test_without_a_number_phone_and_name_decide(town: City) -> None:
    first = with_(identity="")
    take_in(town, first, with_(identity="", room="201"), with_(identity="", room="201", name="王小芳"))
    with records.acting(town.actor):
        assert Person.objects.count() == 2
    again = take_in(town, first, with_(identity="", phone="", name="王小芳", room="201"))
    assert (again.new, again.same) == (0, 2)


def test_the_same_file_twice_changes_nothing(town: City) -> None:
    rows = [WANG, with_(name="李雷", identity="", phone="")]
    take_in(town, *rows)
    before = dump()
    again = take_in(town, *rows)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert dump() == before


def test_co_owners_stand_with_their_shares_and_a_sale_ends_a_period(town: City) -> None:
    take_in(town, with_(share="1/2"), with_(name="李雷", identity="E12345678", share="50%"))
    number = unit()
    assert {(name, share) for name, share, *_ in owners(town, number)} == {
        ("王**", (1, 2)),
        ("李**", (5_000, 10_000)),
    }
    sold = take_in(
        town, with_(until="2024-05-01"), with_(name="赵新", identity="G87654321", since="2024-05-01")
    )
    assert (sold.new, sold.changed) == (1, 1)
    assert {name for name, *_ in owners(town, number, date(2023, 1, 1))} == {"王**", "李**"}
    assert {name for name, *_ in owners(town, number, date(2024, 5, 1))} == {"赵**", "李**"}
    with records.acting(town.actor):
        wang = Ownership.objects.get(valid_until=date(2024, 5, 1))
        event = record.history(stream=wang.stream)[-1]
    assert event.type == "people.ownership_corrected"
    assert event.data["changes"] == {"valid_until": [None, "2024-05-01"]}


def test_undo_closes_nothing_twice_and_forgets_whom_it_brought(town: City) -> None:
    take_in(town, WANG)
    before = dump()
    done = take_in(
        town, with_(until="2024-05-01"), with_(name="赵新", identity="G87654321", since="2024-05-01")
    )
    assert importing.undo(town.actor, NOW, done.id).state is ImportState.UNDONE
    assert dump() == before
    with records.acting(town.actor):
        assert record.sealed_streams(field="identity", text="G87654321") == []


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"room": "999"}, "room", "no_unit"),
        ({"name": ""}, "name", "empty"),
        ({"identity": "110105194912310021"}, "identity", "bad_identity"),
        ({"identity": "1.10105E+17"}, "identity", "digits_lost"),
        ({"phone": "12345"}, "phone", "bad_phone"),
        ({"share": "3/2"}, "share", "share_range"),
        ({"share": "一半"}, "share", "not_share"),
        ({"since": ""}, "since", "empty"),
        ({"since": "0206-06-30"}, "since", "bad_year"),
        ({"since": "2031-06-30"}, "since", "future_day"),
        ({"until": "2020-06-30"}, "until", "empty_period"),
    ],
)
def test_a_bad_row_is_named(town: City, cells: dict[str, str], column: str, code: str) -> None:
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, with_(**cells)))
    importing.check(town.actor, NOW, number)
    assert [(row, at, said) for row, at, _, said in importing.problems(number)] == [(2, column, code)]


def test_overlapping_periods_of_one_owner_are_refused_by_row_and_by_the_database(town: City) -> None:
    take_in(town, WANG)
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, with_(since="2022-01-01")))
    importing.check(town.actor, NOW, number)
    assert importing.problems(number)[0][3] == "overlap"
    with records.acting(town.actor):
        row = Ownership.objects.get()
        row.pk, row.valid_from = None, date(2022, 1, 1)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_values_of_a_problem_are_not_readable_in_the_database(town: City) -> None:
    importing.begin(town.actor, NOW, importing.comma(HEADER, with_(identity="110105194912310021")))
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute("select count(*) from records_importproblem where said::text like '%1101%'")
        assert cursor.fetchone() == (0,)


def test_owners_follow_their_estate(town: City) -> None:
    take_in(town, WANG)
    with records.acting(town.actor):
        estate = PropertyUnit.objects.get(pk=unit()).estate_id
    to = town.id("340104001001")
    places.give_estate_to(actor=town.actor, now=NOW, estate_id=estate, community_id=to, day=NOW.date())
    for _ in range(2):
        reactions.follow(event={}, actor=EVERYONE, now=NOW)
    path = town.path_of("340104001001")
    with records.acting(EVERYONE):
        assert Ownership.objects.get().scope == Person.objects.get().scope == path
    with records.acting(town.clerk(to, NOW.date())):
        assert record.open_sealed([Person.objects.get().name_id or 0]) != {}


def test_a_clerk_reads_all_that_is_wrong_with_a_row_at_once(town: City) -> None:
    wrong = with_(identity="110105194912310021", since="2027-01-01", until="2021-01-01", room="909")
    lost = with_(estate="不在册", name="")
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, wrong, lost, WANG), REGISTER)
    checked = importing.check(town.actor, NOW, number)
    assert (checked.bad, checked.new) == (2, 1)
    assert {(row, column, code) for row, column, _, code in importing.problems(number)} == {
        (2, "identity", "bad_identity"), (2, "since", "future_day"), (2, "until", "empty_period"),
        (2, "room", "no_unit"), (3, "name", "empty"), (3, "estate", "no_estate"),
    }  # fmt: skip
