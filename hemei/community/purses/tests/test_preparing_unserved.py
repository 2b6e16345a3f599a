"""Where no company serves, a member of the committee prepares orders; his person, not his committee, is barred then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import queries, services
from hemei.community.purses.models import Approval, Signatory
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, PAYEE, Joint
from hemei.community.purses.tests.test_held_at_the_bank import FENCE, PAINT
from hemei.community.purses.tests.test_into_fund import EARNED, HALF, QUARTER, entered
from hemei.community.purses.tests.test_never_paid import never_paid
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_succeeding import at_now, comes, leaves, sent  # noqa: F401 - the fixture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused


def by(joint: Joint, who: Actor) -> Joint:
    return replace(joint, company=who)


def order_of(joint: Joint, who: Actor, **more: Any) -> int:
    return by(joint, who).prepare(**more)


@pytest.fixture
def unserved(joint: Joint) -> Joint:
    joint.agree()
    joint.purse.earn(EARNED, on=date(2026, 8, 3))
    entered(joint)
    leaves(joint)
    return replace(joint, members=[replace(one, places=()) for one in joint.members])


def test_the_committee_prepares_and_two_others_finish(unserved: Joint) -> None:
    first, second, third, fourth, fifth = unserved.members
    order = services.order_transfer(actor=first, now=NOW, ledger_id=unserved.purse.ledger, quarter=QUARTER)
    assert (unserved.row(order).amount_fen, unserved.row(order).committee_needed) == (HALF, 2)
    assert "是您或您的单位填写的" in refused(unserved.judge, order, first)
    with records.acting(first):
        assert not queries.to_approve(actor=first, now=NOW, on=NOW.date(), limit=9)
    assert unserved.judge(order, second) is OrderState.APPROVING
    assert unserved.judge(order, third) is OrderState.APPROVED
    assert "是您填写的，不能再由您送银行" in refused(sent, unserved, first, order)
    assert "您或者您的代审人同意过付款单" in refused(sent, unserved, second, order)
    sent(unserved, fourth, order)
    assert unserved.row(order).state == OrderState.FILED
    assert "不能由您确认" in refused(never_paid, unserved, order, fifth, first)
    assert never_paid(unserved, order, fifth, second) is OrderState.APPROVED


def test_nobody_else_prepares_and_is_told_who_does(unserved: Joint) -> None:
    act = {"now": NOW, "ledger_id": unserved.purse.ledger, "quarter": QUARTER}
    for who in (unserved.community, unserved.street):
        with pytest.raises(Refused) as caught:
            services.order_transfer(actor=who, **act)
        assert "没有物业公司的，由业委会委员填写" in caught.value.decision.reasons[0].remedy
    comes(unserved)
    assert "付款单由物业公司填写" in refused(order_of, unserved, unserved.members[0])


def test_the_database_bars_the_person_that_prepared_and_lets_his_colleagues(unserved: Joint) -> None:
    order = order_of(unserved, unserved.members[0])
    with records.acting(SYSTEM):
        row, signs = unserved.row(order), Signatory.objects.get(person_id=unserved.members[0].person_id)
        given = Approval(
            stream=row.stream, scope=row.scope, order=row, round=1, side="committee", signatory=signs,
            counts_for_id=signs.pk, person_id=signs.person_id, appointment_id=unserved.members[0].appointment_id,
            agrees=True, confirmed_at=NOW, given_at=NOW,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="prepared an order"), transaction.atomic():
            given.save()
    unserved.judge(order, unserved.members[1])


def test_who_gives_a_held_order_another_basis_is_barred_as_who_prepared_it(joint: Joint) -> None:
    assembly, (paint, fence) = owners_voted(joint.purse, (PAINT, FENCE))
    joint.agree()
    order = joint.approved(300_000, resolution=(assembly, paint), budget="")
    leaves(joint)
    with records.acting(joint.street):
        services.hold_orders(actor=joint.street, now=NOW, votes=[paint], day=NOW.date())
    first, second, third = (replace(one, places=()) for one in joint.members[:3])
    assert "更换依据" in show(first).get(f"/purses/orders/{order}").text
    services.rest_order_anew(actor=first, now=NOW, order_id=order, resolution_ids=(assembly, fence))
    assert "是您或您的单位填写的" in refused(joint.judge, order, first)
    assert joint.judge(order, second) is OrderState.APPROVED
    assert "是您填写的，不能再由您送银行" in refused(sent, joint, first, order)
    sent(joint, third, order)


def test_who_must_approve_reads_the_whole_account_of_the_payee(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare()
    here = f"/purses/orders/{order}"
    assert PAYEE in show(joint.members[0]).get(here).text
    for who in (joint.community, joint.street, joint.members[3]):
        assert PAYEE not in show(who).get(here).text
    joint.judge(order, joint.members[0])
    assert PAYEE not in show(joint.members[0]).get(here).text


def test_pages_offer_it_to_who_prepares_alone(joint: Joint) -> None:
    joint.agree()
    joint.purse.earn(EARNED, on=date(2026, 8, 3))
    entered(joint)
    book, account = reverse("ledgers:book", args=[joint.purse.ledger]), f"/purses/{joint.account}"
    assert "填写划转付款单" not in show(joint.members[0]).get(book).text
    assert "orders/new" not in show(joint.members[0]).get(account).text
    away = show(joint.members[0]).get(f"{account}/orders/new", follow=True)
    assert "付款单由物业公司填写" in away.text
    assert "填写划转付款单" in show(joint.company).get(book).text
    leaves(joint)
    member = show(joint.members[0])
    assert "填写划转付款单" in member.get(book).text
    assert "orders/new" in member.get(account).text
    assert "填写划转付款单" not in show(joint.community).get(book).text
    answer = member.post(
        f"/purses/books/{joint.purse.ledger}/into-fund", {"quarter": str(QUARTER)}, follow=True
    )
    assert "付款单已填写，等待审批。" in answer.text
    assert "已经不为小区服务" not in answer.text
    comes(joint)
    assert "由青山物业公司接办" in member.get(answer.redirect_chain[-1][0]).text
