"""An order whose case a clerk joined into an earlier one goes back with the earlier's result, under its own number."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as casework
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.services import acts
from hemei.coordination.hotline import queries
from hemei.coordination.hotline.tests import conftest
from hemei.coordination.hotline.tests.conftest import NOW, Desk, order
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports
from hemei.ground.records.tests import importing

pytestmark = pytest.mark.django_db
KIND = "blocked_fire_lane"
LANE, SAID = "消防通道被一辆白色面包车堵住，救护车进不来", "消防通道占用：面包车堵住了消防通道，救护车进不来"
HEADER, LIMIT = (*conftest.HEADER, "办理时限"), "2026-11-04 09:30:00"
CLOSE = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主还没有联系上，已贴单")


def joined(desk: Desk) -> tuple[str, imports.ImportRow]:
    """A resident's case, and an order of the hotline of the same that the clerk joins into it."""
    earlier, done = filed(desk)
    join(desk, desk.case("A2").number, earlier)
    return earlier, done


def filed(desk: Desk) -> tuple[str, imports.ImportRow]:
    """A resident's case, and an order of the hotline of the same."""
    earlier = desk.quarter.report(kind=KIND, text=LANE, now=NOW)
    (number,) = importing.begin(
        desk.clerk, NOW, importing.comma(HEADER, (*order("A1"), LIMIT), (*order("A2", 诉求内容=SAID), LIMIT))
    )
    importing.check(desk.clerk, NOW, number)
    done = importing.write(desk.clerk, NOW, number)
    return earlier, done


def join(desk: Desk, later: str, earlier: str) -> None:
    clerk, text = desk.quarter.community, "和先报的是同一件"
    with records.acting(clerk):
        casework.answer_alike(
            viewer=Viewer(clerk), now=NOW, number=later, other=earlier, same=True, text=text
        )


def told(desk: Desk, done: imports.ImportRow, hours: int) -> list[str]:
    back = desk.out(done, NOW + timedelta(hours=hours)).decode("utf-8-sig")
    (row,) = [row for row in csv.DictReader(io.StringIO(back)) if row["工单编号"] == "A2"]
    return [row[name] for name in ("办理状态", "办理结果", "办结时间", "回访满意度")]


def counted(desk: Desk, done: imports.ImportRow) -> queries.Counted:
    with records.acting(desk.clerk):
        return queries.orders_counted([done.id])[done.id]


def over(desk: Desk) -> bool:
    with records.acting(desk.clerk):
        found = queries.order_of(desk.case("A2").number)
    assert found is not None
    return found.over


def test_it_is_joined_and_then_what_became_of_the_earlier(desk: Desk) -> None:
    earlier, done = joined(desk)
    quarter = desk.quarter
    assert told(desk, done, 1) == ["已并案办理", "", "", ""]
    assert counted(desk, done) == queries.Counted(orders=2, joined=1)
    assert not over(desk)
    with records.acting(desk.clerk):
        row = queries.orders_of(done.id)[1]
    assert (row.number, row.joined, row.over) == ("A2", True, False)
    quarter.act(quarter.community, earlier, acts.Accept(kind=KIND), NOW + timedelta(hours=2))
    quarter.act(quarter.community, earlier, CLOSE, NOW + timedelta(hours=3))
    result = ["已办结待回访", "未解决：车主还没有联系上，已贴单", "2026-11-02 13:00:00", ""]
    assert told(desk, done, 4) == result
    assert counted(desk, done) == queries.Counted(orders=2, closed=1, joined=1)
    assert over(desk)
    with records.acting(SYSTEM):
        taken = record.history(stream=f"records.import:{done.id}")[-1].data
    assert (taken["closed"], taken["refused"], taken["joined"]) == (1, 0, 1)


def test_sent_back_by_its_caller_it_is_an_order_of_its_own_again(desk: Desk) -> None:
    earlier, done = joined(desk)
    quarter, later = desk.quarter, desk.case("A2").number
    quarter.act(quarter.hotline, later, acts.SendBack(text="是另一辆车"), NOW + timedelta(hours=1))
    assert told(desk, done, 2)[0] == "待受理"
    assert counted(desk, done) == queries.Counted(orders=2)
    quarter.act(quarter.community, earlier, acts.Accept(kind=KIND), NOW + timedelta(hours=2))
    quarter.act(quarter.community, earlier, CLOSE, NOW + timedelta(hours=3))
    assert told(desk, done, 4)[0] == "待受理"
    refuse = acts.Refuse(ground="court", text="请向法院起诉")
    quarter.act(quarter.street, later, refuse, NOW + timedelta(hours=5))
    assert told(desk, done, 6)[:2] == ["不予受理", "请向法院起诉"]
    assert counted(desk, done) == queries.Counted(orders=2, refused=1)


def test_what_was_joined_into_one_that_was_joined_is_in_hand_with_the_first(desk: Desk) -> None:
    earlier, _done = filed(desk)
    quarter, middle = desk.quarter, desk.case("A2")
    last = quarter.row(quarter.report(kind=KIND, text=SAID, now=NOW))
    join(desk, last.number, middle.number)  # by its number: nobody had marked the two
    join(desk, middle.number, earlier)
    with records.acting(desk.clerk):
        found = cases.cases_told([last.pk])[last.pk]
    assert (found.joined, found.state, found.number) == (True, cases.State.REPORTED, last.number)
    with records.acting(quarter.resident):  # his own, but not what another reported
        assert cases.cases_told([last.pk])[last.pk].joined


def test_its_limit_runs_until_the_earlier_has_its_result(desk: Desk) -> None:
    earlier, _done = joined(desk)
    quarter = desk.quarter

    def waiting() -> list[tuple[str, str]]:
        with records.acting(desk.clerk):
            near = list(queries.orders_near(since=NOW, until=NOW + timedelta(days=9)))
            due = queries.due_orders(actor=desk.clerk)
        assert [one.id for one in near] == [one.id for one in due]
        return [(one.number, one.case) for one in due]

    assert waiting() == [("A1", desk.case("A1").number), ("A2", earlier)]
    quarter.act(quarter.community, earlier, acts.Accept(kind=KIND), NOW + timedelta(hours=2))
    quarter.act(quarter.community, earlier, CLOSE, NOW + timedelta(hours=3))
    assert waiting() == [("A1", desk.case("A1").number)]
