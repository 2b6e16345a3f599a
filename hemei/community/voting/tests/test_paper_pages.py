"""The pages of paper: print, bring in, judge, confirm; who may not, and what is told when something is wrong."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.community.voting import queries, services
from hemei.community.voting.models import PrintRun, Scan
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.papers import CLEAR, Desk
from hemei.ground.people.models import Account
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import SHANGHAI

pytestmark = pytest.mark.django_db


def browser(quarter: Quarter, name: str, role: Role = Role.COMMUNITY_CLERK) -> Client:
    client = Client()
    with records.acting(EVERYONE):
        quarter.town.person(name, HOME)
        quarter.town.appoint(name, "东风社区居委会", role)
        account = quarter.town.account(name, HOME, username=name)
        Account.objects.filter(pk=account).update(sample=1)
        client.post(f"/demo/persons/{account}")
    return client


@pytest.fixture
def desk(quarter: Quarter, settings, tmp_path) -> Desk:
    settings.MEDIA, settings.DEMO = tmp_path, True
    made = Desk(quarter, closes_at=utc_now() + timedelta(days=9))
    records.bind(EVERYONE)  # the test's transaction is everybody's: each page binds its own reader
    return made


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def typed(at) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def test_a_clerk_prints_and_opens_a_batch_of_what_was_handed_in_while_the_vote_ran(desk: Desk) -> None:
    first = browser(desk.quarter, "钱一")
    address = f"/paper/{desk.roll.pk}"
    assert "给还没有票的8户印票" in first.get(address).text
    assert first.post(f"{address}/print", {"key": "k"}).status_code == 302
    assert "正在排版" in first.get(address).text
    run = PrintRun.objects.get()
    assert first.get(f"/paper/runs/{run.pk}.pdf").status_code == 404
    services.set_waiting_runs(clock=utc_now)
    run.refresh_from_db()
    assert first.get(f"/paper/runs/{run.pk}.pdf").content.startswith(b"%PDF")
    late = typed(desk.roll.closes_at + timedelta(hours=1))
    wrong = first.post(f"{address}/batches", {"handed_from": late, "received_at": late})
    assert (wrong.status_code, "不在表决期间" in wrong.text) == (422, True)
    moment = typed(utc_now())
    assert f'value="{moment[:10]}' not in first.get(address).text  # nobody is offered a moment
    for since, until in (("昨天", moment), (moment, ""), (moment, typed(utc_now() - timedelta(hours=1)))):
        said = first.post(f"{address}/batches", {"handed_from": since, "received_at": until})
        assert (said.status_code, "最早" in said.text) == (422, True)
    opened = first.post(f"{address}/batches", {"handed_from": moment, "received_at": moment, "key": "b"})
    shown = first.get(opened.headers["Location"]).text
    assert "还没有读出的票" in shown
    assert "拍照，或者选择文件" in shown  # in the language of the page, whatever the browser's


def test_a_clerk_brings_paper_in_has_it_judged_and_confirms(desk: Desk) -> None:
    first, second = browser(desk.quarter, "钱一"), browser(desk.quarter, "钱二")
    run = desk.print_all()
    batch = f"/paper/batches/{desk.open(at=utc_now())}"
    refused = first.post(f"{batch}/files", {"files": [upload("说明.txt", b"plain")]})
    assert (refused.status_code, "不是 JPEG、PNG 或 PDF" in refused.text) == (422, True)
    canvases = list(desk.drawn(run).values())
    clear = desk.filled(run, canvases[0], *CLEAR)
    twice = desk.filled(run, canvases[1], ("two", "for"), ("tick", "for"))
    told = first.post(
        f"{batch}/files", {"files": [upload("1.png", clear), upload("2.png", twice), upload("3.png", clear)]}
    )
    shown = first.get(told.headers["Location"]).text
    assert "收下2个新文件" in shown
    assert "另有1个文件以前收过" in shown
    assert "还有2个文件正在读" in shown
    assert "确认计入" not in shown
    services.read_waiting_scans(clock=utc_now)
    shown = first.get(batch).text
    assert "我已核对，计入1张票" in shown
    assert "同意" not in shown  # no choice of any home stands in the list
    leaf = re.search(r'href="(/paper/pages/\d+)">判断看不准的票', shown)[1]
    assert first.get(f"{leaf}/picture").content.startswith(b"\xff\xd8")
    assert first.post(f"{leaf}/judge", {}).status_code == 422
    assert first.post(f"{leaf}/judge", {"item-1": "for"}).headers["Location"] == batch
    assert first.get(f"{leaf}/picture").status_code == 404  # he has judged, and needs it no more
    assert "判断看不准的票" not in first.get(batch).text
    second.post(f"{leaf}/judge", {"item-1": "for"})
    stale = first.post(f"{batch}/confirm", {"ready": "1"})
    assert (stale.status_code, "可以计入的票现在是2张" in stale.text) == (422, True)
    blind = first.post(f"{batch}/confirm", {"ready": "2"})
    assert (blind.status_code, "请核对每张票上的签名" in blind.text) == (422, True)
    first.post(f"{batch}/confirm", {"ready": "2", "signed": "1", "evidence": "推选书"})
    assert "已确认" in first.get(batch).text
    assert queries.paper_counts(desk.roll.pk, actor=desk.clerk).entered == 2
    assert "这张票已经计入，不能再改" in first.get(leaf).text


def test_a_page_opens_to_who_judges_it_and_else_with_a_reason_that_is_recorded(desk: Desk) -> None:
    run = desk.print_all()
    clerk = browser(desk.quarter, "钱一")
    canvases = list(desk.drawn(run).values())
    batch = desk.open(at=utc_now())
    desk.bring(batch, desk.filled(run, canvases[0], *CLEAR))
    number = Scan.objects.get().pk
    leaf = f"/paper/pages/{number}"
    for confirmed in (False, True):
        if confirmed:
            clerk.post(f"/paper/batches/{batch}/confirm", {"ready": "1", "signed": "1", "evidence": "推选书"})
        page = clerk.get(leaf).text
        assert "看票面" in page
        assert '<img class="leaf"' not in page
        assert clerk.get(f"{leaf}/picture").status_code == 404
        assert clerk.post(f"{leaf}/open", {"reason": " "}).status_code == 422
        opened = clerk.post(f"{leaf}/open", {"reason": "抽查机器读的票"}).text
        assert "data:image/jpeg;base64," in opened
        assert "同意" in opened
    told = record.events_of(streams=[f"voting.scan_batch:{batch}"], kind="voting.page_opened")
    assert [event.data["scan"] for _, event in told] == [number, number]
    assert "抽查机器读的票" not in json.dumps([event.data for _, event in told])


def test_a_ballot_is_printed_anew_and_the_list_filters_and_exports(desk: Desk) -> None:
    run = desk.print_all()
    clerk = browser(desk.quarter, "钱一")
    address = f"/paper/{desk.roll.pk}/ballots"
    page = clerk.get(address, {"q": "101"}).text
    assert page.count("换票</summary>") == 1
    sheet = re.search(r'name="sheet" value="(\d+)"', page)[1]
    refused = clerk.post(f"/paper/{desk.roll.pk}/reprint", {"sheet": sheet, "reason": " ", "key": "x"})
    assert refused.status_code == 422
    clerk.post(f"/paper/{desk.roll.pk}/reprint", {"sheet": sheet, "reason": "丢失", "key": "y"})
    assert "作废" in clerk.get(address, {"q": "101"}).text
    assert run.sheets.filter(voided_at=None).count() == 7
    assert clerk.get(f"{address}.xlsx").getvalue().startswith(b"PK")
    assert "没有符合条件的票" in clerk.get(address, {"q": "没有"}).text


def test_pages_ask_the_database_as_often_whatever_they_hold(desk: Desk) -> None:
    run = desk.print_all()
    clerk = browser(desk.quarter, "钱一")
    canvases = list(desk.drawn(run).values())
    batch = desk.open(at=utc_now())
    desk.bring(batch, desk.filled(run, canvases[0], *CLEAR))
    addresses = [
        f"/paper/batches/{batch}",
        f"/paper/{desk.roll.pk}",
        f"/paper/{desk.roll.pk}/ballots",
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as seen:
                assert clerk.get(address).status_code == 200
            counts.append(len(seen))
        return counts

    asked()  # what is read once and kept
    before = asked()
    desk.bring(batch, *(desk.filled(run, canvas, ("two", "for"), CLEAR[1]) for canvas in canvases[1:4]))
    desk.quarter.freeze(key="k2")
    assert asked() == before


def test_nobody_else_comes_in(desk: Desk) -> None:
    desk.print_all()
    batch = desk.open(at=utc_now())
    grid = browser(desk.quarter, "孙格", Role.GRID_WORKER)
    run = PrintRun.objects.get()
    pages = (
        f"/paper/{desk.roll.pk}", f"/paper/{desk.roll.pk}/ballots", f"/paper/{desk.roll.pk}/ballots.xlsx",
        f"/paper/runs/{run.pk}.pdf", f"/paper/batches/{batch}", "/paper/pages/1", "/paper/pages/1/picture",
    )  # fmt: skip
    for address in pages:
        assert grid.get(address).status_code == 403, address
        assert Client().get(address).status_code == 302, address
    clerk = browser(desk.quarter, "钱一")
    for address in ("/paper/99999", "/paper/99999/ballots", "/paper/batches/99999", "/paper/pages/99999",
                    "/paper/runs/99999.pdf", "/paper/pages/99999/picture"):  # fmt: skip
        assert clerk.get(address).status_code == 404, address
    assert clerk.post("/paper/pages/99999/judge").status_code == 404
    assert clerk.post("/paper/99999/print").status_code == 404
