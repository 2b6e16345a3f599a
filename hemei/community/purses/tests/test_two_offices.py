"""Whoever also works for the company that pays approves nothing of it, whichever of his offices he acts in."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hemei.community.purses import services
from hemei.community.purses.models import Approval, Signatory
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role


def employed(joint: Joint, member: Actor, role: Role = Role.COMPANY_MANAGER) -> None:
    """Let a member of the committee take a post at the company too."""
    with records.acting(SYSTEM):
        people.appoint(
            actor=SYSTEM, now=NOW, person_id=member.person_id, body_id=joint.company.body_id, role=role,
            valid_from=date(2026, 1, 1),
        )  # fmt: skip


def test_he_approves_no_order_of_the_company(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare()
    employed(joint, joint.members[0])
    assert "您今天也在填写付款单的公司任职" in refused(joint.judge, order, joint.members[0])
    assert joint.row(order).state == OrderState.APPROVING
    with records.acting(SYSTEM):
        row, signs = joint.row(order), Signatory.objects.get(person_id=joint.members[0].person_id)
        given = Approval(
            stream=row.stream, scope=row.scope, order=row, round=1, side="committee", signatory=signs,
            counts_for_id=signs.pk, person_id=signs.person_id, appointment_id=joint.members[0].appointment_id,
            agrees=True, confirmed_at=NOW, given_at=NOW,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="prepared an order"), transaction.atomic():
            given.save()
    assert joint.judge(order, joint.members[1]) in {OrderState.APPROVING, OrderState.APPROVED}


def test_he_is_not_named_to_approve(joint: Joint) -> None:
    employed(joint, joint.members[3])
    told = refused(
        services.name_signatory, actor=SYSTEM, now=NOW, account_id=joint.account,
        appointment_id=joint.members[3].appointment_id, valid_from=NOW.date(),
    )  # fmt: skip
    assert "也在付款的公司任职" in told
