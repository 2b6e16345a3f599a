"""Until when owners join a proposal stands on a clock; what waits at its end is told, what reached its share stays."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from hemei.community.voting import queries, services
from hemei.community.voting.models import Proposal, Support
from hemei.community.voting.pages import own_proposals, proposals, support_sheets
from hemei.community.voting.queries import support_sheets as sheets
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.supporting import ONE, OTHER, by, signed, supported
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks.models import Deadline
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

KEPT = "达到比例以后附议不再撤回"


@pytest.fixture
def asked(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    for module in (proposals, own_proposals):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)
    draft = services.ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
    )
    number = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
    return Proposal.objects.get(pk=number)


@pytest.fixture
def street(quarter: Quarter) -> Actor:
    return by(quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", account=2), 1_000_903)


def running(asked: Proposal) -> dict[str, str]:
    return {row.key: row.state for row in clocks.deadlines_of(stream=asked.stream)}


def test_its_end_is_a_clock_that_is_shown_and_owed_by_nobody(quarter: Quarter, asked: Proposal) -> None:
    [clock] = clocks.deadlines_of(stream=asked.stream)
    row = queries.proposal(asked.pk, actor=quarter.clerk)
    assert row is not None
    assert (clock.key, clock.state) == ("gather", "running")
    assert queries.gather_ends([row], now=NOW) == {asked.pk: clock.due_at}
    page = text(call(proposals.proposal, quarter.clerk, asked.pk))
    assert "征集附议" in page
    assert KEPT not in page
    assert [one.proposal_id for one in queries.inbox(actor=quarter.clerk)] == []


def test_reached_it_is_settled_and_nobody_takes_his_support_back(quarter: Quarter, asked: Proposal) -> None:
    units = [quarter.units["104"], quarter.units["101"]]
    supported(actor=quarter.clerk, now=NOW, proposal_id=asked.pk, unit_ids=units)
    states = running(asked)
    assert (states["gather"], states["call"]) == ("met", "running")
    assert KEPT in text(call(proposals.proposal, quarter.clerk, asked.pk))
    assert KEPT in text(call(own_proposals.own_proposals, owner_of(quarter, "丙")))


def test_its_end_is_the_owners_time_and_stands_in_nobodys_calendar(quarter: Quarter, asked: Proposal) -> None:
    [clock] = clocks.deadlines_of(stream=asked.stream)
    assert clock.due_at > NOW
    assert clocks.running_deadlines(actor=quarter.clerk, body_id=quarter.clerk.body_id or 0) == []


def entered(quarter: Quarter, asked: Proposal, rooms: tuple[str, ...]) -> int:
    return services.enter_support(
        actor=by(quarter.clerk, ONE), now=NOW, proposal_id=asked.pk,
        signed=signed([quarter.units[room] for room in rooms]),
    )  # fmt: skip


def test_a_list_handed_in_in_time_is_checked_on_a_clock_and_outlasts_the_owners_time(
    quarter: Quarter, asked: Proposal
) -> None:
    [clock] = clocks.deadlines_of(stream=asked.stream)
    waits = entered(quarter, asked, ("104", "101"))
    assert running(asked) == {"gather": "running", f"check:{waits}": "running"}
    [todo] = queries.inbox(actor=quarter.clerk)
    assert (todo.key, todo.proposal_id) == ("check", asked.pk)
    services.sweep(actor=SYSTEM, now=clock.due_at)
    assert running(asked)["gather"] == "running"
    after = clock.due_at + timedelta(seconds=1)
    services.sweep(actor=SYSTEM, now=after)
    asked.refresh_from_db()
    assert (asked.state, running(asked)["gather"]) == ("gathering", "cancelled")
    with pytest.raises(Refused):  # the owners' time is over for whoever did not ask in it
        services.enter_support(
            actor=by(quarter.clerk, ONE), now=after, proposal_id=asked.pk,
            signed=signed([quarter.units["102"]]),
        )  # fmt: skip
    late = after + timedelta(days=30)
    services.settle_support(actor=by(quarter.clerk, OTHER), now=late, sheet_id=waits, confirmed=True)
    asked.refresh_from_db()
    assert asked.state == "reached"
    assert set(Support.objects.values_list("supported_at", flat=True)) == {NOW}
    assert running(asked) == {
        "gather": "cancelled", f"check:{waits}": "missed", f"vet:check:{waits}": "missed", "call": "running",
    }  # fmt: skip


def test_a_list_nobody_checks_in_time_is_the_streets_to_check(
    quarter: Quarter, asked: Proposal, street: Actor
) -> None:
    waits = entered(quarter, asked, ("104", "101"))
    [check] = [row for row in clocks.deadlines_of(stream=asked.stream) if row.key == f"check:{waits}"]
    settle = {"actor": street, "sheet_id": waits, "confirmed": True}
    with pytest.raises(Refused) as early:
        services.settle_support(now=NOW, **settle)
    assert early.value.decision.reasons[0].code == "not_late"
    assert sheets.support_sheet(waits, actor=street) is None
    late = check.due_at + timedelta(seconds=1)
    for _twice in range(2):
        services.sweep(actor=SYSTEM, now=late)
    assert running(asked)[f"vet:check:{waits}"] == "running"
    [todo] = [one for one in queries.inbox(actor=street) if one.proposal_id == asked.pk]
    assert todo.key == "vet"
    assert f"/support-sheets/{waits}" in text(call(proposals.proposal, street, asked.pk))
    assert "核对无误" in text(call(support_sheets.support_sheet, street, waits))
    [vetting] = [row for row in clocks.deadlines_of(stream=asked.stream) if row.key == f"vet:check:{waits}"]
    late = vetting.due_at + timedelta(seconds=1)
    quarter.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    for _twice in range(2):
        services.sweep(actor=SYSTEM, now=late)
    county = quarter.town.actor(Role.COUNTY_COORDINATOR, "340102", "瑶海区政府", account=3)
    with records.acting(county):
        [pressed] = queries.inbox(actor=county)
    assert (pressed.key, pressed.proposal_id) == ("spur", asked.pk)
    reached = services.settle_support(now=late, **settle)
    assert reached is not None
    assert reached.reached
    assert running(asked)[f"vet:check:{waits}"] == "missed"
    assert running(asked)[f"spur:vet:check:{waits}"] == "met"


def test_a_list_from_before_its_check_had_a_clock_gets_one_and_then_the_street(
    quarter: Quarter, asked: Proposal, street: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("hemei.community.voting.services.clocks.begin", lambda *_args, **_more: None)
        waits = entered(quarter, asked, ("104", "101"))
    assert running(asked) == {"gather": "running"}
    [clock] = clocks.deadlines_of(stream=asked.stream)
    late = clock.due_at + timedelta(days=1)
    for _twice in range(2):
        services.sweep(actor=SYSTEM, now=late)
    assert running(asked) == {"gather": "cancelled", f"check:{waits}": "running"}
    [todo] = queries.inbox(actor=quarter.clerk)
    assert (todo.key, todo.due_at > late) == ("check", True)
    services.sweep(actor=SYSTEM, now=todo.due_at + timedelta(seconds=1))
    assert running(asked)[f"vet:check:{waits}"] == "running"


def test_the_owners_time_that_stood_in_the_communitys_calendar_leaves_it(
    quarter: Quarter, asked: Proposal
) -> None:
    mine = quarter.clerk.body_id or 0
    with records.acting(EVERYONE):
        Deadline.objects.filter(stream=asked.stream).update(body_id=mine)
    assert [row.key for row in clocks.running_deadlines(actor=quarter.clerk, body_id=mine)] == ["gather"]
    migration = import_module("hemei.community.voting.migrations.0060_owners_time")
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute(migration.NOBODYS)
    assert clocks.running_deadlines(actor=quarter.clerk, body_id=mine) == []


def test_it_ends_once_the_last_list_was_checked_and_too_few_asked(
    quarter: Quarter, asked: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    [clock] = clocks.deadlines_of(stream=asked.stream)
    waits = entered(quarter, asked, ("104",))
    after = clock.due_at + timedelta(seconds=1)
    services.sweep(actor=SYSTEM, now=after)
    monkeypatch.setattr(proposals, "utc_now", lambda: after)
    monkeypatch.setattr(own_proposals, "utc_now", lambda: after)
    page = text(call(proposals.proposal, quarter.clerk, asked.pk))
    assert "征集期已满" in page
    assert f'/proposals/{asked.pk}/supports"' not in page
    assert "征集期已满" in text(call(own_proposals.own_proposals, owner_of(quarter, "丙")))
    services.settle_support(
        actor=by(quarter.clerk, OTHER), now=after, sheet_id=waits, confirmed=False, reason="没有签名"
    )
    services.sweep(actor=SYSTEM, now=after)
    asked.refresh_from_db()
    assert asked.state == "closed"
    [told] = [one for one in record.history(stream=asked.stream) if one.type == "voting.proposal_lapsed"]
    assert told.data == {"heads": 0, "area_dm2": 0}
    page = text(call(proposals.proposal, quarter.clerk, asked.pk))
    assert KEPT not in page


def test_once_enough_ask_no_list_has_to_be_checked(quarter: Quarter, asked: Proposal) -> None:
    waits = entered(quarter, asked, ("102",))
    units = [quarter.units["104"], quarter.units["101"]]
    supported(actor=quarter.clerk, now=NOW, proposal_id=asked.pk, unit_ids=units)
    assert running(asked)[f"check:{waits}"] == "cancelled"
