"""A committee calls the meetings of its own estate, from proposal to result; nobody else's, and sees no ballot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.pages import (
    acts,
    assembly,
    closing,
    drafting,
    files,
    gate,
    lists,
    proposals,
    rolls,
    uncast,
)
from hemei.community.voting.rules.acts import Act, may, may_of, roles_for
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.inspecting import may_inspect
from hemei.community.voting.services import AgendaItem
from hemei.community.voting.tests.adopting import SHOWN, adopt
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    FIRST_BALLOT,
    OPENS,
    called,
    cast,
    code_of,
    draft_of,
    noticed,
)
from hemei.community.voting.tests.test_files import unpacked
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.people.tests.test_committees import TERM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing


@standing
def member(quarter) -> Actor:
    return member_of(quarter)


_MEMBERS = (
    ("王一", "13900000001", Post.CHAIR), ("王二", "13900000002", Post.MEMBER), ("王三", "13900000003", Post.MEMBER),
)  # fmt: skip


def member_of(quarter) -> Actor:
    """Seat three of five of the estate's committee; return the chair, as his session makes him: only his committee."""
    keeper = replace(quarter.clerk, role=Role.COMMUNITY_SECRETARY)
    with records.acting(keeper):
        term = people_services.register_term(actor=keeper, now=NOW, estate_id=quarter.estate, draft=TERM)
        seat, *_others = [
            people_services.take_seat(
                actor=keeper, now=NOW, term_id=term, who=people_services.Who(name, phone), post=post,
                since=TERM.valid_from,
            )
            for name, phone, post in _MEMBERS
        ]  # fmt: skip
        office = people_services.open_office(actor=keeper, now=NOW, seat_id=seat)
    [row] = [one for one in people.appointments_on(TODAY) if one.id == office]
    return Actor(Role.COMMITTEE_MEMBER, 1, row.person_id, row.body_id, office)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    def turn(now) -> None:
        for module in (acts, assembly, closing, files, gate, lists, proposals, rolls, uncast):
            monkeypatch.setattr(module, "utc_now", lambda: now)

    turn(NOW)
    return turn


def test_a_member_acts_for_what_his_committee_called() -> None:
    member = Actor(Role.COMMITTEE_MEMBER, body_id=7)
    allowed = {act for act in Act if may_of(member, act, "1.2.", 7).allowed}
    assert allowed == {Act.SEE, Act.FREEZE, Act.CALL, Act.CONDUCT, Act.PROPOSE, Act.ENTER_RULES}
    assert not [
        act for act in Act if may_of(member, act, "1.2.", 8).allowed or may(member, act, "1.2.").allowed
    ]
    assert not [act for act in Act if may_of(member, act, "1.2.", None).allowed]
    for act in (Act.CAST, Act.INSPECT, Act.SEE_UNCAST, Act.STRIKE, Act.ANNUL, Act.CORRECT, Act.BIND):
        assert Role.COMMITTEE_MEMBER not in roles_for(act)


FORM = {
    "estate": "表决小区", "title": "年度会议", "kind": "regular", "called_by": "committee",
    "ground": "rules_of_procedure", "key": "k", "decision_item": "47110",
}  # fmt: skip


@pytest.fixture(autouse=True)
def adopted(quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the committee have adopted, in signed minutes, to put the company to the owners."""
    adopt(monkeypatch, quarter.estate, "hire_company")


def noticed_by(quarter, member) -> Assembly:
    """Let a member call a meeting and post its notice."""
    assert call(acts.call, member, post=FORM).status_code == 302
    with records.acting(quarter.clerk):
        found = Assembly.objects.get()
    assert found.body_id == member.body_id
    agenda = {"matter1": "hire_company", "title1": "续聘物业公司"}
    assert call(drafting.set_agenda, member, found.pk, post=agenda).status_code == 302
    days = {"opens_on": OPENS.isoformat(), "closes_on": ENDS.date().isoformat(), "closes_time": "09:00"}
    days["agrees"] = "1"
    assert call(acts.notice, member, found.pk, post=days).status_code == 302
    return found


def judged_by(member, found: Assembly, clock) -> None:
    """Let him close it and have it counted."""
    clock(ENDS + timedelta(hours=1))
    for view in (closing.close, acts.judge):
        assert call(view, member, found.pk, post={}).status_code == 302


def test_a_member_calls_a_meeting_of_his_estate_and_sees_it_run(quarter, member, clock) -> None:
    page = text(call(acts.call, member))
    assert 'value="表决小区"' in page
    assert "居民委员会</option>" not in page
    found = noticed_by(quarter, member)
    assert "年度会议" in text(call(lists.assemblies, member))
    clock(FIRST_BALLOT)
    with records.acting(quarter.clerk):
        cast(quarter, Assembly.objects.get(pk=found.pk), "101", "for")
    page = text(call(assembly.assembly, member, found.pk))
    assert "参与情况" in page
    assert "纸质表决票" not in page
    assert "还有 3 个" not in page
    roll = text(call(rolls.roll, member, found.pk))
    assert "1幢1单元101" in roll
    for view in (uncast.uncast, rolls.roll_sheet):
        with pytest.raises(PermissionDenied):
            call(view, member, found.pk)


def test_a_member_makes_the_result_known_opens_its_files_and_calls_again(quarter, member, clock) -> None:
    found = noticed_by(quarter, member)
    clock(FIRST_BALLOT)
    with records.acting(quarter.clerk):
        cast(quarter, Assembly.objects.get(pk=found.pk), "101", "for")
    judged_by(member, found, clock)
    with records.acting(member):
        assert [row.passed for row in queries.outcomes(found.pk, actor=member)] == [False]
        assert [todo.key for todo in queries.inbox(actor=member)] == ["post"]
    assert call(acts.publish, member, found.pk, post={}).status_code == 302
    # It organised the meeting: it opens the ballots with a reason, and makes the court's file.
    assert "查阅完整文件" in text(call(assembly.assembly, member, found.pk))
    assert call(files.full, member, found.pk, post={"reason": ""}).status_code == 422
    assert "1/full.json" in unpacked(call(files.full, member, found.pk, post={"reason": "答复异议"}))
    assert "votes/1/full.json" in unpacked(
        call(files.court, member, found.pk, post={"reason": "法院要求提交案卷"})
    )
    # Too few took part: he calls it again from the result, with the same agenda.
    page = text(call(assembly.assembly, member, found.pk))
    assert "参与表决没有达到要求" in page
    assert f"/assemblies/new?repeats={found.pk}" in page
    again = text(call(acts.call, member, repeats=str(found.pk)))
    assert "年度会议（重新召开）" in again
    form = FORM | {"title": "年度会议（重新召开）", "key": "k2", "repeats": str(found.pk)}
    assert call(acts.call, member, post=form).status_code == 302
    with records.acting(quarter.clerk):
        second = Assembly.objects.exclude(pk=found.pk).get()
    assert [item["title"] for item in second.agenda] == ["续聘物业公司"]
    assert f"/assemblies/{second.pk}" in text(call(assembly.assembly, member, found.pk))


@pytest.mark.parametrize("what", ["full", "court", "secret_vote"])
def test_a_committee_opens_the_files_of_what_it_called_and_of_nothing_else(what) -> None:
    member = Actor(Role.COMMITTEE_MEMBER, body_id=7)
    assert may_inspect(member, "1.2.", what, state=State.PUBLISHED, body_id=7).allowed
    for body in (8, None):
        assert not may_inspect(member, "1.2.", what, state=State.PUBLISHED, body_id=body).allowed


@pytest.mark.parametrize("state", [State.CALLED, State.NOTICED, State.CLOSED, State.CALLED_OFF])
@pytest.mark.parametrize("what", ["full", "court"])
def test_nobody_opens_what_shows_a_choice_before_the_count(what, state) -> None:
    for actor, body in (
        (Actor(Role.COMMITTEE_MEMBER, body_id=7), 7),
        (Actor(Role.STREET_CLERK, places=(PlaceRange("1."),)), None),
        (Actor(Role.COUNTY_COORDINATOR, places=(PlaceRange("1."),)), None),
    ):
        [reason] = may_inspect(actor, "1.2.", what, state=state, body_id=body).reasons
        assert reason.code == ("not_counted" if body or what == "court" else "forbidden")
    assert may_inspect(
        Actor(Role.COMMITTEE_MEMBER, body_id=7), "1.2.", "secret_vote", state=state, body_id=7
    ).allowed


def test_a_committee_calls_nothing_elsewhere_and_in_no_other_name(quarter, member, clock) -> None:
    with records.acting(member):
        for more, code in (
            ({"called_by": "residents_committee", "ground": "no_committee"}, "called_by"),
            ({"called_by": "committee", "ground": "rules_of_procedure", "estate_id": 4711}, "forbidden"),
        ):
            with pytest.raises(Refused) as refused:
                services.call_assembly(actor=member, now=NOW, draft=draft_of(quarter, **more))
            assert code_of(refused) == code
    stranger = replace(member, body_id=(member.body_id or 0) + 1)
    with records.acting(stranger), pytest.raises(Refused):
        services.call_assembly(
            actor=stranger,
            now=NOW,
            draft=draft_of(quarter, called_by="committee", ground="rules_of_procedure"),
        )
    # A meeting the residents' committee called he reads once it is noticed, and conducts not.
    records.bind(quarter.clerk)
    found = noticed(
        quarter, called_by="committee", ground="rules_of_procedure", decision="业委会〔2026〕3号，2026-11-20",
        scan=SHOWN,
    )  # fmt: skip
    clock(ENDS + timedelta(hours=1))
    page = text(call(assembly.assembly, member, found.pk))
    assert "/close" not in page
    assert "参与情况" not in page
    assert call(closing.close, member, found.pk, post={}).status_code == 422
    with records.acting(member), pytest.raises(Refused):
        services.set_agenda(
            actor=member, now=NOW, assembly_id=found.pk, agenda=[AgendaItem(matter="rebuild", title="x")]
        )
    with pytest.raises(Http404):
        call(assembly.assembly, stranger, found.pk)


def test_a_clerk_calls_in_the_committees_name_only_where_it_works_and_decided(quarter) -> None:
    """No fixture of a member: nobody is at work until `member_of` seats the chair."""
    by_committee = {"called_by": "committee", "ground": "rules_of_procedure"}
    emergency = {**by_committee, "kind": "extraordinary", "ground": "emergency", "reason": "电梯事故"}
    for more in (by_committee, emergency):
        with pytest.raises(Refused) as refused:
            called(quarter, **more, decision="业委会〔2026〕3号")
        assert code_of(refused) == "no_committee_at_work"
    page = text(call(acts.call, quarter.clerk, estate="表决小区"))
    assert "业主委员会</option>" not in page.replace("居民委员会</option>", "")
    member_of(quarter)
    for more in (by_committee, emergency, {**by_committee, "record": "committees.election:1"}):
        with pytest.raises(Refused) as refused:
            called(quarter, **more)
        assert code_of(refused) == "committee_decision"
    with pytest.raises(Refused) as refused:
        called(quarter, **by_committee, decision_item=4711)
    assert code_of(refused) == "not_adopted"
    assert not Assembly.objects.exists()
    assert "业主委员会决定召集的文书" in text(call(acts.call, quarter.clerk, estate="表决小区"))
    form = {
        "estate": "表决小区", "title": "年度会议", "kind": "regular", "called_by": "committee",
        "ground": "rules_of_procedure", "key": "k",
    }  # fmt: skip
    assert call(acts.call, quarter.clerk, post=form).status_code == 422
    form["decision"] = "业委会〔2026〕3号，2026-11-20"
    assert call(acts.call, quarter.clerk, post=form).status_code == 422
    form["decided"] = ["hire_company"]
    assert call(acts.call, quarter.clerk, post=form).status_code == 302
    found = Assembly.objects.get()
    [event] = record.history(stream=found.stream)
    assert set(event.data["texts"]) == {"decision"}


def test_owners_proposals_reach_the_committee_and_it_calls(quarter, member, clock) -> None:
    form = {
        "estate": "表决小区",
        "title": "更换物业公司",
        "reason": "服务太差",
        "matter": "hire_company",
        "key": "p",
    }
    assert call(proposals.propose, quarter.clerk, post=form).status_code == 302
    with records.acting(quarter.clerk):
        number = Proposal.objects.get().pk
    assert "更换物业公司" in text(call(proposals.proposals, member))
    with records.acting(quarter.clerk):
        units = [quarter.units["104"], quarter.units["101"]]
        supported(actor=quarter.clerk, now=NOW, proposal_id=number, unit_ids=units)
    page = text(call(proposals.proposal, member, number))
    assert "1幢1单元104" in page
    assert f"?proposal={number}" in page
    with records.acting(member):
        assert [(todo.key, todo.proposal_id) for todo in queries.inbox(actor=member)] == [("call", number)]
    called = {
        "estate": "表决小区", "title": "临时会议", "kind": "extraordinary", "called_by": "committee",
        "ground": "fifth_of_owners", "key": "k", "proposal": str(number), "decision_item": "47110",
    }  # fmt: skip
    assert call(acts.call, member, post=called).status_code == 302
    with pytest.raises(PermissionDenied):
        call(proposals.propose, owner_of(quarter, "甲"), post=form)
