"""Owners ask for an assembly by phone: for which units, held against which bars; they may take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Proposal, Support
from hemei.community.voting.pages import own_proposals
from hemei.community.voting.rules.proposals import ProposalState, may_ask_alone, may_support
from hemei.community.voting.tests.street import Street, refused
from hemei.community.voting.tests.test_voter_pages import resident
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from tests.grounds import standing

pytestmark = pytest.mark.at(NOW)


@standing
def street(quarter) -> Street:
    return Street(quarter)


def asking(street: Street, name: str, act, **more):
    actor = street.resident(name)
    with records.acting(actor):
        return act(actor=actor, **{"now": NOW, "confirmed_at": NOW, **more})


def own(street: Street, name: str) -> list[queries.OwnAsking]:
    actor = street.resident(name)
    with records.acting(actor):
        services.claim_units(actor=actor, now=NOW)
        return queries.own_askings(actor=actor, now=NOW)


@pytest.mark.parametrize(
    ("owners", "owns", "bound", "may"),
    [
        (1, True, False, True),
        (2, True, False, False),
        (2, True, True, True),
        (1, False, True, True),
        (1, False, False, False),
    ],
)
def test_who_may_ask_in_the_right_of_a_unit(owners, owns, bound, may) -> None:
    assert may_ask_alone(owners, owns=owns, bound=bound).allowed is may


@pytest.mark.parametrize(("leaves", "remedy"), [(False, "不用再附议"), (True, "附议不再撤回")])
def test_who_comes_too_late_to_join_reads_nothing_of_taking_back(leaves, remedy) -> None:
    [reason] = may_support(ProposalState.REACHED, leaves=leaves).reasons
    assert remedy in reason.remedy
    assert ("投反对票" in reason.remedy) is leaves


LIFT = {"matter": "rebuild", "title": "加装电梯", "reason": "老人多", "key": "p1"}


def lift(street: Street) -> services.ProposalDraft:
    return services.ProposalDraft(estate_id=street.quarter.estate, **LIFT)


@pytest.mark.usefixtures("area_counts")
def test_owners_propose_support_and_take_back_by_phone(street: Street) -> None:
    draft = {"draft": lift(street)}
    propose, support, leave = (
        services.propose_by_phone,
        services.support_by_phone,
        services.take_back_by_phone,
    )
    [mine] = own(street, "甲")
    # 101 and 102 alone; 103 and 201 with 乙, who has not chosen him. A parking space has no vote.
    assert [(right.unit[-3:], right.decision.allowed) for right in mine.rights] == [
        ("101", True), ("102", True), ("103", False), ("201", False),
    ]  # fmt: skip
    for at in (None, NOW - timedelta(minutes=16)):
        assert refused(lambda at=at: asking(street, "丙", propose, confirmed_at=at, **draft)) == "step_up"
    number = asking(street, "丙", propose, **draft)
    assert asking(street, "丙", propose, **draft) == number  # sent twice
    act = {"proposal_id": number}
    assert set(Support.objects.values_list("channel", flat=True)) == {"phone"}
    assert refused(lambda: asking(street, "乙", support, **act)) == "co_owners"
    assert refused(lambda: asking(street, "张三", support, **act)) == "not_found"
    assert refused(lambda: asking(street, "丙", support, proposal_id=999_999)) == "not_found"
    [shown] = own(street, "丙")[0].proposals
    # One of four heads is a quarter; 10,004 of 72,020 dm2 is not a fifth.
    assert (shown.row.id, shown.asked.reached, len(shown.mine)) == (number, False, 1)
    asking(street, "丙", leave, **act)
    assert own(street, "丙")[0].proposals[0].mine == frozenset()
    asking(street, "丙", support, **act)
    assert asking(street, "甲", support, **act).reached
    assert Proposal.objects.get().state == "reached"
    assert refused(lambda: asking(street, "丙", leave, **act)) == "not_gathering"
    history = record.history(stream=Proposal.objects.get().stream)
    assert [event.type for event in history if event.type.startswith("voting.")] == [
        "voting.assembly_proposed", "voting.proposal_supported", "voting.proposal_supported",
        "voting.support_taken_back", "voting.proposal_supported", "voting.proposal_supported",
        "voting.proposal_reached",
    ]  # fmt: skip
    assert own(street, "张三") == []


@pytest.mark.usefixtures("area_counts")
def test_a_co_owner_who_was_chosen_asks_in_the_right_of_the_unit(street: Street) -> None:
    number = asking(street, "丙", services.propose_by_phone, draft=lift(street))
    street.bind("103", "乙", capacity=services.voters.Capacity.CHOSEN, evidence="推选书")
    assert [right.decision.allowed for right in own(street, "乙")[0].rights] == [True, False]
    asking(street, "乙", services.support_by_phone, proposal_id=number)
    assert set(Support.objects.values_list("unit_id", flat=True)) == {
        street.quarter.units["103"], street.quarter.units["104"],
    }  # fmt: skip


@pytest.mark.usefixtures("area_counts")
def test_the_page_asks_for_a_code_and_comes_back(street: Street, settings, monkeypatch) -> None:
    settings.DEMO = True
    number = asking(street, "丙", services.propose_by_phone, draft=lift(street))
    asking(street, "丙", services.take_back_by_phone, proposal_id=number)
    with records.acting(EVERYONE):
        street.bind("103", "乙", capacity=services.voters.Capacity.CHOSEN, evidence="推选书")
    records.bind(EVERYONE)
    owner = resident(street.quarter, "乙")
    page = owner.get("/votes/mine/proposals").text
    assert "加装电梯" in page
    assert "有2名共有人" in page  # 201
    sent = owner.post(f"/votes/mine/proposals/{number}/support")
    assert sent.headers["Location"] == "/account/confirm?next=/votes/mine/proposals"
    estate = street.quarter.estate
    assert owner.get(f"/votes/mine/proposals/new/{estate}").headers["Location"].startswith("/account/confirm")
    assert owner.get("/votes/mine/proposals/new/999999").status_code == 404
    monkeypatch.setattr(own_proposals, "confirmed_at", lambda _request: NOW - timedelta(minutes=1))
    assert owner.post(f"/votes/mine/proposals/{number}/support").status_code == 302
    assert "您已附议" in owner.get("/votes/mine/proposals").text
    assert owner.post(f"/votes/mine/proposals/{number}/leave").status_code == 302
    form = {"matter": "hire_company", "title": "换物业", "reason": " ", "key": "x"}
    assert owner.post(f"/votes/mine/proposals/new/{estate}", form).status_code == 422
    assert owner.post(f"/votes/mine/proposals/new/{estate}", {**form, "reason": "太贵"}).status_code == 302
    stranger = resident(street.quarter, "张三")
    assert "没有您的小区" in stranger.get("/votes/mine/proposals").text
    assert stranger.post(f"/votes/mine/proposals/{number}/support").status_code == 422


@pytest.mark.usefixtures("area_counts")
def test_the_page_tells_who_joins_too_late_that_enough_ask_already(
    street: Street, settings, monkeypatch
) -> None:
    settings.DEMO = True
    number = asking(street, "丙", services.propose_by_phone, draft=lift(street))
    assert asking(street, "甲", services.support_by_phone, proposal_id=number).reached
    with records.acting(EVERYONE):
        street.bind("103", "乙", capacity=services.voters.Capacity.CHOSEN, evidence="推选书")
    records.bind(EVERYONE)
    monkeypatch.setattr(own_proposals, "confirmed_at", lambda _request: NOW - timedelta(minutes=1))
    late = resident(street.quarter, "乙").post(f"/votes/mine/proposals/{number}/support")
    assert late.status_code == 422
    assert "已经达到比例，不用再附议" in late.text
