"""The owners of a unit are put right on the roll while the vote runs: proxies and ballots of the former entry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Ballot, Proxy, Roll, RollUnit
from hemei.community.voting.rules.casting import FORMER_ENTRY, takes_its_place
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.services.former import put_right, strike_former
from hemei.community.voting.tests.street import Street, refused
from hemei.community.voting.tests.test_assemblies import FIRST_BALLOT, cast, judged, noticed
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from tests.grounds import standing

LATER = NOW + timedelta(hours=1)


@standing
def street(quarter) -> Street:
    return Street(quarter)


@pytest.mark.parametrize("rule", ["last", "first", "refuse"])
def test_the_owners_ballot_displaces_what_came_under_the_former_entry(rule) -> None:
    before, after = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
    assert takes_its_place(after, before, rule, NOW) is True
    assert takes_its_place(NOW, before, rule, NOW) is True
    assert takes_its_place(before, after, rule, NOW) is False
    for one, other in ((before, before), (after, after)):  # both of one entry: the rule as ever
        assert takes_its_place(one, other, rule, NOW) == takes_its_place(one, other, rule)


def test_the_proxy_of_who_is_no_owner_ends_with_the_correction(street: Street) -> None:
    number = services.give_proxy(
        actor=street.quarter.clerk, now=NOW, roll_unit_id=street.unit("104"), holder_id=street.person("张三"),
        evidence="委托书",
    )  # fmt: skip
    street.quarter.correct(street.roll, "104", area_dm2=9_000)  # says nothing of owners
    assert Proxy.objects.get(pk=number).withdrawn_at is None
    street.quarter.correct(street.roll, "104", owner_ids=(street.person("乙"),))
    assert Proxy.objects.get(pk=number).withdrawn_at == NOW
    assert refused(lambda: street.phone("张三", street.sheet("104"))) in {"no_binding", "not_on_the_roll"}
    told = list(record.history(stream=RollUnit.objects.get(pk=street.unit("104")).stream))
    assert told[-1].type == "voting.proxy_withdrawn"
    assert told[-1].data["corrected"] is True


def corrected(quarter, *, both: bool, beside: bool = False):
    """A paper of 丙, then the roll says that 104 is 乙's, alone or beside 丙; 乙 casts too or not."""
    found = noticed(quarter)
    roll = Roll.objects.get(assembly=found)
    former = cast(quarter, found, "104", "for")
    names = ("乙", "丙") if beside else ("乙",)
    quarter.correct(
        roll, "104", now=FIRST_BALLOT + timedelta(hours=1),
        owner_ids=tuple(quarter.town.persons[name] for name in names),
    )  # fmt: skip
    if both:
        cast(quarter, found, "104", "against", at=FIRST_BALLOT + timedelta(hours=2))
    return found, former


def test_what_the_former_owner_cast_is_struck_where_the_owner_cast_too(quarter) -> None:
    found, former = corrected(quarter, both=True)
    first = judged(quarter, found)[0]
    row = Ballot.objects.get(pk=former)
    assert (row.struck, row.standing, row.strike.ground) == (True, False, FORMER_ENTRY)
    assert (first.details["former"], len(first.details["struck"])) == (0, 1)


def test_what_nobody_of_its_owners_cast_is_struck_though_they_stay_silent(quarter) -> None:
    """Two persons confirmed that 104 is 乙's: what 丙 cast is no owner's, for quorum and count."""
    found, former = corrected(quarter, both=False)
    first = judged(quarter, found)[0]
    row = Ballot.objects.get(pk=former)
    assert (row.struck, row.standing, row.strike.ground) == (True, False, FORMER_ENTRY)
    assert (first.details["former"], len(first.details["struck"])) == (0, 1)
    assert (first.part, first.agree) == (Sums(0, 0), Sums(0, 0))


def test_what_an_owner_may_have_cast_counts_is_told_and_may_be_struck_by_another_hand(quarter) -> None:
    """Whoever was written before is an owner beside another now: the paper may be his."""
    found, former = corrected(quarter, both=False, beside=True)
    first = judged(quarter, found)[0]
    row = Ballot.objects.select_related("roll_unit").get(pk=former)
    assert (row.standing, first.details["former"]) == (True, 1)
    [upheld] = put_right(row)
    assert [one.person for one in (upheld.raised_by, upheld.settled_by)] == [
        one.person_id for one in quarter.hands
    ]
    assert strike_former(quarter.clerk, LATER, found, Roll.objects.get(assembly=found)) == 0
