"""A refused row comes back whole with what is wrong; mended in that sheet it is taken in once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.tests.conftest import HEADER, NOW, REGISTER, Desk, order
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as seen
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role
from hemei.kernel.registers import REPORTED

LONG = "20261103000000000019"
BAD = order(LONG, 受理时间="上周三", 联系电话="12", 诉求内容="电梯停了，\n请来看看。")


@pytest.fixture
def clerk(desk: Desk) -> Client:
    return browser_of(desk.quarter, Role.STREET_CLERK, "明光路街道办", "340102001")


def sheet_of(client: Client, number: int) -> tuple[Any, Any]:
    """Return the sheet of refused rows as the clerk opens it, and its book."""
    answer = client.get(f"/data/imports/{number}/problems.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return book.active, book


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(page: Any) -> list[list[Any]]:
    return [["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)]


def test_a_refused_row_is_mended_in_its_own_sheet_and_taken_in_once(desk: Desk, clerk: Client) -> None:
    title = ("合肥市热线工单",)
    lines = [title, HEADER, order("A1"), BAD, order("A3"), order("A4", 诉求内容="")]
    (number,) = importing.begin(desk.clerk, NOW, importing.workbook({"工单": lines}), REGISTER, "工单.xlsx")
    importing.check(desk.clerk, NOW, number)
    assert "下载需要改正的行" in clerk.get(f"/data/imports/{number}").text
    done = importing.write(desk.clerk, NOW, number, good_rows=True)
    assert (done.new, done.bad) == (2, 2)

    page, book = sheet_of(clerk, number)
    heads, first, second = cells(page)
    assert heads == [*HEADER, *REPORTED]
    assert first[: len(HEADER)] == list(BAD)
    assert second[: len(HEADER)] == list(order("A4", 诉求内容=""))
    row, what, remedy = first[len(HEADER) :]
    assert row == 4
    assert "受理时间：不是时间。" in what
    assert "联系电话：不是电话号码。" in what
    assert "请写成 2026-11-03 09:30 的形式。" in remedy

    column = {name: place for place, name in enumerate(HEADER, start=1)}
    page.cell(2, column["受理时间"]).value = "2026-11-01 08:00"
    page.cell(2, column["联系电话"]).value = "15400001234"
    (again,) = importing.begin(desk.clerk, NOW, saved(book), REGISTER, "改好的.xlsx")
    importing.check(desk.clerk, NOW, again)
    mended = importing.write(desk.clerk, NOW, again, good_rows=True)
    assert (mended.new, mended.same, mended.bad) == (1, 0, 1)
    with records.acting(SYSTEM):
        assert sorted(Order.objects.values_list("number", flat=True)) == [LONG, "A1", "A3"]

    page, book = sheet_of(clerk, again)  # what is still wrong, said once
    heads, still = cells(page)
    assert heads == [*HEADER, *REPORTED]
    assert still[:-2] == [*order("A4", 诉求内容=""), 3]
    page.cell(2, column["诉求内容"]).value = "路灯不亮"
    last = importing.take_in(desk.clerk, NOW, saved(book), REGISTER)
    assert (last.new, last.bad) == (1, 0)
    whole = importing.take_in(desk.clerk, NOW, importing.workbook({"工单": lines}), REGISTER, good_rows=True)
    assert (whole.new, whole.same) == (0, 2)


def test_the_columns_a_clerk_chose_are_remembered_for_the_sheet(desk: Desk) -> None:
    header = ["单子" if name == "工单编号" else name for name in HEADER]
    number = desk.begin(importing.comma(header, order("A1", 诉求内容="")))
    mapping = {**importing.row(number).mapping, "number": 0}
    records.map_columns(actor=desk.clerk, now=NOW, import_id=number, mapping=mapping)
    again = desk.begin(importing.comma([*header, *REPORTED], [*order("A1"), "2", "必填", "请补填"]))
    assert importing.row(again).mapping == mapping


def test_without_its_file_the_sheet_says_what_is_wrong_and_what_stands_beyond_the_columns_is_kept(
    desk: Desk, clerk: Client
) -> None:
    content = importing.comma(HEADER, [*order("A1", 诉求内容=""), "多出来的"])
    number = desk.begin(content)
    importing.check(desk.clerk, NOW, number)
    page, _ = sheet_of(clerk, number)
    assert cells(page)[1][len(HEADER) + len(REPORTED) :] == ["多出来的"]
    records.drop_import(actor=desk.clerk, now=NOW, import_id=number)
    assert importing.row(number).state is seen.ImportState.DROPPED
    page, _ = sheet_of(clerk, number)
    assert cells(page)[0] == ["行", "列", "内容", "问题", "怎么改"]
    foreign = browser_of(desk.quarter, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert foreign.get(f"/data/imports/{number}/problems.xlsx").status_code == 404
