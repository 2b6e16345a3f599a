"""With real commits: approvers at one instant make one transition; what is killed halfway leaves nothing half."""

from __future__ import annotations

import os
import signal
import threading
from unittest.mock import patch

import pytest
from django.db import connection, connections, transaction

from hemei.community.ledgers import queries as books
from hemei.community.purses.models import Approval
from hemei.community.purses.services import OrderState, approving
from hemei.community.purses.tests.conftest import Joint, made_joint
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.decision import Refused


@pytest.mark.usefixtures("own_database")
def test_approvers_at_one_instant_and_a_kill_before_posting() -> None:
    with transaction.atomic():
        joint = made_joint()
        joint.agree()
    order = joint.prepare(800_000)  # needs two of the committee
    joint.judge(order, joint.members[0])

    assert killed_between_approval_and_posting(joint, order) == signal.SIGKILL
    assert state_of(joint, order) == ("approving", 1, 0, {})

    said: list[str] = []
    together = threading.Barrier(2)

    def approve(place: int) -> None:
        together.wait()
        try:
            said.append(joint.judge(order, joint.members[place]).value)
        except Refused as refused:
            said.append(refused.decision.reasons[0].code)
        finally:
            connection.close()

    hands = [threading.Thread(target=approve, args=(place,)) for place in (1, 2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(said) == [OrderState.APPROVED.value, "state"]
    assert state_of(joint, order) == ("approved", 2, 1, {"repair": 800_000, "revenue_owed": -800_000})
    with records.acting(SYSTEM):
        assert books.slips(using="default") == []


def killed_between_approval_and_posting(joint: Joint, order: int) -> int:
    """Let a process of its own approve, and the kernel end it where it would post; return the signal it ended by."""
    connections.close_all()  # a fork would talk in the sessions of this process
    child = os.fork()
    if child == 0:
        with patch.object(approving.ledgers, "post_entry", lambda **_: os.kill(os.getpid(), signal.SIGKILL)):
            joint.judge(order, joint.members[1])
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def state_of(joint: Joint, order: int) -> tuple[str, int, int, dict[str, int]]:
    with records.acting(SYSTEM):
        approvals = Approval.objects.filter(order_id=order).count()
        passed = Event.objects.filter(payload__type="purses.order_approved").count()
    return joint.row(order).state, approvals, passed, joint.balances()
