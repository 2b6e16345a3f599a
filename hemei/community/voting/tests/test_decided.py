"""The committee decides, not one of its members: what it decided is cited, once, for that agenda, also to call off."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from hemei.community.meetings.queries import CommitteeItem
from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Roll, Vote
from hemei.community.voting.pages import acts, assembly, drafting, places
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.services import AgendaItem, Cited, decided
from hemei.community.voting.tests.adopting import SHOWN
from hemei.community.voting.tests.test_assemblies import ENDS, HIRE, OPENS, code_of, draft_of
from hemei.community.voting.tests.test_committee_calls import FORM, member_of
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

ITEM, OTHER, FOREIGN, REJECTED, UNSIGNED = 11, 12, 13, 14, 15
BY = {"called_by": "committee", "ground": "rules_of_procedure", "agenda": (HIRE,)}
FUND = AgendaItem(matter="use_maintenance_fund", title="使用维修资金更换电梯")


@standing
def member(quarter) -> Actor:
    return member_of(quarter)


@pytest.fixture(autouse=True)
def items(quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the committee have put one item to the owners, and adopted another; what serves nobody are two more."""
    put = {"matters": ("hire_company",)}
    known = {
        ITEM: CommitteeItem(ITEM, 1, quarter.estate, "召集大会表决续聘", adopted=True, decided_at=NOW, **put),
        OTHER: CommitteeItem(OTHER, 2, quarter.estate, "取消续聘的会议", adopted=True, decided_at=NOW),
        FOREIGN: CommitteeItem(FOREIGN, 3, quarter.estate + 1, "别处的事", adopted=True, decided_at=NOW),
        REJECTED: CommitteeItem(REJECTED, 4, quarter.estate, "没有通过", adopted=False, decided_at=NOW),
        UNSIGNED: CommitteeItem(
            UNSIGNED, 5, quarter.estate, "没有签字", adopted=False, decided_at=NOW, unsigned=2, **put
        ),
    }
    monkeypatch.setattr(decided.meetings, "committee_item", known.get)
    monkeypatch.setattr(decided.meetings, "resolved_words", {ITEM: "续聘三年，收费不变"}.get)
    monkeypatch.setattr(
        places.meetings, "adopted_items",
        lambda _estate, *, for_owners: [known[ITEM if for_owners else OTHER]],
    )  # fmt: skip
    for module in (acts, assembly):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def do(actor: Actor, act, **values):
    with records.acting(actor):
        return act(actor=actor, now=NOW, **values)


def refusal(actor: Actor, act, **values) -> str:
    with pytest.raises(Refused) as refused:
        do(actor, act, **values)
    return code_of(refused)


def by_item(quarter, actor: Actor, key: str = "k", item: int = ITEM, **more) -> int:
    draft = draft_of(quarter, **{**BY, "key": key, "decision_item": item, **more})
    return do(actor, services.call_assembly, draft=draft)


def notice(actor: Actor, number: int, **more) -> None:
    do(actor, services.notice_assembly, assembly_id=number, opens_on=OPENS, closes_at=ENDS, **more)


def test_no_member_calls_alone(quarter, member) -> None:
    bare = draft_of(quarter, **BY)
    assert refusal(member, services.call_assembly, draft=bare) == "committee_decision"
    for item in (FOREIGN, REJECTED, 4711):
        cited = replace(bare, decision_item=item)
        assert refusal(member, services.call_assembly, draft=cited) == "not_adopted"
    assert refusal(member, services.call_assembly, draft=replace(bare, decision_item=UNSIGNED)) == "unsigned"
    page = text(call(acts.call, member))
    assert "召集大会表决续聘" in page
    assert "取消续聘的会议" not in page  # it puts nothing to the owners
    form = FORM | {"decision": "", "key": "k9"}
    assert call(acts.call, member, post=form).status_code == 422
    assert call(acts.call, member, post=form | {"decision_item": str(ITEM)}).status_code == 302


def test_a_member_with_nothing_adopted_is_led_to_where_his_committee_meets(
    quarter, member, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(call(acts.call, member))
    assert "请选会议通过、到会委员已经签字的事项" in page
    assert "还没有会议通过" not in page
    monkeypatch.setattr(places.meetings, "adopted_items", lambda _estate, *, for_owners: [])
    page = text(call(acts.call, member))
    assert re.search(r'请社区凭文书办理。 <a href="/committee-life/[^"]+/meeting">召集业委会会议</a>', page)
    assert 'id="field-decision"' not in page
    assert "代业主委员会登记的" in text(call(acts.call, quarter.clerk, estate="表决小区"))


def test_what_puts_nothing_to_the_owners_calls_no_meeting_of_theirs(quarter, member) -> None:
    bare = draft_of(quarter, **BY)
    cited = replace(bare, decision_item=OTHER)
    assert refusal(member, services.call_assembly, draft=cited) == "names_no_matter"


def test_the_agenda_holds_only_what_the_committee_put_to_the_owners(quarter, member) -> None:
    draft = draft_of(quarter, **{**BY, "decision_item": ITEM, "agenda": (HIRE, FUND)})
    assert refusal(member, services.call_assembly, draft=draft) == "not_decided"
    number = by_item(quarter, member)
    with pytest.raises(Refused) as refused:
        do(member, services.set_agenda, assembly_id=number, agenda=[HIRE, FUND])
    [reason] = refused.value.decision.reasons
    assert (reason.code, reason.values["number"]) == ("not_decided", 2)
    page = text(call(drafting.set_agenda, member, number))
    assert "续聘三年，收费不变" in page
    assert "提请表决：选聘和解聘物业服务企业或者其他管理人" in page
    rows = Assembly.objects.filter(pk=number)
    for change in ({"agenda": [{"matter": FUND.matter}]}, {"decided_matters": [FUND.matter]}):
        with pytest.raises(IntegrityError), transaction.atomic(), records.acting(quarter.clerk):
            rows.update(**change)


def test_who_votes_reads_the_decision_beside_the_agenda(quarter, member) -> None:
    number = by_item(quarter, member)
    notice(member, number, agrees=True)
    owner = quarter.town.persons["丙"]
    page = text(call(assembly.assembly, Actor(Role.RESIDENT, 9, owner), number))
    assert "召集大会表决续聘" in page
    assert "续聘三年，收费不变" in page
    with records.acting(quarter.clerk):
        roll = Assembly.objects.get(pk=number).roll
        vote = Vote.objects.get(roll=roll)
        Roll.objects.filter(pk=roll.pk).update(closed_at=ENDS)
        files = queries.files_of(vote.pk, actor=quarter.clerk, now=ENDS)
    assert files is not None
    assert files.public["decision"]["matters"] == ["hire_company"]
    assert "续聘三年" in files.public["decision"]["words"]


def test_one_decision_calls_one_standing_meeting(quarter, member) -> None:
    first = by_item(quarter, member)
    for actor in (member, quarter.clerk):
        again = draft_of(quarter, **{**BY, "key": "k2", "decision_item": ITEM})
        assert refusal(actor, services.call_assembly, draft=again) == "decision_used"
    do(
        member, services.call_off_assembly, assembly_id=first, reason="日期有误"
    )  # not noticed: it binds nobody yet
    assert by_item(quarter, member, key="k2") != first


def test_the_agenda_is_held_against_the_decision_at_the_notice(quarter, member) -> None:
    number = by_item(quarter, member)
    other = replace(HIRE, title="解聘物业公司")  # of the same matter: only who reads it can tell
    do(member, services.set_agenda, assembly_id=number, agenda=[other])
    with pytest.raises(Refused) as refused:
        notice(member, number)
    assert code_of(refused) == "agrees"
    assert refused.value.decision.reasons[0].values["item"] == "召集大会表决续聘"
    page = text(call(acts.notice, member, number))
    assert "召集大会表决续聘" in page
    assert other.title in page
    do(member, services.set_agenda, assembly_id=number, agenda=[HIRE])
    notice(member, number, agrees=True)
    with records.acting(member):
        [event] = [
            one for one in record.history(stream=f"voting.assembly:{number}") if one.type.endswith("_noticed")
        ]
    assert event.data["decision_item"] == ITEM
    assert "业主委员会的决定" in text(call(assembly.assembly, member, number))


def test_what_the_committee_noticed_it_calls_off_itself(quarter, member) -> None:
    number = by_item(quarter, member)
    notice(member, number, agrees=True)
    off = {"assembly_id": number, "reason": "不开了"}
    for cited in (Cited(), Cited(decision_item=ITEM)):
        assert refusal(member, services.call_off_assembly, **off, cited=cited) == "committee_decision"
    for item in (FOREIGN, REJECTED):
        assert (
            refusal(member, services.call_off_assembly, **off, cited=Cited(decision_item=item))
            == "not_adopted"
        )
    assert "取消续聘的会议" in text(call(acts.call_off, member, number))
    assert call(acts.call_off, member, number, post={"reason": "不开了"}).status_code == 422
    done = {"reason": "不开了", "decision_item": str(OTHER)}
    assert call(acts.call_off, member, number, post=done).status_code == 302
    with records.acting(quarter.clerk):
        assert Assembly.objects.get(pk=number).state == State.CALLED_OFF


def test_a_clerk_cites_it_too_to_call_off(quarter, member) -> None:
    number = by_item(quarter, quarter.clerk, item=None, decision="业委会〔2026〕3号", scan=SHOWN)
    notice(quarter.clerk, number)
    off = {"assembly_id": number, "reason": "不开了"}
    assert refusal(quarter.clerk, services.call_off_assembly, **off) == "committee_decision"
    do(quarter.clerk, services.call_off_assembly, **off, cited=Cited(decision="业委会〔2026〕4号"))


def test_whom_a_meeting_is_to_recall_does_not_conduct_it(quarter, member) -> None:
    recall = AgendaItem(matter="elect_committee", title="罢免", recalled_id=member.person_id)
    with records.acting(quarter.clerk):
        number = Assembly.objects.create(
            stream="voting.assembly:900", scope=quarter.clerk.places[0].path, estate_id=quarter.estate, key="r",
            estate_name="表决小区", kind="extraordinary", called_by="committee", ground="members_recall",
            title="罢免", state=State.CALLED, called_at=NOW, body_id=member.body_id,
            decided_matters=[recall.matter],
            agenda=[{"matter": recall.matter, "title": recall.title, "recalled_id": recall.recalled_id}],
        ).pk  # fmt: skip
        records.grant_access(stream="voting.assembly:900", bodies=(member.body_id,))
    days = {"opens_on": OPENS, "closes_at": ENDS}
    assert refusal(member, services.notice_assembly, assembly_id=number, **days) == "concerned"
    assert refusal(member, services.call_off_assembly, assembly_id=number, reason="不必罢免") == "concerned"
