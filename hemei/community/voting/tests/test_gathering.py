"""Until when owners join a proposal stands on a clock; what waits at its end is told, what reached its share stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Proposal
from hemei.community.voting.pages import own_proposals, proposals
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.supporting import ONE, by, signed, supported
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record

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
    assert running(asked) == {"gather": "met", "call": "running"}
    assert KEPT in text(call(proposals.proposal, quarter.clerk, asked.pk))
    assert KEPT in text(call(own_proposals.own_proposals, owner_of(quarter, "丙")))


def test_at_its_end_the_clock_is_called_off_and_lists_that_waited_are_told(
    quarter: Quarter, asked: Proposal
) -> None:
    [clock] = clocks.deadlines_of(stream=asked.stream)
    waits = services.enter_support(
        actor=by(quarter.clerk, ONE), now=NOW, proposal_id=asked.pk, signed=signed([quarter.units["104"]])
    )
    services.sweep(actor=SYSTEM, now=clock.due_at)
    assert running(asked) == {"gather": "running"}
    services.sweep(actor=SYSTEM, now=clock.due_at + timedelta(seconds=1))
    assert running(asked) == {"gather": "cancelled"}
    [told] = [one for one in record.history(stream=asked.stream) if one.type == "voting.proposal_lapsed"]
    assert told.data["sheets"] == [waits]
    page = text(call(proposals.proposal, quarter.clerk, asked.pk))
    assert "征集结束前没有核对，不计入" in page
    assert KEPT not in page
