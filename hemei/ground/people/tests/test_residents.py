"""Residents who own nothing: moved in and out by form and by file, sealed, seen by who looks after the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from hemei.ground.people import queries, reactions, services
from hemei.ground.people.models import Person, Residence
from hemei.ground.people.pages import gate, residents
from hemei.ground.people.rules.residents import ResidenceKind
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.people.tests.test_committees import NOW, TODAY, estate, secretary, town
from hemei.ground.places import services as places
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.tests.factories import City
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.rules import ImportState
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.decision import Refused

__all__ = ["town"]
HEADER = ["小区", "楼栋", "单元", "房号", "姓名", "联系电话", "住户类型", "迁入日期", "迁出日期"]
ROW = ["翡翠花园", "1幢", "1单元", "101", "李四", "13800138000", "承租人", "2025-03-01", ""]


def unit(room: str = "101") -> int:
    with records.acting(EVERYONE):
        return PropertyUnit.objects.get(estate_id=estate(), room=room, entrance__name="1单元").pk


def move_in(town: City, name: str = "李四", phone: str | None = "13800138000", **more: Any) -> int:
    given = {"kind": ResidenceKind.TENANT, "since": date(2025, 3, 1), "unit_id": unit(), **more}
    return services.move_in(actor=secretary(town), now=NOW, name=name, phone=phone, **given)


def living(town: City, on: date | None = TODAY, actor: Actor | None = None) -> list[tuple[str, str]]:
    who = actor or secretary(town)
    with records.acting(who):
        found = queries.residents_of([unit()], actor=who, now=NOW, on=on)
    return [(row.name, row.kind.value) for row in found.get(unit(), [])]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.decision.reasons}


def take_in(town: City, *rows: list[str], good_rows: bool = False) -> importing.seen.ImportRow:
    street = Actor(role=Role.STREET_CLERK, places=(PlaceRange(town.path_of("340102001")),))
    return importing.take_in(
        street, NOW, importing.comma(HEADER, *rows), "people.residents", good_rows=good_rows
    )


def test_a_resident_moves_in_and_out_and_the_past_stays(town: City) -> None:
    number = move_in(town)
    assert living(town) == [("李**", "tenant")]
    assert living(town, date(2025, 2, 28)) == []
    services.move_out(actor=secretary(town), now=NOW, residence_id=number, day=date(2026, 1, 1))
    assert living(town) == []
    assert living(town, date(2025, 12, 31)) == [("李**", "tenant")]
    with records.acting(EVERYONE):
        row = Residence.objects.select_related("person").get()
        events = record.history(stream=row.stream)
        assert record.open_sealed([row.person.name_id or 0]) == {row.person.name_id: "李四"}
        assert row.person.identity_id is None
    assert [event.type for event in events] == ["people.moved_in", "people.moved_out"]
    assert "李四" not in str(events)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"since": date(2026, 11, 3)}, "future_day"),
        ({"name": ""}, "name"),
        ({"unit_id": 999_999}, "not_found"),
    ],
)
def test_what_cannot_be_is_refused(town: City, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        move_in(town, **more)
    assert codes(refused) == {code}


def test_nobody_is_entered_twice_at_a_time(town: City) -> None:
    number = move_in(town)
    with pytest.raises(Refused) as refused:
        move_in(town)
    assert codes(refused) == {"overlap"}
    with records.acting(EVERYONE):
        assert Person.objects.count() == 1
    services.move_out(actor=secretary(town), now=NOW, residence_id=number, day=date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        services.move_out(actor=secretary(town), now=NOW, residence_id=number, day=date(2026, 2, 1))
    assert codes(refused) == {"ended"}
    move_in(town, since=date(2026, 1, 1))
    statement = (
        "insert into people_residence (stream, scope, unit_id, person_id, kind, valid_from)"
        " select stream, scope, unit_id, person_id, kind, valid_from + 1 from people_residence where id = %s"
    )
    with records.acting(EVERYONE), pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        connection.cursor().execute(statement, [number])


@pytest.mark.parametrize(
    "role", [Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.HOTLINE_CLERK, Role.COMPANY_MANAGER]
)
def test_who_does_not_go_there_sees_nobody(town: City, role: Role) -> None:
    move_in(town)
    assert living(town, actor=replace(secretary(town), role=role, places=(EVERYWHERE,))) == []
    with pytest.raises(PermissionDenied):
        call(residents.unit, replace(secretary(town), role=role), unit())


def test_a_file_brings_residents_once_and_undo_forgets_them(town: City) -> None:
    done = take_in(town, ROW, [*ROW[:4], "赵六", "", "家庭成员", "2025-01-01", "2026-01-01"])
    assert (done.state, done.new) == (ImportState.WRITTEN, 2)
    again = take_in(town, ROW)
    assert (again.new, again.same) == (0, 1)
    changed = take_in(town, [*ROW[:6], "其他", "2025-03-01", "2026-02-01"])
    assert changed.changed == 1
    with records.acting(EVERYONE):
        row = Residence.objects.get(kind="other")
        event = record.history(stream=row.stream)[-1]
    assert event.data["changes"] == {"valid_until": [None, "2026-02-01"], "kind": ["tenant", "other"]}
    assert importing.undo(EVERYONE, NOW, changed.id).state is ImportState.UNDONE
    assert importing.undo(EVERYONE, NOW, done.id).state is ImportState.UNDONE
    with records.acting(EVERYONE):
        assert not Residence.objects.exists()
        assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({6: "房客甲"}, "kind"),
        ({7: "2030-01-01"}, "since"),
        ({8: "2025-03-01"}, "until"),
        ({3: "909"}, "room"),
    ],
)
def test_a_bad_row_says_where(town: City, cells: dict[int, str], column: str) -> None:
    done = take_in(town, [cells.get(place, cell) for place, cell in enumerate(ROW)], good_rows=True)
    assert [problem[1] for problem in importing.problems(done.id)] == [column]


def test_residents_follow_their_estate(town: City) -> None:
    move_in(town)
    to = town.id("340104001001")
    places.give_estate_to(actor=town.actor, now=NOW, estate_id=estate(), community_id=to, day=TODAY)
    reactions.follow(event={}, actor=EVERYONE, now=NOW)
    with records.acting(EVERYONE):
        assert Residence.objects.get().scope == Person.objects.get().scope == town.path_of("340104001001")


def test_who_left_is_let_go_unless_something_else_holds_him(town: City) -> None:
    gone = move_in(town)
    stays = move_in(town, "王五", None)
    services.move_out(actor=secretary(town), now=NOW, residence_id=gone, day=date(2026, 1, 1))
    with records.acting(EVERYONE):
        left = Residence.objects.get(pk=gone).person_id
        assert queries.former_residents(limit=9) == [(left, date(2026, 1, 1))]
        held = queries.HOLDER.held([left], TODAY)
        assert [(one.matter, one.runs) for one in held] == [("个人资料", False), ("居住的房屋", False)]
        (lives,) = [
            one
            for one in queries.HOLDER.held([Residence.objects.get(pk=stays).person_id], TODAY)
            if one.facts
        ]
        assert lives.runs


def test_the_page_of_a_unit_takes_somebody_in_and_lets_him_go(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (residents, gate):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)
    actor, number = secretary(town), unit()
    form = {"name": "李四", "phone": "138", "kind": "tenant", "since": "2025-03-01"}
    refused = call(residents.unit, actor, number, post=form)
    assert refused.status_code == 422
    assert "不是电话号码" in text(refused)
    assert call(residents.unit, actor, number, post=form | {"phone": "13800138000"}).status_code == 302
    shown = text(call(residents.unit, actor, number))
    assert "李**" in shown
    assert "李四" not in shown
    with records.acting(EVERYONE):
        row = Residence.objects.get()
    assert call(residents.move_out, actor, row.pk, post={"day": "2024-01-01"}).status_code == 422
    assert call(residents.move_out, actor, row.pk, post={"day": "2026-01-01"}).status_code == 302
    assert "已迁出" in text(call(residents.unit, actor, number))
    assert "已迁出" not in text(call(residents.unit, actor, number, on="2025-06-01"))
