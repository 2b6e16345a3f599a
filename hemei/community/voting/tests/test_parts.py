"""Which part of an estate votes: by the names of the register, every unit with a name of its own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Proposal, RollUnit
from hemei.community.voting.pages import acts, interest
from hemei.community.voting.rules.parts import unit_codes
from hemei.community.voting.services import AgendaItem, ProposalDraft
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    OPENS,
    REBUILD,
    called,
    cast,
    code_of,
    judged,
    noticed,
)
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.people.tests.factories import NOW
from hemei.ground.places.models import Entrance, PropertyUnit
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused


@pytest.mark.parametrize("typed", [("1幢", "2撞"), ("1幢2单元",), ("2幢车库",)])
def test_a_name_that_is_no_part_is_refused_and_said(quarter, typed) -> None:
    with pytest.raises(Refused) as refused:
        called(quarter, buildings=typed, agenda=(REBUILD,))
    assert code_of(refused) == "unknown_part"
    assert refused.value.decision.reasons[0].values["part"] == typed[-1]
    assert not Assembly.objects.exists()
    with pytest.raises(Refused) as refused:
        quarter.freeze(buildings=typed)
    assert code_of(refused) == "unknown_part"


def test_a_building_and_an_entrance_of_another_are_two_parts(quarter) -> None:
    roll = quarter.freeze(buildings=["1幢", "2幢1单元"])
    assert RollUnit.objects.filter(roll=roll).count() == 8


def test_units_are_named_apart_where_their_names_would_be_one() -> None:
    doors = {1: ("1幢", "1", "101"), 2: ("1幢", "", "1101"), 3: ("1幢", "1", "102"), 4: ("1幢", "", "1-101")}
    codes = unit_codes(doors)
    assert codes == {1: "1幢-1-101#1", 2: "1幢-1101", 3: "1幢1102", 4: "1幢1-101"} | {1: codes[1]}
    assert len(set(codes.values())) == len(doors)


def test_a_result_is_published_where_two_units_would_have_one_name(quarter) -> None:
    with records.acting(EVERYONE):
        other = PropertyUnit.objects.get(pk=quarter.units["102"])
        entrance = Entrance.objects.get(pk=other.entrance_id)
        PropertyUnit.objects.filter(pk=quarter.units["101"]).update(entrance=None, room=f"{entrance.name}102")
    found = noticed(quarter)
    names = sorted(RollUnit.objects.filter(roll=found.roll, building="1幢").values_list("code", flat=True))
    assert names == ["1幢-1单元-102", "1幢-1单元102", "1幢1单元103", "1幢1单元104"]
    judged(quarter, found)
    services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=found.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        RollUnit.objects.filter(roll=found.roll, building="1幢").update(code="1幢")


@pytest.mark.parametrize(
    ("matters", "buildings", "code"),
    [
        (("hire_company",), ("2幢",), "whole_estate"),
        (("rebuild", "elect_committee"), ("2幢",), "whole_estate"),
        (("dwelling_to_business",), (), "whole_building"),
        (("dwelling_to_business",), ("1幢1单元",), "whole_building"),
        (("dwelling_to_business", "rebuild"), ("1幢",), "stands_alone"),
        (("rebuild", "dwelling_to_business"), (), "stands_alone"),
    ],
)
def test_a_matter_is_put_to_whom_it_belongs_at_the_call_and_later(quarter, matters, buildings, code) -> None:
    agenda = [AgendaItem(matter=matter, title="事项") for matter in matters]
    with pytest.raises(Refused) as refused:
        called(quarter, agenda=agenda, buildings=buildings)
    assert code_of(refused) == code
    number = called(quarter, agenda=(), buildings=buildings)
    act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number}
    with pytest.raises(Refused) as refused:
        services.set_agenda(agenda=agenda, **act)
    assert code_of(refused) == code
    Assembly.objects.filter(pk=number).update(agenda=[asdict(item) for item in agenda])
    with pytest.raises(Refused) as refused:
        services.notice_assembly(opens_on=OPENS, closes_at=ENDS, **act)
    assert code_of(refused) == code


def test_a_building_decides_its_own_and_nothing_of_all_rests_on_it(quarter) -> None:
    shop = AgendaItem(matter="change_common_parts", title="屋面出租")
    part = noticed(quarter, agenda=(shop,), buildings=("1幢",))
    for room in ("101", "103", "104"):
        cast(quarter, part, room, "for")
    assert [row.passed for row in judged(quarter, part)] == [True]
    ask = {"estate_id": quarter.estate, "matter": "change_common_parts", "actor": quarter.clerk}
    assert [(one.published, one.partial) for one in queries.passed_votes(**ask)] == [(False, True)]
    services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=part.pk)
    assert [(one.published, one.parts) for one in queries.passed_votes(**ask)] == [(True, ("1幢",))]
    assert queries.passed_votes(**ask, of_all=True) == []
    period = {"since": ENDS.date(), "until": ENDS.date() + timedelta(days=2)}
    [told] = queries.decisions_published([quarter.estate], **period)[quarter.estate]
    assert (told.partial, told.parts) == (True, ("1幢",))


def test_what_a_fifth_of_all_asked_is_answered_by_all(quarter) -> None:
    draft = ProposalDraft(
        estate_id=quarter.estate, matter="change_common_parts", title="屋面出租", reason="缺钱", key="p1"
    )
    number = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
    units = [quarter.units[room] for room in ("101", "104")]
    supported(actor=quarter.clerk, now=NOW, proposal_id=number, unit_ids=units)
    shop = AgendaItem(matter="change_common_parts", title="屋面出租")
    more = {"kind": "extraordinary", "proposal_id": number, "agenda": (shop,)}
    for agenda in ((shop,), ()):
        with pytest.raises(Refused) as refused:
            called(quarter, **(more | {"buildings": ("1幢",), "agenda": agenda}))
        assert code_of(refused) == "asked_of_all"
    assert Proposal.objects.get().state == "reached"
    called(quarter, **more)
    assert Proposal.objects.get().state == "called"


def test_a_building_is_chosen_from_the_register_and_the_roll_shown_before_the_notice(quarter) -> None:
    page = text(call(acts.call, quarter.clerk, estate="表决小区"))
    assert 'value="1幢"' in page
    assert 'value="2幢1单元"' not in page  # its only entrance with a vote
    form = {
        "estate": "表决小区", "title": "加装电梯", "kind": "regular", "called_by": "residents_committee",
        "ground": "no_committee", "key": "k",
    }  # fmt: skip
    typed = call(acts.call, quarter.clerk, post=form | {"buildings": "1幢，2撞"})
    assert typed.status_code == 422
    assert "2撞" in text(typed)
    assert call(acts.call, quarter.clerk, post=form | {"buildings": ["1幢"]}).status_code == 302
    found = Assembly.objects.get()
    assert found.buildings == ["1幢"]
    assert "1幢，4个专有部分，3人，400.10平方米" in text(call(acts.notice, quarter.clerk, found.pk))


def test_an_owner_of_another_building_whose_interest_is_proven_must_agree_too(quarter) -> None:
    shop = AgendaItem(matter="dwelling_to_business", title="101改作民宿")
    number = called(quarter, agenda=(), buildings=("1幢",))
    act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number}
    ask = {**act, "evidence": "噪声检测报告"}
    for room, agenda, code in (
        ("202", [], "not_of_interested"), ("102", [shop], "inside"), ("P1", [shop], "unit"),
    ):  # fmt: skip
        Assembly.objects.filter(pk=number).update(agenda=[asdict(item) for item in agenda])
        with pytest.raises(Refused) as refused:
            services.prove_interest(unit_id=quarter.units[room], **ask)
        assert code_of(refused) == code
    form = {"unit": "2幢1单元203", "evidence": " "}
    assert call(interest.prove_interest, quarter.clerk, number, post=form).status_code == 422
    form["evidence"] = "噪声检测报告，窗距四米"
    assert call(interest.prove_interest, quarter.clerk, number, post=form).status_code == 302
    with pytest.raises(Refused) as refused:
        services.set_agenda(agenda=[REBUILD], **act)
    assert code_of(refused) == "not_of_interested"
    assert "1幢，5个专有部分" in text(call(acts.notice, quarter.clerk, number))
    services.notice_assembly(opens_on=OPENS, closes_at=ENDS, **act)
    found = Assembly.objects.get(pk=number)
    assert set(RollUnit.objects.filter(roll=found.roll).values_list("unit__room", flat=True)) == {
        "101", "102", "103", "104", "203",
    }  # fmt: skip
    for room in ("101", "102", "103", "104"):
        cast(quarter, found, room, "for")
    [row] = judged(quarter, found)
    assert (row.quorum, row.passed) == (False, False)  # the developer, outside, was not asked in vain
    with pytest.raises(Refused):
        services.prove_interest(unit_id=quarter.units["201"], **ask)
