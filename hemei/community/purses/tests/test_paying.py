"""From a payment order to the bank and back: who may approve, what stands in the books, what is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.community.ledgers import queries as books
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import services
from hemei.community.purses.models import Agreement, Approval, PaymentOrder, Signatory, StatementLine
from hemei.community.purses.services import FileProfile, OrderState, Paper
from hemei.community.purses.tests.conftest import PAPER, PAYEE, Joint
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused


def refused(act: Callable[..., object], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(*args, **more)
    return str(caught.value)


def test_a_payment_goes_its_whole_way_and_stands_in_the_books_once(joint: Joint) -> None:
    joint.agree()
    joint.purse.earn(1_000_000)
    order = joint.prepare()
    assert joint.row(order).tier == "小额"
    assert joint.judge(order, joint.members[0]) is OrderState.APPROVED
    assert joint.balances() == {
        "revenue_bank": 1_000_000, "parking": -1_000_000, "repair": 300_000, "revenue_owed": -300_000,
    }  # fmt: skip
    joint.filed(order, profile=FileProfile.PAIN001)
    rows = (
        ("2026-10-08", "A1", "", "10000.00", "10000.00", "车主", "停车费"),
        ("2026-11-02", "A2", "3000.00", "", "7000.00", "合肥安居", "2026-0001 单元门", PAYEE),
        ("2026-11-02", "A3", "", "1.20", "7001.20", "银行", "结息"),
    )
    joint.take(rows[2])
    assert joint.take(*rows).fresh == 2, "out of order, and what was there stays"
    assert joint.take(*rows).fresh == 0, "the same file changes nothing"
    assert joint.take(*reversed(rows)).fresh == 0, "nor does the newest line first"
    assert "A2" in refused(
        joint.take, rows[0], ("2026-11-02", "A2", "3000.01", "", "", "合肥安居", "2026-0001 单元门")
    )
    line = joint.line("A2").pk
    book = {"actor": joint.company, "now": NOW, "line_id": line}
    assert "3,000.00元的支出没有付款单" in refused(services.book_line, **book, code="bank_charges")
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 2
    assert "没有这条记录" in refused(services.match_order, **book, order_id=order)
    services.book_line(actor=joint.company, now=NOW, line_id=joint.line("A3").pk, code="revenue_interest")
    assert joint.row(order).state == "paid"
    assert joint.balances() == {
        "revenue_bank": 700_120, "parking": -1_000_000, "repair": 300_000, "revenue_interest": -120,
    }  # fmt: skip
    with records.acting(SYSTEM):
        assert not StatementLine.objects.filter(matched_at=None).exists()
        assert books.slips(using="default") == []


def test_distinct_hands_in_any_order_and_nobody_else(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare(800_000)  # two of the committee; without a resolution the community only reads
    first, second, third, outside, _ = joint.members
    judge = joint.judge
    assert "不能审批付款单" in refused(judge, order, joint.company)
    assert "社区只查看" in refused(judge, order, joint.community)
    assert "不是这个账户的审批人" in refused(judge, order, outside)
    assert "再验证一次" in refused(judge, order, third, confirmed_at=None)
    assert "再验证一次" in refused(judge, order, third, confirmed_at=NOW - timedelta(minutes=11))
    assert "没有写明不同意的理由" in refused(judge, order, third, agrees=False)
    gone = replace(third, appointment_id=first.appointment_id)
    assert "没有这个单位的任职" in refused(judge, order, gone)
    assert "审批时间已过" in refused(judge, order, third, now=NOW + timedelta(days=30))
    assert judge(order, third) is OrderState.APPROVING
    assert "已经审批过" in refused(judge, order, third)
    names = {
        "actor": first,
        "now": NOW,
        "signatory_id": sign(first),
        "appointment_id": outside.appointment_id,
    }
    period = {"first": date(2026, 11, 2), "last": date(2026, 11, 6)}
    assert "没有写明代审的原因" in refused(services.stand_in, **names, **period, reason="")
    why = {**period, "reason": "出差一周，委托王三"}
    for taker in (second, outside):
        assert "由审批人本人或者社区指定" in refused(services.stand_in, **{**names, "actor": taker}, **why)
    services.stand_in(**names, **period, reason="出差一周，委托王三")
    assert "不是这个账户的审批人" in refused(judge, order, outside, now=NOW + timedelta(days=5))
    assert judge(order, outside) is OrderState.APPROVED
    assert "现在是" in refused(judge, order, second)
    refusing = joint.prepare(800_000, invoice_number="87654321")
    assert judge(refusing, second, agrees=False, reason="价格高出市场一倍") is OrderState.REFUSED
    assert joint.balances() == {"repair": 800_000, "revenue_owed": -800_000}
    services.withdraw_order(actor=joint.company, now=NOW, order_id=order)
    assert joint.balances() == {}
    late = joint.prepare(invoice_number="11112222")
    with records.acting(SYSTEM):
        assert services.expire_orders(actor=SYSTEM, now=NOW) == 0
        assert services.expire_orders(actor=SYSTEM, now=NOW + timedelta(days=30)) == 1
    assert joint.row(late).state == "expired"


def test_an_order_that_cannot_be_taken_back_does_not_keep_others_from_expiring(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.agree()
    stuck, late = joint.prepare(), joint.prepare(invoice_number="11112222")
    approving = import_module("hemei.community.purses.services.approving")

    def unbook(row: Any, *_args: object) -> None:
        if row.pk == stuck:
            raise Refused.because("2019-01-01没有适用的会计科目表")

    monkeypatch.setattr(approving, "unbook", unbook)
    with records.acting(SYSTEM):
        assert services.expire_orders(actor=SYSTEM, now=NOW + timedelta(days=30), batch=1) == 1
    assert [joint.row(one).state for one in (stuck, late)] == ["approving", "expired"]


def sign(actor: Any) -> int:
    with records.acting(SYSTEM):
        return Signatory.objects.get(person_id=actor.person_id, stands_for=None).pk


def test_what_cannot_be_prepared_is_refused_with_its_value(joint: Joint) -> None:
    prepare = joint.prepare
    assert "没有生效的账户协议" in refused(prepare)
    joint.agree()
    assert "付款金额-1.00元" in refused(prepare, -100)
    assert "付款金额0.00元" in refused(prepare, 0)
    assert "“中额”付款须有合同" in refused(prepare, 800_000, papers={Paper.INVOICE: (PAPER,)})
    assert "须有业主大会决议" in refused(prepare, 6_000_000)
    assert "须有业主大会决议" in refused(prepare, kind="committee")
    assert "没有“gifts”这种付款" in refused(prepare, kind="gifts")
    assert "“1234”不是8位或20位" in refused(prepare, invoice_number="1234")
    assert "共管账户自己" in refused(prepare, payee_account="6222021001116245702")
    assert "没有写明依据" in refused(prepare, budget="")
    prepare()
    assert "发票12345678已经在付款单2026-0001上用过" in refused(prepare)
    assert "没有业主大会决议，社区只能查看" in refused(
        joint.agree, valid_from=NOW.date(), community_approves=True
    )
    assert "不能约定街道暂缓付款" in refused(
        joint.agree, valid_from=NOW.date(), pause_allowed=True, pause_clause="第八条"
    )
    first = joint.row(prepare(invoice_number="22223333")).pk
    pause = {"actor": joint.street, "now": NOW, "order_id": first, "days": 5}
    assert "协议没有约定街道可以暂缓" in refused(
        services.pause_order, **pause, reason="有人举报", clause="第八条"
    )
    assert "尾号5702的账号已经登记为别的账户" in refused(
        services.open_account, actor=SYSTEM, now=NOW, estate_id=other_estate(joint), bank="工行",
        number="6222 0210 0111 6245 702", opened_on=date(2026, 1, 1),
    )  # fmt: skip


def other_estate(joint: Joint) -> int:
    from hemei.community.ledgers.services import open_ledger
    from hemei.ground.places import services as places
    from hemei.ground.places.queries import EstateKind
    from hemei.leadership.duties.tests.conftest import DONGFENG

    draft = places.EstateDraft(
        name="又一小区", kind=EstateKind.COMMODITY, community_id=joint.purse.quarter.town.place(DONGFENG),
        address="长江路3号", built_area_dm2=30_000, households=3, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    [estate] = places.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    open_ledger(actor=joint.community, now=NOW, estate_id=estate, opened_on=date(2026, 1, 1))
    return estate


APPROVE = (
    "insert into purses_approval (stream, scope, order_id, round, side, signatory_id, counts_for_id, person_id,"
    " appointment_id, agrees, confirmed_at, given_at) select o.stream, o.scope, o.id, 1, s.side, s.id, s.id,"
    " s.person_id, a.id, true, %(now)s, %(now)s from purses_paymentorder o join purses_signatory s"
    " on s.person_id {who} join people_appointment a on a.person_id = s.person_id limit 1"
)
SIGNS = (
    "insert into purses_signatory (stream, scope, account_id, side, person_id, body_id, valid_from, named_at)"
    " select a.stream, a.scope, a.id, 'committee', o.prepared_by_id, o.prepared_body_id, '2026-01-01', now()"
    " from purses_paymentorder o join purses_jointaccount a on a.id = o.account_id"
)
"""The preparer as a signatory: nobody refuses it by itself, so only the rule of the other hand is left."""
STAYS, NO_RIGHT = "_only_moves", "permission denied"
ATTACKS = {
    "an approval by a signatory who prepared": (APPROVE.format(who="= o.prepared_by_id"), "purses_approval_other_hand"),
    "an approval by an appointment of somebody else": (
        APPROVE.format(who="<> o.prepared_by_id").replace("a.person_id = s", "a.person_id <> s"),
        "purses_approval_appointed",
    ),
    "an approval by an appointment that ended": (
        "update people_appointment set valid_until = '2026-11-02' where role = 'committee_member';"
        + APPROVE.format(who="<> o.prepared_by_id and s.side = 'committee'"),
        "purses_approval_appointed",
    ),
    "an approval without a second factor": (
        APPROVE.format(who="<> o.prepared_by_id").replace("true, %(now)s", "true, '2026-01-01'"),
        "purses_approval_second_factor",
    ),
    "an approved order without approvals": (
        "update purses_paymentorder set state = 'approved', approved_at = %(now)s, entry_id = 1", "purses_order_enough",
    ),
    "a larger amount": ("update purses_paymentorder set amount_fen = amount_fen + 1", STAYS),
    "another payee": ("update purses_paymentorder set payee_account_id = 1", STAYS),
    "fewer approvals": ("update purses_paymentorder set committee_needed = 1", STAYS),
    "an order gone": ("delete from purses_paymentorder", NO_RIGHT),
    "a line less": ("delete from purses_statementline", NO_RIGHT),
    "a community that co-approves without a resolution": (
        "update purses_agreement set community_approves = true", STAYS,
    ),
}  # fmt: skip


def attack(statements: str) -> None:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement, {"now": NOW})


def test_the_database_refuses_what_no_service_does(joint: Joint) -> None:
    joint.agree()
    joint.prepare(800_000)
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(SIGNS)
    for name, (sql, by) in ATTACKS.items():
        with pytest.raises(DatabaseError) as caught:
            attack(sql)
        told: Any = caught.value.__cause__
        assert told.sqlstate in {"23514", "42501"}, (name, caught.value)
        assert by in (told.diag.constraint_name or str(told)), (name, told.diag.constraint_name, str(told))
    with records.acting(SYSTEM):
        assert not Approval.objects.exists()
        assert PaymentOrder.objects.get().amount_fen == 800_000
        assert not Agreement.objects.get().community_approves
