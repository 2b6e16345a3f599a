"""From topic to finished duty: checked, called, every side there, concluded, done, reported; and every refusal."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.rules.words import (
    ConclusionKind,
    RaisedBy,
    Step,
    TaskState,
    TopicKind,
    TopicState,
)
from hemei.community.deliberation.tests.conftest import NEXT_WEEK, NOW, Table, picture
from hemei.community.meetings import queries as meeting_queries
from hemei.community.meetings import services as meetings
from hemei.community.voting import queries as voting
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties
from hemei.leadership.duties.rules.words import ActName

pytestmark = pytest.mark.django_db
LATER = datetime.fromisoformat("2026-11-12T02:00:00+00:00")


@pytest.fixture
def standing(table: Table) -> Table:
    table.establish()
    return table


def story(table: Table, topic: int) -> list[str]:
    with records.acting(SYSTEM):
        events = record.history(stream=f"deliberation.topic:{topic}")
        return [event.type.split(".")[1] for event in events if event.type.startswith("deliberation.")]


def test_a_topic_goes_from_the_desk_to_the_next_agenda_and_back_to_it(standing: Table) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    assert table.topic(topic).row.state is TopicState.WAITING
    sitting = table.call()
    assert table.topic(topic).row.state is TopicState.ON_AGENDA
    with pytest.raises(Refused, match="还没有在各方都到场的会议上通过"):
        table.conclude(topic)
    table.hold(sitting)
    with records.acting(table.clerk):
        (clock,) = queries.clocks_of(table.community)
        assert clock.due_at > NEXT_WEEK + timedelta(days=29)  # the time to the next meeting runs anew
    table.conclude(topic)
    page = table.topic(topic)
    (task,) = page.tasks
    assert (page.row.state, task.state, task.until) == (
        TopicState.AT_WORK,
        TaskState.OPEN,
        date(2026, 11, 20),
    )
    assert page.appearances[0].conclusion == "由居委会联系维修"
    table.do(task.duty_id, LATER)
    page = table.topic(topic, now=LATER)
    assert (page.row.state, page.row.done_on, page.tasks[0].late) == (TopicState.DONE, LATER.date(), False)
    again = table.call(LATER, LATER + timedelta(days=7))
    (reported,) = table.page(again, LATER).agenda
    assert (reported.topic_id, reported.purpose) == (topic, "report")
    table.hold(again, LATER + timedelta(days=7))
    assert table.topic(topic).row.state is TopicState.CLOSED
    assert story(table, topic) == [
        "topic_raised", "topic_accepted", "topic_scheduled", "topic_concluded", "task_moved", "task_moved",
        "topic_done", "result_reported",
    ]  # fmt: skip
    with records.acting(SYSTEM):
        found = queries.working_on(table.community, date(2026, 11, 25))
    assert (found.record.meetings, found.record.done, found.record.due) == (2, 1, 1)


def test_a_task_lies_in_the_estate_that_met(standing: Table) -> None:
    """So of a company only who has that estate in hand is told; what a whole community agreed on lies in none."""
    table = standing
    common = table.raise_topic("社区活动室开放时间", estate_id=None, community_id=table.community)
    topic = table.raise_topic()
    for number, title in ((topic, "北门路灯不亮"), (common, "社区活动室开放时间")):
        table.accept(number, title)
    with records.acting(table.secretary):
        draft = services.SittingDraft(
            community_id=table.community, starts_at=NEXT_WEEK, location="党群服务中心", key="whole"
        )
        whole = services.call_sitting(actor=table.secretary, now=NOW, draft=draft)
    for sitting, concluded, estate in ((table.call(), topic, table.estate), (whole, common, None)):
        table.hold(sitting)
        table.conclude(concluded)
        (task,) = table.topic(concluded).tasks
        with records.acting(SYSTEM):
            assert duties.estate_of(f"duties.duty:{task.duty_id}") == estate


def test_without_a_side_the_meeting_does_not_open_and_everything_waits_again(standing: Table) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    sitting = table.call()
    with pytest.raises(Refused, match="物业服务企业到场0人"):
        table.hold(sitting, absent="company")
    with records.acting(table.secretary):
        meeting = table.page(sitting).row.meeting_id
        meetings.lapse_meeting(actor=table.secretary, now=NEXT_WEEK, meeting_id=meeting)
    table.tell(NEXT_WEEK)
    assert table.topic(topic).row.state is TopicState.WAITING
    assert table.page(sitting).row.state == "failed"


def test_what_a_side_rejects_waits_for_the_next_meeting(standing: Table) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    table.hold(table.call(), choice=meeting_queries.Choice.AGAINST)
    assert table.topic(topic).row.state is TopicState.WAITING
    assert story(table, topic)[-1] == "topic_put_off"


def meetings_page(table: Table, meeting: int) -> tuple[meeting_queries.ItemView, ...]:
    page = meeting_queries.meeting(actor=table.secretary, now=NEXT_WEEK, meeting_id=meeting)
    assert page is not None
    return page.items


def test_a_matter_of_the_owners_becomes_a_proposal_and_nothing_else(standing: Table) -> None:
    table = standing
    topic = table.raise_topic("用维修资金修屋面")
    with pytest.raises(Refused, match="像是须由业主共同决定的事项"):
        table.accept(topic, "用维修资金修屋面")
    table.accept(topic, "用维修资金修屋面", matter="use_maintenance_fund")
    table.hold(table.call())
    for kind in (ConclusionKind.TASK, ConclusionKind.ANSWER):
        with pytest.raises(Refused, match="第二百七十八条") as refused:
            table.conclude(topic, kind)
        assert any(one.clause == "第二百七十八条" for one in refused.value.decision.references)
    page = table.topic(topic)
    meeting = page.appearances[0].meeting_id
    item = table.page(page.appearances[0].sitting_id).agenda[0].item_id
    with records.acting(table.secretary):
        drafts = [
            meetings.TaskDraft(title="先修起来", owner=table.office, until=date(2026, 11, 30), item_id=item)
        ]
        (shown,) = [one for one in meetings_page(table, meeting) if one.id == item]
        assert shown.outcome is meeting_queries.Outcome.ADOPTED
        assert meeting_queries.outcome_text(shown.outcome, shown.for_owners) == "同意提请业主表决"
        assert "第二百七十八条" in shown.for_owners
        with pytest.raises(Refused, match="须由业主共同决定"):
            meetings.set_tasks(actor=table.secretary, now=NEXT_WEEK, meeting_id=meeting, drafts=drafts)
    table.conclude(topic, ConclusionKind.PROPOSAL, text="建议业主表决使用维修资金")
    page = table.topic(topic)
    assert page.row.state is TopicState.PROPOSED
    assert page.row.proposal_id is not None
    with records.acting(table.secretary):
        proposal = voting.proposal(page.row.proposal_id, actor=table.secretary)
    assert (proposal.matter, proposal.seat) == ("use_maintenance_fund", None)


@pytest.mark.parametrize("kind", [ConclusionKind.TASK, ConclusionKind.ANSWER])
def test_what_the_sides_agreed_to_is_concluded_once_they_signed(
    standing: Table, kind: ConclusionKind
) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    table.hold(table.call(), signed=False)
    with pytest.raises(Refused, match="没有都在会议记录上签字"):
        table.conclude(topic, kind)


def test_a_matter_that_is_none_is_no_proposal(standing: Table) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    table.hold(table.call())
    with pytest.raises(Refused, match="不属于须由业主共同决定"):
        table.conclude(topic, ConclusionKind.PROPOSAL)
    with pytest.raises(Refused, match="没有责任单位"):
        table.conclude(
            topic, tasks=(services.Planned("修灯", table.side.town.bodies["市应急局"], date(2026, 11, 20)),)
        )
    with pytest.raises(Refused, match="完成日期要在今天以后"):
        table.conclude(topic, tasks=(services.Planned("修灯", table.office, date(2026, 11, 9)),))
    table.conclude(topic, ConclusionKind.ANSWER, text="已经报修，明天换灯")
    assert table.topic(topic).row.state is TopicState.CLOSED


def test_every_refusal_has_its_ground_and_equal_topics_become_one(standing: Table) -> None:
    table = standing
    first, second, third = (
        table.raise_topic(title) for title in ("北门路灯不亮", "北门的路灯不亮了", "楼上漏水")
    )
    assert [one.id for one in table.topic(second).alike] == [first]
    with records.acting(table.clerk):
        services.merge_topic(actor=table.clerk, now=NOW, topic_id=second, into_id=first)
        with pytest.raises(Refused, match="请选择不列入的理由"):
            services.refuse_topic(actor=table.clerk, now=NOW, topic_id=third, ground="", text="")
        services.refuse_topic(
            actor=table.clerk, now=NOW, topic_id=third, ground="one_household", text="请找调解"
        )
        with pytest.raises(Refused, match="不能“列入议题”"):
            services.accept_topic(actor=table.clerk, now=NOW, topic_id=third, title="楼上漏水问题")
    page = table.topic(third)
    assert (page.row.state, page.row.ground, page.answer) == (TopicState.REFUSED, "one_household", "请找调解")
    assert table.topic(second).row.into_id == first
    assert [one.id for one in table.topic(first).merged] == [second]


def test_cancelled_tasks_bring_the_topic_back_and_a_missed_day_counts(standing: Table) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    table.hold(table.call())
    table.conclude(topic)
    (task,) = table.topic(topic).tasks
    late = datetime.fromisoformat("2026-11-25T02:00:00+00:00")
    table.side.quarter.act(table.clerk, task.duty_id, ActName.CANCEL, late)
    table.tell(late)
    page = table.topic(topic, now=late)
    assert (page.row.state, page.tasks[0].state, page.tasks[0].late) == (
        TopicState.WAITING,
        TaskState.CANCELLED,
        True,
    )
    with records.acting(SYSTEM):
        found = queries.working_on(table.community, date(2026, 11, 26)).record
    assert (found.done, found.due) == (0, 1)


def test_a_party_asks_for_an_extra_meeting_once(standing: Table) -> None:
    table = standing
    topic = table.raise_topic()
    table.accept(topic)
    with records.acting(table.clerk):
        with pytest.raises(Refused, match="没有写明理由"):
            services.ask_extra(actor=table.clerk, now=NOW, topic_id=topic, reason="急")
        assert services.ask_extra(actor=table.clerk, now=NOW, topic_id=topic, reason="天黑得早，等不了")
        assert not services.ask_extra(actor=table.clerk, now=NOW, topic_id=topic, reason="天黑得早，等不了")
        clocks = {row.kind: row.due_at.date() for row in queries.clocks_of(table.community)}
    assert clocks["three_in_one_extra"] == date(2026, 11, 9)
    table.hold(table.call(extra=True))
    with records.acting(table.clerk):
        assert [row.kind for row in queries.clocks_of(table.community)] == ["three_in_one_rhythm"]


def small(table: Table, **more: Any) -> int:
    topic = table.raise_topic(
        "楼下长椅坏了", kind=TopicKind.SMALL_MATTER, photos=more.pop("photos", [picture()]), **more
    )
    table.accept(topic, "楼下长椅坏了")
    return topic


def test_a_small_matter_walks_all_five_steps(standing: Table) -> None:
    table = standing
    with pytest.raises(Refused, match="没有照片"):
        small(table, photos=[])
    topic = small(table)
    assert table.topic(topic).step is Step.PLAN
    table.hold(table.call())
    table.conclude(topic)
    assert table.topic(topic).step is Step.BUILD
    (task,) = table.topic(topic).tasks
    table.do(task.duty_id, LATER)
    assert table.topic(topic).step is Step.MANAGE
    with records.acting(table.clerk):
        with pytest.raises(Refused, match="还没有人管护"):
            services.share_result(actor=table.clerk, now=LATER, topic_id=topic, text="换了新椅")
        upkeep = services.Planned("每周擦一次长椅", table.office, date(2027, 2, 1))
        services.add_upkeep(actor=table.clerk, now=LATER, topic_id=topic, task=upkeep)
        services.add_photos(actor=table.clerk, now=LATER, topic_id=topic, photos=[picture()])
        with pytest.raises(Refused, match="居民评价还没有满15天"):
            services.share_result(actor=table.clerk, now=LATER, topic_id=topic, text="换了新椅")
    assert table.topic(topic).step is Step.RATE
    page = table.topic(topic, table.owner, LATER)
    assert (page.may_rate.allowed, page.text, len(page.before)) == (True, "", 1)
    with records.acting(table.owner):
        listed = queries.topics(actor=table.owner, now=LATER)
        assert queries.steps_of(listed, actor=table.owner) == {topic: Step.RATE}
        services.rate_topic(actor=table.owner, now=LATER, topic_id=topic, score=5, text="坐得舒服")
        with pytest.raises(Refused, match="您已经评价过"):
            services.rate_topic(actor=table.owner, now=LATER, topic_id=topic, score=1)
    with records.acting(table.stranger), pytest.raises(Refused, match="只有本小区的业主和住户可以评价"):
        services.rate_topic(actor=table.stranger, now=LATER, topic_id=topic, score=1)
    over = LATER + timedelta(days=16)
    with records.acting(table.clerk):
        services.share_result(actor=table.clerk, now=over, topic_id=topic, text="换了新椅，有人管")
    with records.acting(table.owner), pytest.raises(Refused, match="评价已经截止"):
        services.rate_topic(actor=table.owner, now=over + timedelta(days=9), topic_id=topic, score=1)
    page = table.topic(topic, now=over)
    assert (page.rating.count, page.rating.satisfied, page.rating.shown) == (1, 1, False)
    assert (page.step, page.shared, len(page.before), len(page.after)) == (
        Step.SHARE,
        "换了新椅，有人管",
        1,
        1,
    )


def test_a_neighbour_raises_by_phone_reads_what_is_posted_and_nothing_else(standing: Table) -> None:
    table = standing
    mine = table.raise_topic("南门的门禁坏了", table.owner, text="晚上谁都能进，我住101")
    theirs = table.raise_topic("西门堆物")
    with records.acting(table.owner):
        listed = queries.topics(actor=table.owner, now=NOW)
        assert [row.id for row in listed] == [mine]  # what nobody has checked is not posted
        assert queries.topic(actor=table.owner, now=NOW, topic_id=theirs) is None
    assert table.topic(mine, table.owner).text == "晚上谁都能进，我住101"
    with records.acting(table.stranger):
        assert queries.topics(actor=table.stranger, now=NOW) == []
        with pytest.raises(Refused, match="只能为自己居住或拥有房屋的小区提出"):
            services.propose_topic(
                actor=table.stranger,
                now=NOW,
                draft=services.Proposal(key="x", title="别处的事", estate_id=table.estate),
            )
    table.accept(theirs, "西门堆物")
    with records.acting(table.owner):
        assert [row.id for row in queries.topics(actor=table.owner, now=NOW)] == [theirs, mine]
    with records.acting(SYSTEM):
        said = str([event.data for event in record.history(stream=f"deliberation.topic:{mine}")])
    assert "门禁" not in said
    assert not re.search(r"(?<!\d)101(?!\d)", said)


def test_a_later_app_hands_a_topic_on_once(standing: Table) -> None:
    table = standing
    draft = services.Proposal(
        key="cases.case:7", title="三次没修好的门禁", estate_id=table.estate, raised_by=RaisedBy.CASE,
        origin_stream="cases.case:7",
    )  # fmt: skip
    with records.acting(SYSTEM):
        first, again = (services.propose_topic(actor=SYSTEM, now=NOW, draft=draft) for _ in range(2))
    assert first == again
    assert table.topic(first).row.raised_by is RaisedBy.CASE
