"""What a substitute says is the word of whom he stands for, also where a payment comes back and where it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.purses import queries
from hemei.community.purses.models import PaymentReturn
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_never_paid import confirmed, reported
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_preparing_unserved import order_of, unserved  # noqa: F401 - the fixture
from hemei.community.purses.tests.test_substitutes import TODAY, named
from hemei.community.purses.tests.test_substitutes_over import leaves
from hemei.community.purses.tests.test_succeeding import at_now, sent  # noqa: F401 - the fixture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def confirms(who: Actor) -> int:
    with records.acting(who):
        return len(queries.returns_to_confirm(actor=who, on=TODAY))


def at_the_bank(joint: Joint, by: Actor, agrees: Actor, reports: Actor) -> int:
    """Let one prepare an order, another agree and the fifth send it, and somebody say that it was not paid."""
    order = order_of(joint, by)
    assert joint.judge(order, agrees) is OrderState.APPROVED
    sent(joint, joint.members[4], order)
    reported(joint, order, reports)
    return order


def let_go(who: Actor, later: int = 0) -> None:
    """Write past every service that somebody confirmed it."""
    with records.acting(SYSTEM), transaction.atomic():
        PaymentReturn.objects.update(
            state="confirmed", judged_by=who.person_id, judged_at=NOW + timedelta(days=later)
        )


def test_nobody_confirms_a_return_in_the_stead_of_who_prepared(unserved: Joint) -> None:  # noqa: F811
    first, second, third, friend, fifth = unserved.members
    named(unserved, first)
    order = at_the_bank(unserved, first, second, fifth)
    assert "付款单是由您代审的人填写的，不能由您替他确认" in refused(confirmed, unserved, order, friend)
    assert [confirms(who) for who in unserved.members] == [0, 1, 1, 0, 0]
    for who in (friend, fifth):
        with pytest.raises(IntegrityError):
            let_go(who)
    assert confirmed(unserved, order, third) is OrderState.APPROVED


def test_nobody_confirms_in_the_stead_of_who_reported_it(unserved: Joint) -> None:  # noqa: F811
    first, second, third, friend, _ = unserved.members
    named(unserved, first)
    order = at_the_bank(unserved, second, third, first)
    assert "由您代审的人登记的，不能由您替他确认" in refused(confirmed, unserved, order, friend)
    assert [confirms(who) for who in unserved.members] == [0, 0, 1, 0, 0]
    with pytest.raises(IntegrityError, match="in nobody's stead"):
        let_go(friend)
    assert confirmed(unserved, order, third) is OrderState.APPROVED


def test_who_stands_in_for_another_confirms_it_while_that_one_serves(unserved: Joint) -> None:  # noqa: F811
    first, second, third, friend, fifth = unserved.members
    named(unserved, first)
    order = at_the_bank(unserved, second, third, fifth)
    leaves(unserved)
    with pytest.raises(IntegrityError, match="in nobody's stead"):
        let_go(friend, later=2)
    assert confirmed(unserved, order, friend) is OrderState.APPROVED


def test_whose_office_is_over_has_nobody_confirm_in_his_stead(unserved: Joint) -> None:  # noqa: F811
    first, second, third, friend, fifth = unserved.members
    named(unserved, first)
    order = at_the_bank(unserved, second, third, fifth)
    leaves(unserved, 0)
    assert "您代审的人任职已经结束" in refused(confirmed, unserved, order, friend)


def test_who_agreed_by_a_substitute_does_not_send_it(unserved: Joint) -> None:  # noqa: F811
    first, second, _, friend, fifth = unserved.members
    named(unserved, first)
    order = order_of(unserved, second)
    assert unserved.judge(order, friend) is OrderState.APPROVED
    for who in (first, friend):
        assert "您或者您的代审人同意过付款单" in refused(sent, unserved, who, order)
    sent(unserved, fifth, order)
    assert unserved.row(order).state == OrderState.FILED
