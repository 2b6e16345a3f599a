"""Numbers from a file: only the boards that print a changed one lapse, each fault is said, undo leaves no trace."""

from __future__ import annotations

import pytest
from django.db import connection

from hemei.coordination.boards import queries
from hemei.coordination.boards.rules.words import Purpose
from hemei.coordination.boards.tests.conftest import BESIDE, FAR, NEAR, NOW, Walls
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor

pytestmark = pytest.mark.django_db
HEADER = ["单位", "小区", "服务电话", "投诉电话", "24小时应急电话"]
CLERKS, FARS = "东风社区居委会", "三里庵社区居委会"


def take_in(
    walls: Walls, *rows: list[str], actor: Actor | None = None, **more: bool
) -> importing.seen.ImportRow:
    content = importing.comma(HEADER, *rows)
    return importing.take_in(actor or walls.quarter.city, NOW, content, "boards.phones", **more)


def dump() -> list[tuple[object, ...]]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select * from boards_servicephone order by id")
        return cursor.fetchall()


def test_one_changed_number_lapses_the_boards_that_print_it_and_undo_heals_them(walls: Walls) -> None:
    walls.phone(CLERKS, "0551-1111111")
    walls.phone(FARS, "0551-2222222")
    walls.hang(NEAR, BESIDE)
    walls.sweep()
    before = dump()
    rows = [CLERKS, "", "", "0551-3333333", ""], [FARS, "", "", "0551-2222222", ""]
    row = take_in(walls, *rows)
    assert (row.new, row.changed, row.same, row.bad) == (0, 1, 1, 0)
    walls.sweep(2)
    with records.acting(walls.clerk):
        lapsed = {
            board.name
            for board in queries.board_rows(actor=walls.clerk)
            if board.state is queries.State.LAPSED
        }
    assert lapsed == {NEAR, BESIDE}
    again = take_in(walls, *rows)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    importing.undo(walls.quarter.city, NOW, again.id)
    importing.undo(walls.quarter.city, NOW, row.id)
    assert dump() == before
    walls.sweep(4)
    with records.acting(walls.clerk):
        assert {board.state for board in queries.board_rows(actor=walls.clerk)} == {queries.State.CURRENT}


def test_a_company_has_numbers_for_an_estate_and_an_empty_cell_keeps_its_number(walls: Walls) -> None:
    walls.phone("大地物业公司", "62000001", NEAR, purpose=Purpose.EMERGENCY)
    row = take_in(walls, ["大地物业有限公司", NEAR, "62000002", "", ""])
    assert (row.new, row.bad) == (1, 0)
    with records.acting(walls.quarter.city):
        [found] = [one for one in queries.phone_rows(actor=walls.quarter.city, now=NOW) if one.estate == NEAR]
    assert (found.service, found.complaint, found.emergency) == ("62000002", "", "62000001")


def test_each_fault_says_where_and_what_to_do(walls: Walls) -> None:
    row = take_in(
        walls,
        ["没有的单位", "", "0551-1111111", "", ""],
        ["大地物业有限公司", "", "62000002", "", ""],
        ["大地物业有限公司", FAR, "62000002", "", ""],
        [CLERKS, "", "打张三手机", "", ""],
        good_rows=True,
    )
    found = sorted(importing.problems(row.id))
    assert [(number, column) for number, column, *_ in found] == [
        (2, "body"), (3, "estate"), (4, "estate"), (5, "service"),
    ]  # fmt: skip


def test_a_street_takes_in_what_it_keeps_and_nothing_else(walls: Walls) -> None:
    row = take_in(
        walls, [CLERKS, "", "0551-1111111", "", ""], [FARS, "", "0551-2222222", "", ""],
        actor=walls.quarter.street, good_rows=True,
    )  # fmt: skip
    assert (row.new, row.bad) == (1, 1)
