"""That the bank did not make a payment is said by two hands; one approval never pays twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries, services
from hemei.community.purses.models import PaymentOrder
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import PAYEE, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

WHY = "银行查无此笔付款"
PAID = ("2026-11-02", "A1", "3000.00", "", "", "", "2026-0001 单元门", PAYEE)


def reported(joint: Joint, order: int, actor: Actor | None = None) -> int:
    return services.report_unpaid(actor=actor or joint.company, now=NOW, order_id=order, reason=WHY)


def confirmed(joint: Joint, order: int, actor: Actor | None = None) -> OrderState:
    return services.judge_return(
        actor=actor or joint.members[1], now=NOW, order_id=order, agrees=True, confirmed_at=NOW
    )


def never_paid(joint: Joint, order: int, by: Actor | None = None, other: Actor | None = None) -> OrderState:
    """Let the company report that the bank did not pay, and a member of the committee confirm it."""
    reported(joint, order, by)
    return confirmed(joint, order, other)


@pytest.fixture
def filed(joint: Joint) -> int:
    joint.agree()
    order = joint.approved(300_000)
    joint.filed(order)
    return order


def send(joint: Joint, order: int) -> dict[str, object]:
    return {
        "actor": joint.company, "now": NOW, "account_id": joint.account, "order_ids": [order],
        "profile": services.FileProfile.CSV,
    }  # fmt: skip


def test_the_company_alone_does_not_get_an_order_back_from_the_bank(joint: Joint, filed: int) -> None:
    reported(joint, filed)
    row = joint.row(filed)
    assert (row.state, row.bank_file_id is None) == (OrderState.FILED, False)
    assert "现在是“已送银行”" in refused(services.make_bank_file, **send(joint, filed))
    act = {"actor": joint.company, "now": NOW, "order_id": filed}
    assert "不能这样办理" in refused(services.withdraw_order, **act)
    assert "已经登记了更正" in refused(services.report_unpaid, **act, reason=WHY)
    assert "不能确认" in refused(confirmed, joint, filed, joint.company)
    assert "社区只查看" in refused(confirmed, joint, filed, joint.community)
    with records.acting(joint.members[1]):
        assert [
            one.order_id for one in queries.returns_to_confirm(actor=joint.members[1], on=NOW.date())
        ] == [filed]
    assert confirmed(joint, filed) is OrderState.APPROVED
    assert joint.row(filed).bank_file_id is None
    assert services.make_bank_file(**send(joint, filed))


def test_a_line_of_the_bank_that_fits_goes_before_what_anybody_says(joint: Joint, filed: int) -> None:
    reported(joint, filed)
    joint.take(PAID)
    assert "对得上" in refused(confirmed, joint, filed)
    services.judge_return(
        actor=joint.members[1], now=NOW, order_id=filed, agrees=False, confirmed_at=NOW, reason="对账单上已付"
    )
    assert "对得上" in refused(reported, joint, filed)
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("A1").pk, order_id=filed)
    assert joint.row(filed).state == OrderState.PAID


def test_what_was_paid_after_all_is_not_sent_twice_nor_taken_back(joint: Joint, filed: int) -> None:
    never_paid(joint, filed)
    joint.take(PAID)
    assert "对得上" in refused(services.make_bank_file, **send(joint, filed))
    act = {"actor": joint.company, "now": NOW, "order_id": filed}
    assert "对得上" in refused(services.withdraw_order, **act), "its invoice would pay another order"
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("A1").pk, order_id=filed)
    assert joint.row(filed).state == OrderState.PAID


@pytest.mark.parametrize(
    ("line", "blocks"),
    [
        (("2026-11-02", "A1", "3000.00", "", "", "", "维修费", PAYEE), True),
        (("2026-11-02", "A1", "3000.00", "", "", "", "2026-0002 维修费", PAYEE), False),
        (("2026-11-02", "A1", "3000.01", "", "", "", "2026-0001", PAYEE), False),
        (("2026-11-01", "A1", "3000.00", "", "", "", "2026-0001", PAYEE), False),
        (("2026-11-02", "A1", "3000.00", "", "", "别的公司", "转账", "6222000000000000001"), False),
    ],
)
def test_a_line_fits_by_amount_day_and_number_or_payee(
    joint: Joint, filed: int, line: tuple[str, ...], *, blocks: bool
) -> None:
    joint.take(line)
    if blocks:
        assert "对得上" in refused(reported, joint, filed)
    else:
        assert never_paid(joint, filed) is OrderState.APPROVED


def test_an_order_paid_meanwhile_is_not_let_go(joint: Joint, filed: int) -> None:
    reported(joint, filed)
    joint.take(PAID)
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("A1").pk, order_id=filed)
    assert "现在是“已付款”" in refused(confirmed, joint, filed)


def test_the_database_lets_no_order_leave_the_bank_by_itself(joint: Joint, filed: int) -> None:
    reported(joint, filed)
    for change in ({"state": "approved", "bank_file": None}, {"bank_file": None}, {"state": "approved"}):
        with records.acting(SYSTEM), pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            PaymentOrder.objects.filter(pk=filed).update(**change)


def test_the_page_tells_who_waits_for_whom(joint: Joint, filed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("order", "returning", "lists", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{page}.utc_now", lambda: NOW, raising=False)
    here, company, member = f"/purses/orders/{filed}", show(joint.company), show(joint.members[1])
    sent = company.post(f"{here}/return", {"reason": WHY}, follow=True)
    assert "等业主方的审批人确认" in sent.text
    assert f'action="{here}/return"' not in sent.text
    page = member.get(here).text
    assert all(words in page for words in ("请您确认银行没有付款", WHY, "还没有导入过对账单"))
    monkeypatch.setattr(
        "hemei.community.purses.pages.returning.people_services.confirmed_at",
        lambda _session: NOW - timedelta(minutes=1),
    )
    done = member.post(f"{here}/settle", {"word": "yes"}, follow=True)
    assert all(words in done.text for words in ("可以重新送银行", "已确认银行没有付款，退回"))
    assert "没有选哪里错了" in company.post(f"{here}/wrong", {"kind": "unpaid", "reason": WHY}).text


def test_a_report_of_an_order_that_was_paid_meanwhile_is_ended_by_its_page(
    joint: Joint, filed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("order", "returning", "lists", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{page}.utc_now", lambda: NOW, raising=False)
    monkeypatch.setattr(
        "hemei.community.purses.pages.returning.people_services.confirmed_at", lambda _session: NOW
    )
    monkeypatch.setattr(
        "hemei.community.purses.pages.order.people_services.confirmed_at", lambda _session: NOW
    )
    reported(joint, filed)
    joint.take(PAID)
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("A1").pk, order_id=filed)
    here, member = f"/purses/orders/{filed}", show(joint.members[1])
    page = member.get(here).text
    assert ("不能再确认没有付款" in page, 'value="yes"' in page, "对账单上已经付款" in page) == (
        True,
        False,
        True,
    )
    done = member.post(f"{here}/settle", {"word": "no", "reason": "对账单上已经付款"}, follow=True)
    assert "银行已经付款，付款单算已付" in done.text
    assert (joint.row(filed).state, "不能再确认没有付款" in done.text) == (OrderState.PAID, False)
