"""The pages of boards: what staff do, what anyone sees, and that no page asks more the longer its list is."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from openpyxl import load_workbook

from hemei.coordination.boards import queries, services
from hemei.coordination.boards.models import Standing
from hemei.coordination.boards.tests.conftest import BESIDE, FAR, NEAR, NOW, Walls
from hemei.coordination.cases import queries as cases
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG, SANLIAN

PHONE = "15400000001"
HEAD = re.compile(r"<h1>[^<]*</h1><p>([^<]*)</p>")


@pytest.fixture
def clerk(walls: Walls, monkeypatch: pytest.MonkeyPatch) -> Client:
    for part in ("boards", "gate", "runs", "phones", "public"):
        monkeypatch.setattr(f"hemei.coordination.boards.pages.{part}.utc_now", lambda: NOW, raising=True)
    return walls.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)


def test_a_clerk_makes_prints_hangs_and_sees_what_lapsed(walls: Walls, clerk: Client) -> None:
    estate = walls.estates[NEAR]
    page = clerk.get("/boards")
    assert "没有公示牌" in page.content.decode()
    assert FAR not in page.content.decode()
    assert "制作并打印（A3）" in clerk.get(f"/boards/{estate}").content.decode()
    run = clerk.post("/boards/print", {"estate": estate, "key": "k"})
    assert clerk.post("/boards/print", {"estate": estate, "key": "k"}).url == run.url
    assert "正在排版" in clerk.get(run.url).content.decode()
    assert clerk.post("/boards/print", {"estate": estate, "key": "k", "language": "en"}).url != run.url
    services.print_waiting(clock=lambda: NOW)
    assert "下载（PDF）" in clerk.get(run.url).content.decode()
    assert clerk.get(f"{run.url}/boards.pdf").content.startswith(b"%PDF")
    [edition] = walls.make()
    wrong = clerk.post(f"/boards/editions/{edition}/post", {"posted_on": "2030-01-01"})
    assert wrong.status_code == 422
    assert "2030-01-01" in wrong.content.decode()
    done = clerk.post(f"/boards/editions/{edition}/post", {"posted_on": "2026-11-02"}, follow=True)
    assert "内容准确，没有要做的" in done.content.decode()
    walls.phone("东风社区居委会", PHONE)
    fresh = clerk.get(f"/boards/{estate}").content.decode()  # nothing was swept: head and notice say the same
    assert "第1版已经过期" in fresh
    assert HEAD.search(fresh)[1] == "已过期，待更换"
    walls.sweep()
    lapsed = clerk.get(f"/boards/{estate}").content.decode()
    assert HEAD.search(lapsed)[1] == "已过期，待更换"
    assert "第1版已经过期：电话号码、受理部门和处理主体" in lapsed
    assert "制作新版并打印" in lapsed
    sheet = load_workbook(io.BytesIO(b"".join(clerk.get("/boards.xlsx?state=lapsed").streaming_content)))
    assert [row[1] for row in sheet.active.iter_rows(min_row=2, values_only=True)] == [NEAR]


def test_a_list_is_printed_whole(walls: Walls, clerk: Client) -> None:
    run = clerk.post("/boards/print", {"state": "none", "key": "all"})
    assert "2 块公示牌" in clerk.get(run.url).content.decode()
    services.print_waiting(clock=lambda: NOW)
    assert "还有 2 块没有登记张贴" in clerk.get(run.url).content.decode()
    assert clerk.post(run.url, {"posted_on": "2026-11-01"}).status_code == 422
    assert (
        "这一批都已登记张贴" in clerk.post(run.url, {"posted_on": "2026-11-02"}, follow=True).content.decode()
    )
    nothing = clerk.post("/boards/print", {"q": "没有这样的名字", "key": "none"}, follow=True)
    assert "没有这个小区" in nothing.content.decode()


def test_a_print_that_lapsed_is_said_so_before_it_hangs(walls: Walls, clerk: Client) -> None:
    run = clerk.post("/boards/print", {"estate": walls.estates[NEAR], "key": "k"})
    services.print_waiting(clock=lambda: NOW)
    walls.sweep()
    walls.phone("东风社区居委会", PHONE, now=NOW + timedelta(minutes=2))
    walls.sweep(minutes=3)
    assert "其中 1 块做好以后内容又有变化" in clerk.get(run.url).content.decode()
    listed = clerk.get("/boards?state=stale").content.decode()
    assert NEAR in listed
    assert "待张贴的已过期" in listed


def test_numbers_are_set_and_refused_in_their_row(walls: Walls, clerk: Client) -> None:
    body = walls.quarter.body("东风社区居委会")
    form = {"body": body, "row": f"b{body:012}", "complaint": "打这个", "service": "", "emergency": ""}
    wrong = clerk.post("/boards/phones/set", form)
    assert wrong.status_code == 422
    assert "“打这个”不是电话号码" in wrong.content.decode()
    done = clerk.post("/boards/phones/set", {**form, "complaint": PHONE}, follow=True)
    assert "一分钟内列为过期" in done.content.decode()
    assert PHONE in done.content.decode()
    gaps = clerk.get("/boards/phones?state=gap").content.decode()
    assert "大地物业有限公司" in gaps
    assert f'value="{body}"' not in gaps


def test_a_company_keeps_its_own_numbers_and_makes_no_board(walls: Walls, clerk: Client) -> None:
    manager = walls.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")
    page = manager.get("/boards/phones").content.decode()
    assert NEAR in page
    assert "东风社区居委会" not in page
    assert manager.post("/boards/print", {"estate": walls.estates[NEAR], "key": "k"}).status_code == 403


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.SYSTEM_ADMIN])
def test_who_has_nothing_to_do_with_boards_enters_no_list(walls: Walls, role: Role) -> None:
    body = "东风社区居委会" if role is Role.GRID_WORKER else "市房产局"
    browser = walls.quarter.browser(role, body, DONGFENG)
    assert browser.get("/boards").status_code == 403


def test_a_strange_clerk_finds_nothing(walls: Walls, clerk: Client) -> None:
    [edition] = walls.make()
    strange = walls.quarter.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    run = clerk.post("/boards/print", {"estate": walls.estates[NEAR], "key": "k"})
    for address in (f"/boards/{walls.estates[NEAR]}", run.url, f"{run.url}/boards.pdf"):
        assert strange.get(address).status_code == 404
    assert strange.post(f"/boards/editions/{edition}/post", {"posted_on": "2026-11-02"}).status_code == 404


def test_of_an_estate_without_a_board_anyone_reads_what_one_would_say(walls: Walls) -> None:
    """What has to be posted is no secret for want of a print; it goes with the first one made."""
    anyone, token = Client(), walls.tokens[NEAR]
    assert "王经理" not in anyone.get(f"/board/{token}").content.decode(), "kept once a day"
    walls.sweep()
    page = anyone.get(f"/board/{token}").content.decode()
    for said in (
        "这个小区还没有公示牌。下面是公示牌要公开的内容",
        "王经理",
        "大地物业有限公司",
        "12345",
        "由谁受理",
    ):
        assert said in page
    assert "版本码" not in page
    walls.make()
    assert queries.public_standing(token) is None
    assert "还没有公示牌" not in anyone.get(f"/board/{token}").content.decode()
    with records.acting(SYSTEM):
        walls.sweep(24 * 60)
        assert not Standing.objects.filter(estate_id=walls.estates[NEAR]).exists()
        assert Standing.objects.filter(estate_id=walls.estates[BESIDE]).exists()


def test_anyone_reads_the_board_and_learns_whether_a_print_is_current(walls: Walls, clerk: Client) -> None:
    anyone = Client()
    token = walls.tokens[NEAR]
    unprinted = anyone.get(f"/board/{token}").content.decode()
    for said in ("还没有公示牌", "东风社区", f"/report/{token}"):
        assert said in unprinted
    [edition] = walls.hang()
    code = walls.edition(edition).code
    page = anyone.get(f"/board/{token}").content.decode()
    for said in ("王经理", "大地物业有限公司", "12345", f"/report/{token}"):
        assert said in page
    current = anyone.get(f"/b/{code.lower()}").content.decode()
    assert "内容是现在有效的" in current
    assert "工作人员" not in current
    walls.phone("东风社区居委会", PHONE)
    walls.sweep()
    assert "已经过期：电话号码、受理部门和处理主体" in anyone.get(f"/b/{code}").content.decode()
    assert "更换这块公示牌" in clerk.get(f"/b/{code}").content.decode()
    later = NOW + timedelta(days=1)
    [second] = walls.make(now=later)
    walls.post(second, date(2026, 11, 3), later)
    assert "这是旧版" in anyone.get(f"/b/{code}").content.decode()
    walls.phone("东风社区居委会", "", now=later)
    walls.sweep(24 * 60 + 1)
    again = anyone.get(f"/b/{code}").content.decode()
    assert "内容与现在的一致" in again, "what changed has changed back"
    assert anyone.get("/b/NOSUCH").status_code == 404
    assert anyone.get("/board/nosuch").status_code == 404


def test_who_reads_a_board_that_is_out_of_date_reaches_what_holds_today(walls: Walls, clerk: Client) -> None:
    anyone, address = Client(), f"/board/{walls.tokens[NEAR]}"
    walls.phone("东风社区居委会", "15400000008")
    [edition] = walls.make()
    walls.phone("东风社区居委会", PHONE)
    done = clerk.post(f"/boards/editions/{edition}/post", {"posted_on": "2026-11-02"}, follow=True)
    assert "做好以后内容又有变化" in done.content.decode()
    scanned = anyone.get(f"/b/{walls.edition(edition).code}").content.decode()
    assert "已经过期" in scanned
    assert f'href="{address}"' in scanned
    page = anyone.get(address).content.decode()
    assert (PHONE in page, "15400000008" in page) == (True, False)
    assert "下面是现在的内容，社区正在更换牌子" in page


def test_a_board_speaks_english_to_who_reads_it_in_english(walls: Walls, clerk: Client) -> None:
    walls.hang()
    walls.phone("东风社区居委会", PHONE)
    walls.sweep()
    listed = cases.listed_on(shanghai_day(NOW))
    anyone = Client()
    for browser, address in (
        (anyone, f"/board/{walls.tokens[NEAR]}"),
        (clerk, f"/boards/{walls.estates[NEAR]}"),
    ):
        chinese = browser.get(address).content.decode()
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        english = browser.get(address).content.decode()
        for line in listed.problem:
            assert line.name in chinese
            assert escape(line.name_en) in english, line.code
            assert f">{line.name}<" not in english, line.code
        assert "12345 government hotline" in english
        assert "12345政务服务便民热线" in chinese


def test_no_list_asks_more_the_longer_it_is(walls: Walls, clerk: Client) -> None:
    street = walls.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)

    def asked() -> list[int]:
        counts = []
        for address in ("/boards", "/boards/phones", f"/boards/{walls.estates[NEAR]}"):
            with CaptureQueriesContext(connection) as spent:
                assert street.get(address).status_code == 200
            counts.append(len(spent))
        return counts

    asked()
    before = asked()
    drafts = [
        EstateDraft(
            name=f"第{number}小区", kind=EstateKind.COMMODITY, community_id=walls.quarter.town.place(DONGFENG),
            address="长江路", built_area_dm2=30_000, households=3, valid_from=date(2026, 1, 1), buildings=(),
        )
        for number in range(30)
    ]  # fmt: skip
    with records.acting(SYSTEM):
        place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
    walls.hang(NEAR, BESIDE)
    walls.make(NEAR)
    after = asked()
    assert before[:2] == after[:2]
    assert before == [9, 7, 22]
