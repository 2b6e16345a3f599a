"""The pages of duties: lists, one duty, setting one by hand."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.kernel.actor import Role
from hemei.leadership.duties.pages import lists
from hemei.leadership.duties.rules.words import ActName
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG, NOW, SANLIAN, Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)


@pytest.fixture
def street(quarter: Quarter) -> Client:
    return quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)


def post(client: Client, duty: int, name: str, **fields: object):
    seen = re.search(r'name="seen" value="(\d+)"', client.get(f"/duties/{duty}").text)[1]
    return client.post(f"/duties/{duty}/{name}", {"seen": seen, **fields})


def test_a_duty_is_set_done_sent_back_and_accepted_by_form(clerk: Client, street: Client) -> None:
    form = street.get("/duties/new", {"q": "东风"}).text
    owner = re.search(r'<option value="(\d+)">东风社区居委会', form)[1]
    fields = {"owner": owner, "title": "更换公示牌", "until": "2099-01-01", "submission_key": "k"}
    page = street.post("/duties/new", fields)
    assert page.status_code == 422
    assert "太远" in page.text
    assert "更换公示牌" in page.text  # what was typed is still there
    answer = street.post("/duties/new", {**fields, "until": "2027-01-15"})
    duty = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert "更换公示牌" in clerk.get("/work").text
    assert "请写明做了什么" in post(clerk, duty, "submit", text=" ").text
    post(clerk, duty, "submit", text="换好了")
    assert "请验收" in street.get("/work", {"kind": "duty"}).text
    post(street, duty, "send_back", text="看不清")
    post(clerk, duty, "submit", text="重新拍了")
    done = post(street, duty, "accept")
    page = street.get(done.headers["Location"]).text
    assert "已完成" in page
    assert "依据：任务办理规则" in page  # no clause, so the title of the standard; never the code of its item
    assert "依据：acceptance" not in page
    assert "更换公示牌" not in clerk.get("/work").text


def test_what_the_state_alone_forbids_is_one_sentence_and_says_who_is_waited_for(
    quarter: Quarter, clerk: Client, street: Client
) -> None:
    duty = quarter.set()
    page = street.get(f"/duties/{duty}").text
    assert page.count("现在是“办理中”，这些都做不了") == 1
    assert "等责任单位提交结果" in page
    assert "时不能验收通过" not in page
    assert "责任单位没有申请延期" in page, "what another thing forbids keeps a box of its own"
    post(clerk, duty, "submit", text="换好了")
    assert "等布置单位验收或者退回" in clerk.get(f"/duties/{duty}").text


def test_strangers_and_residents_get_nothing(quarter: Quarter) -> None:
    duty = quarter.set()
    foreign = quarter.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert foreign.get(f"/duties/{duty}").status_code == 404
    assert foreign.post(f"/duties/{duty}/submit", {"seen": 1, "text": "x"}).status_code == 404
    grid = quarter.browser(Role.GRID_WORKER, "东风社区居委会", DONGFENG)
    for address in ("/duties", "/duties/new", f"/duties/{duty}", "/duties.xlsx"):
        assert grid.get(address).status_code == 403, address
        assert Client().get(address).status_code == 302, address


def test_a_company_may_not_set_duties(quarter: Quarter) -> None:
    company = quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")
    assert company.get("/duties/new").status_code == 403
    assert "布置任务" not in company.get("/duties").text


def test_lists_filter_page_and_export_what_is_mine(
    quarter: Quarter, street: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "LIST", 4)
    numbers = [quarter.set(title=f"任务{count}号") for count in range(6)]
    quarter.act(quarter.community, numbers[0], ActName.SUBMIT)
    first = street.get("/duties", {"view": "set"}).text
    older = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = street.get("/duties" + older).text
    assert [f"任务{count}号" in first for count in range(6)] == [False, False, True, True, True, True]
    assert [f"任务{count}号" in second for count in range(6)] == [True, True, False, False, False, False]
    waiting = street.get("/duties", {"view": "set", "state": "submitted"}).text
    assert [f"任务{count}号" in waiting for count in range(6)] == [True] + [False] * 5
    content = b"".join(street.get("/duties.xlsx", {"view": "set"}).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        cells = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/worksheets/sheet1.xml").decode())
    assert {cell for cell in cells if cell.endswith("号") and cell != "编号"} == {
        f"任务{n}号" for n in range(6)
    }


@pytest.mark.parametrize(
    ("address", "most"), [("/duties?view=mine", 7), ("/duties?view=area", 7), ("/work", 6)]
)
def test_a_list_costs_the_same_however_long_it_is(
    quarter: Quarter, clerk: Client, address: str, most: int
) -> None:
    for _ in range(5):
        quarter.set()
    clerk.get(address)
    with CaptureQueriesContext(connection) as spent:
        clerk.get(address)
    assert len([query for query in spent if "SAVEPOINT" not in query["sql"]]) <= most


def test_a_bent_address_is_answered(clerk: Client) -> None:
    for query in ({"view": "x"}, {"view": "set", "after": "x"}, {"state": "x", "origin": "y"}):
        assert clerk.get("/duties", query).status_code == 200
    assert clerk.get("/duties/999999").status_code == 404


def test_a_result_carries_papers_that_are_told_by_their_bytes(quarter: Quarter) -> None:
    number = quarter.set()
    clerk = quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    page = clerk.get(f"/duties/{number}").text
    assert "PDF、DOCX、XLSX" in page
    good = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer\n%%EOF\n"

    def submit(content: bytes, name: str, key: str):
        seen = re.search(r'name="seen" value="(\d+)"', page)[1]
        fields = {"text": "已更换", "seen": seen, "submission_key": key}
        return clerk.post(
            f"/duties/{number}/submit", {**fields, "attachments": SimpleUploadedFile(name, content)}
        )

    answer = submit(b"MZ a program", "总结.pdf", "a")
    assert answer.status_code == 422
    assert "不是 PDF、DOCX 或 XLSX 文件" in answer.text
    assert "已更换" in answer.text  # what was typed is still there
    assert submit(good, "总结.pdf", "b").status_code == 302
    page = clerk.get(f"/duties/{number}").text
    address = re.search(r'href="(/duties/\d+/photos/\d+)" download', page)[1]
    answer = clerk.get(address)
    assert answer.content == good
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "/standards/national/duty-rules/" in page  # each step leads to the item it rests on
    foreign = quarter.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert foreign.get(address).status_code == 404
