"""Voters know whom they recall: the agenda, the ballot on the phone and on paper, and the result name the member."""

from __future__ import annotations

import json

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Recall
from hemei.community.committees.tests.conftest import OWNERS, Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.voting import held
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.models import RollUnit, Vote
from hemei.community.voting.pages import acts, assembly, doubles, drafting, files, orders, striking, uncast
from hemei.community.voting.queries.files import court_file, secret_vote
from hemei.community.voting.queries.paper import titles_of
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from tests.grounds import standing

NAME = OWNERS[3]
"""Of three characters: masked, it would read otherwise."""
ITEM = f"罢免业主委员会委员（席位4，事由：不履行委员职责）：{NAME}"


@standing
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
        voting.claim_units(actor=garden.owner, now=committee.now)
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
    number = committee.do(services.call_recall_vote, recall_id=recall, cited=CITED)
    assert isinstance(number, int)
    assert NAME not in page_of(number, desk)
    assert call(drafting.set_agenda, desk, number, post={}).status_code == 302
    with records.acting(EVERYONE):
        row = Recall.objects.get(pk=recall)
        found = votes.assembly(row.assembly_id or 0, actor=EVERYONE)
    assert found is not None
    assert [item.recalled_id for item in found.agenda] == [committee.garden.town.persons[NAME]]


def test_the_forms_of_authority_and_desk_and_what_is_handed_out_name_the_member(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    garden = committee.garden
    number = committee.noticed(committee.recall(3, committee.seats[:2]))
    for page in (acts, assembly, doubles, files, orders, striking, uncast):
        monkeypatch.setattr(page, "utc_now", moment(committee), raising=False)
    with records.acting(EVERYONE):
        secret = dict(secret_vote(number, actor=EVERYONE))
    for part in ("area", "heads"):
        (asked,) = json.loads(secret[f"{part}/template.json"])["questions"]
        assert asked["question"] == ITEM
    committee.pass_(17)
    assert ITEM in text(call(uncast.uncast, garden.secretary, number))
    committee.cast(number, came=8, agree=6)
    committee.cast(number, came=1, agree=0)
    assert ITEM in text(call(doubles.doubles, garden.secretary, number))
    committee.count(number)
    for view, who in (
        (acts.annul, garden.street), (orders.order, garden.street), (striking.struck, garden.secretary)
    ):  # fmt: skip
        shown = text(call(view, who, number, q=garden_unit(number)))
        assert f"1. {ITEM}" in shown, view
    with records.acting(EVERYONE):
        court = dict(court_file(number, actor=EVERYONE, now=committee.now))
    (item,) = json.loads(court["notice.json"])["agenda"]
    notice = json.loads(court["notice.json"])
    assert (notice["called_by"], notice["called_by_words"]) == ("committee", "业主委员会")
    assert notice["ground_words"].startswith("业主委员会三分之一以上委员提议罢免委员的")
    assert notice["ground_words"].endswith("第四十四条）")
    assert (item["words"], item["recalled_id"]) == (ITEM, garden.town.persons[NAME])
    assert court["votes/1/result.txt"].decode().startswith(f"1. {ITEM}")
    assert NAME not in court["log.jsonl"].decode()


def garden_unit(number: int) -> str:
    """Return the name of a unit of the roll."""
    with records.acting(EVERYONE):
        found = RollUnit.objects.filter(roll__assembly=number).order_by("pk").values_list("code", flat=True)
        return str(found[0])
