"""One human is proxy for so many units of a roll, under however many records he is known."""

from __future__ import annotations

import pytest
from django.db import transaction

from hemei.community.voting import services
from hemei.community.voting.models import Proxy, Roll, RollUnit, Sheet, Vote
from hemei.community.voting.tests.conftest import made_quarter
from hemei.community.voting.tests.test_assemblies import code_of
from hemei.community.voting.tests.test_own_rules import in_rules
from hemei.community.voting.tests.test_sheets_at_once import at_once
from hemei.ground.people import queries as people
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused


def prove(quarter, account: str, register: str) -> None:
    """Let who signs in prove to be a person of a register."""
    stream = f"people.person:{quarter.town.persons[register]}"
    records.grant_access(stream=stream, persons=(quarter.town.persons[account],))


def give(quarter, unit: RollUnit, holder: str) -> int:
    return services.give_proxy(
        actor=quarter.clerk, now=NOW, roll_unit_id=unit.pk, holder_id=quarter.town.persons[holder], evidence="委托书"
    )  # fmt: skip


def units_of(roll: Roll) -> list[RollUnit]:
    return list(RollUnit.objects.filter(roll=roll, building="1幢").order_by("pk"))


@pytest.mark.parametrize("holders", [("丁", "张三"), ("张三", "丁")])
def test_who_is_known_twice_is_proxy_once(quarter, holders) -> None:
    in_rules(quarter, says={"proxy_units": 1})
    first, second, *_ = units_of(quarter.freeze())
    one, other = (quarter.town.persons[name] for name in holders)
    assert people.same_as(one) == {one}
    prove(quarter, "丁", "张三")
    assert people.same_as(one) == people.same_as(other) == {one, other}
    give(quarter, first, holders[0])
    with pytest.raises(Refused) as refused:
        give(quarter, second, holders[1])
    assert code_of(refused) == "too_many"


def test_who_proves_who_he_is_after_two_proxies_votes_by_one(quarter) -> None:
    in_rules(quarter, says={"proxy_units": 1})
    roll = quarter.freeze()
    first, second, *_ = units_of(roll)
    give(quarter, first, "丁")
    give(quarter, second, "张三")
    prove(quarter, "丁", "张三")
    assert Proxy.objects.count() == 2
    holder = Actor(Role.RESIDENT, account_id=9, person_id=quarter.town.persons["丁"])
    for unit, refused in ((first, False), (second, True)):
        draft = services.SheetDraft(
            roll_unit_id=unit.pk, choices={vote.pk: "for" for vote in Vote.objects.filter(roll=roll)}, channel="phone",
            received_at=NOW, confirmed_at=NOW, key="k",
        )  # fmt: skip
        with records.acting(holder):
            services.claim_units(actor=holder, now=NOW)
            decision = services.may_vote(actor=holder, now=NOW, roll_unit_id=unit.pk)
            assert [reason.code for reason in decision.reasons] == (["too_many"] if refused else [])
            if not refused:
                services.cast_sheet(actor=holder, now=NOW, sheet=draft)


def proved_too_late(quarter) -> tuple[Roll, list[tuple[RollUnit, int]]]:
    """A limit of one; two homes gave a proxy to one human under two records, which he proves afterwards."""
    in_rules(quarter, says={"proxy_units": 1})
    roll = quarter.freeze()
    first, second, *_ = units_of(roll)
    given = [(first, give(quarter, first, "丁")), (second, give(quarter, second, "张三"))]
    prove(quarter, "丁", "张三")
    return roll, given


def sheet_of(roll: Roll, unit: RollUnit, channel: str, **more) -> services.SheetDraft:
    choices = dict.fromkeys(Vote.objects.filter(roll=roll).values_list("pk", flat=True), "for")
    return services.SheetDraft(
        roll_unit_id=unit.pk, choices=choices, channel=channel, received_at=NOW, **more
    )


def test_desk_and_paper_ask_again_for_how_many_he_votes(quarter) -> None:
    roll, [(first, one), (second, other)] = proved_too_late(quarter)
    act = {"actor": quarter.clerk, "now": NOW}
    services.cast_sheet(sheet=sheet_of(roll, first, "desk", document="passport", proxy_id=one), **act)
    services.cast_sheet(sheet=sheet_of(roll, first, "desk", document="passport", proxy_id=one), **act)
    with pytest.raises(Refused) as refused:
        services.cast_sheet(sheet=sheet_of(roll, second, "desk", document="passport", proxy_id=other), **act)
    assert code_of(refused) == "too_many"
    with pytest.raises(Refused) as refused:
        services.enter_sheets(
            roll_id=roll.pk, sheets=[sheet_of(roll, second, "paper", proxy_id=other)], source="t", **act
        )
    assert code_of(refused) == "too_many"


def test_two_papers_of_one_stack_count_together(quarter) -> None:
    roll, [(first, one), (second, other)] = proved_too_late(quarter)
    sheets = [sheet_of(roll, first, "paper", proxy_id=one), sheet_of(roll, second, "paper", proxy_id=other)]
    act = {"actor": quarter.clerk, "now": NOW, "roll_id": roll.pk, "source": "t"}
    with pytest.raises(Refused) as refused:
        services.enter_sheets(sheets=sheets, **act)
    assert code_of(refused) == "too_many"
    assert len(services.enter_sheets(sheets=sheets[:1], **act)) == 1


def test_two_votes_of_one_human_at_the_same_moment_are_counted_one_after_the_other(own_database: str) -> None:
    with transaction.atomic():
        quarter = made_quarter()
        with records.acting(quarter.clerk):
            roll, given = proved_too_late(quarter)
    holder = Actor(Role.RESIDENT, account_id=9, person_id=quarter.town.persons["丁"])
    with transaction.atomic(), records.acting(holder):
        services.claim_units(actor=holder, now=NOW)
        sheets = [sheet_of(roll, unit, "phone", confirmed_at=NOW, key="k") for unit, _ in given]

    def hand(sheet: services.SheetDraft) -> object:
        def vote() -> object:
            with records.acting(holder):
                return services.cast_sheet(actor=holder, now=NOW, sheet=sheet)

        return vote

    answers = at_once([hand(one) for one in sheets])
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [one.decision.reasons[0].code for one in refused] == ["too_many"]
    with records.acting(quarter.clerk):
        assert Sheet.objects.count() == 1
