"""Pages of assemblies and proposals: what each reader may see and do, and no choice before the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.pages import (
    acts,
    assembly,
    closing,
    drafting,
    lists,
    objections,
    proposals,
    support_sheets,
    uncast,
)
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.tests.supporting import supported
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    FIRST_BALLOT,
    OPENS,
    called,
    cast,
    judged,
    noticed,
    street,
)
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

View = Callable[..., HttpResponseBase]
NOISE = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|\?next=[^"]*"')


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def turn(now: datetime) -> None:
        for module in (acts, assembly, closing, lists, proposals, uncast):
            monkeypatch.setattr(module, "utc_now", lambda: now)

    turn(NOW)
    return turn


def call(
    view: View, actor: Actor, *args: Any, post: dict[str, Any] | None = None, **query: Any
) -> HttpResponseBase:
    factory = RequestFactory()
    request: HttpRequest = factory.get("/", query) if post is None else factory.post("/", post)
    request.actor = actor  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    with records.acting(actor):
        return view(request, *args)


def text(response: HttpResponseBase) -> str:
    return NOISE.sub("", response.content.decode())  # type: ignore[attr-defined]


def owner_of(quarter, name: str) -> Actor:
    return Actor(role=Role.RESIDENT, account_id=9, person_id=quarter.town.persons[name])


def test_a_clerk_takes_a_meeting_from_the_call_to_the_result(quarter, clock) -> None:
    form = {
        "estate": "表决小区", "title": "年度会议", "kind": "regular", "called_by": "residents_committee",
        "ground": "no_committee", "key": "k",
    }  # fmt: skip
    clerk = quarter.clerk
    assert "缘由（紧急情形须填）" in text(call(acts.call, clerk))
    assert call(acts.call, clerk, post=form | {"ground": "rules_of_procedure"}).status_code == 422
    assert call(acts.call, clerk, post=form).status_code == 302
    found = Assembly.objects.get()
    agenda = {"matter1": "hire_company", "title1": "续聘物业公司", "matter2": "rebuild", "title2": "加装电梯"}
    assert "请先拟定议程" in text(call(assembly.assembly, clerk, found.pk))
    assert call(drafting.set_agenda, clerk, found.pk, post={"matter1": "hire_company"}).status_code == 422
    assert call(drafting.set_agenda, clerk, found.pk, post=agenda).status_code == 302
    days = {"opens_on": OPENS.isoformat(), "closes_on": ENDS.date().isoformat(), "closes_time": "09:00"}
    short = call(acts.notice, clerk, found.pk, post=days | {"opens_on": NOW.date().isoformat()})
    assert "公告后须满15日" in text(short)
    assert call(acts.notice, clerk, found.pk, post=days).status_code == 302
    clock(FIRST_BALLOT)
    cast(quarter, found, "101", "for")
    page = text(call(assembly.assembly, clerk, found.pk))
    assert "参与情况" in page
    assert "才截止" in page  # closing is shown with the reason why not yet
    assert "还有 3 个" in page
    assert "去投票" in text(call(assembly.assembly, owner_of(quarter, "甲"), found.pk))
    clock(ENDS + timedelta(hours=1))
    for view in (closing.close, acts.judge, acts.publish):
        assert call(view, clerk, found.pk).status_code == 200
        assert call(view, clerk, found.pk, post={}).status_code == 302
    page = text(call(assembly.assembly, clerk, found.pk))
    assert "参与表决未达到要求，未通过" in page
    assert "距参与表决的2/3还差2人、380.13平方米。" in page
    assert "楼栋“2幢1单元”未投票" in page
    owner = text(call(assembly.assembly, owner_of(quarter, "甲"), found.pk))
    assert "您的表决权" in owner
    assert "去投票" not in owner
    assert "100.01" in owner
    assert "未投票的专有部分" not in owner
    with pytest.raises(Http404):
        call(assembly.assembly, owner_of(quarter, "张三"), found.pk)


def test_no_page_tells_a_choice_before_the_end(quarter, clock) -> None:
    found = noticed(quarter)
    clock(FIRST_BALLOT + timedelta(hours=1))
    readers = [quarter.clerk, street(quarter), owner_of(quarter, "甲")]
    shown: list[list[str]] = []
    for choice in ("for", "against", "abstain"):
        with transaction.atomic():
            cast(quarter, found, "101", choice)
            pages = [text(call(assembly.assembly, reader, found.pk)) for reader in readers]
            pages += [text(call(lists.assemblies, reader)) for reader in readers]
            pages.append(text(call(uncast.uncast, quarter.clerk, found.pk)))
            shown.append(pages)
            transaction.set_rollback(True)
        records.bind(quarter.clerk)
    assert shown[0] == shown[1] == shown[2]


def test_only_those_on_duty_see_who_still_has_to_be_asked(quarter, clock) -> None:
    found = noticed(quarter)
    clock(FIRST_BALLOT + timedelta(hours=1))
    cast(quarter, found, "101", "for")
    page = text(call(uncast.uncast, quarter.clerk, found.pk, building="1幢"))
    assert "1幢1单元102" in page
    assert "1幢1单元101" not in page
    assert "2幢1单元201" not in page
    for reader in (street(quarter), owner_of(quarter, "甲")):
        with pytest.raises(PermissionDenied):
            call(uncast.uncast, reader, found.pk)
    assert "还有" not in text(call(assembly.assembly, street(quarter), found.pk))


def test_lists_and_pages_take_a_fixed_number_of_statements(quarter, clock) -> None:
    found = noticed(quarter)
    clock(FIRST_BALLOT + timedelta(hours=1))

    def statements(view: View, *args: Any) -> int:
        with CaptureQueriesContext(connection) as counted:
            call(view, quarter.clerk, *args)
        return len(counted)

    views: tuple[tuple[Any, ...], ...] = (
        (lists.assemblies,), (assembly.assembly, found.pk), (uncast.uncast, found.pk),
    )  # fmt: skip
    call(lists.assemblies, quarter.clerk)  # the first page of a process reads what the city is called
    before = [statements(*view) for view in views]
    for key in ("b", "c"):
        called(quarter, key=key)
    for room in ("101", "102", "103"):
        cast(quarter, found, room, "for")
    assert [statements(*view) for view in views] == before
    assert max(before) <= 24


def test_the_street_annuls_and_orders_but_conducts_nothing(quarter, clock) -> None:
    found = noticed(quarter)
    judged(quarter, found)
    above = street(quarter)
    clock(ENDS + timedelta(days=1))
    page = text(call(assembly.assembly, above, found.pk))
    assert "登记撤销决定" in page
    assert "公告结果</a>" not in page
    form = {
        "by": "authority", "document": "明光街〔2026〕9号", "decided_on": ENDS.date().isoformat(), "reason": "议程不清",
    }  # fmt: skip
    assert call(acts.annul, above, found.pk, post=form | {"document": ""}).status_code == 422
    assert call(acts.annul, above, found.pk, post=form).status_code == 302
    assert "已撤销" in text(call(assembly.assembly, above, found.pk))
    assert Assembly.objects.get().state == State.ANNULLED
    with pytest.raises(PermissionDenied):
        call(acts.publish, above, found.pk)


def test_an_owner_objects_in_time_and_is_answered(quarter, clock, monkeypatch) -> None:
    found = noticed(quarter)
    judged(quarter, found)
    owner, at = owner_of(quarter, "甲"), ENDS + timedelta(hours=2)
    monkeypatch.setattr(objections, "utc_now", lambda: at)
    clock(at)
    assert call(objections.object_to, owner, found.pk, post={"text": "面积算错"}).status_code == 422
    assert call(acts.publish, quarter.clerk, found.pk, post={}).status_code == 302
    assert "对结果提出异议" in text(call(assembly.assembly, owner, found.pk))
    assert call(objections.object_to, owner, found.pk, post={"text": ""}).status_code == 422
    assert call(objections.object_to, owner, found.pk, post={"text": "面积算错"}).status_code == 302
    assert "答复第1项异议" in text(call(assembly.assembly, quarter.clerk, found.pk))
    with pytest.raises(PermissionDenied):
        call(objections.answer, owner, found.pk, 1, post={"text": "没有"})
    reply = {"text": "已核对登记簿", "upheld": "no"}
    assert (
        call(objections.answer, quarter.clerk, found.pk, 1, post={**reply, "upheld": ""}).status_code == 422
    )
    assert call(objections.answer, quarter.clerk, found.pk, 1, post=reply).status_code == 302
    assert (
        call(objections.answer, quarter.clerk, found.pk, 1, post={**reply, "text": "再答"}).status_code == 422
    )
    monkeypatch.setattr(objections, "utc_now", lambda: at + timedelta(days=30))
    assert call(objections.object_to, owner, found.pk, post={"text": "迟了"}).status_code == 422


@pytest.mark.usefixtures("area_counts")
def test_a_proposal_shows_what_is_missing_until_it_is_enough(quarter, clock) -> None:
    clerk = quarter.clerk
    form = {
        "estate": "表决小区",
        "matter": "hire_company",
        "title": "更换物业公司",
        "reason": "服务太差",
        "key": "p",
    }
    assert call(proposals.propose, clerk, post=form).status_code == 302
    number = Proposal.objects.get().pk
    wrong = {"units": "1幢1单元104\n9幢101"}
    assert "没有“9幢101”" in text(call(support_sheets.support, clerk, number, post=wrong))
    supported(actor=clerk, now=NOW, proposal_id=number, unit_ids=[quarter.units["104"]])
    page = text(call(proposals.proposal, clerk, number))
    assert "还差 44平方米" in page
    assert "1幢1单元104" in page
    supported(actor=clerk, now=NOW, proposal_id=number, unit_ids=[quarter.units["101"]])
    page = text(call(proposals.proposal, clerk, number))
    assert f"?proposal={number}" in page
    assert "更换物业公司" in text(call(proposals.proposals, clerk, state="reached"))
    with pytest.raises(PermissionDenied):
        call(proposals.proposal, replace(clerk, role=Role.COMPANY_MANAGER), number)
