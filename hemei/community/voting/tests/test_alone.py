"""What the clocks cannot do to one assembly does not keep them from the next thing."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.services import ProposalDraft
from hemei.community.voting.tests.test_assemblies import ENDS, noticed
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.kernel.decision import Refused


def test_a_proposal_ends_in_time_though_an_assembly_is_refused(
    quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
    )
    number = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
    until = queries.gather_ends([queries.proposal(number, actor=quarter.clerk)], now=NOW)[number]
    noticed(quarter)

    def ended(*_args: object) -> int:
        raise Refused.because("2019-01-01没有适用的议事规则")

    monkeypatch.setattr(import_module("hemei.community.voting.services.sweep"), "_ended", ended)
    services.sweep(actor=SYSTEM, now=max(until, ENDS) + timedelta(seconds=1))
    assert Proposal.objects.get(pk=number).state == "closed"
    assert Assembly.objects.filter(state="noticed").count() == 1
