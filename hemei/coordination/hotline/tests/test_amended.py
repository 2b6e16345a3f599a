"""An order whose words the other system amended: the words are told, a reminder and a new limit are taken."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from hemei.coordination.cases.tests.conftest import NOW
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.tests.conftest import HEADER, Desk, order
from hemei.coordination.hotline.tests.test_files import business_rows
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as seen
from hemei.ground.records.tests import importing


def test_a_reminder_and_a_limit_are_taken_though_the_words_were_amended(desk: Desk) -> None:
    """The other system amends its text and reminds in one row; the text is told, the reminder is not lost."""
    header = (*HEADER, "办理时限")

    def take_in(*cells: str) -> seen.ImportRow:
        row = (*order("A1", 催办次数=cells[0], 诉求内容=cells[1]), cells[2])
        number = desk.begin(importing.comma(header, row))
        importing.check(desk.clerk, NOW, number)
        return importing.write(desk.clerk, NOW, number, good_rows=True)

    take_in("", "电梯停了", "2026-11-05 12:00:00")
    before = business_rows()
    done = take_in("2", "电梯停了，老人下不了楼", "2026-11-03 12:00:00")
    assert (done.new, done.changed, done.same, done.bad, done.state) == (0, 1, 0, 1, seen.ImportState.WRITTEN)
    assert importing.problems(done.id) == [(2, "number", "A1", "changed")]
    with records.acting(SYSTEM):
        (problem,) = [one for _, one in seen.import_problems(done.id, actor=SYSTEM)]
        own = Order.objects.get(number="A1")
        told = record.history(stream=own.stream)[-1]
    assert problem.reason.values == {"columns": "诉求内容", "taken": "催办次数、办理时限"}
    assert (own.reminders, told.type, told.data["reminders"]) == (2, "hotline.order_reminded", 2)
    assert told.data["due_at"] == "2026-11-03T12:00:00+08:00"
    assert own.due_at == datetime.fromisoformat(told.data["due_at"])
    after = business_rows()
    again = take_in("2", "电梯停了，老人下不了楼", "2026-11-03 12:00:00")
    assert (again.changed, again.same, again.bad) == (0, 0, 1)
    assert business_rows() == after
    assert desk.undo(done.id).state is seen.ImportState.UNDONE
    assert business_rows() == before


def test_an_older_file_puts_no_older_limit_back(desk: Desk) -> None:
    """It sets and moves the limit; the first file again changes nothing, unless it reminds once more."""
    header, first, second = (*HEADER, "办理时限"), "2026-11-05 12:00:00", "2026-11-09 12:00:00"

    def take_in(limit: str, reminded: str = "") -> seen.ImportRow:
        number = desk.begin(importing.comma(header, (*order("A1", 催办次数=reminded), limit)))
        importing.check(desk.clerk, NOW, number)
        return importing.write(desk.clerk, NOW, number, good_rows=True)

    take_in(first)
    moved = take_in(second)
    assert (moved.changed, moved.bad) == (1, 0)
    after = business_rows()
    again = take_in(first)
    assert (again.changed, again.same, again.bad) == (0, 0, 1)
    with records.acting(SYSTEM):
        (problem,) = [one for _, one in seen.import_problems(again.id, actor=SYSTEM)]
    assert problem.reason.values == {"columns": "办理时限"}
    assert "文件里的是以前的" in problem.reason.text
    assert business_rows() == after
    assert take_in(first, "1").changed == 1  # it reminds once more, so it is newer
    assert take_in(second, "1").changed == 0
    with records.acting(SYSTEM):
        own = Order.objects.get(number="A1")
        told = record.history(stream=own.stream)[-1]
    assert (own.due_at, own.reminders) == (datetime.fromisoformat(told.data["due_at"]), 1)
    both = pytest.raises(IntegrityError, match="hotline_order_limit_not_before")
    with records.acting(SYSTEM), both, transaction.atomic():
        Order.objects.filter(pk=own.pk).update(limits_before=[own.due_at])


def test_a_file_taken_back_leaves_no_limit_behind(desk: Desk) -> None:
    header = (*HEADER, "办理时限")

    def take_in(limit: str) -> seen.ImportRow:
        number = desk.begin(importing.comma(header, (*order("A1"), limit)))
        importing.check(desk.clerk, NOW, number)
        return importing.write(desk.clerk, NOW, number)

    take_in("2026-11-05 12:00:00")
    before = business_rows()
    moved = take_in("2026-11-09 12:00:00")
    assert desk.undo(moved.id).state is seen.ImportState.UNDONE
    assert business_rows() == before
    assert take_in("2026-11-09 12:00:00").changed == 1
