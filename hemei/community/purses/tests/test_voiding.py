"""A statement that was not the bank's is void by two hands, and the bank's true one is read in its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from hemei.community.purses import queries, services, work
from hemei.community.purses.models import PaymentReturn, Statement, StatementLine
from hemei.community.purses.queries.closings import fund_closings
from hemei.community.purses.tests import test_returned as returned
from hemei.community.purses.tests.conftest import NOW, PAPER, PAYEE, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people import queries as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor

DAY = (date(2026, 1, 1), date(2026, 11, 2))
FALSE = ("2026-11-02", "A1", "", "800.00", "800.00", "张三", "场地费", "")
TRUE = ("2026-11-02", "A1", "", "8000.00", "8000.00", "张三", "场地费", "")
NEW = ("2026-11-02", "A2", "", "5.00", "8005.00", "张三", "利息", "")


def doubt(joint: Joint, statement: int, actor: Actor | None = None, **more: Any) -> None:
    values = {"reason": "金额被改过，银行出具了证明", "papers": [PAPER], **more}
    services.doubt_statement(
        actor=actor or joint.company, now=NOW, account_id=joint.account, statement_id=statement, **values
    )


def judge(joint: Joint, statement: int, actor: Actor | None = None, **more: Any) -> bool:
    values = {"agrees": True, "confirmed_at": NOW, **more}
    return services.judge_statement(
        actor=actor or joint.members[0], now=NOW, account_id=joint.account, statement_id=statement, **values
    )


def standing(joint: Joint) -> queries.Watched:
    with records.acting(joint.street):
        row = queries.standing_of(joint.account, actor=joint.street)
    assert row is not None
    return row


def open_lines(joint: Joint) -> list[str]:
    with records.acting(joint.company):
        rows = queries.lines_of(joint.account, actor=joint.company, open_only=True)
    return [row.reference for row in rows]


def run(sql: str, values: dict[str, Any] | None = None) -> None:
    with transaction.atomic(), records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("set constraints all immediate")


def test_the_true_statement_is_read_once_the_false_one_is_void(joint: Joint) -> None:
    false = joint.take(FALSE, covers=DAY).statement_id
    assert "和以前导入的不一样" in refused(joint.take, TRUE, NEW, covers=DAY)
    doubt(joint, false)
    assert standing(joint).open_lines == 1, "until a second person confirms it counts"
    assert judge(joint, false)
    row = standing(joint)
    assert (row.last_read, row.open_lines, row.closing_fen) == (None, 0, None)
    assert open_lines(joint) == []
    with records.acting(joint.street):
        (day,) = queries.days_of(joint.account, *DAY, actor=joint.street) or [None]
    assert day is None
    assert joint.take(TRUE, NEW, covers=DAY).fresh == 2
    assert (open_lines(joint), standing(joint).open_lines) == (["A1", "A2"], 2)
    with records.acting(SYSTEM):
        assert [line.amount_fen for line in StatementLine.written.order_by("id")] == [80_000, 800_000, 500]
        assert fund_closings([joint.purse.estate], DAY[1]) == {}
        told = Event.objects.filter(payload__type__startswith="purses.statement_").order_by("id")
        assert [one.payload["type"] for one in told] == [
            f"purses.statement_{kind}" for kind in ("read", "doubted", "voided", "read")
        ]


def test_nobody_strikes_a_statement_alone(joint: Joint) -> None:
    false = joint.take(FALSE, covers=DAY).statement_id
    told = refused(doubt, joint, false, reason="", papers=[])
    assert "书面证明" in told
    assert "理由" in told
    assert "不能" in refused(doubt, joint, false, joint.community)
    assert "没有这条记录" in refused(judge, joint, false), "nobody reported it"
    doubt(joint, false, joint.members[0])
    assert "还没有确认" in refused(doubt, joint, false)
    assert "不能由您确认" in refused(judge, joint, false)
    assert "不能" in refused(judge, joint, false, joint.company)
    assert "再验证一次" in refused(judge, joint, false, joint.community, confirmed_at=None)
    assert "理由" in refused(judge, joint, false, joint.community, agrees=False)
    assert not judge(joint, false, joint.community, agrees=False, reason="银行说这份是对的")
    assert standing(joint).open_lines == 1
    doubt(joint, false)
    assert judge(joint, false, joint.community)
    assert "没有这条记录" in refused(doubt, joint, false)
    assert joint.take(FALSE, covers=DAY).fresh == 1, "the same file may be read anew"


def test_what_was_booked_of_a_line_goes_its_own_way_first(joint: Joint) -> None:
    false = joint.take(FALSE, covers=DAY).statement_id
    line = joint.line("A1").pk
    services.book_line(actor=joint.company, now=NOW, line_id=line, code="revenue_interest")
    doubt(joint, false)
    assert "已经记账" in refused(judge, joint, false)
    with records.acting(SYSTEM):
        assert Statement.objects.filter(pk=false).exists()


def test_a_line_matched_with_an_order_refuses_until_that_is_put_right(joint: Joint) -> None:
    joint.agree()
    joint.purse.earn(1_000_000)
    order = joint.approved()
    false = joint.take(
        ("2026-11-02", "B1", "3000.00", "", "7000.00", "合肥安居维修有限公司", "维修", "1302010109022112345"),
        covers=DAY,
    ).statement_id  # fmt: skip
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("B1").pk, order_id=order)
    doubt(joint, false)
    assert "付了付款单2026-0001" in refused(judge, joint, false)


def test_a_line_matched_with_an_entry_the_books_had_leaves_it(joint: Joint) -> None:
    joint.purse.earn(80_000, on=date(2026, 11, 2))
    false = joint.take(FALSE, covers=DAY).statement_id
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 1
    doubt(joint, false)
    assert judge(joint, false)
    with records.acting(SYSTEM):
        row = StatementLine.written.get(reference="A1")
        assert (row.void, row.entry_id, row.matched_at) == (True, None, None)
    assert joint.take(FALSE, covers=DAY).fresh == 1
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 1


def test_statements_of_a_payment_that_came_back_are_void_and_nothing_is_lost(joint: Joint) -> None:
    order = returned.paid(joint)
    first, back = joint.row(order).paid_entry_id, returned.came_back(joint)
    statements = [joint.line(one).statement_id for one in ("A1", "B1")]
    returned.report(joint, order, back_line=back)
    for statement in statements:
        doubt(joint, statement)
    assert "付了付款单2026-0001" in refused(judge, joint, statements[0])
    assert "付款单2026-0001退汇的凭据，退汇等待确认" in refused(judge, joint, statements[1])
    returned.judge(joint, order)
    before, taken = joint.balances(), joint.line("B1").entry_id
    assert all(judge(joint, statement) for statement in statements)
    assert joint.balances() == before, "payment and reversal stay in the books"
    with records.acting(SYSTEM):
        lines = StatementLine.written.order_by("id").values_list("void", "returned", "order", "entry_id")
        assert list(lines) == [(True, True, None, None), (True, False, None, None)]
        [told] = PaymentReturn.objects.values_list("state", "paid_line__reference", "back_line__reference")
    assert told == ("confirmed", "A1", "B1")
    assert "对账单作废，流水不再算数" in show(joint.members[0]).get(f"/purses/orders/{order}").text
    joint.take(("2026-11-02", "A1", "3000.00", "", "", "", "2026-0001 单元门", PAYEE))
    returned.came_back(joint)
    act = {"actor": joint.company, "now": returned.LATER}
    services.match_entry(**act, line_id=joint.line("A1").pk, entry_id=first)
    services.match_entry(**act, line_id=joint.line("B1").pk, entry_id=taken)
    assert (open_lines(joint), joint.balances()) == ([], before)


def test_another_statement_that_told_the_same_lines_is_read_again(joint: Joint) -> None:
    first = joint.take(FALSE, covers=DAY).statement_id
    later = (FALSE, ("2026-11-02", "A2", "", "5.00", "805.00", "张三", "利息", ""))
    assert joint.take(*later, covers=DAY).fresh == 1
    doubt(joint, first)
    judge(joint, first)
    assert open_lines(joint) == ["A2"]
    assert joint.take(*later, covers=DAY).fresh == 1
    assert sorted(open_lines(joint)) == ["A1", "A2"]


@pytest.mark.parametrize(
    "sql",
    [
        (
            "update purses_statement set (doubted_by_id, doubted_at, doubt_id, voided_by_id, voided_at)"
            " = (%(one)s, now(), 1, %(two)s, now())"
        ),
        "update purses_statementline set void = true",
        "update purses_statement set closing_fen = 1",
        "delete from purses_statement",
    ],
)
def test_the_database_strikes_nothing_by_one_hand(joint: Joint, sql: str) -> None:
    joint.take(FALSE, covers=DAY)
    people = {"one": joint.members[0].person_id, "two": joint.members[1].person_id}
    with pytest.raises(DatabaseError):
        run(sql, people)


@pytest.mark.parametrize(
    "sql",
    [
        "update purses_statement set voided_by_id = doubted_by_id, voided_at = now()",
        "update purses_statement set voided_by_id = read_by_id, voided_at = now()",
        "update purses_statement set voided_by_id = %(two)s, voided_at = now()",
    ],
)
def test_the_database_wants_another_hand_and_all_lines(joint: Joint, sql: str) -> None:
    doubt(joint, joint.take(FALSE, covers=DAY).statement_id, joint.members[0])
    people = {"two": joint.members[1].person_id}
    with pytest.raises(DatabaseError):
        run(sql, people)


def test_void_stays_void(joint: Joint) -> None:
    false = joint.take(FALSE, covers=DAY).statement_id
    doubt(joint, false)
    judge(joint, false)
    for sql in (
        "update purses_statement set voided_by_id = null, voided_at = null",
        "update purses_statementline set void = false",
    ):
        with pytest.raises(DatabaseError):
            run(sql)


def reporter(joint: Joint) -> str:
    assert joint.company.body_id is not None
    return people.body_names([joint.company.body_id])[joint.company.body_id]


def test_two_people_strike_it_on_its_page(joint: Joint) -> None:
    false = joint.take(FALSE, covers=DAY).statement_id
    address = f"/purses/{joint.account}/statements"
    company, second = show(joint.company), show(joint.members[0])
    assert address in company.get(f"/purses/{joint.account}/bank").text
    assert "multiple required" in company.get(address).text
    assert company.post(address, {"act": "doubt", "statement": false}).status_code == 422
    data = {"act": "doubt", "statement": false, "reason": "金额被改过，银行出具了证明"}
    proof = SimpleUploadedFile("p.pdf", PAPER.content, "application/pdf")
    assert company.post(address, {**data, "proof": proof}).status_code == 302
    with records.acting(joint.members[0]):
        assert "对账单作废" in str([one.words for one in work.voiding(joint.members[0])])
    page = second.get(address)
    for words in (
        "登记作废，待确认",
        "金额被改过",
        "物业公司或者业委会的一人",
        "流水不再算数",
        reporter(joint),
    ):
        assert words in page.text, words
    assert "您不登记作废" in show(joint.community).get(address).text
    assert company.post(address, {"act": "judge", "statement": false, "word": "yes"}).status_code == 403
    assert second.post(address, {"act": "judge", "statement": false, "word": "yes"}).status_code == 422
    judge(joint, false)
    page = company.get(address).text
    assert "已作废" in page
    assert "800.00" in page
    paper = next(part.split('"')[0] for part in page.split('href="') if "/papers/" in part.split('"')[0])
    assert company.get(paper).status_code == 200
    assert company.get(f"{address}/{false + 1}/papers/1").status_code == 404
