"""What waits around a voter for another hand is on a clock; then it is the street's, before the vote is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.voting import queries, services, work
from hemei.community.voting.models import AwaitedBinding, VoterBinding
from hemei.community.voting.pages import acting as acting_pages
from hemei.community.voting.pages import contested as contested_pages
from hemei.community.voting.queries import acting
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.striking import Desk, Hand, may_settle
from hemei.community.voting.rules.waiting import COMMITTEES_SHARE, STREETS_SHARE, limit_within
from hemei.community.voting.services.telling import proof_rules
from hemei.community.voting.tests.conftest import CLOSES, HOME
from hemei.community.voting.tests.street import Street, refused
from hemei.community.voting.tests.test_acting import delegate, four, stranger, street
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.clocks.models import Deadline
from hemei.ground.people.models import Appointment, Ownership
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

__all__ = ["four", "street"]
pytestmark = pytest.mark.django_db
OFFICE, COMMUNITY = "明光路街道办", "东风社区居委会"
LATE = NOW + timedelta(days=9)


def employ(street: Street, name: str, body: str, role: Role, place: str) -> Actor:
    town = street.quarter.town
    with records.acting(EVERYONE):
        town.person(name, HOME)
        town.appoint(name, body, role)
    return town.actor(role, place, body, name, account=7)


@pytest.fixture
def office(four: Street) -> Actor:
    """Somebody of the street; at the residents' committee two clerks work, of whom one enters."""
    for name in ("丁", "张三"):
        with records.acting(EVERYONE):
            four.quarter.town.appoint(name, COMMUNITY, Role.COMMUNITY_CLERK)
    return employ(four, "街道干部", OFFICE, Role.STREET_CLERK, "340102001")


def owed(actor: Actor) -> dict[str, tuple[str, str]]:
    """What the body of an actor must do: where, by the first word of its clock."""
    with records.acting(actor):
        return {row.key: (row.title, row.of_voter) for row in queries.inbox(actor=actor)}


def states(stream: str) -> dict[str, str]:
    return dict(Deadline.objects.filter(stream=stream).values_list("key", "state"))


def swept(now: datetime) -> None:
    services.sweep(actor=SYSTEM, now=now)
    records.bind(EVERYONE)


def awaited(actor: Actor, now: datetime) -> list[acting.AwaitedRow]:
    with records.acting(actor):
        return acting.awaited_voters(actor=actor, now=now)


def confirm(actor: Actor, number: int, now: datetime, *, confirmed: bool = True) -> None:
    with records.acting(actor):
        services.confirm_voter(
            actor=actor, now=now, binding_id=number, confirmed=confirmed, reason="没有盖章"
        )


def objected(street: Street) -> VoterBinding:
    """Let the first clerk enter an objection to the guardian of 101, whom he entered."""
    one, _other = street.quarter.hands
    row = VoterBinding.objects.get(unit_id=street.quarter.units["101"])
    with records.acting(one):
        services.object_to_binding(actor=one, now=NOW, binding_id=row.pk, text="没有监护证明")
    row.refresh_from_db()
    return row


def settle(actor: Actor, row: VoterBinding, now: datetime) -> None:
    with records.acting(actor):
        services.settle_objection(actor=actor, now=now, binding_id=row.pk, upheld=False, reason="无误")


@pytest.mark.parametrize(
    ("ends", "share", "limit"),
    [
        (None, COMMITTEES_SHARE, "2 days"),
        (timedelta(days=4), COMMITTEES_SHARE, "2 days"),
        (timedelta(days=2), COMMITTEES_SHARE, "1440 minutes"),
        (timedelta(days=1), STREETS_SHARE, "1440 minutes"),
        (timedelta(seconds=30), STREETS_SHARE, "1 minutes"),
    ],
)
def test_a_clock_ends_within_its_share_of_the_vote(ends, share, limit) -> None:
    ends_at = NOW + ends if ends else None
    found = limit_within(
        Limit.parse("2 days"), due=NOW + timedelta(days=2), now=NOW, ends_at=ends_at, share=share
    )
    assert str(found) == limit


def test_the_second_clerk_is_on_a_clock_that_stops_with_his_word(four: Street, office: Actor) -> None:
    one, other = four.quarter.hands
    number = delegate(four, "104", "丙", by=one)
    row = AwaitedBinding.objects.get(pk=number)
    assert owed(four.quarter.clerk)["second"] == ("1幢1单元104", "awaited_voters")
    assert "vouch" not in owed(office)
    [clock] = Deadline.objects.filter(stream=row.stream)
    assert (clock.kind, clock.limits) == ("voting_second", "2 working_days")
    swept(NOW + timedelta(minutes=10))
    assert states(row.stream) == {"second": "running"}
    assert refused(lambda: confirm(office, number, NOW)) == "elsewhere"
    assert awaited(office, NOW) == []
    confirm(other, number, NOW)
    assert states(row.stream) == {"second": "met"}
    assert "second" not in owed(four.quarter.clerk)


def leaves(actor: Actor, now: datetime) -> None:
    with records.acting(EVERYONE):
        offices = Appointment.objects.filter(person_id=actor.person_id, body_id=actor.body_id)
        assert offices.update(valid_until=shanghai_day(now)) == 1


@pytest.mark.parametrize(
    ("after", "state"), [(timedelta(minutes=30), "cancelled"), (timedelta(days=6), "missed")]
)
def test_once_nobody_of_the_street_may_any_more_the_county_is_on_the_clock(
    four: Street, office: Actor, after, state
) -> None:
    with records.acting(EVERYONE):
        four.quarter.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    county = employ(four, "区县干部", "瑶海区政府", Role.COUNTY_COORDINATOR, "340102")
    row = objected(four)
    number = delegate(four, "104", "丙", by=four.quarter.hands[0])
    second, key = AwaitedBinding.objects.get(pk=number).stream, f"settle:{row.objection_id}"
    swept(LATE)
    assert owed(county) == {}
    assert (refused(lambda: settle(county, row, LATE)), refused(lambda: confirm(county, number, LATE))) == (
        "street",
        "elsewhere",
    )
    then = LATE + after
    leaves(office, then)
    for _ in range(2):
        swept(then)
    assert states(row.stream) == {key: "running", f"hear:{key}": state, f"hear:2:{key}": "running"}
    assert states(second) == {"second": "running", "vouch:second": state, "vouch:2:second": "running"}
    assert owed(office) == {}
    assert set(owed(county)) == {"hear", "vouch"}
    [_, event] = [one for one in record.history(stream=row.stream) if one.type == "voting.settling_left"]
    assert (event.data["late"], event.data["body"]) == (True, county.body_id)
    with records.acting(four.quarter.hands[0]):
        said = [awaited(four.quarter.hands[0], then)[0].barred.remedy]
        said.append(queries.contested(actor=four.quarter.hands[0], now=then)[0].barred.remedy)
    assert all("已经逾期，区县也可以" in one for one in said)
    settle(county, row, then)
    confirm(county, number, then)
    assert owed(county) == owed(four.quarter.clerk) == {}


def test_whom_it_is_left_to_reads_nothing_untrue_of_a_committee_that_was_late() -> None:
    rule = proof_rules(shanghai_day(NOW)).objection
    for at, left_to in ((Desk.STREET, Desk.COUNTY), (Desk.COUNTY, Desk.STREET)):
        [settles] = may_settle(
            Hand(9, None), rule, raised_by=Hand(1, None), at=at, left_to=left_to, late=True
        ).reasons
        seconds = voters.may_confirm_voter(
            {9}, entered_by=1, person_id=2, at=at, left_to=left_to, late=True
        ).reasons
        words = "".join(f"{one.text}{one.remedy}" for one in (settles, *seconds))
        assert "居民委员会" not in words
        assert "逾期" not in words


@pytest.mark.parametrize("confirmed", [True, False])
def test_late_the_street_is_the_second(four: Street, office: Actor, confirmed) -> None:
    number = delegate(four, "104", "丙", by=four.quarter.hands[0])
    stream = AwaitedBinding.objects.get(pk=number).stream
    swept(LATE)
    swept(LATE)
    assert states(stream) == {"second": "running", "vouch:second": "running"}
    assert owed(office)["vouch"] == ("1幢1单元104", "awaited_voters")
    [row] = awaited(office, LATE)
    assert (row.barred, row.turn.above) == (None, True)
    [event] = [one for one in record.history(stream=stream) if one.type == "voting.second_left"]
    assert (event.data["late"], event.data["body"]) == (True, office.body_id)
    confirm(office, number, LATE, confirmed=confirmed)
    assert set(states(stream).values()) == {"missed", "met"}
    assert VoterBinding.objects.filter(pk=number, confirmed_by=office.person_id).exists() is confirmed
    assert owed(office) == {}


def test_where_nobody_else_works_there_the_street_is_the_second_at_once(four: Street) -> None:
    clerk = employ(four, "独任社工", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    office = employ(four, "街道干部", OFFICE, Role.STREET_CLERK, "340102001")
    with records.acting(clerk):
        number = delegate(four, "104", "丙", by=clerk)
    assert awaited(clerk, NOW)[0].barred.remedy == "居民委员会没有别的人员，请由街道对照扫描件确认"
    assert [row.id for row in awaited(office, NOW)] == [number]
    with records.acting(office):
        assert "1名监护人" in next(iter(work.awaited(office))).words
    swept(NOW + timedelta(minutes=10))
    assert "vouch" in owed(office)
    confirm(office, number, NOW + timedelta(minutes=20))
    assert owed(office) == owed(clerk) == {}


def test_one_paper_is_on_one_clock_for_however_many_homes(street: Street) -> None:
    stranger(street.quarter)
    for room, owner in (("101", "甲"), ("103", "乙"), ("104", "丙")):
        delegate(street, room, owner)
    office = employ(street, "街道干部", OFFICE, Role.STREET_CLERK, "340102001")
    number = delegate(street, "203", None, roll_id=street.roll.pk)
    rows = AwaitedBinding.objects.filter(scan=AwaitedBinding.objects.get(pk=number).scan_id)
    assert rows.count() > 1
    assert Deadline.objects.filter(stream__in=rows.values("stream")).count() == 1
    swept(LATE)
    assert Deadline.objects.filter(stream__in=rows.values("stream")).count() == 2
    confirm(office, number, LATE, confirmed=False)
    assert not Deadline.objects.filter(stream__in=rows.values("stream"), state="running").exists()


def test_an_objection_to_a_voter_is_on_a_clock_and_late_it_is_the_streets(
    four: Street, office: Actor
) -> None:
    row = objected(four)
    key = f"settle:{row.objection_id}"
    assert owed(four.quarter.clerk)["settle"] == ("1幢1单元101", "contested")
    assert Deadline.objects.get(stream=row.stream).limits == "3 working_days"
    assert refused(lambda: settle(office, row, NOW)) == "committees"
    swept(LATE)
    assert states(row.stream) == {key: "running", f"hear:{key}": "running"}
    assert owed(office)["hear"] == ("1幢1单元101", "contested")
    with records.acting(office):
        [found] = queries.contested(actor=office, now=LATE)
        assert queries.contested_count(actor=office, now=LATE) == [(1,)]
    assert (found.barred, found.turn.above) == (None, True)
    settle(office, row, LATE)
    assert states(row.stream) == {key: "missed", f"hear:{key}": "met"}
    with records.acting(four.quarter.hands[0]):
        services.object_to_binding(
            actor=four.quarter.hands[0], now=LATE, binding_id=row.pk, text="又有人冒用"
        )
    assert sorted(states(row.stream).values()) == ["met", "missed", "running"]
    assert refused(lambda: settle(office, row, LATE)) == "committees"  # a new one, in time


def test_the_committee_and_the_street_each_have_time_before_the_vote_is_over(
    four: Street, office: Actor
) -> None:
    with records.acting(four.quarter.clerk):
        number = four.bind("104", "丙")
        begun = CLOSES - timedelta(hours=4)
        services.object_to_binding(actor=four.quarter.clerk, now=begun, binding_id=number, text="有人冒用")
    row = VoterBinding.objects.get(pk=number)
    [clock] = Deadline.objects.filter(stream=row.stream)
    assert clock.due_at == CLOSES - timedelta(hours=2)
    swept(clock.due_at + timedelta(minutes=5))
    streets = Deadline.objects.get(stream=row.stream, kind="voting_hear")
    assert streets.due_at == CLOSES


def test_a_sale_stops_the_clock_of_what_it_ends(four: Street, office: Actor) -> None:
    row = objected(four)
    swept(LATE)
    with records.acting(EVERYONE):
        sell(four)
    with records.acting(four.quarter.clerk):
        assert services.end_sold(actor=four.quarter.clerk, now=LATE, unit_id=row.unit_id) == 1
    assert set(states(row.stream).values()) == {"cancelled"}
    assert [event.type for event in record.history(stream=row.stream)][-1] == "voting.binding_lapsed"


def sell(street: Street) -> None:
    unit, day = street.quarter.units["101"], (LATE - timedelta(days=1)).date()
    Ownership.objects.filter(unit_id=unit).update(valid_until=day)
    Ownership.objects.create(
        stream=f"people.person:{street.person('丁')}", scope=VoterBinding.objects.get(unit_id=unit).scope,
        unit_id=unit, person_id=street.person("丁"), valid_from=day,
    )  # fmt: skip


def test_what_waited_before_there_were_clocks_gets_one(four: Street, office: Actor) -> None:
    row = objected(four)
    number = delegate(four, "104", "丙", by=four.quarter.hands[0])
    streams = [row.stream, AwaitedBinding.objects.get(pk=number).stream]
    with records.acting(EVERYONE):
        Deadline.objects.filter(stream__in=streams).delete()
    swept(NOW)
    assert [list(states(one)) for one in streams] == [[f"settle:{row.objection_id}"], ["second"]]


def test_the_pages_say_until_when_and_whose_turn_it_is(
    four: Street, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = four.quarter.hands
    objected(four)
    number = delegate(four, "104", "丙", by=one)
    for module in (acting_pages, contested_pages):
        monkeypatch.setattr(module, "utc_now", lambda: LATE)
    pages = (acting_pages.awaited, contested_pages.contested)
    with records.acting(other):
        assert all("逾期由街道接着办理" in text(call(page, other)) for page in pages)
    swept(LATE)
    for actor in (other, office):
        with records.acting(actor):
            assert all("已交上一级，请最迟" in text(call(page, actor)) for page in pages)
    with records.acting(one):
        assert "请由另一名工作人员对照扫描件确认；已经逾期，街道也可以确认" in text(
            call(acting_pages.awaited, one)
        )
        assert "请由另一名工作人员核实；已经逾期，街道也可以核实" in text(
            call(contested_pages.contested, one)
        )
    with records.acting(office):
        assert call(acting_pages.paper, office, number).status_code == 200
        done = call(acting_pages.confirm, office, number, post={"act": "confirm"})
    assert done.status_code == 302
