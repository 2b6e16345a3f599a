"""A cost booked by hand on a day on which orders alone pay: two take it back, an order is filled in, the line ends."""

from __future__ import annotations

from datetime import date

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Release
from hemei.community.ledgers.tests.ended import letter
from hemei.community.purses import queries, services
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, PAYEE, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day

DAY = date(2026, 10, 8)


def booked(joint: Joint, day: date = DAY) -> int:
    """Book a cost by hand, enter an agreement that began before, and read the line of the bank; return the entry."""
    entry = ledgers.record_cost(
        actor=joint.company, now=NOW, ledger_id=joint.purse.ledger, account="repair", amount_fen=260_000, day=day,
        note="补单元门玻璃", key="k1",
    )  # fmt: skip
    joint.agree()
    joint.take((str(day), "A1", "2600.00", "", "", "合肥安居维修有限公司", "玻璃", PAYEE))
    return entry


def test_the_line_is_settled_in_the_browser_by_an_order_filled_in_after(joint: Joint) -> None:
    entry, here = booked(joint), f"/purses/{joint.account}"
    company, member, line = show(joint.company), show(joint.members[0]), joint.line("A1").pk
    shown = company.get(f"{here}/bank").text
    assert f'href="/books/entries/{entry}"' in shown
    assert "请先申请冲销，再补填付款单" in shown
    answer = company.post(f"{here}/match", {"line": line, "what": f"entry-{entry}"})
    assert (answer.status_code, "先申请冲销那张凭证" in answer.text) == (422, True)
    why = {"reason": "这笔支出要有付款单，重新补填", "papers": letter()}
    assert company.post(f"/books/entries/{entry}/reverse", why).status_code == 302
    with records.acting(SYSTEM):
        release = Release.objects.get(entry_id=entry).pk
    assert member.post(f"/books/releases/{release}", {"answer": "agree"}).status_code == 302
    assert "请补填付款单，审批通过后回到这里勾对" in company.get(f"{here}/bank").text
    order = joint.approved(260_000)
    shown = company.get(f"{here}/bank").text
    assert "付款在审批以前" in shown
    assert 'name="reason"' in shown
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 0
    assert "没有勾对，和付款单2026-0001对得上" in refused(joint.filed, order), "it is not paid a second time"
    match = {"line": line, "what": f"order-{order}"}
    assert company.post(f"{here}/match", match).status_code == 422
    assert company.post(f"{here}/match", {**match, "reason": "玻璃碎了先付，现补办"}).status_code == 302
    assert joint.row(order).state == OrderState.PAID
    assert joint.balances() == {"repair": 260_000, "revenue_bank": -260_000}, "the cost stands once"


def test_while_the_entry_by_hand_stands_the_line_pays_no_order_as_well(joint: Joint) -> None:
    entry, here, company = booked(joint), f"/purses/{joint.account}", show(joint.company)
    line, order = joint.line("A1").pk, joint.approved(260_000)
    shown = company.get(f"{here}/bank").text
    assert 'name="another"' in shown
    match = {"line": line, "what": f"order-{order}", "reason": "玻璃碎了先付，现补办"}
    answer = company.post(f"{here}/match", match)
    assert (answer.status_code, f"凭证{entry}还没有冲销：再勾对付款单，支出会记两次" in answer.text) == (
        422,
        True,
    )
    assert f'href="/books/entries/{entry}"' in answer.text
    why = {"actor": joint.company, "now": NOW, "line_id": line, "order_id": order}
    assert "支出会记两次" in refused(services.match_order, **why, reason="玻璃碎了先付，现补办")
    assert "就付了款" in refused(services.match_order, **why, another=True), "and says why"
    assert joint.row(order).state == OrderState.APPROVED
    assert company.post(f"{here}/match", {**match, "another": "on"}).status_code == 302
    assert joint.row(order).state == OrderState.PAID
    assert f"手工记账的凭证{entry}不是同一笔付款" in company.get(f"/purses/orders/{order}").text


def test_nor_an_order_that_was_approved_on_the_day_of_the_payment(joint: Joint) -> None:
    entry, here, company = booked(joint, shanghai_day(NOW)), f"/purses/{joint.account}", show(joint.company)
    order = joint.approved(260_000)
    act = {"actor": joint.company, "now": NOW, "line_id": joint.line("A1").pk, "order_id": order}
    assert f"凭证{entry}还没有冲销：再勾对付款单，支出会记两次" in refused(services.match_order, **act)
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 0
    assert "手工记过同样金额的支出" in refused(services.match_order, **act, another=True)
    shown = company.get(f"{here}/bank").text
    assert ('name="another"' in shown, 'name="reason"' in shown) == (True, True)
    said = {"reason": "两块玻璃，两笔付款", "another": "on", "line": act["line_id"], "what": f"order-{order}"}
    assert company.post(f"{here}/match", said).status_code == 302
    trail = company.get(f"/purses/orders/{order}").text
    assert (f"手工记账的凭证{entry}不是同一笔付款" in trail, "两块玻璃，两笔付款" in trail) == (True, True)


def test_an_order_is_not_sent_while_a_line_of_before_may_have_paid_it(joint: Joint) -> None:
    joint.agree()
    joint.take((str(DAY), "A1", "2600.00", "", "", "", "玻璃"))
    order = joint.approved(260_000)
    assert "没有勾对，和付款单2026-0001对得上" in refused(joint.filed, order), (
        "the line does not say whom it paid"
    )
    services.match_order(
        actor=joint.company,
        now=NOW,
        line_id=joint.line("A1").pk,
        order_id=order,
        reason="玻璃碎了先付，现补办",
    )
    other = joint.approved(260_000, invoice_number="87654321")
    joint.take(
        (str(DAY), "A1", "2600.00", "", "", "", "玻璃"), (str(DAY), "A2", "2600.00", "", "", "别的公司", "门")
    )
    assert joint.filed(other), "a line that says that somebody else was paid does not hold it"


def test_nor_where_the_entry_is_of_before_orders_alone_paid(joint: Joint) -> None:
    entry = ledgers.record_cost(
        actor=joint.company, now=NOW, ledger_id=joint.purse.ledger, account="repair", amount_fen=260_000, day=DAY,
        note="补单元门玻璃", key="k1",
    )  # fmt: skip
    joint.agree(valid_from=date(2026, 11, 1))
    joint.take((str(DAY), "A1", "2600.00", "", "", "合肥安居维修有限公司", "玻璃", PAYEE))
    order = joint.approved(260_000)
    act = {"actor": joint.company, "now": NOW, "line_id": joint.line("A1").pk}
    told = refused(services.match_order, **act, order_id=order, reason="玻璃碎了先付，现补办")
    assert f"凭证{entry}还没有冲销" in told
    services.match_entry(**act, entry_id=entry)


def test_an_order_filled_in_after_the_payment_is_offered_last_and_never_by_itself(joint: Joint) -> None:
    joint.agree()
    order = joint.approved(260_000)
    joint.take((str(DAY), "A1", "2600.00", "", "", "合肥安居维修有限公司", "2026-0001 玻璃", PAYEE))
    with records.acting(joint.company):
        rows = queries.lines_of(joint.account, actor=joint.company, open_only=True)
        [found] = queries.proposals(joint.account, rows, actor=joint.company)[rows[0].id]
        assert not queries.entries_without_orders(joint.account, rows, actor=joint.company)[rows[0].id]
    assert (found.of_id, found.certain, found.early) == (order, False, True)
