"""Sheets come by phone, desk, doorstep and paper: who may, what is kept, what the voter takes home."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hemei.community.voting import services
from hemei.community.voting.models import Ballot, Proxy, Sheet, VoterBinding
from hemei.community.voting.rules import trust
from hemei.community.voting.rules.voters import Capacity
from hemei.community.voting.tests.conftest import CLOSES, HOME
from hemei.community.voting.tests.street import Street, bound_until, refused
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from tests.grounds import standing


@standing
def street(quarter) -> Street:
    return Street(quarter)


def test_an_owner_votes_by_phone_and_keeps_a_receipt(street) -> None:
    street.bind("104", "丙")
    sheet = street.sheet("104", key="k")
    written = street.phone("丙", sheet)
    assert [ballot.stands for ballot in written.ballots] == [True, True]
    receipt = written.ballots[0].receipt
    assert (receipt["unit"], receipt["choice"]) == ("1幢1单元104", "for")
    row = Sheet.objects.get()
    assert (row.channel, row.basis, row.person_id) == ("phone", "desk", street.person("丙"))
    again = street.phone("丙", sheet)  # the same form once more
    assert [one.receipt for one in again.ballots] == [one.receipt for one in written.ballots]
    assert (Sheet.objects.count(), Ballot.objects.count()) == (1, 2)
    [event] = record.history(stream=f"voting.roll_unit:{row.roll_unit_id}")
    assert event.type == "voting.sheet_cast"
    assert event.data["ballots"][0]["commitment"] == trust.receipt_commitment(receipt)
    said = json.dumps(event.data)
    assert receipt["code"] not in said
    assert receipt["salt"] not in said
    assert receipt["code"].replace("-", "").encode() not in bytes(row.secret)


def test_who_is_not_bound_or_gave_no_code_does_not_vote_by_phone(street) -> None:
    assert refused(lambda: street.phone("丙", street.sheet("104"))) == "no_binding"
    binding = street.bind("104", "丙")
    late = NOW + timedelta(minutes=16)
    for confirmed in (None, NOW):
        sheet = street.sheet("104", confirmed_at=confirmed)
        assert refused(lambda sheet=sheet: street.phone("丙", sheet, now=late)) == "step_up"
    # Another owner does not even see the unit; acting for the committee one does not vote by phone.
    assert refused(lambda: street.phone("丁", street.sheet("104"))) == "not_on_the_roll"
    assert refused(lambda: street.desk(street.sheet("104"))) == "resident"
    services.object_to_binding(actor=street.quarter.clerk, now=NOW, binding_id=binding, text="已经卖掉")
    assert refused(lambda: street.phone("丙", street.sheet("104"))) == "objected"
    # The objection is settled, not bound away; what was cast before does not become another's to strike.
    assert refused(lambda: street.bind("104", "丙")) == "objected"
    services.settle_objection(
        actor=street.second, now=NOW, binding_id=binding, upheld=False, reason="查询结果仍是本人"
    )
    street.phone("丙", street.sheet("104"))
    bound_until(binding, NOW.date() + timedelta(days=3))
    later = NOW + timedelta(days=3)
    expired = street.sheet("104", received_at=later, confirmed_at=later)
    assert refused(lambda: street.phone("丙", expired, now=later)) == "expired"


def test_co_owners_choose_one(street) -> None:
    assert refused(lambda: street.bind("103", "甲")) == "co_owners"
    assert refused(lambda: street.bind("103", "甲", capacity=Capacity.CHOSEN)) == "evidence"
    street.bind("103", "甲", capacity=Capacity.CHOSEN, evidence="推选书，存档案盒三")
    street.phone("甲", street.sheet("103"))
    assert refused(lambda: street.phone("乙", street.sheet("103"))) == "no_binding"
    # 乙 sees who votes for the unit he shares, and objects himself.
    other = street.resident("乙")
    with records.acting(other):
        services.claim_units(actor=other, now=NOW)
        binding = VoterBinding.objects.get(unit_id=street.quarter.units["103"])
        services.object_to_binding(actor=other, now=NOW, binding_id=binding.pk, text="我没有同意")
    assert refused(lambda: street.phone("甲", street.sheet("103"))) == "objected"


def test_the_developers_unit_needs_a_delegate_and_a_minor_a_guardian(street) -> None:
    assert refused(lambda: street.bind("203", "丁", owner_id=street.person("丁"))) == "developers"
    street.bind("203", "丁", owner_id=None, capacity=Capacity.DELEGATE, evidence="授权书")
    street.phone("丁", street.sheet("203"))
    street.bind(
        "104", "乙", owner_id=street.person("丙"), capacity=Capacity.GUARDIAN, evidence="户口簿复印件"
    )
    street.phone("乙", street.sheet("104"))
    # 202 is sold to 丁 and not delivered: it is the developer's until then.
    assert refused(lambda: street.bind("202", "丁")) == "developers"
    assert refused(lambda: street.phone("丁", street.sheet("202"))) == "no_binding"


def test_a_proxy_votes_for_a_few_units_and_the_owner_after_him(street) -> None:
    for room in ("101", "102", "203"):
        services.give_proxy(
            actor=street.quarter.clerk, now=NOW, roll_unit_id=street.unit(room), holder_id=street.person("丙"),
            evidence="委托书",
        )  # fmt: skip
    give = {"actor": street.quarter.clerk, "now": NOW, "evidence": "委托书"}
    assert (
        refused(
            lambda: services.give_proxy(
                roll_unit_id=street.unit("204"), holder_id=street.person("丙"), **give
            )
        )
        == "too_many"
    )
    assert (
        refused(
            lambda: services.give_proxy(
                roll_unit_id=street.unit("101"), holder_id=street.person("甲"), **give
            )
        )
        == "holder"
    )
    street.phone("丙", street.sheet("101"))
    assert Sheet.objects.get().basis == "proxy"
    street.bind("101", "甲")
    street.phone("甲", street.sheet("101", "against", "against"))
    assert set(Ballot.objects.filter(standing=True).values_list("choice", flat=True)) == {"against"}
    [proxy] = Proxy.objects.filter(roll_unit=street.unit("101"))
    services.withdraw_proxy(actor=street.quarter.clerk, now=NOW, proxy_id=proxy.pk)
    assert refused(lambda: street.phone("丙", street.sheet("101"))) == "no_binding"
    # He has voted for 101 and is proxy for two more: taking the paper back makes no room for another.
    more = {"roll_unit_id": street.unit("204"), "holder_id": street.person("丙"), **give}
    assert refused(lambda: services.give_proxy(**more)) == "too_many"
    unused = Proxy.objects.get(roll_unit=street.unit("102"))
    services.withdraw_proxy(actor=street.quarter.clerk, now=NOW, proxy_id=unused.pk)
    services.give_proxy(**more)


def test_at_the_desk_a_document_is_seen_and_at_the_door_two_persons_stand(street) -> None:
    sheet = street.sheet("104", channel="desk", owner_id=street.person("丙"))
    assert refused(lambda: street.desk(sheet)) == "document"
    assert refused(lambda: street.desk(replace(sheet, document="passport", owner_id=None))) == "not_owner"
    street.desk(replace(sheet, document="passport"))
    visit = replace(sheet, document="identity_card", channel="doorstep")
    town = street.quarter.town
    clerk = replace(street.quarter.clerk, person_id=town.person("社工", HOME))
    cast = {"actor": clerk, "now": NOW}
    assert refused(lambda: services.cast_sheet(sheet=visit, **cast)) == "visitors"
    alone = replace(visit, visitor_id=clerk.person_id)
    assert refused(lambda: services.cast_sheet(sheet=alone, **cast)) == "visitors"
    stranger = replace(visit, visitor_id=street.person("丁"))
    assert refused(lambda: services.cast_sheet(sheet=stranger, **cast)) == "visitors"
    town.person("网格员", HOME)
    town.appoint("网格员", "东风社区居委会", Role.GRID_WORKER)
    with records.acting(clerk):
        services.cast_sheet(sheet=replace(visit, visitor_id=town.persons["网格员"]), **cast)
    assert list(Sheet.objects.order_by("id").values_list("basis", flat=True)) == ["desk", "doorstep"]
    assert Sheet.objects.order_by("-id").first().visitors == [clerk.person_id, town.persons["网格员"]]


def test_a_sheet_is_complete_in_time_and_within_the_agenda(street) -> None:
    street.bind("104", "丙")
    whole = street.sheet("104", received_at=CLOSES, confirmed_at=CLOSES)
    second = timedelta(seconds=1)
    late = replace(whole, received_at=CLOSES + second, confirmed_at=CLOSES)
    assert refused(lambda: street.phone("丙", late, now=CLOSES + second)) == "not_in_time"
    part = replace(whole, choices={street.votes[0]: "for"})
    assert refused(lambda: street.phone("丙", part, now=CLOSES)) == "incomplete"
    more = replace(whole, choices={**whole.choices, 999_999: "for"})
    assert refused(lambda: street.phone("丙", more, now=CLOSES)) == "not_on_the_agenda"
    street.phone("丙", whole, now=CLOSES)


def test_the_area_a_ballot_counts_is_that_of_the_roll_and_not_of_the_register_today(street) -> None:
    from hemei.ground.places.models import PropertyUnit

    PropertyUnit.objects.filter(pk=street.quarter.units["104"]).update(exclusive_area_dm2=99_999)
    street.desk(street.sheet("104", channel="paper"))
    assert set(Ballot.objects.values_list("area_dm2", flat=True)) == {10_004}


def test_many_sheets_are_one_act_and_a_faulty_one_stops_them_all(street) -> None:
    rooms = ("101", "102", "103", "104")
    sheets = [street.sheet(room, channel="paper") for room in rooms]
    enter = {"actor": street.quarter.clerk, "now": NOW, "roll_id": street.roll.pk, "source": "scan:1"}
    bad = replace(sheets[0], roll_unit_id=999_999)
    with pytest.raises(Refused) as found:
        services.enter_sheets(sheets=[*sheets, bad, replace(sheets[0], channel="phone")], **enter)
    assert [reason.values["place"] for reason in found.value.decision.reasons] == [5, 6]
    assert Ballot.objects.count() == 0
    written = services.enter_sheets(
        sheets=[*sheets, street.sheet("101", "against", "for", channel="paper")], **enter
    )
    assert [[ballot.stands for ballot in sheet.ballots] for sheet in (written[0], written[4])] == [
        [False, False],
        [True, True],
    ]
    assert Ballot.objects.filter(standing=True).count() == 8
    assert Ballot.objects.count() == 10
    event = record.history(stream=street.roll.stream)[-1]
    assert (event.type, event.data["sheets"], event.data["channels"]) == (
        "voting.sheets_entered",
        5,
        {"paper": 5},
    )
    assert event.data["first"] == written[0].sheet_id


def test_a_sheet_is_never_changed_but_its_secret_may_be_locked_anew(street) -> None:
    street.desk(street.sheet("104", channel="paper"))
    for statement in (
        "update voting_sheet set basis = 'desk'",
        "delete from voting_ballot",
        "delete from voting_sheet",
        "truncate voting_sheet cascade",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("update voting_sheet set secret = secret || '\\x00'::bytea")


def test_the_desk_and_the_door_follow_the_choice_of_co_owners_an_objection_and_ask_for_papers(street) -> None:
    chosen = {"channel": "desk", "document": "passport", "capacity": Capacity.CHOSEN}

    def at_desk(room: str, name: str, **more):
        return street.desk(street.sheet(room, owner_id=street.person(name), **(chosen | more)))

    assert refused(lambda: at_desk("103", "甲")) == "evidence"
    written = at_desk("103", "甲", evidence="推选书，存档案盒三")
    [event] = [
        row.data for row in record.history(stream=Sheet.objects.get(pk=written.sheet_id).stream)
        if row.type == "voting.sheet_cast"
    ]  # fmt: skip
    assert (event["capacity"], event["owner"]) == ("chosen", street.person("甲"))
    assert "推选书" not in str(event)
    assert record.open_sealed([event["texts"]["evidence"]["vault"]]).popitem()[1] == "推选书，存档案盒三"
    # 甲 is entered as the one they chose: 乙 votes at no desk until another choice is entered.
    binding = street.bind("103", "甲", capacity=Capacity.CHOSEN, evidence="推选书，存档案盒三")
    assert refused(lambda: at_desk("103", "乙", evidence="口头说的")) == "another_chosen"
    at_desk("103", "甲", evidence="推选书，存档案盒三")
    clerk = street.quarter.clerk
    services.object_to_binding(actor=clerk, now=NOW, binding_id=binding, text="没有推选过他")
    assert refused(lambda: at_desk("103", "甲", evidence="推选书，存档案盒三")) == "objected"
    services.settle_objection(
        actor=street.second, now=NOW, binding_id=binding, upheld=True, reason="推选书是假的"
    )
    street.bind("103", "乙", capacity=Capacity.CHOSEN, evidence="新的推选书")
    at_desk("103", "乙", evidence="新的推选书")
    # A sole owner shows his identity and nothing else; his objected binding stops him here too.
    alone = street.bind("104", "丙")
    at_desk("104", "丙", capacity=Capacity.OWNER)
    services.object_to_binding(actor=clerk, now=NOW, binding_id=alone, text="已经卖掉")
    assert refused(lambda: at_desk("104", "丙", capacity=Capacity.OWNER)) == "objected"
