"""The pages: who may open which, a topic raised by phone, checked, called, concluded; statements counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hemei.community.deliberation import services
from hemei.community.deliberation.rules.words import TopicKind
from hemei.community.deliberation.tests.conftest import DOCUMENT, NOW, Table, picture
from hemei.ground.people.models import Account
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(table: Table, moved_clock: None) -> Client:
    return table.side.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)


@pytest.fixture(autouse=True)
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("topics", "sittings", "communities", "shared"):
        monkeypatch.setattr(f"hemei.community.deliberation.pages.{page}.utc_now", lambda: NOW)


def whole(client: Client, name: str, *args: str) -> bytes:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def resident(table: Table) -> Client:
    name = "王小明"
    account = table.side.town.account(name, DONGFENG, username="wang")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_small_matter_is_proposed_on_a_phone_and_found_by_the_community(
    table: Table, clerk: Client
) -> None:
    table.establish()
    phone = resident(table)
    form = phone.get(reverse("deliberation:new") + "?kind=small_matter")
    assert "翠园小区" in text(form)
    data = {"kind": "small_matter", "place": str(table.estate), "title": "楼下长椅坏了", "text": "坐不了"}
    refused = phone.post(reverse("deliberation:new"), data)
    assert refused.status_code == 422
    assert "没有照片" in text(refused)
    done = phone.post(reverse("deliberation:new"), {**data, "photos": picture()})
    assert done.status_code == 302
    mine = text(phone.get(done["Location"]))
    assert "楼下长椅坏了" in mine
    assert "坐不了" in mine
    assert re.search(r"photos/\d+\?small", mine)
    found = text(clerk.get(reverse("deliberation:small_matters")))
    assert "楼下长椅坏了" in found
    address = done["Location"]
    accepted = clerk.post(f"{address}/accept", {"title": "楼下长椅坏了"})
    assert accepted.status_code == 302
    assert "召集会议" in text(clerk.get(address))
    call = reverse("deliberation:call", args=[table.community])
    sheet = {"estate": str(table.estate), "day": "2026-11-09", "hour": "15:00", "location": "党群服务中心"}
    called = clerk.post(call, sheet)
    assert called.status_code == 302, text(called)[:2000]
    assert "楼下长椅坏了" in text(clerk.get(called["Location"]))
    early = clerk.post(call, {**sheet, "day": "2026-11-03", "submission_key": "x"})
    assert early.status_code == 422


def test_what_was_concluded_is_written_down_on_the_meetings_page(table: Table, clerk: Client) -> None:
    table.establish()
    topic = table.raise_topic()
    table.accept(topic)
    sitting = table.call()
    table.hold(sitting)
    address = reverse("deliberation:sitting", args=[sitting])
    assert "记录议定事项" in text(clerk.get(address))
    data = {
        "kind": "task",
        "text": "由居委会联系维修",
        "title1": "修灯",
        "owner1": str(table.office),
        "until1": "2026-11-20",
    }
    wrong = clerk.post(f"{address}/{topic}", {**data, "owner1": ""})
    assert wrong.status_code == 422
    assert "没有责任单位" in text(wrong)
    assert clerk.post(f"{address}/{topic}", data).status_code == 302
    page = text(clerk.get(reverse("deliberation:topic", args=[topic])))
    assert "修灯" in page
    assert "已议定，落实中" in page


def test_a_street_registers_a_mechanism_on_its_page(table: Table) -> None:
    street = table.side.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    address = reverse("deliberation:community", args=[table.community])
    assert "没有建立" in text(street.get(address))
    data = {
        "established_on": "2022-06-01",
        "document": DOCUMENT,
        "sides": ["party", "residents_committee", "owners", "company"],
        "owners_side": "committee",
        "months": "1",
    }
    missing = street.post(f"{address}/register", {**data, "sides": ["party"]})
    assert missing.status_code == 422
    assert "参加各方里没有业主一方" in text(missing)
    assert street.post(f"{address}/register", data).status_code == 302
    page = text(street.get(address))
    assert DOCUMENT in page
    assert "不能证明" in page
    assert "东风社区" in text(street.get(reverse("deliberation:communities")))
    assert whole(street, "deliberation:communities_sheet")
    assert street.get(address + "?on=2022-01-15").status_code == 200


@pytest.mark.parametrize(
    ("role", "body", "code", "allowed"),
    [
        (Role.COMMUNITY_SECRETARY, "东风社区居委会", DONGFENG, True),
        (Role.STREET_CLERK, "明光路街道办", MINGGUANG, True),
        (Role.CITY_BUREAU, "市房产局", "340100", True),
        (Role.COMPANY_MANAGER, "大地物业公司", "340100", True),
        (Role.DEPARTMENT_CLERK, "瑶海区住建局", "340102", False),
        (Role.SYSTEM_ADMIN, "市房产局", "340100", False),
    ],
)
def test_who_opens_the_lists(table: Table, role: Role, body: str, code: str, allowed: bool) -> None:  # noqa: FBT001
    client = table.side.quarter.browser(role, body, code)
    for name in ("deliberation:topics", "deliberation:small_matters"):
        assert client.get(reverse(name)).status_code == (200 if allowed else 403)


def test_a_list_takes_the_same_statements_however_long(table: Table, clerk: Client) -> None:
    table.establish()
    counts = []
    for number in range(4):
        with records.acting(table.clerk):
            draft = services.Proposal(
                key=f"n{number}", title=f"第{number}盏路灯不亮", estate_id=table.estate, kind=TopicKind.TOPIC
            )
            services.propose_topic(actor=table.clerk, now=NOW, draft=draft)
        clerk.get(reverse("deliberation:topics"))  # what is kept between requests is kept
        if number in {1, 3}:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert clerk.get(reverse("deliberation:topics")).status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1]
    assert whole(clerk, "deliberation:topics_sheet", "topic")
