"""A meeting that owners asked for is answered by its notice, soon; a mere draft stops no clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.services import ProposalDraft
from hemei.community.voting.tests.adopting import SHOWN
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import ENDS, HIRE, OPENS, called, code_of, street
from hemei.community.voting.work import drafts
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

MORE = {
    "called_by": "committee",
    "ground": "fifth_of_owners",
    "kind": "extraordinary",
    "decision": "〔2026〕1号",
    "decided": ("hire_company",),
    "scan": SHOWN,
}


@pytest.fixture
def asked(quarter, monkeypatch) -> int:
    """Let the owners ask for a meeting of a committee at work."""
    number = services.propose_assembly(
        actor=quarter.clerk, now=NOW,
        draft=ProposalDraft(
            estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
        ),
    )  # fmt: skip
    units = [quarter.units["104"], quarter.units["101"]]
    assert supported(actor=quarter.clerk, now=NOW, proposal_id=number, unit_ids=units).reached
    monkeypatch.setattr(
        "hemei.community.voting.services.grounds.people.committee_able", lambda *_: quarter.estate
    )
    return number


def running(number: int) -> tuple[str, datetime]:
    [row] = [row for row in clocks.deadlines_of(stream=f"voting.proposal:{number}") if row.state == "running"]
    return row.key, row.due_at


def stands() -> str:
    return str(Proposal.objects.get().state)


def test_a_call_that_is_never_noticed_goes_to_the_street(quarter, asked) -> None:
    key, due = running(asked)
    draft = called(quarter, proposal_id=asked, agenda=(), **MORE)
    assert (running(asked), stands()) == (("call", due), "called")
    assert services.sweep(actor=SYSTEM, now=due) == 0
    services.sweep(actor=SYSTEM, now=due + timedelta(seconds=1))
    assert (key, running(asked)[0], stands()) == ("call", "order", "overdue")
    with pytest.raises(Refused) as twice:
        called(quarter, proposal_id=asked, key="b", agenda=(), **MORE)
    assert code_of(twice) == "not_noticed"
    above = street(quarter)
    with records.acting(above):
        services.order_call(
            actor=above, now=due + timedelta(days=1), proposal_id=asked, document="明光街〔2026〕8号"
        )
    late = running(asked)[1] + timedelta(seconds=1)
    services.sweep(actor=SYSTEM, now=late)
    assert (running(asked)[0], stands()) == ("instead", "unmet")
    services.call_off_assembly(actor=quarter.clerk, now=late, assembly_id=draft, reason="由居委会召集")
    assert (running(asked)[0], stands()) == ("instead", "unmet")


def test_the_notice_settles_what_was_owed_and_calling_off_owes_it_again(quarter, asked) -> None:
    due = running(asked)[1]
    number = called(quarter, proposal_id=asked, agenda=(HIRE,), **MORE)
    [line] = drafts(quarter.clerk)
    assert "1次" in line.words
    act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number}
    for opens, closes, code in (
        (OPENS + timedelta(days=3650), ENDS + timedelta(days=3660), "too_late"),
        (OPENS, ENDS + timedelta(days=365), "too_late"),
    ):
        with pytest.raises(Refused) as refused:
            services.notice_assembly(opens_on=opens, closes_at=closes, **act)
        assert code_of(refused) == code
    services.notice_assembly(opens_on=OPENS, closes_at=ENDS, **act)
    assert stands() == "called"
    assert drafts(quarter.clerk) == []
    assert not [
        one for one in clocks.deadlines_of(stream=f"voting.proposal:{asked}") if one.state == "running"
    ]
    cited = services.Cited(decision="业委会〔2026〕12号，日期有误，取消这次会议")
    services.call_off_assembly(reason="日期有误", cited=cited, **act)
    assert (running(asked), stands()) == (("call", due), "reached")


def test_a_meeting_nobody_asked_for_is_held_when_its_caller_likes(quarter) -> None:
    number = called(quarter)
    services.notice_assembly(
        actor=quarter.clerk, now=NOW, assembly_id=number, opens_on=OPENS + timedelta(days=300),
        closes_at=ENDS + timedelta(days=300),
    )  # fmt: skip
    assert queries.assembly(number, actor=quarter.clerk) is not None
    assert Assembly.objects.get().proposal_id is None
