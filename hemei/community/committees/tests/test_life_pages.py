"""The pages of a committee's life: the list of those in danger, one committee, and the forms from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from hemei.community.committees import reactions, services
from hemei.community.committees.models import Handover, HandoverItem, Recall, StandIn
from hemei.community.committees.pages.life import (
    advising,
    committee,
    dangers,
    keeping,
    meeting,
    recalls,
    standing_in,
)
from hemei.community.committees.tests.handed import scan
from hemei.community.committees.tests.living import NOW, TODAY, Life, sit
from hemei.community.meetings.models import Item
from hemei.community.meetings.pages import call as calling
from hemei.community.meetings.pages import meeting as held
from hemei.community.voting import services as voting
from hemei.community.voting.pages import acts, decisions
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.people.tests.test_committees import estate, secretary
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import SHANGHAI

pytestmark = pytest.mark.at(NOW)
ACTING = (
    2  # a view of its own actor within a transaction that shows him already: a savepoint, and its release
)


def code(name: str = "翡翠花园") -> str:
    with records.acting(EVERYONE):
        found = places.estate(estate(name), actor=EVERYONE)
    assert found is not None
    return found.code


def emptied(life: Life, left: int) -> None:
    for number in life.seats[:left]:
        people_services.leave_seat(
            actor=EVERYONE, now=NOW, seat_id=number, day=TODAY, reason=SeatEnd.RESIGNED
        )


def test_the_list_says_why_and_what_next_in_a_fixed_number_of_statements(
    life: Life, django_assert_num_queries: Callable[[int], Any]
) -> None:
    assert "没有预警的业委会" in text(call(dangers.dangers, life.street))
    emptied(life, 3)
    with records.acting(life.street), django_assert_num_queries(2 + ACTING):
        page = text(call(dangers.dangers, life.street))
    assert "翡翠花园" in page
    assert "缺额过半" in page
    assert "有候补委员的先递补" in page
    assert "翡翠花园" not in text(call(dangers.dangers, life.street, why="expired"))
    assert "翡翠花园" not in text(
        call(dangers.dangers, life.street, on=(TODAY - timedelta(days=1)).isoformat())
    )
    assert "翡翠花园" not in text(call(dangers.dangers, life.street, q="没有"))
    sheet = call(dangers.dangers_sheet, life.street)
    assert b"".join(sheet.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    sheet.file_to_stream.close()  # type: ignore[attr-defined]
    foreign = secretary(life.town, "340104001001")
    assert "翡翠花园" not in text(call(dangers.dangers, foreign))
    for role in (Role.RESIDENT, Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER, Role.GRID_WORKER):
        with pytest.raises(PermissionDenied):
            call(dangers.dangers, replace(life.community, role=role))


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("提议书.jpg", scan().read(), "image/jpeg")


def _held_against_its_scan(desk: Actor, number: int) -> None:
    """Before a second person held the signatures against the scan no hearing is offered."""
    hearing = f'href="/committee-life/recalls/{number}/hearing"'
    assert hearing not in text(call(committee.life, desk, code()))
    assert call(recalls.confirm, desk, number, post={}).status_code == 422
    second = replace(desk, person_id=1_000_902)
    page = text(call(committee.life, second, code()))
    assert f'href="/committee-life/recalls/{number}/confirm"' in page
    assert f'href="/committee-life/recalls/{number}/paper"' in page
    assert call(recalls.paper, second, number).content
    assert call(recalls.confirm, second, number, post={}).status_code == 302
    assert hearing in text(call(committee.life, desk, code()))


def test_a_recall_from_proposal_to_the_call_of_the_vote(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = life.desk
    form = {"seat": str(life.seats[4]), "ground": "inactive", "members": [str(n) for n in life.seats[:2]],
            "reason": "连续三次不参加会议也不请假"}  # fmt: skip
    refused = call(recalls.propose, desk, code(), post=form | {"members": [str(life.seats[0])]})
    assert refused.status_code == 422
    assert "不到三分之一" in text(refused)
    assert "连续三次不参加会议也不请假" in text(refused)
    assert "没有上传委员签名的提议书" in text(call(recalls.propose, desk, code(), post=form))
    assert call(recalls.propose, desk, code(), post=form | {"scan": _photo()}).status_code == 302
    with records.acting(EVERYONE):
        number = Recall.objects.get().pk
    page = text(call(committee.life, desk, code()))
    assert "已提议，待听取申辩" in page
    _held_against_its_scan(desk, number)
    assert "2人（在任5人）" in page
    assert call(recalls.vote, desk, number, post={}).status_code == 422
    hearing = {
        "day": (TODAY + timedelta(days=9)).isoformat(),
        "hour": "19:00",
        "location": "会议室",
        "key": "k",
    }
    assert call(recalls.hear, desk, number, post=hearing | {"day": TODAY.isoformat()}).status_code == 422
    assert call(recalls.hear, desk, number, post=hearing).status_code == 302
    assert "打开听取意见会" in text(call(committee.life, desk, code()))
    with records.acting(EVERYONE):
        meeting = Recall.objects.get().hearing_id or 0
    at = datetime.combine(TODAY + timedelta(days=9), time(19), SHANGHAI)
    sit(desk, at, meeting, more=("proposers", "residents_committee"))
    reactions.on_meeting_closed(event={"stream": f"meetings.meeting:{meeting}"}, actor=EVERYONE, now=at)
    assert call(advising.origin, desk, "recall", number).headers["location"].endswith("#recall")
    monkeypatch.setattr(
        "hemei.community.committees.pages.life.recalls.utc_now", lambda: at
    )  # after the hearing
    assert "业主委员会决定召集的文书" in text(call(recalls.vote, desk, number))
    assert call(recalls.vote, desk, number, post={}).status_code == 422  # its committee decided nothing
    post = {"decision": "业委会〔2026〕5号"}
    assert call(recalls.vote, desk, number, post=post).status_code == 302
    page = text(call(committee.life, desk, code()))
    assert "交付业主大会表决" in page
    assert "席位5 王" in page
    assert re.search(r'href="/assemblies/\d+">打开业主大会会议', page)
    with pytest.raises(Http404):
        call(recalls.vote, secretary(life.town, "340104001001"), number)


def test_a_handover_is_dealt_with_on_the_page_of_its_member(life: Life) -> None:
    chair = life.member()
    emptied(life, 0)
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[3], day=TODAY, reason=SeatEnd.RESIGNED
    )
    event = {"stream": "x:1", "payload": {"data": {"seat": life.seats[3], "day": TODAY.isoformat()}}}
    reactions.on_seat_left(event=event, actor=EVERYONE, now=NOW)
    with records.acting(EVERYONE):
        row = Handover.objects.get()
        items = list(HandoverItem.objects.order_by("id").values_list("pk", flat=True))
    page = text(call(committee.life, chair, code()))
    assert "离任移交" in page
    assert "移交方签字" not in page
    for place, item in enumerate(items):
        assert call(keeping.item, chair, item, post={"absent": str(int(place == 1))}).status_code == 302
    assert call(keeping.sign, chair, row.pk, "receiver", post={}).status_code == 422
    refused = call(keeping.sign, chair, row.pk, "giver", post={})
    assert (refused.status_code, "移交方须由离任的委员签字" in text(refused)) == (422, True)
    assert "等移交方签字" in text(call(committee.life, chair, code()))
    assert call(keeping.sign, life.street, row.pk, "giver", post={}).status_code == 422  # no scan
    paper = {"scan": SimpleUploadedFile("a.jpg", scan().read())}
    assert call(keeping.sign, life.street, row.pk, "giver", post=paper).status_code == 302
    page = text(call(committee.life, life.street, code()))
    (address,) = re.findall(r"handovers/(\d+)/scans/(\d+)", page)
    assert call(keeping.scan, life.street, *map(int, address))["Content-Type"] == "image/jpeg"
    with pytest.raises(Http404):
        call(keeping.scan, secretary(life.town, "340104001001"), *map(int, address))
    assert call(keeping.sign, chair, row.pk, "receiver", post={}).status_code == 302
    assert "已签收" in text(call(committee.life, chair, code()))
    assert "没有这一项" in text(call(committee.life, life.street, code()))
    stranger = replace(chair, body_id=(chair.body_id or 0) + 1)
    with pytest.raises(Http404):
        call(committee.life, stranger, code())
    with pytest.raises(Http404):
        call(keeping.item, stranger, items[0])


@pytest.mark.at(NOW + timedelta(days=10))
def test_the_street_reads_on_the_page_why_a_handover_is_late_and_what_to_urge(life: Life) -> None:
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[3], day=TODAY, reason=SeatEnd.RESIGNED
    )
    event = {"stream": "x:1", "payload": {"data": {"seat": life.seats[3], "day": TODAY.isoformat()}}}
    reactions.on_seat_left(event=event, actor=EVERYONE, now=NOW)
    page = text(call(committee.life, life.street, code()))
    assert "离任移交 · 席位4 王" in page
    assert "第四十五条" in page
    chased = NOW + timedelta(days=10)
    services.watch(actor=EVERYONE, now=chased)
    page = text(call(committee.life, life.street, code()))
    assert f"{chased.date()}起由街道督促" in page
    assert "请督促移交方逐项交出" in page


def test_seats_training_and_reports_by_form(life: Life) -> None:
    me = life.member(4)
    assert "辞去委员" in text(call(committee.life, me, code()))
    trained = {"seats": [str(life.seats[0])], "topic": "议事规则", "held_on": TODAY.isoformat(), "hours": "4"}
    assert call(keeping.train, life.community, code(), post=trained | {"hours": "0"}).status_code == 422
    assert call(keeping.train, life.community, code(), post=trained).status_code == 302
    late = f"上一年度的报告逾期：最迟 {TODAY.year}-03-31 公示"
    assert late in text(call(committee.life, life.community, code()))
    reported = {"year": str(TODAY.year - 1), "posted_on": f"{TODAY.year}-03-20", "text": "收支两清。"}
    assert call(keeping.report, me, code(), post=reported).status_code == 302
    page = text(call(committee.life, life.community, code()))
    assert ("收支两清。" in page, late in page) == (True, False)
    assert call(keeping.resign, me, code(), post={}).headers["location"] == "/"
    page = text(call(committee.life, life.community, code()))
    assert "递补" in page
    assert call(keeping.step_in, life.community, code(), life.reserve, post={}).status_code == 302


def test_a_committee_meeting_by_form(life: Life) -> None:
    chair = life.member()
    day = TODAY
    form = {"title": "讨论预算", "day": (day + timedelta(days=9)).isoformat(), "hour": "19:30", "location": "会议室",
            "items": "年度预算\n\n维修计划", "key": "abc"}  # fmt: skip
    page = text(call(meeting.call_meeting, chair, code()))
    assert f"今天公告，最早 {day + timedelta(days=8)}。" in page
    assert (
        page.count("中华人民共和国民法典第二百七十八条") == 1
    )  # the article once above the list, then its items
    assert "填了上一栏的必选" in page
    assert "（第三项）" in page
    refused = call(meeting.call_meeting, chair, code(), post=form | {"day": day.isoformat()})
    assert refused.status_code == 422
    assert 'value="abc"' in text(refused)
    assert call(meeting.call_meeting, chair, code(), post=form | {"hour": "晚上"}).status_code == 422
    bare = form | {"to_owners": "续聘物业公司"}
    assert "没有选提请业主大会表决哪几类事项" in text(call(meeting.call_meeting, chair, code(), post=bare))
    put = bare | {"matters": ["hire_company", "management_covenant"]}
    answer = call(meeting.call_meeting, chair, code(), post=put)
    with records.acting(life.street):
        *own, last = Item.objects.order_by("number")
    assert answer.headers["location"] == f"/meetings/{last.meeting_id}"
    assert (last.title, last.matters) == ("续聘物业公司", ["management_covenant", "hire_company"])
    assert "选聘和解聘物业服务企业" in last.for_owners
    assert [one.matters for one in own] == [[], []]
    assert "讨论预算" in text(call(committee.life, life.street, code()))


def test_a_meeting_that_puts_business_to_the_owners_says_what_follows_and_where(life: Life) -> None:
    chair = life.member()
    put = services.ToOwners(title="续聘物业公司", matters=["hire_company"])
    starts = datetime.combine(TODAY + timedelta(days=9), time(19), SHANGHAI)
    number = services.call_committee_meeting(
        actor=chair, now=NOW, estate_id=estate("翡翠花园"),
        draft=services.CommitteeMeetingDraft(
            title="讨论续聘", starts_at=starts, location="会议室", items=[], key="p", to_owners=put
        ),
    )  # fmt: skip
    page = text(call(held.meeting, chair, number))
    assert "通过以后由业主委员会召集业主大会表决；业主表决通过以前不办理。" in page
    assert "应到名单（" in page
    assert "/assemblies/new" not in page
    sit(chair, starts, number)
    with records.acting(chair):
        item = Item.objects.get(meeting_id=number)
    page = text(call(held.meeting, chair, number))
    assert f'href="/assemblies/items/{item.pk}"' in page
    assert "到会名单（" in page
    assert f'href="/assemblies/new?estate={code()}&amp;decision_item={item.pk}"' in text(
        call(decisions.of_item, chair, item.pk)
    )
    begun = text(call(acts.call, chair, estate=code(), decision_item=str(item.pk)))
    assert f'<option value="{item.pk}" selected' in begun
    draft = voting.AssemblyDraft(
        estate_id=estate("翡翠花园"), kind="regular", called_by="committee", ground="rules_of_procedure",
        title="续聘大会", key="k", decision_item=item.pk,
    )  # fmt: skip
    with records.acting(life.community):
        voting.call_assembly(actor=life.community, now=NOW, draft=draft)
    led = text(call(decisions.of_item, chair, item.pk))
    assert "已经凭这项决定召集：续聘大会" in led
    assert "/assemblies/new" not in led
    assert re.search(
        r'已经凭这项决定召集：<a href="/assemblies/\d+">续聘大会',
        text(call(decisions.of_item, life.community, item.pk)),
    )
    with pytest.raises(Http404):
        call(decisions.of_item, chair, item.pk + 1)


def test_who_sits_in_a_committee_finds_where_it_meets(life: Life) -> None:
    page = text(call(calling.call, life.member()))
    assert f'href="/committee-life/{code()}/meeting"' in page
    assert "业委会的页面" not in text(call(calling.call, life.community))
    page = text(call(calling.call, life.community, estate=str(estate("翡翠花园"))))
    assert f'href="/committee-life/{code()}">业委会的会议和决定</a>' in page
    page = text(call(calling.call, life.community, estate=str(estate("又一小区"))))
    assert "业委会的会议和决定" not in page


def test_a_stand_in_body_by_form(life: Life) -> None:
    form = {"formed_on": (TODAY - timedelta(days=30)).isoformat(), "posted_on": ""}
    for number in range(1, 6):
        form |= {f"name{number}": f"成员{number}", f"side{number}": "owner"}
    other = code("又一小区")
    refused = call(standing_in.stand_in, life.street, other, post=form | {"name5": ""})
    assert refused.status_code == 422
    assert "单数" in text(refused)
    assert call(standing_in.stand_in, life.street, other, post=form).status_code == 302
    page = text(call(committee.life, life.street, other))
    assert "又一小区物业管理委员会" in page
    assert "代行职责" in page
    with records.acting(EVERYONE):
        number = StandIn.objects.get().pk
    ended = {"day": TODAY.isoformat(), "reason": "committee_filed"}
    assert call(standing_in.end_stand_in, life.street, number, post=ended).status_code == 302
    assert "业委会已经备案" in text(call(committee.life, life.street, other))


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.COMPANY_MANAGER, Role.GRID_WORKER, Role.SYSTEM_ADMIN])
def test_other_roles_do_not_enter(life: Life, role: Role) -> None:
    actor = replace(life.community, role=role)
    with pytest.raises(PermissionDenied):
        call(committee.life, actor, code())
    for view, arguments in (
        (recalls.propose, (code(),)),
        (keeping.train, (code(),)),
        (standing_in.stand_in, (code(),)),
    ):
        with pytest.raises(PermissionDenied):
            call(view, actor, *arguments)
