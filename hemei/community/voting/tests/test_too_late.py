"""Whatever comes after the last moment of a vote is refused with what can be done instead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Roll, RollUnit
from hemei.community.voting.services import Correction
from hemei.community.voting.tests.conftest import CLOSES, Quarter
from hemei.community.voting.tests.test_assemblies import code_of
from hemei.ground.people.tests.factories import NOW
from hemei.kernel.decision import Refused

LATE = CLOSES + timedelta(seconds=1)


def give(quarter: Quarter, unit: RollUnit, **act) -> int:
    return services.give_proxy(
        roll_unit_id=unit.pk, holder_id=quarter.town.persons["张三"], evidence="委托书", **act
    )


def withdraw(quarter: Quarter, unit: RollUnit, **act) -> None:
    number = give(quarter, unit, **act | {"now": NOW})
    services.withdraw_proxy(proxy_id=number, **act)


def correct(_quarter: Quarter, unit: RollUnit, **act) -> None:
    services.correct_roll(
        roll_unit_id=unit.pk, correction=Correction(area_dm2=9_000), reason="证载有误", **act
    )


ACTS = {
    "give_proxy": give,
    "withdraw_proxy": withdraw,
    "correct": correct,
    "object": lambda _quarter, unit, **act: services.object_to_roll(
        roll_unit_id=unit.pk, text="面积不对", **act
    ),
    "print": lambda _quarter, unit, **act: services.start_print_run(roll_id=unit.roll_id, key="r", **act),
    "letters": lambda _quarter, unit, **act: services.start_letter_run(
        roll_id=unit.roll_id, key="l", site="https://hemei.example", **act
    ),
    "visit": lambda _quarter, unit, **act: services.take_back_visit(roll_unit_id=unit.pk, **act),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_comes_too_late_says_what_can_be_done(quarter: Quarter, name: str) -> None:
    roll: Roll = quarter.freeze()
    unit = RollUnit.objects.get(roll=roll, unit_id=quarter.units["104"])
    with pytest.raises(Refused) as refused:
        ACTS[name](quarter, unit, actor=quarter.hands[0], now=LATE)
    assert code_of(refused) == "closed"
    assert refused.value.decision.reasons[0].remedy
