"""A signature list that is checked late takes nothing from who asked, sold or took it back since it was handed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Proposal, Support
from hemei.community.voting.pages import own_proposals, proposals
from hemei.community.voting.rules.proposals import asks_by_list
from hemei.community.voting.tests.street import Street
from hemei.community.voting.tests.supporting import ONE, OTHER, by, signed
from hemei.community.voting.tests.test_own_proposals import asking, own
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_sold import by_register, sell
from hemei.community.voting.tests.test_sold import street as street  # noqa: PLC0414 - the fixture
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM

BEFORE = NOW - timedelta(days=3)


@pytest.mark.parametrize(
    ("signers", "owns", "withdrew", "asks"),
    [
        ([1], [1], [], True),
        ([1], [2], [], False),  # sold
        ([1, 2], [2, 3], [], True),  # one of them owns it yet
        ([1], [1], [[1]], False),  # took it back
        ([1], [1], [[9]], True),  # what another owner took back is not his
        ([], [], [], True),  # the developer's
    ],
)
def test_who_asks_by_a_list_that_is_checked_later(signers, owns, withdrew, asks) -> None:
    assert asks_by_list(signers, owns, withdrew) is asks


@pytest.fixture
def number(street: Street) -> int:
    by_register(street)
    draft = services.ProposalDraft(
        estate_id=street.quarter.estate,
        matter="hire_company",
        title="更换物业公司",
        reason="服务太差",
        key="p1",
    )
    return services.propose_assembly(actor=street.quarter.clerk, now=NOW, draft=draft)


def listed(street: Street, number: int, room: str = "104") -> int:
    return services.enter_support(
        actor=by(street.quarter.clerk, ONE), now=BEFORE, proposal_id=number, signed=signed([street.quarter.units[room]])
    )  # fmt: skip


def confirmed(street: Street, sheet: int, at: datetime = NOW) -> tuple[int, int]:
    services.settle_support(actor=by(street.quarter.clerk, OTHER), now=at, sheet_id=sheet, confirmed=True)
    found = Proposal.objects.get()
    return found.heads, found.area_dm2


@pytest.mark.usefixtures("area_counts")
def test_a_list_of_the_seller_takes_nothing_from_the_buyer(street: Street, number: int) -> None:
    sheet = listed(street, number)
    sell(street, "104", "张三")
    asking(street, "张三", services.support_by_phone, proposal_id=number)
    assert confirmed(street, sheet) == (1, 10_004)
    assert own(street, "张三")[0].proposals[0].mine == {street.quarter.units["104"]}
    assert set(Support.objects.values_list("channel", "taken_back_at")) == {("phone", None)}


@pytest.mark.usefixtures("area_counts")
def test_who_took_his_support_back_stays_out_of_an_older_list(street: Street, number: int) -> None:
    sheet = listed(street, number)
    asking(street, "丙", services.support_by_phone, proposal_id=number)
    asking(street, "丙", services.take_back_by_phone, proposal_id=number)
    assert confirmed(street, sheet) == (0, 0)
    asking(street, "丙", services.support_by_phone, proposal_id=number)  # and may ask anew
    assert Proposal.objects.get().heads == 1


@pytest.mark.usefixtures("area_counts")
def test_who_only_signed_a_list_takes_it_back_while_it_waits(
    street: Street, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, unit = listed(street, number), street.quarter.units["104"]
    [shown] = own(street, "丙")[0].proposals
    assert (shown.mine, shown.listed) == (frozenset(), {unit})
    [clock] = [
        row for row in clocks.deadlines_of(stream=Proposal.objects.get().stream) if row.key == "gather"
    ]
    after = clock.due_at + timedelta(days=1)  # the owners' time is over, the list is not checked yet
    monkeypatch.setattr(own_proposals, "utc_now", lambda: after)
    monkeypatch.setattr(proposals, "utc_now", lambda: after)
    services.sweep(actor=SYSTEM, now=after)
    page = text(call(own_proposals.own_proposals, street.resident("丙")))
    assert ("撤回附议" in page, "签名表还没有核对" in page) == (True, True)
    assert f"/proposals/{number}/supports/back" in text(
        call(proposals.proposal, street.quarter.clerk, number)
    )
    asking(street, "丙", services.take_back_by_phone, proposal_id=number)
    assert own(street, "丙")[0].proposals[0].listed == frozenset()
    assert confirmed(street, sheet, after) == (0, 0)
