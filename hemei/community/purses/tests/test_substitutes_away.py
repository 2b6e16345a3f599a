"""Whose word a substitute gives: never that of who prepared the order, of who serves no more, or beyond its days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.purses import queries
from hemei.community.purses.models import Approval, PaymentOrder, Signatory
from hemei.community.purses.services import OrderState, end_stand_in
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_paying import refused, sign
from hemei.community.purses.tests.test_preparing_unserved import order_of, unserved  # noqa: F401 - the fixture
from hemei.community.purses.tests.test_substitutes import LAST, TODAY, ends, judge, named, waiting
from hemei.community.purses.tests.test_succeeding import at_now  # noqa: F401 - the fixture
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def substitute(friend: Actor) -> Signatory:
    with records.acting(SYSTEM):
        return Signatory.objects.get(person_id=friend.person_id)


def past_the_service(
    joint: Joint, order: int, signs: Signatory, friend: Actor, now: datetime = NOW
) -> Approval:
    """Return an approval of the order by this entry, as nobody but SQL would write it."""
    row = joint.row(order)
    return Approval(
        stream=row.stream, scope=row.scope, order=row, round=1, side="committee", signatory=signs,
        counts_for_id=signs.stands_for_id, person_id=signs.person_id, appointment_id=friend.appointment_id,
        agrees=True, confirmed_at=now, given_at=now,
    )  # fmt: skip


def barred(joint: Joint, order: int, friend: Actor) -> None:
    """Ask that neither the service nor the database takes his approval, and that nothing waits for him."""
    assert "由您代审的人填写" in refused(joint.judge, order, friend)
    with records.acting(friend):
        assert not queries.to_approve(actor=friend, now=NOW, on=TODAY, limit=9)
    signs = substitute(friend)
    with records.acting(SYSTEM):
        given = past_the_service(joint, order, signs, friend)
        with pytest.raises(IntegrityError, match="prepared an order"), transaction.atomic():
            given.save()


def test_nobody_approves_in_the_stead_of_who_prepared(unserved: Joint) -> None:  # noqa: F811
    first, second, third, friend, _ = unserved.members
    order = order_of(unserved, first)
    named(unserved, first)
    barred(unserved, order, friend)
    assert unserved.judge(order, second) is OrderState.APPROVED
    other = order_of(unserved, third, invoice_number="87654321")
    assert unserved.judge(other, friend) is OrderState.APPROVED


def test_nobody_approves_in_the_stead_of_who_gave_another_basis(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare()
    named(joint, joint.members[0])
    with records.acting(joint.members[3]):
        assert len(queries.to_approve(actor=joint.members[3], now=NOW, on=TODAY, limit=9)) == 1
    with records.acting(SYSTEM):
        PaymentOrder.objects.filter(pk=order).update(rested_by=joint.members[0].person_id)
    barred(joint, order, joint.members[3])


def test_nobody_stands_in_for_who_serves_no_more(joint: Joint) -> None:
    joint.agree()
    away = joint.members[0]
    named(joint, joint.community)
    with records.acting(SYSTEM):
        office = away.appointment_id or 0
        people.end_appointment(actor=SYSTEM, now=NOW, appointment_id=office, valid_until=TODAY)
    assert "本人在" + TODAY.isoformat() + "没有任职" in refused(judge, joint, joint.street, waiting(joint))
    assert "没有任职" in refused(named, joint, away)
    with records.acting(SYSTEM):
        entry = Signatory.objects.get(pk=sign(away))
        with pytest.raises(IntegrityError, match="who serves"), transaction.atomic():
            Signatory.objects.create(
                stream=entry.stream, scope=entry.scope, account_id=entry.account_id, side=entry.side,
                person_id=joint.members[3].person_id, body_id=entry.body_id, valid_from=TODAY, valid_until=LAST,
                stands_for=entry, reason_id=1_000_003, named_at=NOW, named_by_id=away.person_id,
            )  # fmt: skip


def test_the_database_brings_no_signatory_back_and_adds_no_days(joint: Joint) -> None:
    named(joint, joint.members[0])
    entry = substitute(joint.members[3])
    end_stand_in(actor=joint.members[0], now=NOW, signatory_id=entry.pk)
    own = sign(joint.members[1])
    ends(joint, joint.members[1], TODAY)
    with records.acting(SYSTEM):
        for key in (entry.pk, own):
            for until in (LAST, TODAY + timedelta(days=400), None):
                with pytest.raises(IntegrityError, match="no later"), transaction.atomic():
                    Signatory.objects.filter(pk=key).update(valid_until=until)
