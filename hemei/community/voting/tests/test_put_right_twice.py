"""The owners of a unit are put right as often as it takes: what stands is what the files recount."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Assembly, Ballot, Roll, RollCorrection, RollUnit
from hemei.community.voting.rules.casting import FORMER_ENTRY
from hemei.community.voting.services import Correction, results
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, code_of, judged, noticed
from hemei.community.voting.tests.test_own_rules import in_rules
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

AFTER = ENDS + timedelta(hours=2)


def put_right(quarter, found: Assembly, room: str, names: str, hours: int) -> None:
    quarter.correct(
        Roll.objects.get(assembly=found), room, now=FIRST_BALLOT + timedelta(hours=hours),
        owner_ids=tuple(quarter.town.persons[name] for name in names),
    )  # fmt: skip


def publish(quarter, found: Assembly) -> None:
    services.publish_result(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)


@pytest.mark.parametrize("rule", ["first", "last"])
def test_a_unit_put_right_twice_counts_as_its_owners_cast_last_under_their_entry(quarter, rule) -> None:
    """103 is 甲's and 乙's, then 甲's alone, who votes against, then three persons'."""
    in_rules(quarter, says={"double_ballots": rule})
    found = noticed(quarter)
    before = cast(quarter, found, "103", "for")
    put_right(quarter, found, "103", "甲", 1)
    own = cast(quarter, found, "103", "against", at=FIRST_BALLOT + timedelta(hours=2))
    put_right(quarter, found, "103", "甲乙丙", 3)
    judged(quarter, found)
    publish(quarter, found)
    rows = {row.pk: row for row in Ballot.objects.filter(pk__in=[before, own])}
    assert (rows[before].standing, rows[before].strike.ground) == (False, FORMER_ENTRY)
    assert (rows[own].standing, rows[own].struck) == (True, False)


def test_what_the_owner_cast_before_a_wrong_correction_stands_where_that_is_put_right(quarter) -> None:
    in_rules(quarter, says={"double_ballots": "first"})
    found = noticed(quarter)
    own = cast(quarter, found, "104", "for")
    put_right(quarter, found, "104", "乙", 1)
    strange = cast(quarter, found, "104", "against", at=FIRST_BALLOT + timedelta(hours=2))
    put_right(quarter, found, "104", "丙", 3)
    judged(quarter, found)
    publish(quarter, found)
    assert Ballot.objects.get(pk=own).standing
    assert Ballot.objects.get(pk=strange).struck


def test_what_the_developer_cast_is_its_own_where_the_unit_is_its_again(quarter) -> None:
    found = noticed(quarter)
    own = cast(quarter, found, "203", "for")
    put_right(quarter, found, "203", "乙", 1)
    put_right(quarter, found, "203", "", 2)
    judged(quarter, found)
    assert Ballot.objects.get(pk=own).standing


def test_a_count_that_is_not_what_its_files_say_is_refused_with_what_to_do(quarter, monkeypatch) -> None:
    monkeypatch.setattr(results, "strike_former", lambda *_: 0)
    in_rules(quarter, says={"double_ballots": "first"})
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    put_right(quarter, found, "104", "乙", 1)
    cast(quarter, found, "104", "against", at=FIRST_BALLOT + timedelta(hours=2))
    judged(quarter, found)
    with pytest.raises(Refused) as refused:
        publish(quarter, found)
    assert code_of(refused) == "another_count"
    [reason] = refused.value.decision.reasons
    assert "第1项" in reason.text.format(**reason.values)
    assert reason.remedy
    assert Assembly.objects.get(pk=found.pk).state == "judged"


def beside(quarter, *steps: str) -> tuple[Assembly, Ballot]:
    """丙 votes for 104, then the roll says again and again whose it is; the result is published."""
    found = noticed(quarter)
    own = cast(quarter, found, "104", "for")
    for hours, names in enumerate(steps, start=1):
        put_right(quarter, found, "104", names, hours)
    judged(quarter, found)
    publish(quarter, found)
    return found, Ballot.objects.get(pk=own)


def strike(quarter, found: Assembly, ballot: Ballot, actor: Actor) -> int:
    draft = services.StrikeDraft(sheet_id=ballot.sheet_id, ground="not_entitled", reason="名册更正过")
    return services.strike_ballots(actor=actor, now=AFTER, assembly_id=found.pk, draft=draft)


def test_after_the_result_nobody_strikes_by_any_correction_he_confirmed(quarter) -> None:
    """The newest correction is two others' than the first, and both took the ballot's entry away."""
    found = noticed(quarter)
    own = cast(quarter, found, "104", "for")
    put_right(quarter, found, "104", "乙丙", 1)
    first = quarter.hands[1]
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    one, other = (
        replace(first, account_id=number, person_id=quarter.town.persons[name])
        for number, name in ((21, "甲"), (22, "乙"))
    )
    correction = Correction(owner_ids=tuple(quarter.town.persons[name] for name in "甲乙丙"))
    at = FIRST_BALLOT + timedelta(hours=2)
    services.correct_roll(actor=one, now=at, roll_unit_id=unit.pk, correction=correction, reason="证载有误")
    waits = RollCorrection.objects.get(roll_unit=unit, answered_at=None)
    services.answer_correction(actor=other, now=at, correction_id=waits.pk, confirmed=True)
    judged(quarter, found)
    publish(quarter, found)
    ballot = Ballot.objects.get(pk=own)
    assert ballot.standing
    for actor in (first, other):
        with pytest.raises(Refused) as refused:
            strike(quarter, found, ballot, actor)
        assert code_of(refused) == "one_hand"
    assert strike(quarter, found, ballot, quarter.clerk) >= 1


def test_after_the_result_what_is_its_owners_again_is_struck_by_no_correction(quarter) -> None:
    found, ballot = beside(quarter, "乙", "丙")
    assert ballot.standing
    with pytest.raises(Refused) as refused:
        strike(quarter, found, ballot, quarter.clerk)
    assert code_of(refused) == "fallen_binding"
