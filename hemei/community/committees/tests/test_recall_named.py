"""Voters know whom they recall: the agenda, the ballot on the phone and on paper, and the result name the member."""

from __future__ import annotations

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Recall
from hemei.community.committees.tests.conftest import OWNERS, Garden
from hemei.community.committees.tests.recalling import Committee, made_committee
from hemei.community.voting import held
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.models import RollUnit, Vote
from hemei.community.voting.pages import acts, assembly
from hemei.community.voting.queries.paper import titles_of
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor

NAME = OWNERS[3]
"""Of three characters: masked, it would read otherwise."""
ITEM = f"罢免业主委员会委员（席位4）：{NAME}"


@pytest.fixture
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def page_of(number: int, who: Actor) -> str:
    return text(call(assembly.assembly, who, number))


def test_the_agenda_the_ballots_and_the_result_name_whom_the_owners_recall(committee: Committee) -> None:
    garden = committee.garden
    recall = committee.recall(3, committee.seats[:2])
    number = committee.noticed(recall)
    assert ITEM in page_of(number, garden.owner)
    with records.acting(EVERYONE):
        vote = Vote.objects.select_related("roll").get(stream=f"voting.assembly:{number}")
        assert titles_of(vote.roll) == [(1, ITEM)]  # what the paper ballots and the desk say
        first = RollUnit.objects.filter(roll=vote.roll, owner_ids=[garden.owner.person_id]).get()
    with records.acting(garden.owner):
        voting.claim_units(actor=garden.owner)
        (unit,) = votes.own_units(actor=garden.owner, roll_unit_id=first.pk)
        assert [line.title for line in votes.own_agenda(unit, actor=garden.owner)] == [ITEM]
    committee.pass_(17)
    committee.cast(number, came=8, agree=6)
    committee.count(number)
    committee.do(voting.publish_result, assembly_id=number)
    assert f"1. {ITEM}" in page_of(number, garden.owner)
    person = garden.town.persons[NAME]
    with records.acting(EVERYONE):
        said = [one.matter for one in held.held_of([person], committee.now.date())]
        events = str(
            [event.payload for event in record.latest_events(stream=f"voting.assembly:{number}", limit=40)]
        )
    assert "业主表决罢免" in said
    assert NAME not in events  # the name stands in the vault alone


def test_before_the_notice_the_name_is_masked_and_an_edited_agenda_keeps_the_member(
    committee: Committee,
) -> None:
    recall = committee.recall(3, committee.seats[:2])
    desk = committee.garden.secretary
    number = committee.do(services.call_recall_vote, recall_id=recall)
    assert isinstance(number, int)
    assert NAME not in page_of(number, desk)
    assert call(acts.set_agenda, desk, number, post={}).status_code == 302
    with records.acting(EVERYONE):
        row = Recall.objects.get(pk=recall)
        found = votes.assembly(row.assembly_id or 0, actor=EVERYONE)
    assert found is not None
    assert [item.recalled_id for item in found.agenda] == [committee.garden.town.persons[NAME]]
