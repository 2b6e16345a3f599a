"""The pages of files of orders: words are told, the file goes back, and no list asks more the longer it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries as cases
from hemei.coordination.cases.queries import kinds
from hemei.coordination.cases.rules.kinds.model import Model
from hemei.coordination.cases.rules.kinds.showing import Taught
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.hotline.models import Word
from hemei.coordination.hotline.tests.conftest import HEADER, NOW, REGISTER, Desk, order
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day

MINGGUANG = "340102001"


@pytest.fixture
def clerk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("hemei.coordination.hotline.pages.files.utc_now", lambda: NOW)
    return browser_of(desk.quarter, Role.STREET_CLERK, "明光路街道办", MINGGUANG)


def test_a_file_from_its_words_to_the_file_out(desk: Desk, clerk: Client) -> None:
    assert "还没有工单文件" in clerk.get("/hotline").text
    checked = desk.check(
        order("A1", 诉求类别="堵消防通道", 诉求内容="消防通道被堵"), order("A2", 小区名称="绿地"), order("A3")
    )
    page = clerk.get(f"/hotline/{checked.id}").text
    assert "堵消防通道（1 行）" in page
    assert "可能是：" in page
    assert "取回传文件" not in page
    empty = clerk.post(f"/hotline/{checked.id}/words", {})
    assert (empty.status_code, "还没有指明任何一个" in empty.text) == (422, True)
    form = {
        "said-kind-0": "堵消防通道",
        "kind-0": "blocked_fire_lane",
        "said-estate-1": "绿地",
        "estate-1": "没有的",
    }
    wrong = clerk.post(f"/hotline/{checked.id}/words", form)
    assert (wrong.status_code, "没有这个小区" in wrong.text) == (422, True)
    told = clerk.post(f"/hotline/{checked.id}/words", {**form, "estate-1": "绿地小区"}, follow=True)
    assert "已记下 2 个对照" in told.text
    assert "正在检查" in told.text
    with records.acting(SYSTEM):
        assert Word.objects.count() == 2
    assert importing.run(checked.id, NOW).bad == 0
    importing.write(desk.clerk, NOW, checked.id)
    page = clerk.get(f"/hotline/{checked.id}").text
    assert desk.case("A1").number in page
    assert "李先生" not in page
    out = clerk.post(f"/hotline/{checked.id}/out")
    assert out["Content-Disposition"].startswith("attachment")
    assert "待受理" in b"".join(out.streaming_content).decode()
    assert "0 / 3 已办结" in clerk.get(f"/hotline/{checked.id}").text
    assert "工单.csv" in clerk.get("/hotline").text
    imported = clerk.get(f"/data/imports/{checked.id}").text
    assert "撤销的原因" in imported
    assert f"/hotline/{checked.id}" in imported
    refused = clerk.post(f"/data/imports/{checked.id}/undo", {"reason": ""})
    assert (refused.status_code, "没有写明撤销的原因" in refused.text) == (422, True)


def test_a_kind_of_few_cases_says_so_where_a_word_is_told(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"诉求类别": "堵消防通道", "诉求内容": "消防通道被堵"}
    checked = desk.check(order("A1", **told))
    assert "还少" not in clerk.get(f"/hotline/{checked.id}").text, (
        "no version is in use: the list's words speak"
    )
    listed = cases.listed_on(shanghai_day(NOW))
    taught = Taught(Model(tuple(row.code for row in listed.problem), (), 1.0, {}), {"blocked_fire_lane": 19})
    monkeypatch.setattr(kinds, "taught_in_use", lambda: taught)
    page = clerk.get(f"/hotline/{desk.check(order('A2', **told)).id}").text
    assert "可能是：占用堵塞消防通道" in page
    assert "本市这几类的案件还少，未必准：占用堵塞消防通道。" in page


def test_a_file_of_known_orders_goes_back_answered_too(desk: Desk, clerk: Client) -> None:
    first = desk.take_in(order("A1"), order("A2"))
    again = desk.take_in(order("A1"), order("A2"))
    assert "以前已经登记" not in clerk.get(f"/hotline/{first.id}").text
    page = clerk.get(f"/hotline/{again.id}").text
    assert "文件里有2个工单以前已经登记" in page
    assert "取回传文件" in page
    out = clerk.post(f"/hotline/{again.id}/out")
    assert "待受理" in b"".join(out.streaming_content).decode()


def test_who_comes_in_and_that_lists_ask_the_same_however_long(desk: Desk, clerk: Client) -> None:
    first = desk.take_in(order("A1"))
    clerk.get("/hotline")  # the first page of a session also reads what the process remembers
    one = _statements(clerk, "/hotline"), _statements(clerk, f"/hotline/{first.id}")
    number = desk.begin(importing.comma(HEADER, *(order(f"B{place}") for place in range(12))))
    importing.check(desk.clerk, NOW, number)
    many = importing.write(desk.clerk, NOW, number)
    assert (_statements(clerk, "/hotline"), _statements(clerk, f"/hotline/{many.id}")) == one
    desks = browser_of(desk.quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert "工单.csv" in desks.get("/hotline").text
    foreign = browser_of(desk.quarter, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert "工单.csv" not in foreign.get("/hotline").text
    assert foreign.get(f"/hotline/{first.id}").status_code == 404
    assert foreign.post(f"/hotline/{first.id}/out").status_code == 404
    community = browser_of(desk.quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert community.get("/hotline").status_code == 403
    assert Client().get("/hotline").status_code == 302
    assert REGISTER in clerk.get("/hotline").text


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
