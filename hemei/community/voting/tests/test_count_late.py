"""A count, its publication or an owed call that is late goes on to who can bring it about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, CorrectionOrder, Proposal
from hemei.community.voting.pages import assembly
from hemei.community.voting.rules.orders import OrderState
from hemei.community.voting.services import OrderDraft, ProposalDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import ENDS, noticed, street
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

DRAFT = OrderDraft(document="1号", clause="物业管理条例第十九条", reason="截止以后没有计票")


def running(stream: str) -> dict[str, int]:
    return {row.key: row.body_id for row in clocks.deadlines_of(stream=stream) if row.state == "running"}


def swept(now: datetime) -> int:
    with records.acting(SYSTEM):
        return services.sweep(actor=SYSTEM, now=now)


def owed(actor: Actor) -> list[str]:
    with records.acting(actor):
        return [row.key for row in queries.inbox(actor=actor)]


@pytest.fixture
def over(quarter: Quarter) -> Assembly:
    """A vote of the committee's that is over; nobody counts it."""
    found = noticed(quarter)
    committee = quarter.clerk.body_id + 1_000_003
    Assembly.objects.filter(pk=found.pk).update(body_id=committee)
    found.body_id = committee
    return found


def test_the_clock_of_the_count_begins_when_the_vote_ends_whenever_anybody_looks(over: Assembly) -> None:
    swept(ENDS + timedelta(days=2))
    [row] = clocks.deadlines_of(stream=over.stream)
    assert (row.key, row.started_at) == ("judge", ENDS)
    assert row.due_at < ENDS + timedelta(days=5)


def test_a_late_count_goes_to_the_residents_committee_and_then_to_the_street(
    quarter: Quarter, over: Assembly
) -> None:
    office = street(quarter)
    swept(ENDS + timedelta(seconds=1))
    assert running(over.stream) == {"judge": over.body_id}
    late = ENDS + timedelta(days=5)
    assert [swept(late) > 0, swept(late)] == [True, 0]
    assert running(over.stream)["take:judge"] == quarter.clerk.body_id
    assert "take" in owed(quarter.clerk)
    assert "press" not in owed(office)
    later = late + timedelta(days=6)
    assert [swept(later) > 0, swept(later)] == [True, 0]
    assert running(over.stream)["press:take:judge"] == office.body_id
    assert "press" in owed(office)
    records.bind(quarter.clerk)
    services.close_assembly(actor=quarter.clerk, now=later, assembly_id=over.pk)
    services.judge_assembly(actor=quarter.clerk, now=later, assembly_id=over.pk)
    assert running(over.stream) == {"post": over.body_id}
    later += timedelta(days=9)
    swept(later)
    assert running(over.stream)["take:post"] == quarter.clerk.body_id
    records.bind(quarter.clerk)
    services.publish_result(actor=quarter.clerk, now=later, assembly_id=over.pk)
    assert not [key for key in running(over.stream) if "post" in key]


def test_what_the_residents_committee_conducts_itself_goes_to_the_street_at_once(quarter: Quarter) -> None:
    found = noticed(quarter)
    swept(ENDS + timedelta(seconds=1))
    swept(ENDS + timedelta(days=5))
    assert set(running(found.stream)) == {"judge", "press:judge"}


@pytest.mark.parametrize("sealed", [False, True])
def test_the_street_orders_the_count_once_the_vote_is_over(
    quarter: Quarter, over: Assembly, *, sealed: bool
) -> None:
    office, late = street(quarter), ENDS + timedelta(days=20)
    for now in (ENDS + timedelta(seconds=1), ENDS + timedelta(days=5), ENDS + timedelta(days=11)):
        swept(now)
    records.bind(office)
    assert refused(
        lambda: services.order_correction(actor=office, now=ENDS, assembly_id=over.pk, draft=DRAFT)
    ) == "still_runs"  # fmt: skip
    if sealed:
        records.bind(quarter.clerk)
        services.close_assembly(actor=quarter.clerk, now=late, assembly_id=over.pk)
        records.bind(office)
    number = services.order_correction(actor=office, now=late, assembly_id=over.pk, draft=DRAFT)
    order = CorrectionOrder.objects.get(assembly=over, number=number)
    assert (order.state, len(order.vote_ids)) == (OrderState.ORDERED, 2)
    assert "press" not in owed(office)
    assert set(running(over.stream)) == {"judge", "take:judge", "correct:1"}


def test_a_call_nobody_ordered_goes_to_the_county_and_one_not_made_instead_to_the_street(
    quarter: Quarter,
) -> None:
    office = street(quarter)
    quarter.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    county = quarter.town.actor(Role.COUNTY_COORDINATOR, "340102", "瑶海区政府", account=3)
    draft = ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="太差", key="p"
    )
    records.bind(quarter.clerk)
    number = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
    units = [quarter.units["104"], quarter.units["101"]]
    supported(actor=quarter.clerk, now=NOW, proposal_id=number, unit_ids=units)
    found = Proposal.objects.get(pk=number)
    swept(NOW + timedelta(days=31))
    assert set(running(found.stream)) == {"order"}
    late = NOW + timedelta(days=60)
    assert [swept(late) > 0, swept(late)] == [True, 0]
    assert running(found.stream)["spur:order"] == county.body_id
    assert "spur" in owed(county)
    records.bind(office)
    services.order_call(actor=office, now=late, proposal_id=number, document="1号")
    assert set(running(found.stream)) == {"ordered"}
    swept(late + timedelta(days=20))
    assert set(running(found.stream)) == {"instead"}
    swept(late + timedelta(days=60))
    assert running(found.stream)["spur:instead"] == office.body_id


def test_the_street_finds_the_order_on_the_page_of_a_vote_that_is_over(
    quarter: Quarter, over: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = street(quarter)
    for now, offered in ((ENDS, False), (ENDS + timedelta(days=5), True)):
        monkeypatch.setattr(assembly, "utc_now", lambda now=now: now)
        records.bind(office)
        assert ("责令限期改正" in text(call(assembly.assembly, office, over.pk))) is offered
    services.order_correction(actor=office, now=now, assembly_id=over.pk, draft=DRAFT)
    assert "截止以后没有计票" in text(call(assembly.assembly, office, over.pk))
