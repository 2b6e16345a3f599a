"""Who stands in for two gives the word that is still to be given; that of one entered twice counts once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.purses import queries, services
from hemei.community.purses.models import Approval, Signatory
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_into_fund import QUARTER
from hemei.community.purses.tests.test_never_paid import confirmed
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.community.purses.tests.test_preparing_unserved import order_of, unserved  # noqa: F401 - the fixture
from hemei.community.purses.tests.test_signatories import ask, judge
from hemei.community.purses.tests.test_substitutes import LAST, TODAY, waiting
from hemei.community.purses.tests.test_substitutes_away import past_the_service
from hemei.community.purses.tests.test_substitutes_return import at_the_bank, confirms
from hemei.community.purses.tests.test_succeeding import at_now  # noqa: F401 - the fixture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def stands_in(joint: Joint, away: Actor, entry: int | None = None) -> None:
    """Let a signatory name the fourth member for himself, by this entry of his."""
    services.stand_in(
        actor=away, now=NOW, signatory_id=entry or sign(away), first=TODAY, last=LAST, reason="出差一周，无法登录",
        appointment_id=joint.members[3].appointment_id or 0,
    )  # fmt: skip


def waits(who: Actor) -> int:
    with records.acting(who):
        return len(queries.to_approve(actor=who, now=NOW, on=TODAY, limit=9))


def word(order: int, who: Actor) -> int:
    """Return whose word somebody gave of an order."""
    with records.acting(SYSTEM):
        return Approval.objects.get(order_id=order, person_id=who.person_id).counts_for.person_id


def of_two(joint: Joint, who: Actor) -> int:
    """Return an order that two approve."""
    return services.order_transfer(actor=who, now=NOW, ledger_id=joint.purse.ledger, quarter=QUARTER)


@pytest.mark.parametrize("turned", [False, True])
def test_who_stands_in_for_two_approves_for_the_one_who_did_not_prepare(
    unserved: Joint,  # noqa: F811
    *,
    turned: bool,
) -> None:
    free, prepares = unserved.members[:2][:: -1 if turned else 1]
    friend = unserved.members[3]
    for away in (free, prepares):
        stands_in(unserved, away)
    order = order_of(unserved, prepares)
    assert waits(friend) == 1
    assert unserved.judge(order, friend) is OrderState.APPROVED
    assert word(order, friend) == free.person_id


@pytest.mark.parametrize("turned", [False, True])
def test_who_stands_in_for_two_approves_for_the_one_whose_word_is_not_given(
    unserved: Joint,  # noqa: F811
    *,
    turned: bool,
) -> None:
    free, spoke = unserved.members[:2][:: -1 if turned else 1]
    friend = unserved.members[3]
    for away in (free, spoke):
        stands_in(unserved, away)
    order = of_two(unserved, unserved.members[4])
    assert unserved.judge(order, spoke) is OrderState.APPROVING
    assert waits(friend) == 1
    assert unserved.judge(order, friend) is OrderState.APPROVED
    assert word(order, friend) == free.person_id


def test_nothing_waits_for_whose_word_was_given_in_his_stead(unserved: Joint) -> None:  # noqa: F811
    first, friend = unserved.members[0], unserved.members[3]
    stands_in(unserved, first)
    order = of_two(unserved, unserved.members[4])
    unserved.judge(order, friend)
    assert waits(first) == 0
    assert "您代审的人或您的代审人已经审批过" in refused(unserved.judge, order, first)


def test_who_stands_in_for_two_confirms_a_return_for_the_one_without_a_hand_in_it(
    unserved: Joint,  # noqa: F811
) -> None:
    first, second, third, friend, fifth = unserved.members
    for away in (first, second):
        stands_in(unserved, away)
    order = at_the_bank(unserved, second, third, fifth)
    assert confirms(friend) == 1
    assert confirmed(unserved, order, friend) is OrderState.APPROVED


def test_nobody_is_named_again_from_an_earlier_day(joint: Joint) -> None:
    new, later = joint.members[3], TODAY + timedelta(days=3)
    judge(joint, joint.street, ask(joint, new, day=later))
    assert f"这个人从{later.isoformat()}起已经登记为审批人" in refused(ask, joint, new)
    act = {"actor": joint.community, "now": NOW, "signatory_id": sign(new), "until": later}
    services.ask_end(**act, reason="要提前审批")
    judge(joint, joint.street, waiting(joint))
    assert judge(joint, joint.street, ask(joint, new))


def test_the_word_of_one_who_is_entered_twice_counts_once(unserved: Joint) -> None:  # noqa: F811
    first, friend = unserved.members[0], unserved.members[3]
    with records.acting(SYSTEM):
        row = Signatory.objects.get(pk=sign(first))
        again = Signatory.objects.create(
            stream=row.stream, scope=row.scope, account_id=row.account_id, side=row.side, person_id=row.person_id,
            body_id=row.body_id, valid_from=date(2026, 1, 1), named_at=NOW,
        )  # fmt: skip
    stands_in(unserved, first, row.pk)
    order = of_two(unserved, unserved.members[4])
    assert unserved.judge(order, first) is OrderState.APPROVING
    assert waits(friend) == 0
    assert "您代审的人或您的代审人已经审批过" in refused(unserved.judge, order, friend)
    with records.acting(SYSTEM):
        given = Approval.objects.get(order_id=order)
        signs, counted = Signatory.objects.get(person_id=friend.person_id), {given.counts_for_id}
        twice = past_the_service(unserved, order, signs, friend)
        assert counted | {signs.stands_for_id} == {row.pk, again.pk}, "two entries of one person"
        with pytest.raises(IntegrityError, match="counts once"), transaction.atomic():
            twice.save()
