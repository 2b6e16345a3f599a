"""The pages of petitions: list, sheet, one petition with its forms, patterns; who comes in; statements that stay."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.kernel.actor import Role
from hemei.oversight.mediation.tests.petitioning import Desk, line
from hemei.oversight.mediation.tests.petitioning import desk as desk  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.tests.petitioning import quarter as quarter  # noqa: PLC0414
from hemei.oversight.mediation.tests.petitioning import side as side  # noqa: PLC0414
from hemei.oversight.mediation.tests.test_petitions import manage

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(desk: Desk) -> Client:
    return desk.side.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")


def test_a_clerk_finds_settles_links_and_turns_a_petition_into_a_dispute(desk: Desk, clerk: Client) -> None:
    manage(desk)
    desk.take_in(
        line("XF1"), line("XF2"), line("XF3", 问题类别="停车", 信访人="孙范二", 联系电话="", 人数="12")
    )
    page = clerk.get("/petitions").text
    assert all(word in page for word in ("XF1", "XF2", "XF3", "绿地小区", "疑似重复，待确认", "超期"))
    assert "钱示一" not in page
    assert "XF3" not in clerk.get("/petitions", {"kind": "noise"}).text
    assert "XF1" not in clerk.get("/petitions", {"group": "1"}).text
    assert "没有信访件" in clerk.get("/petitions", {"stage": "ended", "year": "x", "after": "y~z"}).text
    number = desk.row("XF2").pk
    one = clerk.get(f"/petitions/{number}")
    assert "一年内同一信访人" in one.text
    assert "楼下棋牌室半夜吵闹" in one.text
    bad = clerk.post(f"/petitions/{number}", {"act": "confirm", "earlier": "XF99"})
    assert (bad.status_code, "没有这个编号的信访件" in bad.text, "XF99" in bad.text) == (422, True, True)
    assert clerk.post(f"/petitions/{number}", {"act": "confirm"}).status_code == 302
    assert "重复" in clerk.get("/petitions", {"repeat": "confirmed"}).text
    assert clerk.post(f"/petitions/{number}", {"act": "link", "case": "2026"}).status_code == 422
    assert clerk.post(f"/petitions/{number}", {"act": "nothing"}).status_code == 422
    assert clerk.post(f"/petitions/{number}", {"act": "mediate"}).status_code == 302
    assert "已转入调解" in clerk.get(f"/petitions/{number}").text
    assert clerk.get("/petitions/999999").status_code == 404
    sheet = load_workbook(
        io.BytesIO(b"".join(clerk.get("/petitions.xlsx", {"kind": "noise"}).streaming_content))
    )
    rows = list(sheet.active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["XF2", "XF1"]
    assert rows[0][0] == "信访件编号"
    assert "没有共性问题" in clerk.get("/petitions/patterns").text
    assert clerk.post("/petitions/patterns", {"area": "x"}).status_code == 404


def test_nobody_else_comes_in(desk: Desk) -> None:
    others = (
        (Role.GRID_WORKER, "东风社区居委会", "340102001001"),
        (Role.DEPARTMENT_CLERK, "市应急局", "340100"),
        (Role.COMPANY_MANAGER, "大地物业公司", "340100"),
    )
    for who in others:
        browser = desk.side.quarter.browser(*who)
        for address in ("/petitions", "/petitions.xlsx", "/petitions/patterns", "/petitions/1"):
            assert browser.get(address).status_code == 403, (who, address)


def test_pages_take_the_same_statements_however_much_there_is(desk: Desk, clerk: Client) -> None:
    counts = {}
    for many in (2, 30):
        desk.take_in(
            *(line(f"XF{many}{number}", 信访人=f"赵示{number}", 联系电话="") for number in range(many))
        )
        clerk.get("/petitions")
        for address in ("/petitions", "/petitions/patterns", f"/petitions/{desk.row('XF20').pk}"):
            with CaptureQueriesContext(connection) as asked:
                assert clerk.get(address).status_code == 200
            counts.setdefault(address, []).append(len(asked))
    assert {address: len(set(found)) for address, found in counts.items()} == dict.fromkeys(counts, 1)
    assert max(found[0] for found in counts.values()) <= 24


def test_a_list_turns_by_day_and_number(desk: Desk, clerk: Client) -> None:
    desk.take_in(*(line(f"XF{number:03}", 信访人=f"赵示{number}", 联系电话="") for number in range(55)))
    first = clerk.get("/petitions").text
    assert ("XF054" in first, "XF004" in first) == (True, False)
    older = first.split("after=")[1].split('"')[0].replace("%7E", "~")
    second = clerk.get("/petitions", {"after": older}).text
    assert ("XF054" in second, "XF004" in second, "XF000" in second) == (False, True, True)
