"""A recall whose meeting is called off waits for another one; one whose result is annulled has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.committees import queries, services
from hemei.community.committees.models import Contest, Recall
from hemei.community.committees.pages.life import committee as life_pages
from hemei.community.committees.pages.life import recalls as recall_pages
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.committees.tests.test_recall_moot import lapse
from hemei.community.committees.tests.test_recall_whole import asked_for
from hemei.community.voting import queries as voted
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.pages import acts, assembly, paper
from hemei.community.voting.tests.adopting import SHOWN
from hemei.community.voting.tests.supporting import supported
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from tests.grounds import standing

CALL = "选举花园：召集业主大会表决罢免委员"
WHY = "公告写错了截止时刻"


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def code_of(committee: Committee) -> str:
    with records.acting(EVERYONE):
        found = places.estate(committee.garden.estate, actor=EVERYONE)
    assert found is not None
    return found.code


def row_of(recall: int) -> Recall:
    with records.acting(EVERYONE):
        return Recall.objects.get(pk=recall)


def told(stream: str) -> list[tuple[str, list[str]]]:
    with records.acting(EVERYONE):
        rows = record.latest_events(stream=stream, limit=20)
    return [(row.payload["type"], [one["clause"] for one in row.payload["standards"]]) for row in rows]


def test_called_off_it_waits_for_another_meeting_on_a_clock(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(3, committee.seats[:2])
    assert row_of(recall).vote_due_on == shanghai_day(committee.now) + timedelta(days=30)
    assert CALL in committee.owed()
    due, first = row_of(recall).vote_due_on, committee.noticed(recall)
    committee.settle()
    assert CALL in committee.owed(ended=True)
    committee.pass_(2)
    committee.do(voting.call_off_assembly, assembly_id=first, reason=WHY, cited=CITED)
    for _ in range(2):
        committee.settle()
        services.release_recalls(actor=EVERYONE, now=committee.now, assembly_id=first)
    row = row_of(recall)
    assert (row.state, row.assembly_id) == (RecallState.HEARD, first)
    assert row.vote_due_on == due  # taking the call back gives nobody more time
    assert CALL in committee.owed()
    assert told(row.stream)[0] == ("committees.recall_vote_called_off", ["第四十四条"])
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, committee.garden.secretary, code_of(committee)))
    assert "会议已经取消，须另行召集" in page
    assert "交付业主大会表决</a>" in page
    second = committee.noticed(recall)
    assert second != first
    committee.pass_(17)
    committee.cast(second, came=7, agree=4)
    committee.count(second)
    assert row_of(recall).state == RecallState.PASSED
    assert CALL not in committee.owed()


def test_a_call_that_is_not_noticed_leaves_the_meeting_owed(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(3, committee.seats[:2])
    due = row_of(recall).vote_due_on
    first = committee.do(services.call_recall_vote, recall_id=recall, cited=CITED)
    committee.settle()
    assert CALL in committee.owed()
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, committee.garden.secretary, code_of(committee)))
    assert "已经召集，还没有公告" in page
    assert f"最迟{due}公告会议" in page
    # The committee noticed nothing in time, nor when it was ordered to: its draft bars nobody else's call.
    for days in (31, 20):
        committee.pass_(days)
        with records.acting(EVERYONE):
            voting.sweep(actor=EVERYONE, now=committee.now)
        if days > 30:
            committee.garden.do(
                committee.garden.street, voting.order_call, now=committee.now,
                proposal_id=row_of(recall).proposal_id, document="〔2026〕9号",
            )  # fmt: skip
    committee.do(voting.call_off_assembly, assembly_id=first, reason="一直没有公告", cited=CITED)
    committee.settle()
    assert (row_of(recall).state, row_of(recall).vote_due_on) == (RecallState.HEARD, due)
    with records.acting(committee.garden.secretary):
        titles = [
            one.title for one in duties.duty_list(actor=committee.garden.secretary) if one.ended_at is None
        ]
    assert titles.count(CALL) == 1
    second = committee.do(services.call_recall_vote, recall_id=recall)
    with records.acting(EVERYONE):
        assert Assembly.objects.get(pk=second).called_by == "residents_committee"


def test_the_way_leads_from_the_recall_to_its_meeting_and_back(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, recall = committee.garden.secretary, committee.recall(3, committee.seats[:2])
    for module in (life_pages, recall_pages, assembly, acts, paper):
        monkeypatch.setattr(module, "utc_now", moment(committee))
    assert "正在办理的罢免</a>" in text(call(life_pages.life, desk, code_of(committee)))
    answer = call(recall_pages.vote, desk, recall, post={"decision": "业委会〔2026〕5号"})
    number = row_of(recall).assembly_id or 0
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/assemblies/{number}")
    back = f'href="/committee-life/of/recall/{recall}">看罢免的提议和申辩</a>'
    assert back in text(call(assembly.assembly, desk, number))
    committee.do(voting.show_decision, assembly_id=number, scan=SHOWN)
    opens = {"opens_on": "2026-11-26", "closes_on": "2026-11-28", "closes_time": "18:00"}
    assert call(acts.notice, desk, number, post=opens).status_code == 302
    page = text(call(assembly.assembly, desk, number))
    roll = page.split('href="/paper/')[1].split('"')[0]
    before = text(call(paper.paper, desk, int(roll)))
    assert "还没有开始" in before
    assert "表决进行中" not in before
    assert "看罢免的提议和申辩" not in text(call(assembly.assembly, committee.garden.owner, number))
    assert call(acts.call_off, desk, number, post={"reason": WHY, "decision": "6号"}).status_code == 302
    committee.pass_(17)
    page = text(call(assembly.assembly, desk, number))
    assert 'href="/paper/' not in page
    assert "参与情况" not in page


def proposed(committee: Committee) -> int:
    number = committee.do(voting.propose_assembly, draft=asked_for(committee.garden))
    assert isinstance(number, int)
    units = list(committee.garden.units.values())[:2]
    committee.do(supported, proposal_id=number, unit_ids=units)
    return number


def standing(proposal: int) -> tuple[str, list[tuple[str, str, object]]]:
    with records.acting(EVERYONE):
        found = Proposal.objects.get(pk=proposal)
        rows = clocks.deadlines_of(stream=found.stream)
    return found.state, [(row.key, row.state, row.due_at) for row in rows if row.key.startswith("call")]


def test_the_owners_who_asked_for_it_are_owed_their_meeting_until_the_old_day(committee: Committee) -> None:
    proposal = proposed(committee)
    before = standing(proposal)
    assert (before[0], [row[:2] for row in before[1]]) == ("reached", [("call", "running")])
    recall = committee.recall(4, proposal=proposal)
    first = committee.noticed(recall)
    assert standing(proposal)[0] == "called"
    committee.do(voting.call_off_assembly, assembly_id=first, reason=WHY, cited=CITED)
    committee.settle()
    assert standing(proposal) == before
    assert told(f"voting.proposal:{proposal}")[0] == ("voting.proposal_owed_again", ["第十三条"])
    assert committee.noticed(recall) != first
    assert standing(proposal)[0] == "called"


def test_called_off_too_late_the_street_orders_the_meeting(committee: Committee) -> None:
    proposal = proposed(committee)
    recall = committee.recall(4, proposal=proposal)
    committee.pass_(10)
    first = committee.noticed(recall)
    committee.pass_(14)
    committee.do(voting.call_off_assembly, assembly_id=first, reason=WHY, cited=CITED)
    with records.acting(EVERYONE):
        voting.sweep(actor=EVERYONE, now=committee.now)
    assert standing(proposal)[0] == "overdue"


def test_what_is_called_off_for_want_of_an_object_is_owed_no_more(committee: Committee) -> None:
    proposal = proposed(committee)
    recall = committee.recall(4, proposal=proposal)
    first = committee.noticed(recall)
    lapse(committee, 4)
    committee.do(voting.call_off_assembly, assembly_id=first, reason=WHY, cited=CITED)
    committee.settle()
    assert row_of(recall).state == RecallState.MOOT
    assert standing(proposal)[0] == "moot"


def test_owners_who_ask_for_the_recall_of_who_left_are_owed_no_meeting(committee: Committee) -> None:
    proposal = proposed(committee)
    people_services.leave_seat(
        actor=EVERYONE, now=committee.now, seat_id=committee.seats[4], day=shanghai_day(committee.now),
        reason=SeatEnd.RESIGNED,
    )  # fmt: skip
    for _ in range(2):
        committee.settle()
        services.lapse_recalls(actor=EVERYONE, now=committee.now, seat_id=committee.seats[4], warrant="")
    state, (call_clock,) = standing(proposal)
    assert (state, call_clock[:2]) == ("moot", ("call", "cancelled"))
    assert told(f"voting.proposal:{proposal}")[0] == ("voting.proposal_moot", [])


def annulled(committee: Committee, recall: int) -> None:
    draft = voting.AnnulmentDraft(
        by="court",
        document="（2026）皖0102民初9号",
        decided_on=shanghai_day(committee.now),
        reason="名册漏列业主",
    )
    street, number = committee.garden.street, row_of(recall).assembly_id
    committee.garden.do(street, voting.annul_result, now=committee.now, assembly_id=number, draft=draft)
    committee.settle()


def test_a_member_recalled_by_an_annulled_result_sits_again_when_the_street_says_so(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    annulled(committee, recall)
    number = row_of(recall).assembly_id or 0
    with records.acting(EVERYONE):
        votes = voted.votes_of(number, actor=EVERYONE)
        services.contest_annulled(
            actor=EVERYONE, now=committee.now, assembly_id=number, votes=[one.id for one in votes]
        )
        (contest,) = Contest.objects.all()
    assert (contest.why, contest.settled) == ("annulled", "")
    assert committee.sitting() == [1, 2, 3, 4]
    street = committee.garden.street
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, street, code_of(committee)))
    assert "罢免的表决结果被撤销，席位已经终止" in page
    assert "在任4人，应有5人。" in page
    assert "按次序办理递补" in page
    with records.acting(street):
        home = queries.contest_home(contest.pk, actor=street)
    assert home == (committee.garden.estate, None, "annulled")
    services.settle_contest(
        actor=street, now=committee.now, contest_id=contest.pk, choice="followed",
        reason="法院撤销了这次表决，席位还空着",
    )  # fmt: skip
    assert committee.sitting() == [1, 2, 3, 4, 5]
    assert row_of(recall).state == RecallState.ANNULLED
    page = text(call(life_pages.life, street, code_of(committee)))
    assert "按撤销决定办理，恢复任职" in page
    assert "按重新计票的结果办理" not in page
    monkeypatch.setattr(assembly, "utc_now", moment(committee))
    assert "撤销以前的计票：通过" in text(call(assembly.assembly, street, number))
    assert told(row_of(recall).stream)[0] == ("committees.recall_annulled", ["第四十四条"])


def test_a_recall_that_failed_by_an_annulled_result_may_be_proposed_again(committee: Committee) -> None:
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=8, agree=3) is RecallState.FAILED
    annulled(committee, recall)
    assert row_of(recall).state == RecallState.ANNULLED
    with records.acting(EVERYONE):
        assert not Contest.objects.exists()
        assert Assembly.objects.get().state == "annulled"
    again = committee.recall(4, committee.seats[:2])
    assert row_of(again).state == RecallState.HEARD
