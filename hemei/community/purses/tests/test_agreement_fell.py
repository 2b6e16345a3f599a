"""An agreement falls with its vote: what it let pass with fewer hands, or asked others for, is prepared anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import services
from hemei.community.purses.rules.agreed import Prepared, still_agreed
from hemei.community.purses.rules.agreeing import Demands
from hemei.community.purses.rules.words import Paper
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_adopting import LAX
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import BOUND, _annulled, voted
from hemei.ground.records import services as records

FELL = "现在的要求不一样"
NOW_ASKED = Demands("中额", 2, 0, resolution=False, papers=(Paper.INVOICE, Paper.CONTRACT))
MADE = Prepared(committee=2, community=0, papers={Paper.INVOICE, Paper.CONTRACT}, resolution=False)


@pytest.mark.parametrize(
    ("prepared", "allowed"),
    [
        (MADE, True),
        (replace(MADE, committee=3), True),
        (replace(MADE, committee=1), False),
        (replace(MADE, community=1), False),
        (replace(MADE, papers={Paper.INVOICE}), False),
        (replace(MADE, words=True), False),
    ],
)
def test_what_was_laxer_or_asked_others_is_agreed_no_more(prepared: Prepared, *, allowed: bool) -> None:
    assert still_agreed("2026-0001", prepared, NOW_ASKED).allowed is allowed


def test_a_resolution_is_asked_for_where_none_was() -> None:
    asked = replace(NOW_ASKED, resolution=True)
    assert not still_agreed("2026-0001", MADE, asked).allowed
    assert still_agreed("2026-0001", replace(MADE, resolution=True), asked).allowed


def test_what_the_laxer_tiers_let_pass_is_neither_approved_nor_sent_and_prepared_anew(joint: Joint) -> None:
    assembly, _votes = voted(joint, tiers=LAX)
    joint.adopt(assembly)
    half = joint.prepare(15_000_000)
    done = joint.approved(15_000_000, invoice_number="87654321")
    assert joint.row(done).committee_needed == 1
    _annulled(joint, assembly, NOW)
    assert FELL in refused(joint.judge, half, joint.members[1])
    assert FELL in refused(joint.filed, done)
    records.deliver_pending(now=NOW, batch=1_000)
    assert {joint.row(one).state for one in (half, done)} == {"held"}
    assert "现在的要求" in show(joint.company).get(f"/purses/orders/{half}").text
    act = {"actor": joint.company, "now": NOW}
    for one in (half, done):
        services.withdraw_order(order_id=one, **act)
    assert joint.balances() == {}
    assert "须有业主大会决议" in refused(joint.prepare, 15_000_000, invoice_number="11112222")


def test_the_community_ends_nothing_by_an_agreement_that_fell(joint: Joint) -> None:
    assembly, _votes = voted(joint, **BOUND)
    joint.adopt(assembly)
    order = joint.prepare(800_000)
    small = joint.approved(300_000, invoice_number="87654321")
    assert (joint.row(order).community_needed, joint.row(small).community_needed) == (1, 0)
    _annulled(joint, assembly, NOW)
    no = {"agrees": False, "reason": "社区不同意这笔付款"}
    assert FELL in refused(joint.judge, order, joint.community, **no)
    assert joint.row(order).state == OrderState.APPROVING
    records.deliver_pending(now=NOW, batch=1_000)
    assert (joint.row(order).state, joint.row(small).state) == ("held", "approved")
    joint.filed(small)
    services.withdraw_order(actor=joint.company, now=NOW, order_id=order)
    again = joint.prepare(800_000, invoice_number="11112222")
    assert joint.row(again).community_needed == 0
