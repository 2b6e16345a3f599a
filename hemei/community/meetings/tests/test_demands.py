"""Owners demand a meeting: one begins, others join, and with enough of them it must be called in time."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from hemei.community.meetings import queries, services
from hemei.community.meetings.queries import State
from hemei.community.meetings.tests.conftest import DONGFENG, LATER, NOW, Neighbours
from hemei.community.meetings.tests.test_pages import resident
from hemei.community.meetings.tests.test_services import refused
from hemei.ground.clocks.models import Deadline
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day

DAY = NOW.replace(month=11, day=26)
"""From this day on owners may demand talks and hearings."""


@pytest.fixture
def crowd(neighbours: Neighbours) -> Neighbours:
    """The neighbours with thirty owners in all, of whom two are a twentieth."""
    with records.acting(SYSTEM):
        one = Ownership.objects.filter(unit__estate=neighbours.estate).order_by("id")[0]
        for number in range(14, 30):
            person = neighbours.town.person(f"业主{number}", DONGFENG)
            Ownership.objects.create(
                stream=f"people.person:{person}", scope=one.scope, unit_id=one.unit_id, person_id=person,
                valid_from=date(2022, 1, 1),
            )  # fmt: skip
    return neighbours


def ask(neighbours: Neighbours, actor: Actor, key: str = "k", kind: str = "owners_talk") -> int:
    draft = services.AskDraft(
        kind=kind,
        title="停车收费怎么定",
        reason="涨价没有听过我们的意见",
        estate_id=neighbours.estate.pk,
        key=key,
    )
    with records.acting(actor):
        return services.ask_for_meeting(actor=actor, now=DAY, draft=draft)


def test_the_second_of_thirty_owners_starts_the_clock_and_the_call_stops_it(crowd: Neighbours) -> None:
    first, second, third = crowd.owners[:3]
    meeting = ask(crowd, first)
    assert ask(crowd, first) == meeting
    assert (crowd.row(meeting).asking, crowd.row(meeting).asked_on) == (1, None)
    with records.acting(first):
        (row,) = queries.demands(actor=first, now=DAY)
    assert (row.asking, row.of, row.needed, row.own, row.may_join) == (1, 30, 2, True, True)
    crowd.act("leave_demand", meeting, actor=first, now=DAY)
    assert crowd.row(meeting).asking == 0
    for owner in (first, second):
        crowd.act("join_demand", meeting, actor=owner, now=DAY)
        crowd.act("join_demand", meeting, actor=owner, now=DAY) if owner is first else None
    found = crowd.row(meeting)
    assert (found.asking, found.asked_on, found.state) == (2, DAY.date(), State.PREPARED)
    assert refused(lambda: crowd.act("join_demand", meeting, actor=third, now=DAY)) == "reached"
    assert refused(lambda: crowd.act("leave_demand", meeting, actor=first, now=DAY)) == "reached"
    with records.acting(crowd.clerk):
        words = queries.demand_words(actor=crowd.clerk, meeting_id=meeting)
        assert [one.kind for one in queries.inbox(actor=crowd.clerk)] == ["meetings.calling"]
    assert words is not None
    assert words.needed == 2
    called = crowd.call(
        "owners_talk", codes=("owners", "residents_committee"), demanded=meeting, now=DAY + timedelta(days=1),
        starts_at=DAY + timedelta(days=9),
    )  # fmt: skip
    assert called == meeting
    with records.acting(SYSTEM):
        assert Deadline.objects.get(stream=found.stream, key="calling").state == "met"
    with records.acting(first):
        assert queries.demands(actor=first, now=DAY) == []


def test_an_owner_under_two_records_demands_once_and_is_one_of_all(crowd: Neighbours) -> None:
    first, second = crowd.owners[:2]
    records.grant_access(stream=f"people.person:{first.person_id}", persons=(second.person_id,))
    meeting = ask(crowd, first)
    crowd.act("join_demand", meeting, actor=second, now=DAY)
    found = crowd.row(meeting)
    assert (found.asking, found.asking_of, found.asked_on) == (1, 29, None)


def test_a_demand_ends_after_sixty_days_and_what_was_written_is_kept_no_longer(crowd: Neighbours) -> None:
    first, second = crowd.owners[:2]
    meeting = ask(crowd, first)
    with records.acting(first):
        (row,) = queries.demands(actor=first, now=DAY)
    assert row.gathers_until is not None
    assert (shanghai_day(row.gathers_until) - DAY.date()).days == 60
    late = row.gathers_until + timedelta(seconds=1)
    assert services.end_demands(actor=SYSTEM, now=row.gathers_until) == 0
    assert refused(lambda: crowd.act("join_demand", meeting, actor=second, now=late)) == "over"
    assert (services.end_demands(actor=SYSTEM, now=late), services.end_demands(actor=SYSTEM, now=late)) == (
        1,
        0,
    )
    with records.acting(first):
        assert queries.demands(actor=first, now=late) == []
    assert crowd.row(meeting).state == State.CANCELLED
    with records.acting(SYSTEM):
        (ended,) = services.KEEPERS["meeting"].oldest(limit=9)
    assert (ended.key, ended.since) == (crowd.row(meeting).stream, late)
    assert ask(crowd, first, key="again") != meeting


def test_who_and_what_cannot_be_demanded(crowd: Neighbours) -> None:
    assert refused(lambda: ask(crowd, crowd.tenant)) == "no_owner"
    assert refused(lambda: ask(crowd, crowd.owners[0], kind="coordination")) == "not_asked"
    assert refused(lambda: ask(crowd, crowd.clerk)) == "role"
    meeting = ask(crowd, crowd.owners[0])
    assert refused(lambda: crowd.act("join_demand", meeting, actor=crowd.tenant, now=DAY)) == "no_owner"
    stranger = Actor(Role.RESIDENT, account_id=9, person_id=crowd.town.persons["李四"])
    assert refused(lambda: crowd.act("join_demand", meeting, actor=stranger, now=DAY)) == "not_found"
    with records.acting(stranger):
        assert queries.demands(actor=stranger, now=DAY) == []
        assert queries.demand_words(actor=stranger, meeting_id=meeting) is None


def test_why_is_for_the_community_alone(crowd: Neighbours) -> None:
    meeting = ask(crowd, crowd.owners[0])
    with records.acting(crowd.clerk):
        words = queries.demand_words(actor=crowd.clerk, meeting_id=meeting)
        assert words is not None
        assert words.reasons == ("涨价没有听过我们的意见",)
    foreign = crowd.town.actor(Role.COMMUNITY_CLERK, "340104001001", "三里庵社区居委会", account=2)
    with records.acting(foreign):
        assert queries.demand_words(actor=foreign, meeting_id=meeting) is None


def test_owners_demand_by_form_and_a_neighbour_joins(
    crowd: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("asking", "lists"):
        monkeypatch.setattr(f"hemei.community.meetings.pages.{module}.utc_now", lambda: max(DAY, utc_now()))
    owner, other = resident(crowd, "业主0"), resident(crowd, "业主1")
    page = owner.get("/meetings/ask").text
    assert "业主恳谈会" in page
    assert "事务协调会" not in page
    typed = {
        "estate": crowd.estate.pk, "kind": "owners_talk", "title": "停车收费怎么定", "reason": "",
        "key": re.search(r'name="key" value="([^"]+)"', page)[1],
    }  # fmt: skip
    answer = owner.post("/meetings/ask", typed)
    assert answer.status_code == 422
    assert "停车收费怎么定" in answer.text
    assert owner.post("/meetings/ask", {**typed, "reason": "没有听过意见"}).status_code == 302
    page = other.get("/meetings").text
    assert "1名业主要求，够2名须召集" in page
    assert "没有听过意见" not in page
    join = re.search(r'action="(/meetings/\d+/demand)"', page)[1]
    assert other.post(join, {"do": "join"}).status_code == 302
    assert "我也要求" not in other.get("/meetings").text
    assert other.post(join, {"do": "other"}).status_code == 404
    clerk = crowd.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert "请召集会议" in clerk.get("/work").text
    page = clerk.get(join.removesuffix("/demand")).text
    assert "没有听过意见" in page
    assert "30名业主中有2名要求召开" in page
    assert Client().get("/meetings/ask").status_code == 302
    assert clerk.get("/meetings/ask").status_code == 403


def test_a_meeting_of_a_whole_community_is_every_neighbours_and_its_comments_are_work(
    neighbours: Neighbours,
) -> None:
    meeting = neighbours.call(
        "owners_talk", codes=("owners", "residents_committee"), title="社区养老怎么办", estate_id=None,
        community_id=neighbours.estate.community_id, now=utc_now(), starts_at=utc_now() + timedelta(days=6),
    )  # fmt: skip
    owner = resident(neighbours, "业主0")
    clerk = neighbours.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert "社区养老怎么办" in owner.get("/meetings").text
    here = f"/meetings/{meeting}"
    assert owner.post(f"{here}/come").status_code == 302
    assert owner.post(f"{here}/comment", {"text": "想要食堂", "key": "k"}).status_code == 302
    assert "您已报名" in owner.get(here).text
    page = clerk.get("/work").text
    assert "请答复意见" in page
    assert f"{here}#comments" in page
    number = re.search(r'name="comment" value="(\d+)"', clerk.get(here).text)[1]
    assert clerk.post(f"{here}/answer", {"comment": number, "text": "正在选址"}).status_code == 302
    assert "请答复意见" not in clerk.get("/work").text
    stranger = Actor(Role.RESIDENT, account_id=9, person_id=neighbours.town.persons["李四"])
    with records.acting(stranger):
        assert queries.meeting(actor=stranger, now=LATER, meeting_id=meeting) is None
