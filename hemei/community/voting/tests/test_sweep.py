"""The sweep of what is late: rows that stay where they are keep nobody behind them waiting."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

from hemei.community.voting import services
from hemei.community.voting.models import Proposal
from hemei.community.voting.services import ProposalDraft
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import ENDS, noticed
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM

DRAFT = ProposalDraft(estate_id=0, matter="hire_company", title="更换物业公司", reason="服务太差", key="p")


def test_a_vote_that_ended_behind_more_than_a_page_is_counted_on_its_clock(quarter, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules[services.sweep.__module__], "BATCH", 2)
    found = [noticed(quarter, key=f"a{number}") for number in range(4)]
    assert services.sweep(actor=SYSTEM, now=ENDS + timedelta(seconds=1)) == 4
    for one in found:
        assert [row.key for row in clocks.deadlines_of(stream=one.stream)] == ["judge"]
    # They wait for whoever counts them, and stand before the next one.
    last = noticed(quarter, key="last")
    assert services.sweep(actor=SYSTEM, now=ENDS + timedelta(seconds=2)) == 1
    assert [row.key for row in clocks.deadlines_of(stream=last.stream)] == ["judge"]
    assert services.sweep(actor=SYSTEM, now=ENDS + timedelta(seconds=3)) == 0


def test_a_late_call_behind_more_than_a_page_that_is_not_late_goes_to_the_street(
    quarter, monkeypatch
) -> None:
    monkeypatch.setattr(sys.modules[services.sweep.__module__], "BATCH", 2)
    draft = replace(DRAFT, estate_id=quarter.estate)
    act = {
        "actor": quarter.clerk,
        "unit_ids": [quarter.units["104"], quarter.units["101"]],
    }
    numbers = [
        services.propose_assembly(actor=quarter.clerk, now=NOW, draft=replace(draft, key=f"p{number}"))
        for number in range(4)
    ]
    for number in reversed(numbers):  # the last one was reached first
        days = 0 if number == numbers[-1] else 20
        assert supported(now=NOW + timedelta(days=days), proposal_id=number, **act).reached
    services.sweep(actor=SYSTEM, now=NOW + timedelta(days=40))
    assert list(Proposal.objects.order_by("id").values_list("state", flat=True)) == [
        "reached", "reached", "reached", "overdue",
    ]  # fmt: skip
