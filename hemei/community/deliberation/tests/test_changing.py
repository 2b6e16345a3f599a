"""A topic is put right: what it is before the law; what the sides rejected rests, what they agreed to is heard anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hemei.community.deliberation import services
from hemei.community.deliberation.pages import sittings as sitting_pages
from hemei.community.deliberation.pages import topics as topic_pages
from hemei.community.deliberation.rules.words import ConclusionKind, TopicState
from hemei.community.deliberation.tests.conftest import NEXT_WEEK, SINCE, Table
from hemei.community.meetings import queries as meetings
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

MATTER = "use_maintenance_fund"
THEN = NEXT_WEEK + timedelta(days=7)
WHY = "要用维修资金，属于业主共同决定"


@pytest.fixture
def standing(table: Table) -> Table:
    table.establish(established_on=SINCE)
    return table


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.decision.reasons[0].code


def change(table: Table, topic: int, matter: str = MATTER, reason: str = WHY) -> None:
    with records.acting(table.clerk):
        services.change_matter(actor=table.clerk, now=NEXT_WEEK, topic_id=topic, matter=matter, reason=reason)


def state_of(table: Table, topic: int) -> tuple[TopicState, str]:
    row = table.topic(topic).row
    return row.state, row.matter


def taken_up(table: Table, **more: str) -> int:
    topic = table.raise_topic("屋面漏水怎么修")
    table.accept(topic, "屋面漏水怎么修", **more)
    return topic


def test_what_was_taken_up_as_no_matter_of_the_owners_is_put_right_before_tasks(standing: Table) -> None:
    topic = taken_up(standing)
    assert code_of(lambda: change(standing, topic, matter="")) == "no_change"
    assert code_of(lambda: change(standing, topic, reason="错")) == "reason"
    assert code_of(lambda: change(standing, topic, matter="x")) == "matter"
    change(standing, topic)
    assert state_of(standing, topic) == (TopicState.WAITING, MATTER)
    told = [event for event in standing.topic(topic).events if event.type == "deliberation.matter_changed"]
    assert (told[0].data["before"], told[0].data["matter"]) == ("", MATTER)
    assert WHY not in str(told[0].data)


def test_what_the_sides_agreed_to_as_something_else_waits_for_the_next_meeting(standing: Table) -> None:
    topic = taken_up(standing)
    sitting = standing.call()
    assert code_of(lambda: change(standing, topic)) == "called"
    standing.hold(sitting)
    change(standing, topic)
    assert state_of(standing, topic) == (TopicState.WAITING, MATTER)
    again = standing.call(now=NEXT_WEEK, at=THEN)
    standing.hold(again, at=THEN)
    assert code_of(lambda: standing.conclude(topic)) == "owners_decide"
    standing.conclude(topic, ConclusionKind.PROPOSAL)
    assert code_of(lambda: change(standing, topic, matter="", reason="其实不属于这一类事项")) == "state"


def test_the_page_says_what_a_topic_is_what_it_was_and_why(
    standing: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_pages, "utc_now", lambda: NEXT_WEEK)
    topic, who = taken_up(standing), standing.secretary

    def shown() -> str:
        with records.acting(who):
            return text(call(topic_pages.topic, who, topic))

    assert "不属于业主共同决定的事项" in shown()
    change(standing, topic)
    page = shown()
    assert "由“不属于业主共同决定的事项”改为“使用" in page
    assert f"理由：{WHY}" in page
    with records.acting(who):
        short = call(topic_pages.act, who, topic, "matter", post={"matter": "", "not_owners": "错"})
    assert (short.status_code, "至少4个字" in text(short)) == (422, True)
    sitting = standing.call()
    page = shown()
    assert "会上不要议定这一项，会议结束以后再办" in page
    assert 'name="not_owners"' not in page  # said before the form is filled
    standing.hold(sitting)
    assert 'name="not_owners"' in shown()
    standing.conclude(topic, ConclusionKind.PROPOSAL)
    page = shown()
    assert "会议已经建议业主表决，事项不能再改" in page
    assert "由“不属于" in page


def test_what_is_of_the_whole_community_is_nothing_owners_vote_on(standing: Table) -> None:
    wide = standing.raise_topic("各小区联合更换物业", estate_id=None, community_id=standing.community)
    assert code_of(lambda: standing.accept(wide, "各小区联合更换物业", matter="hire_company")) == "estate"
    standing.accept(wide, "各小区联合商量物业服务", reason="只是一起商量，不选聘解聘")
    assert code_of(lambda: change(standing, wide, matter="hire_company")) == "estate"


def test_what_was_agreed_to_and_not_concluded_may_be_heard_again(standing: Table) -> None:
    topic = taken_up(standing)
    sitting = standing.call()

    def back(reason: str = "通过的方案有误，重新商议") -> None:
        with records.acting(standing.clerk):
            services.return_topic(actor=standing.clerk, now=NEXT_WEEK, topic_id=topic, reason=reason)

    assert code_of(back) == "called"
    standing.hold(sitting)
    assert code_of(lambda: back("错")) == "reason"
    back()
    assert state_of(standing, topic) == (TopicState.WAITING, "")
    assert code_of(back) == "state"
    assert code_of(lambda: standing.conclude(topic)) == "state"


@pytest.mark.parametrize("matter", ["", MATTER])
def test_what_the_sides_rejected_may_rest_and_nothing_else(standing: Table, matter: str) -> None:
    topic = taken_up(standing, **({"matter": matter} if matter else {}))
    assert code_of(lambda: standing.conclude(topic, ConclusionKind.DROPPED)) == "not_rejected"
    standing.hold(standing.call(), choice=meetings.Choice.AGAINST, signed=False)
    # One person entered who was there and what they said; that they rejected it is nobody else's word yet.
    assert code_of(lambda: standing.conclude(topic, ConclusionKind.DROPPED)) == "unsigned"
    standing.hold(standing.call(), choice=meetings.Choice.AGAINST)
    assert state_of(standing, topic)[0] is TopicState.WAITING
    assert code_of(lambda: standing.conclude(topic, ConclusionKind.ANSWER)) == "not_agreed"
    standing.conclude(topic, ConclusionKind.DROPPED, text="各方不同意，今年不再议")
    assert state_of(standing, topic)[0] is TopicState.CLOSED
    assert standing.topic(topic).appearances[-1].conclusion == "各方不同意，今年不再议"
    later = standing.call(now=NEXT_WEEK, at=THEN)
    assert standing.page(later, THEN).agenda == ()


def test_the_pages_show_what_is_no_matter_of_the_owners_and_offer_to_put_it_right(
    standing: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (topic_pages, sitting_pages):
        monkeypatch.setattr(module, "utc_now", lambda: NEXT_WEEK)
    topic, who = taken_up(standing), standing.secretary
    with records.acting(who):
        assert "改议题的事项" in text(call(topic_pages.topic, who, topic))
    sitting = standing.call()
    shown = standing.page(sitting)
    assert shown.meeting is not None
    [item] = shown.meeting.items
    assert "不属于须由业主共同决定的事项" in item.text
    with records.acting(who):
        assert "不属于须由业主共同决定的事项" in text(call(sitting_pages.sitting, who, sitting))
        assert "会议结束以后再办" in text(call(topic_pages.topic, who, topic))
    standing.hold(sitting, choice=meetings.Choice.AGAINST)
    with records.acting(who):
        assert "各方没有一致通过" in text(call(sitting_pages.sitting, who, sitting))
        form = {"kind": "dropped", "text": "各方不同意"}
        assert call(sitting_pages.conclude, who, sitting, topic, post=form).status_code == 302
    assert state_of(standing, topic)[0] is TopicState.CLOSED
