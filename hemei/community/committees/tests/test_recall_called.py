"""Who called the meeting that decides on a recall, and on which ground: the record says it as it was."""

from __future__ import annotations

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Recall
from hemei.community.committees.pages.life import recalls as recall_pages
from hemei.community.committees.rules.life_words import ProposedBy
from hemei.community.committees.rules.recalls import Calling, callings
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.committees.tests.test_recall_undone import proposed
from hemei.community.committees.tests.test_recall_whole import refused_with
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.pages import acts, assembly, proposals
from hemei.community.voting.tests.supporting import supported
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from tests.grounds import standing


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


@pytest.mark.parametrize(
    ("by", "unmet", "at_work", "first", "more"),
    [
        ("members", False, True, ("committee", "members_recall"), 0),
        ("members", True, True, ("residents_committee", "unmet_order"), 1),
        ("owners", False, True, ("committee", "fifth_of_owners"), 0),
        ("owners", True, True, ("residents_committee", "unmet_order"), 1),
        ("owners", False, False, ("residents_committee", "no_committee"), 0),
        ("members", False, False, ("residents_committee", "no_committee"), 0),
    ],
)
def test_whose_turn_it_is_to_call(
    *, by: str, unmet: bool, at_work: bool, first: tuple[str, str], more: int
) -> None:
    found = callings(ProposedBy(by), unmet=unmet, at_work=at_work)
    assert found[0] == Calling(*first)  # type: ignore[arg-type]
    assert len(found) == 1 + more


def called(number: int) -> tuple[str, str]:
    with records.acting(EVERYONE):
        found = Assembly.objects.get(pk=number)
        (event,) = [
            one.payload["data"] for one in record.latest_events(stream=found.stream, limit=9)
            if one.payload["type"] == "voting.assembly_called"
        ]  # fmt: skip
    assert (event["called_by"], event["ground"]) == (found.called_by, found.ground)
    return found.called_by, found.ground


def test_what_a_third_of_the_members_ask_the_committee_calls_on_their_ground(committee: Committee) -> None:
    garden, recall = committee.garden, committee.recall(3, committee.seats[:2])
    assert refused_with(
        lambda: committee.do(
            services.call_recall_vote, recall_id=recall, called_by="residents_committee"
        )  # it was not ordered: nobody calls for the committee
    ) == {"called_by"}
    number = committee.noticed(recall)
    assert called(number) == ("committee", "members_recall")
    for who in (garden.secretary, garden.owner):
        page = text(call(assembly.assembly, who, number))
        assert "<dt>召集人</dt><dd>业主委员会</dd>" in page
        assert "业主委员会三分之一以上委员提议罢免委员" in page
        assert "第四十四条" in page
        assert "重大事故" not in page


def test_nobody_calls_on_that_ground_without_a_recall(committee: Committee) -> None:
    draft = voting.AssemblyDraft(
        estate_id=committee.garden.estate, kind="extraordinary", called_by="committee", ground="members_recall",
        title="罢免", key="x", agenda=[voting.AgendaItem(matter="elect_committee", title="罢免一名委员")],
    )  # fmt: skip
    assert refused_with(lambda: committee.do(voting.call_assembly, draft=draft)) == {"members_recall"}
    assert "members_recall" not in text(call(acts.call, committee.garden.secretary))


def unmet(committee: Committee) -> tuple[int, int]:
    """Let owners ask for a recall, the member be heard, and the committee call nothing, ordered or not."""
    proposal = proposed(committee)
    recall = committee.recall(4, proposal=proposal)
    committee.pass_(31)
    with records.acting(EVERYONE):
        voting.sweep(actor=EVERYONE, now=committee.now)
    committee.garden.do(
        committee.garden.street,
        voting.order_call,
        now=committee.now,
        proposal_id=proposal,
        document="〔2026〕9号",
    )
    committee.pass_(20)
    with records.acting(EVERYONE):
        voting.sweep(actor=EVERYONE, now=committee.now)
    return recall, proposal


def test_what_members_ask_is_owed_from_the_hearing_on_and_goes_the_same_way(committee: Committee) -> None:
    garden, recall = committee.garden, committee.recall(3, committee.seats[:2])
    with records.acting(EVERYONE):
        owed = Proposal.objects.get()
        assert Recall.objects.get(pk=recall).proposal_id == owed.pk
    assert (owed.state, owed.by_members, owed.seat_id) == ("reached", True, committee.seats[3])
    page = text(call(proposals.proposal, garden.secretary, owed.pk))
    assert "三分之一以上委员提议罢免这位委员" in page
    assert "登记罢免的提议" not in page
    # It is no proposal of owners: nobody joins it, and no recall by owners rests on it.
    unit = [next(iter(garden.units.values()))]
    joined = {"proposal_id": owed.pk, "unit_ids": unit}
    assert refused_with(lambda: committee.do(supported, **joined)) == {"not_gathering"}
    for days in (31, 20):
        committee.pass_(days)
        with records.acting(EVERYONE):
            voting.sweep(actor=EVERYONE, now=committee.now)
        if days > 30:
            garden.do(
                garden.street,
                voting.order_call,
                now=committee.now,
                proposal_id=owed.pk,
                document="〔2026〕9号",
            )
    number = committee.noticed(recall)
    assert called(number) == ("residents_committee", "unmet_order")
    with records.acting(EVERYONE):
        owed.refresh_from_db()
    assert owed.state == "called"


def test_members_who_take_their_recall_back_end_what_is_owed(committee: Committee) -> None:
    recall = committee.recall(3, committee.seats[:2])
    committee.do(services.withdraw_recall, recall_id=recall)
    committee.pass_(60)
    with records.acting(EVERYONE):
        assert voting.sweep(actor=EVERYONE, now=committee.now) == 0
        assert Proposal.objects.get().state == "withdrawn"


def test_after_an_unmet_order_the_residents_committee_calls(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall, proposal = unmet(committee)
    desk = committee.garden.secretary
    for module in (recall_pages, acts, assembly):
        monkeypatch.setattr(module, "utc_now", moment(committee))
    form = text(call(recall_pages.vote, desk, recall))
    assert form.index("居民委员会：业主委员会应当召开而没有召开") < form.index(
        "业主委员会：经百分之二十以上的业主提议"
    )
    general = text(call(acts.call, desk, proposal=str(proposal)))
    for chosen in ('value="residents_committee" selected', 'value="unmet_order" selected'):
        assert chosen in general
    number = committee.noticed(recall)
    assert called(number) == ("residents_committee", "unmet_order")
    page = text(call(assembly.assembly, committee.garden.owner, number))
    assert "<dt>召集人</dt><dd>居民委员会</dd>" in page
    assert "经责令限期召开仍不召开" in page


def test_a_committee_that_calls_late_after_all_is_who_called(committee: Committee) -> None:
    recall, _proposal = unmet(committee)
    late = {"recall_id": recall, "called_by": "committee"}
    assert refused_with(lambda: committee.do(services.call_recall_vote, **late)) == {"committee_decision"}
    number = committee.do(services.call_recall_vote, **late, cited=CITED)
    assert isinstance(number, int)
    assert called(number) == ("committee", "fifth_of_owners")
