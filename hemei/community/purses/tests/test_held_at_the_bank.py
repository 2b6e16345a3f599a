"""An order whose resolution was annulled while its file lay at the bank: the bank pays it or not, and it goes on."""

from __future__ import annotations

import pytest

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import services
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import PAYEE, Joint
from hemei.community.purses.tests.test_never_paid import WHY, confirmed, never_paid
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.voting.services import AgendaItem
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor

PAINT = AgendaItem(matter="other_major", title="用公共收益粉刷外墙", spends_fen=300_000)
FENCE = AgendaItem(matter="other_major", title="用公共收益修围墙", spends_fen=300_000)


@pytest.fixture
def held(joint: Joint) -> tuple[int, tuple[int, int]]:
    """Hold an order after its file went to the bank; return it and a resolution that still stands."""
    assembly, (paint, fence) = owners_voted(joint.purse, (PAINT, FENCE))
    joint.agree()
    order = joint.approved(300_000, resolution=(assembly, paint), budget="")
    joint.filed(order)
    with records.acting(joint.street):
        services.hold_orders(actor=joint.street, now=NOW, votes=[paint], day=NOW.date())
    assert joint.row(order).state == OrderState.HELD
    return order, (assembly, fence)


def test_it_waits_for_the_bank_and_is_withdrawn_once_the_bank_did_not_pay(
    joint: Joint, held: tuple[int, tuple[int, int]]
) -> None:
    order, other = held
    act = {"actor": joint.company, "now": NOW, "order_id": order}
    assert "银行可能已经付款" in refused(services.withdraw_order, **act)
    assert "银行可能已经付款" in refused(services.rest_order_anew, **act, resolution_ids=other)
    assert "没有写明银行怎么说" in refused(services.report_unpaid, **act, reason="")
    assert never_paid(joint, order) is OrderState.HELD
    row = joint.row(order)
    assert (row.state, row.bank_file_id, row.filed_at) == ("held", None, None)
    assert joint.balances() == {"repair": 300_000, "revenue_owed": -300_000}
    assert "不能这样办理" in refused(services.report_unpaid, **act, reason=WHY)
    services.withdraw_order(**act)
    assert (joint.row(order).state, joint.balances()) == ("withdrawn", {})
    with records.acting(SYSTEM):
        [told] = Event.objects.filter(payload__type="purses.order_returned")
    assert told.payload["data"]["was"] == "held"


def test_it_rests_anew_after_the_bank_did_not_pay_and_is_paid_once(
    joint: Joint, held: tuple[int, tuple[int, int]]
) -> None:
    order, other = held
    never_paid(joint, order)
    services.rest_order_anew(actor=joint.company, now=NOW, order_id=order, resolution_ids=other)
    assert joint.judge(order, joint.members[0]) is OrderState.APPROVED
    joint.filed(order)
    joint.take(("2026-11-02", "A2", "3000.00", "", "", "", "2026-0001 围墙", PAYEE))
    services.match_order(actor=joint.company, now=NOW, line_id=joint.line("A2").pk, order_id=order)
    assert (joint.row(order).state, joint.balances()) == (
        "paid",
        {"repair": 300_000, "revenue_bank": -300_000},
    )


def test_nothing_but_an_order_at_the_bank_comes_back_from_it(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare(800_000)
    assert "现在是“待审批”，不能这样办理" in refused(never_paid, joint, order), (
        "it would be approved by nobody"
    )
    for member in joint.members[:2]:
        joint.judge(order, member)
    assert "现在是“已通过”" in refused(never_paid, joint, order)
    joint.filed(order)
    assert never_paid(joint, order) is OrderState.APPROVED


def test_the_page_offers_what_is_next(joint: Joint, held: tuple[int, tuple[int, int]]) -> None:
    order, _other = held
    here, company = f"/purses/orders/{order}", show(joint.company)
    offered = {name: f'action="{here}/{name}"' for name in ("return", "rest", "withdraw")}

    def forms(who: Actor = joint.company) -> set[str]:
        page = show(who).get(here).text
        return {name for name, words in offered.items() if words in page}

    assert forms() == {"return"}
    assert "没有付款的，请先登记“银行没有付款”" in company.get(here).text
    done = company.post(f"{here}/return", {"reason": WHY}, follow=True)
    assert "等业主方的审批人确认" in done.text
    assert forms() == set(), "it is at the bank until a second person says that it is not"
    confirmed(joint, order)
    assert (forms(), forms(joint.street)) == ({"rest", "withdraw"}, set())


def test_nobody_reverses_by_hand_what_an_order_booked(joint: Joint) -> None:
    joint.agree()
    order = joint.approved(300_000)
    entry = joint.row(order).entry_id
    act = {"now": NOW, "entry_id": entry, "booked_on": NOW.date(), "reason": "付款单记错了"}
    for actor in (joint.company, joint.members[0]):
        assert "不能单独冲销" in refused(ledgers.reverse_entry, actor=actor, **act)
    assert joint.balances() == {"repair": 300_000, "revenue_owed": -300_000}
    page = show(joint.company).get(f"/books/entries/{entry}")
    assert (page.status_code, "/reverse" in page.text) == (200, False)
    services.withdraw_order(actor=joint.company, now=NOW, order_id=order)
    assert joint.balances() == {}
