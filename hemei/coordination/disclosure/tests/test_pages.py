"""The pages of disclosure: draft, explain, publish; the public's, the owner's; who comes in; statements that stay."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.community.ledgers.services import Line
from hemei.community.purses import queries as purses
from hemei.community.purses.tests.conftest import PAPER, Joint
from hemei.community.purses.tests.conftest import joint as joint  # noqa: PLC0414 - the fixture
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, NOW, Board
from hemei.ground.people.models import Account, Ownership, Residence
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG, Quarter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be read a little after the quarter is over."""
    modules = ("gate", "lists", "one", "own", "questions", "spending")
    for name in modules:
        monkeypatch.setattr(f"hemei.coordination.disclosure.pages.{name}.utc_now", lambda: NOW)


def company(board: Board) -> Client:
    return board.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")


def owner(board: Board) -> Client:
    town = board.quarter.town
    account = town.account("业主甲", "340102001001", username="owner")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def test_a_company_explains_shows_and_publishes_and_everybody_reads_it(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.earn(150_000, date(2026, 6, 5))
    board.spend(60_000, date(2026, 8, 20))
    number = board.opened()["revenue"]
    browser, address = company(board), f"/disclosures/{number}"
    assert "翠园小区" in browser.get("/disclosures").text
    page = browser.get(address).text
    assert all(word in page for word in ("从无到有", "有2行变动较大", "保存说明", "公共车位收入"))
    refused = browser.post(f"{address}/do/comments")
    assert (refused.status_code, "还没有说明" in refused.text) == (422, True)
    assert (
        browser.post(
            f"{address}/do/explain", {"line-repair": "外墙维修", "line-parking": "停用一季"}
        ).status_code
        == 302
    )
    assert browser.post(f"{address}/do/comments").status_code == 302
    early = browser.post(f"{address}/do/publish")
    assert browser.get(f"{address}/sheet.pdf").status_code == 404  # nothing is published yet
    assert (early.status_code, "征求意见到2026-10-14才期满" in early.text) == (422, True)
    with records.acting(SYSTEM):
        token = Estate.objects.get(pk=board.estate).token
    stranger = Client()
    draft = stranger.get(f"/open/{token}").text
    assert f'href="/board/{token}"' in draft
    assert all(word in draft for word in ("征求意见到2026-10-14", "外墙维修"))
    monkeypatch.setattr("hemei.coordination.disclosure.pages.one.utc_now", lambda: AFTER_COMMENTS)
    assert browser.post(f"{address}/do/publish").status_code == 302
    version = board.version(number)
    page = stranger.get(f"/open/v/{version.token}").text
    assert all(word in page for word in (version.root, "外墙维修", "600.00", "按期公布"))
    proof = stranger.get(f"/open/v/{version.token}.json").json()
    assert (proof["root"], len(proof["leaves"])) == (version.root, len(version.lines) + 1)
    assert stranger.get("/open/v/nothing").status_code == stranger.get("/open/nothing").status_code == 404
    assert browser.post(f"{address}/do/nothing").status_code == 404
    sheet = browser.get(f"{address}/sheet.pdf")
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "application/pdf")
    with pypdfium2.PdfDocument(sheet.content) as printed:
        words = "".join(page.get_textpage().get_text_range() for page in printed)
        assert printed[0].get_size() == pytest.approx((841.89, 1190.55), abs=0.1)  # A3
    words = re.sub(r"[\s\u200b]", "", words)
    assert all(
        word in words
        for word in ("翠园小区公共收益公示（2026年第3季度）", "外墙维修", "600.00", version.token)
    )
    again = browser.post(f"{address}/do/correct", {"reason": "漏记一笔"})
    assert (again.status_code, "与第1版相同" in again.text) == (422, True)


def test_an_explanation_is_edited_at_its_line_and_nothing_saved_is_lost(board: Board) -> None:
    board.earn(150_000, date(2026, 6, 5))
    board.spend(60_000, date(2026, 8, 20))
    number = board.opened()["revenue"]
    browser, do = company(board), f"/disclosures/{number}/do"
    browser.post(f"{do}/explain", {"line-repair": "外墙维修", "line-parking": ""})
    refused = browser.post(f"{do}/comments")
    assert (refused.status_code, ">外墙维修</textarea>" in refused.text) == (422, True), (
        "another act was refused"
    )
    for words in (
        "“公共车位收入”变动较大，还没有说明",
        'href="#field-eline-parking"',
        'id="error-eline-parking"',
    ):
        assert words in refused.text, words
    assert "field-explanation" not in refused.text
    long = browser.post(f"{do}/explain", {"line-repair": "墙" * 201, "line-parking": "停" * 205})
    for words in ("是201个字", "是205个字", 'href="#field-eline-repair"', 'href="#field-eline-parking"'):
        assert words in long.text, words
    assert "墙" * 201 in long.text, "what was typed is still there"
    browser.post(f"{do}/explain", {"line-repair": "外墙大修", "line-parking": "停用一季"})
    assert board.version(number).explanations == {"repair": "外墙大修", "parking": "停用一季"}
    browser.post(f"{do}/explain", {"line-parking": " "})
    assert board.version(number).explanations == {"repair": "外墙大修"}, "an emptied field takes it back"


def test_a_correction_asks_at_its_field_for_a_line_that_was_not_there_before(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.spend(60_000, date(2026, 8, 20))
    number = board.opened()["revenue"]
    browser, do = company(board), f"/disclosures/{number}/do"
    browser.post(f"{do}/explain", {"line-repair": "外墙维修"})
    browser.post(f"{do}/comments")
    monkeypatch.setattr("hemei.coordination.disclosure.pages.one.utc_now", lambda: AFTER_COMMENTS)
    assert browser.post(f"{do}/publish").status_code == 302
    board.earn(150_000, date(2026, 8, 5))
    assert 'href="#field-reason"' in browser.post(f"{do}/correct", {"reason": ""}).text
    asked = browser.post(f"{do}/correct", {"reason": "漏了一笔停车费"})
    for words in ('href="#field-line-parking"', 'id="error-line-parking"', "说明“公共车位收入”的变动"):
        assert words in asked.text, words
    long = browser.post(f"{do}/correct", {"reason": "漏了一笔停车费", "line-parking": "停" * 201})
    assert (long.status_code, "是201个字" in long.text, "停" * 201 in long.text) == (422, True, True)
    done = browser.post(f"{do}/correct", {"reason": "漏了一笔停车费", "line-parking": "新增夜间停车"})
    assert (done.status_code, "新增夜间停车" in browser.get(f"/disclosures/{number}").text) == (302, True)


def test_what_is_late_stands_on_a_list_for_everybody(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    board.opened()
    assert "没有逾期的公开" in Client().get("/open/late").text
    monkeypatch.setattr(gate, "today", lambda: date(2026, 10, 20))
    page = Client().get("/open/late").text
    assert all(word in page for word in ("翠园小区", "逾期5天未公布", "大地物业公司"))
    assert "翠园小区" not in Client().get("/open/late", {"q": "别的小区"}).text
    assert Client().get("/open/late", {"after": "x~y", "open": "1"}).status_code == 200
    sheet = Client().get("/open/late.xlsx")
    rows = list(
        load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active.iter_rows(values_only=True)
    )
    assert [row[7] for row in rows[1:]] == [5, 5]
    clerk = board.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    page = clerk.get("/disclosures/overview").text
    assert all(word in page for word in ("现在逾期", "还没有共管账户"))
    assert "逾期5天未公布" in clerk.get(f"/disclosures/estate/{board.estate}").text


def test_an_owner_sees_his_share_and_asks_and_is_answered(board: Board) -> None:
    board.earn(300_000, date(2026, 8, 5))
    board.opened()
    phone = owner(board)
    page = phone.get("/my/disclosure").text
    assert all(
        word in page for word in ("翠园小区", "3,000.00", "您的份额1,000.00元", "不能比", "一笔一笔看")
    )
    assert ("公共收益余额" in page, "维修资金余额" in page) == (True, False)
    board.post(Line("fund_bank", 500_000), Line("fund_unit", -500_000, board.units[0]), on=date(2026, 9, 1))
    page = phone.get("/my/disclosure").text
    assert all(words in page for words in ("维修资金余额", "5,000.00", 'href="/funds/mine"'))
    board.post(Line("revenue_bank", 12_345), Line("revenue_interest", -12_345), on=date(2026, 10, 9))
    page = phone.get("/my/disclosure").text
    told = ("公共收益期末余额", "到2026-09-30", "到今天（2026-10-09）", "3,123.45")
    assert [words in page for words in told] == [True] * 4, "today's balance is told beside the quarter's"
    empty = phone.post(f"/my/disclosure/{board.estate}/ask", {"text": ""})
    assert (empty.status_code, "您写了0个字" in empty.text) == (422, True)
    foreign = phone.post("/my/disclosure/999999/ask", {"text": "别人的钱"})
    assert (foreign.status_code, "这不是您的小区" in foreign.text) == (422, True)
    assert (
        phone.post(f"/my/disclosure/{board.estate}/ask", {"text": "停车费去哪了", "key": "k"}).status_code
        == 302
    )
    assert "停车费去哪了" in phone.get("/my/disclosure").text
    with records.acting(SYSTEM):
        number = Question.objects.get().pk
    browser = company(board)
    assert "翠园小区" in browser.get("/questions", {"open": "1"}).text
    assert "停车费去哪了" in browser.get(f"/questions/{number}").text
    assert browser.post(f"/questions/{number}", {"text": " "}).status_code == 422
    assert browser.post(f"/questions/{number}", {"text": "都在公共收益账户"}).status_code == 302
    twice = browser.post(f"/questions/{number}", {"text": "再答"})
    assert (twice.status_code, "已经答复过" in twice.text) == (422, True)
    assert "都在公共收益账户" in phone.get("/my/disclosure").text


def test_an_owner_opens_a_spending_down_to_who_decided_and_watches_it(board: Board) -> None:
    """A use of the fund: what it is, where it stands, what was said of it; nothing of what is no spending of his."""
    board.earn(300_077, date(2026, 8, 5))
    phone, clerk = owner(board), board.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    entries = phone.get(f"/my/disclosure/{board.estate}").text
    assert ("公共车位收入" in entries, "+3,000.77" in entries) == (True, True)
    assert phone.get("/my/disclosure/999999").status_code == 404
    address, of = f"/disclosures/spending/{board.estate}", {"of": board.used()}
    page = phone.get(address, of).text
    assert all(word in page for word in ("屋面防水", "1,000.00元", "还没有表决通过", "还没有意见"))
    assert phone.post(f"{address}/watch", {**of, "text": "请比三家"}).status_code == 302
    assert phone.post(f"{address}/watch", {**of, "text": ""}).status_code == 422
    page = phone.get(address, of).text
    assert ("付款以前的意见" in page, "付款以后的意见" in page, "请比三家" in page) == (True, False, True)
    assert "请比三家" in clerk.get(address, of).text
    for wrong in ("purses.order:7", "disclosure.question:1", ""):
        assert phone.get(address, {"of": wrong}).status_code == 404
        assert phone.post(f"{address}/watch", {"of": wrong, "text": "x"}).status_code in {
            404,
            422,
        }
    assert phone.get("/disclosures/spending/999999", of).status_code == 404
    bureau = board.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")
    page = bureau.get(address, of).text
    assert ("请比三家" in page, "提意见" in page) == (True, False)
    assert bureau.post(f"{address}/watch", {**of, "text": "x"}).status_code == 403
    foreign = board.quarter.browser(Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert foreign.get(address, of).status_code == 404


def test_an_owner_sees_who_agreed_to_a_payment_and_reads_its_papers(joint: Joint) -> None:
    """Name and side of each who agreed, in the list and on the page; the papers only for who owns a unit."""
    joint.agree()
    order = joint.approved(300_000)
    estate, of = joint.purse.estate, {"of": f"purses.order:{order}"}
    client, person = resident(joint.purse.quarter)
    address = f"/disclosures/spending/{estate}"
    assert client.get(address, of).status_code == 404
    with records.acting(SYSTEM):
        scope, kinds = (
            Estate.objects.get(pk=estate).scope,
            {"unit_id": joint.purse.units[0], "person_id": person},
        )
        kept = {"valid_from": date(2025, 1, 1), "scope": scope, "stream": f"people.person:{person}", **kinds}
        lives = Residence.objects.create(**kept)
        page = client.get(address, of).text
        assert ("业委会" in page, "发票</a>" in page, "合肥安居维修有限公司" in page) == (True, False, False)
        lives.delete()
        Ownership.objects.create(**kept)
    page = client.get(address, of).text
    assert all(
        word in page
        for word in ("三幢单元门维修", "3,000.00元", "王*", "二〇二六年度预算第三项", "合肥安居维修有限公司")
    )
    assert "1302010109022112345" not in page
    paper = page.split(f'href="{address}/papers/')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"{address}/papers/{paper}").content == PAPER.content
    assert client.get(f"{address}/papers/999999", of).status_code == 404
    entries = client.get(f"/my/disclosure/{estate}").text
    assert "业委会1名同意" in entries
    street = joint.purse.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    seen = street.get("/disclosures/overview").text
    assert ("没有按期对账的账户" in seen, "缺材料的付款" in seen) == (True, True)
    with records.acting(joint.street):
        counted = purses.watched_counts(actor=joint.street, on=NOW.date())
    assert (counted.accounts, counted.unreconciled, counted.papers) == (1, 1, 0)
    assert client.post(f"{address}/watch", {**of, "text": "门为什么坏"}).status_code == 302
    assert "门为什么坏" in client.get(address, of).text


def resident(quarter: Quarter) -> tuple[Client, int]:
    """Sign in somebody without any office; return him and his number."""
    town = quarter.town
    person = town.person("王业主", DONGFENG)
    account = town.account("王业主", DONGFENG, username="owner")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client, person


def test_the_list_of_risks_says_where_to_look_with_numbers(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.earn(12_000_000, date(2026, 8, 5))
    board.opened()
    late = AFTER_COMMENTS.replace(day=20)
    for _ in range(2):
        assert board.do(SYSTEM, services.look, late) == 1
    street = board.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    page = street.get("/disclosures/risks").text
    assert all(word in page for word in ("翠园小区", "2项公开逾期", "余额120,000.00元", "分量40"))
    assert street.get("/disclosures/risks", {"after": "40~999999999"}).text.count("翠园小区") == 0
    rows = load_workbook(
        io.BytesIO(b"".join(street.get("/disclosures/risks.xlsx").streaming_content))
    ).active.iter_rows(values_only=True)
    assert [row[5] for row in rows] == ["分量", 30, 10]
    foreign = board.quarter.browser(Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert "没有要提示的小区" in foreign.get("/disclosures/risks").text
    assert company(board).get("/disclosures/risks").status_code == 403


def test_nobody_else_comes_in(board: Board) -> None:
    number = board.opened()["affairs"]
    inner = ("/disclosures", "/disclosures.xlsx", f"/disclosures/{number}", "/questions", "/questions.xlsx")
    for role, body, code in (
        (Role.GRID_WORKER, "东风社区居委会", "340102001001"),
        (Role.DEPARTMENT_CLERK, "市应急局", "340100"),
    ):
        browser = board.quarter.browser(role, body, code)
        assert {browser.get(address).status_code for address in (*inner, "/my/disclosure")} == {403}
    phone = owner(board)
    assert {phone.get(address).status_code for address in inner} == {403}
    assert Client().get("/disclosures").status_code == 302
    assert company(board).get("/disclosures/overview").status_code == 403
    foreign = board.quarter.browser(Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert foreign.get(f"/disclosures/{number}").status_code == 404


def test_pages_take_the_same_statements_however_much_there_is(board: Board) -> None:
    board.opened()
    clerk = board.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    counts: dict[str, list[int]] = {}
    addresses = (
        "/disclosures", f"/disclosures/estate/{board.estate}", "/questions", "/open/late",
    )  # fmt: skip
    for many in (1, 20):
        for key in range(many):
            _asked(board, f"{many}-{key}")
        clerk.get("/disclosures")
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert clerk.get(address).status_code == 200
            counts.setdefault(address, []).append(len(asked))
        if many == 1:
            with records.acting(SYSTEM):
                _more(board)
    assert {address: len(set(found)) for address, found in counts.items()} == dict.fromkeys(counts, 1)
    assert max(found[0] for found in counts.values()) <= 20


def _asked(board: Board, key: str) -> Any:
    draft = services.QuestionDraft(estate_id=board.estate, text="停车费去哪了", key=key)
    return board.do(board.owner, services.ask, draft=draft)


def _more(board: Board) -> None:
    """Let the estate have owed its affairs of six more quarters."""
    one = Disclosure.objects.filter(estate_id=board.estate).first()
    assert one is not None
    for year, month in ((2025, 1), (2025, 4), (2025, 7), (2025, 10), (2026, 1), (2026, 4)):
        until = date(year + (month == 10), (month + 2) % 12 + 1, 1)
        Disclosure.objects.create(
            stream=f"disclosure.disclosure:{year}{month}", scope=one.scope, estate_id=board.estate, subject="affairs",
            since=date(year, month, 1), until=until, due_on=until, body_id=one.body_id, state="due", opened_at=NOW,
        )  # fmt: skip


def test_affairs_are_worded_when_they_are_read_and_the_manager_is_the_boards(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both languages; a version of before keeps its words; the name stands on the page and in no version."""
    number = board.published()
    with records.acting(SYSTEM):
        token = board.version(number).token
        lines = board.version(number).lines
    assert not any("words" in line for line in lines)
    stranger = Client()
    chinese = stranger.get(f"/open/v/{token}").text
    stranger.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = stranger.get(f"/open/v/{token}").text
    for said, told in (
        ("没有在任的业主委员会", "No committee in office"),
        ("房屋登记没有车位", "no parking space"),
    ):
        assert (said in chinese, said in english, told in english) == (True, False, True)
    old = {"code": "manager", "section": "affairs", "name": "负责人员", "name_en": "", "words": "已明确"}
    new = {**old, "said": "manager.since", "values": {"since": "2026-02-01"}}
    del new["words"]
    shown = gate.lines_face([old], {}, token=token)[0]["lines"][0]["said"]
    assert shown == "已明确"
    assert "还没有上小区公示牌" in gate.lines_face([new], {}, token=token)[0]["lines"][0]["said"]
    hung = type("Hung", (), {"manager": "王示范", "replaced_on": None})()
    monkeypatch.setattr(gate.boards, "public_board", lambda _token: hung)
    shown = gate.lines_face([new], {}, token=token)[0]["lines"][0]["said"]
    assert shown == "负责人自2026-02-01起任职；小区公示牌现在写的是王示范"
