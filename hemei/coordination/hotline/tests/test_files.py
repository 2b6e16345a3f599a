"""Orders from a file open cases once, are carried on, taken back exactly, and answered in the same file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases import services as casework
from hemei.coordination.cases.models import Case, Supporter
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.tests.conftest import NOW
from hemei.coordination.hotline import queries
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.rules.words import Of
from hemei.coordination.hotline.tests.conftest import COMMUNITY, HEADER, REGISTER, Desk, order, workbook_cells
from hemei.ground.clocks.models import Deadline
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as seen
from hemei.ground.records.services.imports.uploads import upload_header
from hemei.ground.records.tests import importing
from hemei.kernel.decision import Refused

TABLES = ("cases_case", "clocks_deadline", "records_access", "records_gram", "hotline_order", "hotline_word")


def business_rows() -> dict[str, list[str]]:
    """Every business row as it stands, and what is sealed and not erased."""
    found: dict[str, list[str]] = {}
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select t::text from {table} t order by id")
            found[table] = [row for (row,) in cursor.fetchall() if "records.import" not in row]
        cursor.execute(
            "select id::text from records_sealed where erased_at is null and field <> 'undo_reason' order by id"
        )
        found["sealed"] = [row for (row,) in cursor.fetchall()]
    return found


def test_an_order_opens_one_case_and_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    rows = (
        order("A1"),
        order("A2", 小区名称="", 社区=COMMUNITY),
        order("A3", 小区名称="", 事发地址="长江路绿地小区3幢楼下"),
    )
    done = desk.take_in(*rows)
    assert (done.new, done.bad, done.state) == (3, 0, seen.ImportState.WRITTEN)
    case = desk.case("A1")
    assert (case.channel, case.estate_name, case.state, case.kind) == (
        "hotline",
        "绿地小区",
        "reported",
        "other",
    )
    assert (desk.case("A2").estate_id, desk.case("A2").estate_name) == (None, "东风社区")
    assert desk.case("A3").estate_name == "绿地小区"
    with records.acting(SYSTEM):
        assert cases.differences(case.stream) == []
        (first,) = record.history(stream=case.stream)
    assert first.data["about"]["order"] == "A1"
    page = desk.quarter.page(desk.quarter.community, case.number)
    assert page is not None
    assert page.contact == "15400001234"
    assert page.text_of(page.events[0], "caller") == "李先生"
    before = business_rows()
    again = desk.take_in(*rows)
    assert (again.new, again.changed, again.same, again.bad) == (0, 0, 3, 0)
    assert business_rows() == before
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select string_agg(payload::text, '') from records_event")
        said = cursor.fetchone()[0]
    assert "李先生" not in said
    assert "15400001234" not in said
    assert "电梯停了" not in said
    with pytest.raises(IntegrityError), transaction.atomic(), records.acting(SYSTEM):
        Order.objects.create(
            stream="x", scope=case.scope, source="hotline", number="A1", case_id=case.pk, file_id=done.id,
            received_at=NOW, marks={},
        )  # fmt: skip


def test_a_later_file_reminds_and_changes_nothing_else(desk: Desk) -> None:
    desk.take_in(order("A1"), order("A2"))
    done = desk.take_in(
        order("A1", 催办次数="2"), order("A2", 诉求内容="说的是另一件事"), order("A3"), good_rows=True
    )
    assert (done.new, done.changed, done.bad) == (1, 1, 1)
    assert importing.problems(done.id) == [(3, "number", "A2", "changed")]
    with records.acting(SYSTEM):
        (problem,) = [one for _, one in seen.import_problems(done.id, actor=SYSTEM)]
        assert problem.reason.values["columns"] == "诉求内容"
        assert Order.objects.get(number="A1").reminders == 2
        told = record.history(stream=desk.case("A1").stream)[-1]
    assert (told.type, told.data["reminders"]) == ("hotline.order_reminded", 2)
    fewer = desk.check(order("A1", 催办次数="1"))
    assert importing.problems(fewer.id) == [(2, "number", "A1", "changed")]


def test_an_order_of_another_street_is_not_taken_twice(desk: Desk) -> None:
    desk.take_in(order("A1"))
    other = desk.check(order("A1", 小区名称="", 社区="三里庵社区"), actor=desk.quarter.foreign_street)
    assert importing.problems(other.id) == [(2, "number", "A1", "not_yours")]


def test_undo_restores_the_rows_exactly_and_leaves_what_somebody_acted_on(desk: Desk) -> None:
    desk.take_in(order("A0"))
    before = business_rows()
    whole = desk.take_in(order("A0", 催办次数="1"), order("A1"), order("A2"))
    assert business_rows() != before
    undone = desk.undo(whole.id)
    assert (undone.state, undone.refusal) == (seen.ImportState.UNDONE, ())
    assert business_rows() == before
    with records.acting(desk.clerk):
        assert seen.undo_reason(undone) == "文件传错了"

    again = desk.take_in(order("A1"), order("A2"), order("A3"))
    touched = desk.case("A2")
    desk.quarter.act(desk.quarter.community, touched.number, acts.Accept(kind="other"))
    undone = desk.undo(again.id)
    (left,) = undone.refusal
    assert (undone.state, left.values) == (seen.ImportState.UNDONE, {"count": 1, "names": touched.number})
    with records.acting(SYSTEM):
        assert list(Order.objects.order_by("number").values_list("number", flat=True)) == ["A0", "A2"]
        assert cases.differences(touched.stream) == []
        assert Case.objects.get(pk=touched.pk).state == "accepted"
    assert b"A2" in desk.out(undone)  # what stayed is still answered


def test_what_time_alone_did_to_an_order_hinders_no_undo(desk: Desk) -> None:
    """A wrong file of Friday is taken back on Monday, though the clock to accept ran out and was told upwards."""
    desk.take_in(order("A0"))
    before = business_rows()
    done = desk.take_in(order("A1"), order("A2"))
    begun, touched = desk.case("A1"), desk.case("A2")
    later = NOW + timedelta(days=9)
    casework.sweep(actor=SYSTEM, now=later)
    with records.acting(SYSTEM):
        assert "cases.case_escalated" in {row.type for row in record.history(stream=begun.stream)}
        asked = Deadline.objects.get(stream=begun.stream)
        asked.pk, asked.key = None, "supervision:1"
        asked.save(force_insert=True)  # a supervision that begins by itself brings its clock
    desk.quarter.act(desk.quarter.community, touched.number, acts.Accept(kind="other"), later)
    undone = desk.undo(done.id)
    (left,) = undone.refusal
    assert left.values == {"count": 1, "names": touched.number}
    with records.acting(SYSTEM):
        assert not Case.objects.filter(pk=begun.pk).exists()
        assert not Deadline.objects.filter(stream=begun.stream).exists()
        assert cases.differences(touched.stream) == []
    assert before != business_rows(), "the first order's clock ran out too, and the touched one stays"


def test_a_case_that_somebody_follows_stays_and_hinders_no_other_undo(desk: Desk) -> None:
    done = desk.take_in(order("A1"), order("A2"), order("A3"))
    case = desk.case("A2")
    with records.acting(SYSTEM):
        Supporter.objects.create(
            case_id=case.pk, stream=case.stream, scope=case.scope, person_id=1, joined_at=NOW
        )
    undone = desk.undo(done.id)
    (left,) = undone.refusal
    assert (undone.state, left.values) == (seen.ImportState.UNDONE, {"count": 1, "names": case.number})
    with records.acting(SYSTEM):
        assert list(Order.objects.values_list("number", flat=True)) == ["A2"]
        assert cases.differences(case.stream) == []
        assert Supporter.objects.count() == 1


@pytest.mark.parametrize("reason", [" ", "错", " 错了 ", "长" * 301])
def test_an_undo_tells_why(desk: Desk, reason: str) -> None:
    done = desk.take_in(order("A1"))
    with pytest.raises(Refused, match=r"没有写明撤销的原因|写得太长"):
        records.ask_for_undo(actor=desk.clerk, now=NOW, import_id=done.id, reason=reason)
    assert importing.row(done.id).state is seen.ImportState.WRITTEN


def test_an_undo_that_would_leave_everything_undoes_nothing(desk: Desk) -> None:
    done = desk.take_in(order("A1"))
    desk.quarter.act(desk.quarter.community, desk.case("A1").number, acts.Accept(kind="other"))
    before = business_rows()
    assert desk.undo(done.id).state is seen.ImportState.WRITTEN
    assert business_rows() == before


def test_unknown_words_wait_for_a_person_and_are_remembered(desk: Desk) -> None:
    rows = (
        order("A1", 诉求类别="消防-堵通道", 诉求内容="消防通道被私家车堵住了"),
        order("A2", 小区名称="绿地一期", 诉求类别="消防-堵通道"),
        order("A3"),
    )
    checked = desk.check(*rows)
    assert (checked.new, checked.bad) == (1, 2)
    kind, estate = desk.waiting(checked)
    assert (kind.of, kind.said, kind.rows) == (Of.KIND, "消防-堵通道", 2)
    assert "blocked_fire_lane" in kind.likely  # suggested, never taken
    assert (estate.of, estate.said, estate.rows) == (Of.ESTATE, "绿地一期", 1)
    with pytest.raises(Refused):
        desk.tell(checked, kinds={"消防-堵通道": "blocked_fire_lane"}, estates={"绿地一期": "没有的小区"})
    assert (
        desk.tell(checked, kinds={"消防-堵通道": "blocked_fire_lane"}, estates={"绿地一期": "绿地小区"}) == 2
    )
    assert importing.run(checked.id, NOW).bad == 0
    importing.write(desk.clerk, NOW, checked.id)
    case = desk.case("A2")
    assert (case.kind, case.estate_name) == ("blocked_fire_lane", "绿地小区")
    assert case.snapshot["kind_confirmed"] is False
    assert desk.check(order("A9", 诉求类别="消防-堵通道", 小区名称="绿地一期")).bad == 0
    foreign = desk.check(order("B1", 诉求类别="消防-堵通道"), actor=desk.quarter.foreign_street)
    assert {code for *_, code in importing.problems(foreign.id)} == {"kind_unknown", "estate_unknown"}


BAD: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("digits lost", {"工单编号": "2.02611E+16"}, "number", "digits_lost"),
    ("no number", {"工单编号": ""}, "number", "empty"),
    ("no text", {"诉求内容": ""}, "text", "empty"),
    ("text too long", {"诉求内容": "长" * 4001}, "text", "too_long"),
    ("no moment", {"受理时间": "上周三"}, "received_at", "not_moment"),
    ("a day to come", {"受理时间": "2026-12-01"}, "received_at", "future"),
    ("before every standard", {"受理时间": "2001-01-05"}, "received_at", "date_early"),
    ("no phone", {"联系电话": "12"}, "phone", "bad_phone"),
    ("nowhere", {"小区名称": "", "事发地址": ""}, "estate", "no_place"),
    ("an address that names no estate", {"小区名称": "", "事发地址": "长江路口"}, "address", "not_placed"),
    ("another street's community", {"小区名称": "", "社区": "三里庵社区"}, "community", "not_yours"),
    ("no such community", {"小区名称": "", "社区": "没有的社区"}, "community", "no_community"),
)


def test_every_bad_row_is_told_with_its_column_and_reason(desk: Desk) -> None:
    rows = [order(f"B{place}", **cells) for place, (_, cells, _, _) in enumerate(BAD)]
    checked = desk.check(*rows)
    told = {BAD[row - 2][0]: (column, code) for row, column, _, code in importing.problems(checked.id)}
    assert told == {name: (column, code) for name, _, column, code in BAD}
    assert checked.bad == len(BAD)


def test_a_number_the_source_withholds_keeps_no_order_out(desk: Desk) -> None:
    done = desk.take_in(order("A1", 联系电话="138****1234"), order("A2", 联系电话="匿名"))
    assert (done.new, done.bad) == (2, 0)
    page = desk.quarter.page(desk.quarter.community, desk.case("A1").number)
    assert page is not None
    assert (page.contact, page.text_of(page.events[0], "caller")) == (None, "李先生")


def closed(desk: Desk, number: str) -> None:
    """Work on the case of an order to its end: accepted, handled, closed, and its reporter content."""
    quarter, case = desk.quarter, desk.case(number).number
    for minutes, act in enumerate(
        (
            acts.Accept(kind="other"),
            acts.Handle(),
            acts.Close(outcome=Outcome.SOLVED, text="已恢复运行"),
        )
    ):
        quarter.act(quarter.community, case, act, NOW + timedelta(minutes=minutes))
    quarter.act(quarter.hotline, case, acts.AcceptResult(text="电话回访，表示满意"), NOW + timedelta(hours=1))


def test_a_file_without_a_needed_column_is_shown_and_says_which(desk: Desk) -> None:
    number = desk.begin(importing.comma(("工单编号", "诉求内容", "小区名称"), ("1", "路灯不亮", "绿地小区")))
    with records.acting(desk.clerk):
        preview = seen.import_preview(importing.row(number), now=NOW)
    assert preview.rows[0].cells[1] == "路灯不亮"
    with pytest.raises(Refused, match="缺少必填的列“受理时间”"):
        importing.check(desk.clerk, NOW, number)


def test_the_file_goes_back_with_results_in_its_own_columns(desk: Desk) -> None:
    content = importing.comma(HEADER, order("A1"), order("A2"), order("A3", 诉求内容=""), encoding="gb18030")
    number = desk.begin(content)
    importing.check(desk.clerk, NOW, number)
    done = importing.write(desk.clerk, NOW, number, good_rows=True)
    assert upload_header(done.kept) is not None
    closed(desk, "A1")
    later = NOW + timedelta(hours=2)
    back = desk.out(done, later)
    given = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    found = list(csv.reader(io.StringIO(back.decode("gb18030"))))
    answers = slice(HEADER.index("办理状态"), len(HEADER))
    assert [row[: answers.start] for row in found] == [row[: answers.start] for row in given]
    assert found[1][answers] == [
        "已办结", "东风社区居委会", "已解决：已恢复运行", "2026-11-02 10:02:00", "2026-11-02 11:00:00", "满意"
    ]  # fmt: skip
    assert found[2][answers][0] == "待受理"
    assert found[2][answers][2:] == ["", "", "", ""]
    assert found[3] == given[3]  # a row that was not taken is left as it came
    with records.acting(SYSTEM):
        taken = record.history(stream=f"records.import:{done.id}")[-1]
    assert (taken.type, taken.data["orders"], taken.data["closed"]) == ("hotline.answers_taken", 2, 1)
    assert taken.actor["person"] == desk.clerk.person_id
    records.forget_kept_uploads(now=NOW + timedelta(days=181))
    assert upload_header(done.kept) is None
    with pytest.raises(Refused, match="保存期限"):
        desk.out(done, later)


def test_a_callers_no_goes_back_until_the_next_answer(desk: Desk) -> None:
    done = desk.take_in(order("A1"), order("A2"))
    quarter, case = desk.quarter, desk.case("A1").number

    def act(actor: Any, one: Any, hours: int) -> list[str]:
        now = NOW + timedelta(hours=hours)
        quarter.act(actor, case, one, now)
        rows = list(csv.reader(io.StringIO(desk.out(done, now).decode("utf-8-sig"))))
        assert rows[2][HEADER.index("办理结果") :] == ["", "", "", ""]
        told = dict(zip(HEADER, rows[1], strict=True))
        return [told[name] for name in ("办理状态", "办理结果", "回访时间", "回访满意度")]

    close = acts.Close(outcome=Outcome.SOLVED, text="已恢复运行")
    act(quarter.community, acts.Accept(kind="other"), 0)
    act(quarter.community, acts.Handle(), 0)
    assert act(quarter.community, close, 1) == ["已办结待回访", "已解决：已恢复运行", "", ""]
    no = ["办理中", "", "2026-11-02 12:00:00", "不满意"]
    assert act(quarter.hotline, acts.SendBack(text="电话回访，说还是不行"), 2) == no
    assert act(quarter.community, acts.Comment(text="维修单位已到场"), 3) == no
    assert act(quarter.community, close, 4) == ["已办结待回访", "已解决：已恢复运行", "", ""]
    content = act(quarter.hotline, acts.AcceptResult(text="电话回访，表示满意"), 5)
    assert content == ["已办结", "已解决：已恢复运行", "2026-11-02 15:00:00", "满意"]


def test_a_refused_order_never_goes_back_as_done(desk: Desk) -> None:
    done = desk.take_in(order("A1"), order("A2", 联系电话=""), order("A3"))
    refuse = acts.Refuse(ground="court", text="请向法院起诉")
    for name in ("A1", "A2"):
        desk.quarter.act(desk.quarter.community, desk.case(name).number, refuse, NOW)

    def told(hours: int) -> list[list[str]]:
        back = desk.out(done, NOW + timedelta(hours=hours)).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(back)))
        return [[row[name] for name in ("办理状态", "办理结果", "回访满意度")] for row in rows[:2]]

    refused = [["不予受理", "请向法院起诉", ""]] * 2
    assert told(1) == refused
    desk.quarter.act(
        desk.quarter.hotline,
        desk.case("A1").number,
        acts.AcceptResult(text="知道了"),
        NOW + timedelta(hours=2),
    )
    assert {desk.case(name).state for name in ("A1", "A2")} == {"ended"}
    assert told(3) == refused
    with records.acting(SYSTEM):
        taken = record.history(stream=f"records.import:{done.id}")[-1].data
    assert (taken["closed"], taken["refused"], taken["withdrawn"]) == (0, 2, 0)
    with records.acting(desk.clerk):
        counted = queries.orders_counted([done.id])[done.id]
    assert (counted.orders, counted.closed, counted.refused, counted.withdrawn) == (3, 0, 2, 0)


def test_a_workbook_goes_back_as_it_came_with_its_merged_cells(desk: Desk) -> None:
    lines: list[list[Any]] = [
        ["合肥市12345热线工单"], list(HEADER),
        list(order("X1", 小区名称="", 社区=COMMUNITY)), list(order("X2", 小区名称="")), list(order("X3")),
    ]  # fmt: skip
    place = HEADER.index("社区")
    letter = chr(65 + place)
    content = importing.workbook(
        {"工单": lines, "备注": [["不动"]]}, merge=[("工单", f"{letter}3:{letter}4")]
    )
    (number,) = importing.begin(desk.clerk, NOW, content, REGISTER, "工单.xlsx")
    importing.check(desk.clerk, NOW, number)
    done = importing.write(desk.clerk, NOW, number)
    assert (done.new, done.bad) == (3, 0)
    assert desk.case("X2").estate_name == "东风社区"
    closed(desk, "X2")
    back = workbook_cells(desk.out(done, NOW + timedelta(hours=2)))
    result = HEADER.index("办理结果")
    assert [row[result] or "" for row in back] == ["", "办理结果", "", "已解决：已恢复运行", ""]
    assert back[3][0] == "X2"
    assert [row[:place] for row in back] == [row[:place] for row in workbook_cells(content)]
