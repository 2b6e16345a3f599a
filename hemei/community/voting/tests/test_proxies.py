"""One human is proxy for so many units of a roll, under however many records he is known."""

from __future__ import annotations

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Proxy, Roll, RollUnit, Vote
from hemei.community.voting.tests.test_assemblies import code_of
from hemei.community.voting.tests.test_own_rules import in_rules
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
