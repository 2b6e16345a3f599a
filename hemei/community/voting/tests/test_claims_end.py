"""Who votes for another sees the unit until nobody can object to the result any more; its owner for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Roll, RollUnit, VoterBinding
from hemei.community.voting.queries.strangers import over
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services import BindingDraft
from hemei.community.voting.tests.conftest import CLOSES, Quarter
from hemei.community.voting.tests.street import Street, bound_until
from hemei.community.voting.tests.supporting import letter_of
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, judged, noticed
from hemei.community.voting.tests.test_pages import owner_of
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def bound(quarter: Quarter, at: datetime = NOW) -> VoterBinding:
    """Let the developer's delegate 张三 vote for 203."""
    draft = BindingDraft(
        unit_id=quarter.units["203"], person_id=quarter.town.persons["张三"], owner_id=None, kind=BindingKind.DESK,
        capacity=Capacity.DELEGATE, document="passport", evidence="授权书",
        scan=letter_of(),
    )  # fmt: skip
    number = services.bind_voter(actor=quarter.clerk, now=at, draft=draft)
    return VoterBinding.objects.get(pk=number)


def seen(quarter: Quarter, name: str, now: datetime) -> set[str]:
    """Return the rooms somebody sees after he looked for his votes."""
    actor = owner_of(quarter, name)
    with records.acting(actor):
        services.claim_units(actor=actor, now=now)
        rooms = {unit.unit[-3:] for unit in queries.own_units(actor=actor)}
    records.bind(quarter.clerk)
    return rooms


def published(quarter: Quarter, found: Assembly) -> datetime:
    """Publish the result; return the last moment of objections."""
    cast(quarter, found, "101", "for")
    judged(quarter, found)
    services.publish_result(actor=quarter.clerk, now=ENDS + 2 * HOUR, assembly_id=found.pk)
    until = Assembly.objects.get(pk=found.pk).objections_until
    assert until is not None
    return until


def test_a_delegate_and_a_proxy_see_the_unit_until_the_result_is_final(quarter: Quarter) -> None:
    bound(quarter)
    found = noticed(quarter)
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    services.give_proxy(
        actor=quarter.clerk,
        now=NOW,
        roll_unit_id=unit.pk,
        holder_id=quarter.town.persons["丁"],
        evidence="委托书",
    )
    assert seen(quarter, "张三", FIRST_BALLOT) == {"203"}
    # 丁 owns 202 himself, which is not delivered yet.
    assert seen(quarter, "丁", FIRST_BALLOT) == {"104", "202"}
    assert seen(quarter, "丙", FIRST_BALLOT) == {"104"}
    until = published(quarter, found)
    services.sweep(actor=SYSTEM, now=until)
    records.bind(quarter.clerk)
    assert seen(quarter, "张三", until) == {"203"}  # he may object yet
    services.sweep(actor=SYSTEM, now=until + HOUR)
    records.bind(quarter.clerk)
    later = until + HOUR
    assert [seen(quarter, name, later) for name in ("张三", "丁", "丙")] == [set(), {"202"}, {"104"}]
    person = quarter.town.persons["张三"]
    roll = Roll.objects.get(pk=found.roll_id)
    assert roll.released_at == later
    assert person not in record.persons_shown([unit.stream, roll.stream, found.stream])
    assert quarter.town.persons["丁"] in record.persons_shown([roll.stream])
    [event] = [one for one in record.history(stream=roll.stream) if one.type == "voting.voters_released"]
    assert event.data == {"persons": 2}
    assert services.sweep(actor=SYSTEM, now=later + HOUR) == 0


def test_a_binding_that_had_expired_gives_nothing_of_a_later_vote(quarter: Quarter) -> None:
    row = bound(quarter, NOW - timedelta(days=9))
    found = noticed(quarter)
    short = bound_until(row.pk, FIRST_BALLOT.date() - timedelta(days=2))
    assert seen(quarter, "张三", FIRST_BALLOT) == set()
    bound_until(short, FIRST_BALLOT.date() + timedelta(days=2))
    assert seen(quarter, "张三", FIRST_BALLOT) == {"203"}
    assert found.state == "noticed"


def test_a_result_made_known_anew_lets_the_voter_in_again(quarter: Quarter) -> None:
    bound(quarter)
    found = noticed(quarter)
    until = published(quarter, found)
    services.sweep(actor=SYSTEM, now=until + HOUR)
    records.bind(quarter.clerk)
    [ballot] = found.roll.votes.get(number=1).ballots.filter(standing=True)
    draft = services.StrikeDraft(sheet_id=ballot.sheet_id, ground="court", document="1号", reason="不是本人")
    act = {"actor": quarter.clerk, "now": until + 2 * HOUR, "assembly_id": found.pk}
    services.strike_ballots(draft=draft, **act)
    services.recount_assembly(**act)
    assert Roll.objects.get(pk=found.roll_id).released_at is None
    assert seen(quarter, "张三", until + 3 * HOUR) == {"203"}


def test_a_roll_without_a_meeting_is_over_with_its_last_moment(quarter: Quarter) -> None:
    street = Street(quarter)
    bound(quarter)
    assert seen(quarter, "张三", CLOSES) == {"203"}
    assert not over(Roll.objects.all(), CLOSES).exists()
    assert over(Roll.objects.all(), CLOSES + HOUR).get() == street.roll
    assert services.sweep(actor=SYSTEM, now=CLOSES + HOUR) == 1
    records.bind(quarter.clerk)
    assert seen(quarter, "张三", CLOSES + HOUR) == set()


def test_who_was_found_to_be_no_voter_sees_the_unit_no_more(quarter: Quarter) -> None:
    row = bound(quarter)
    noticed(quarter)
    assert seen(quarter, "张三", FIRST_BALLOT) == {"203"}
    one, other = quarter.hands
    services.object_to_binding(actor=one, now=FIRST_BALLOT, binding_id=row.pk, text="授权已经撤回")
    other = replace(other, person_id=quarter.town.persons["乙"])  # the voter himself does not settle it
    act = {"actor": other, "now": FIRST_BALLOT, "binding_id": row.pk}
    services.settle_objection(upheld=True, reason="已与建设单位核实", **act)
    assert seen(quarter, "张三", FIRST_BALLOT) == set()
