"""A recall from end to end: proposed by those entitled, heard, voted on by ballots at the bar, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.community.committees import queries, services
from hemei.community.committees.models import Contest, Handover, Recall
from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.rules.life_words import Danger, RecallState
from hemei.community.committees.services import elections
from hemei.community.committees.tests.conftest import NOW, OWNERS, TODAY, Garden
from hemei.community.committees.tests.recalling import FACT, Committee, made_committee
from hemei.community.voting import services as voting
from hemei.community.voting.models import Ballot
from hemei.community.voting.tests.supporting import supported
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from tests.grounds import standing


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def test_a_third_of_the_members_propose_and_only_a_vote_above_the_bar_removes(committee: Committee) -> None:
    """Two thirds take part, more than half of them agree: one short on either side leaves the member where he is."""
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=8, agree=4) is RecallState.FAILED
    assert len(committee.sitting()) == 5
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    assert committee.sitting() == [1, 2, 3, 4]
    with records.acting(EVERYONE):
        assert people.seats_held(
            [committee.garden.town.persons[OWNERS[4]]], on=shanghai_day(committee.now)
        ) == [
            people.SeatHeld(
                committee.garden.town.persons[OWNERS[4]], committee.garden.estate, False, "recalled"
            )
        ]
        assert Handover.objects.get().seat_id == committee.seats[4]
    committee.do(services.step_in, estate_id=committee.garden.estate, seat_id=committee.reserve)
    committee.pass_(1)
    assert committee.sitting() == [1, 2, 3, 4, 5]
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=committee.now)
    assert not any("重新选举" in title for title in committee.owed())


def test_a_recount_that_turns_a_recall_undoes_nothing_until_the_street_decides(committee: Committee) -> None:
    """Seven came, four agreed: struck, one ballot takes the quorum away. The seat stays ended till it is decided.

    Then the member sits again, and the recall, on which the owners decided nothing, is held again.
    """
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    with records.acting(EVERYONE):
        assembly = Recall.objects.get(pk=recall).assembly_id or 0
        sheet = Ballot.objects.filter(vote__roll__assembly=assembly, choice="for").order_by("pk").first()
        assert sheet is not None
    draft = voting.StrikeDraft(
        sheet_id=sheet.sheet_id, ground="court", reason="签名不是业主本人的", document="（2026）皖0102民初1号"
    )
    committee.do(voting.strike_ballots, assembly_id=assembly, draft=draft)
    committee.do(voting.recount_assembly, assembly_id=assembly)
    committee.settle()
    assert committee.sitting() == [1, 2, 3, 4]
    street, today = committee.garden.street, shanghai_day(committee.now)
    with records.acting(EVERYONE):
        (row,) = Contest.objects.all()
        assert (row.recall_id, row.settled, row.due_on) == (recall, "", today + timedelta(days=7))
        asked = queries.DangerFilter(today, why=Danger.CONTESTED)
        assert len(queries.committees_in_danger(asked, actor=EVERYONE, now=committee.now)) == 1
    with records.acting(street):
        (owed,) = duties.duty_list(actor=street)
        assert "罢免重新计票后结果不同" in owed.title
    values = {"now": committee.now, "contest_id": row.pk, "choice": "followed"}
    for who, reason, code in ((street, "短", "reason"), (committee.garden.secretary, FACT, "role")):
        with pytest.raises(Refused) as refused:
            services.settle_contest(actor=who, reason=reason, **values)
        assert {one.code for one in refused.value.decision.reasons} == {code}
    services.settle_contest(actor=street, reason="法院认定一票无效，没有达到法定的参与人数", **values)
    assert committee.sitting() == [1, 2, 3, 4, 5]
    with records.acting(EVERYONE):
        assert Recall.objects.get(pk=recall).state == RecallState.HEARD
        assert queries.committees_in_danger(asked, actor=EVERYONE, now=committee.now) == []
    with records.acting(street):
        assert [one.ended_at is not None for one in duties.duty_list(actor=street)] == [True]
    with pytest.raises(Refused) as refused:
        services.settle_contest(actor=street, reason=FACT * 2, **values)
    assert {one.code for one in refused.value.decision.reasons} == {"settled"}


def asked_for(garden: Garden, **more: object) -> voting.ProposalDraft:
    draft = voting.ProposalDraft(
        estate_id=garden.estate, matter="elect_committee", title="罢免一名委员", reason=FACT, key="p", seat=5
    )
    return replace(draft, **more)  # type: ignore[arg-type]


def refused_with(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return {one.code for one in refused.value.decision.reasons}


def test_a_recall_rests_on_owners_who_ask_for_the_recall_of_this_member(committee: Committee) -> None:
    """Neither on too few, nor on those who ask for something else or for another member; nobody is voted on unheard."""
    garden, units = committee.garden, list(committee.garden.units.values())
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=committee.seats[1], day=TODAY, reason=SeatEnd.RESIGNED
    )

    def propose(**more: object) -> int:
        number = committee.do(voting.propose_assembly, draft=asked_for(garden, **more))
        assert isinstance(number, int)
        return number

    for wrong, code in (
        ({"matter": "hire_company"}, "seat"),
        ({"seat": 2}, "not_sitting"),
        ({"matter": "x"}, "matter"),
    ):
        assert refused_with(lambda wrong=wrong: propose(**wrong)) == {code}  # type: ignore[misc]
    proposal, other = propose(), propose(matter="hire_company", seat=None, key="other")
    committee.do(supported, proposal_id=proposal, unit_ids=units[:1])
    assert refused_with(lambda: committee.recall(4, proposal=proposal)) == {"not_reached"}  # one of ten
    for number in (proposal, other):
        committee.do(supported, proposal_id=number, unit_ids=units[:2])
    for place, number in ((0, proposal), (4, other)):
        assert refused_with(lambda p=place, n=number: committee.recall(p, proposal=n)) == {"other_matter"}  # type: ignore[misc]
    meeting = voting.AssemblyDraft(
        estate_id=garden.estate, kind="extraordinary", called_by="committee", ground="fifth_of_owners", title="罢免",
        key="x", proposal_id=proposal, decision="业委会〔2026〕3号",
        agenda=[voting.AgendaItem(matter="elect_committee", title="罢免一名委员")],
    )  # fmt: skip
    assert refused_with(lambda: committee.do(voting.call_assembly, draft=meeting)) == {"recall"}
    plan = {"estate_id": garden.estate, "plan": Plan(ElectionKind.EARLY, 5, 0, 3)}
    for number in (proposal, other):  # neither asks for an election
        begin = {"proposal_id": number, **plan}
        assert refused_with(lambda b=begin: committee.do(elections.begin_early, **b)) == {"other_matter"}  # type: ignore[misc]


def test_a_fifth_of_the_owners_propose_and_below_half_all_are_elected_anew(committee: Committee) -> None:
    garden = committee.garden
    for seat in (*committee.seats[1:3], committee.reserve):
        people_services.leave_seat(actor=EVERYONE, now=NOW, seat_id=seat, day=TODAY, reason=SeatEnd.RESIGNED)
    proposal = committee.do(voting.propose_assembly, draft=asked_for(garden))
    assert isinstance(proposal, int)
    units = list(garden.units.values())
    committee.do(supported, proposal_id=proposal, unit_ids=units[:2])
    recall = committee.recall(4, proposal=proposal)
    assert committee.voted(recall, came=8, agree=5) is RecallState.PASSED
    assert len(committee.sitting()) == 2
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=committee.now)
        asked = queries.DangerFilter(shanghai_day(committee.now), why=Danger.BELOW_HALF)
        assert len(queries.committees_in_danger(asked, actor=EVERYONE, now=committee.now)) == 1
    anew = "指导选举花园业委会委员不足一半，召开业主大会临时会议重新选举"
    assert anew in committee.owed()
    plan = Plan(ElectionKind.EARLY, 5, 0, 3)
    asked = {"estate_id": garden.estate, "plan": plan}
    with pytest.raises(Refused) as refused:
        committee.do(
            elections.begin_early, proposal_id=proposal, **asked
        )  # answered by the assembly that recalled
    assert {one.code for one in refused.value.decision.reasons} == {"not_reached"}
    again = committee.do(
        voting.propose_assembly, draft=asked_for(garden, title="提前换届", key="q", seat=None)
    )
    committee.do(supported, proposal_id=again, unit_ids=units[:2])
    election = committee.do(elections.begin_early, proposal_id=again, **asked)
    assert isinstance(election, int)
    assert (garden.row(election).kind, garden.row(election).proposal_id) == ("early", again)
    assert anew in committee.owed(ended=True)
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=committee.now)
    assert anew not in committee.owed()
