from __future__ import annotations

import itertools
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.pages import case as case_pages
from hemei.coordination.cases.tests.conftest import SANLIAN, Quarter, picture
from hemei.ground.people.models import Account
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.ui.jinja import STATIC

DONGFENG = "340102001001"
PHONE = "15400345678"
_HOMES = itertools.count()  # each report comes from a home of its own


def browser_of(quarter: Quarter, role: Role, body: str, code: str = DONGFENG) -> Client:
    """A signed-in browser of a new person in this role."""
    name = f"{role.value} {body}"
    quarter.town.person(name, code)
    quarter.town.appoint(name, body, role)
    account = quarter.town.account(name, code, username=name)
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")


def send(quarter: Quarter, client: Client | None = None, **changes: object):
    form = {
        "text": "消防通道被车占了",
        "kind": "blocked_fire_lane",
        "submission_key": "one",
        "apart": "1",
        **changes,
    }
    home = f"192.0.2.{next(_HOMES) % 256}"
    return (client or Client()).post(f"/report/{quarter.token}", form, REMOTE_ADDR=home)


def reported(quarter: Quarter, **changes: object) -> str:
    return number_in(send(quarter, **changes).headers["Location"])


def number_in(address: str) -> str:
    """Return the number in the address a report is answered with."""
    return address.rsplit("/", 1)[1].partition(":")[0]


def act(client: Client, number: str, name: str, **fields: object):
    page = client.get(f"/cases/{number}").text
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    return client.post(f"/cases/{number}/{name}", {"seen": seen, **fields})


# --- report --------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["绿地", "lvdi", "ldxq", "长江路"])
def test_an_estate_is_found_by_name_pinyin_initials_and_address(quarter: Quarter, words: str) -> None:
    assert f"/report/{quarter.token}" in Client().get("/report", {"q": words}).text


def test_the_form_of_an_estate_leads_to_its_board(quarter: Quarter) -> None:
    assert f'href="/board/{quarter.token}"' in Client().get(f"/report/{quarter.token}").text


def test_a_name_nobody_knows_gets_advice(quarter: Quarter) -> None:
    assert "请换一个写法" in Client().get("/report", {"q": "没有这个小区"}).text


@pytest.mark.parametrize("lon", ["116400000", "x", ""])
def test_a_position_outside_the_city_or_none_at_all_gets_advice(quarter: Quarter, lon: str) -> None:
    page = Client().get("/report", {"lon": lon, "lat": "39900000"})
    assert page.status_code == 200
    assert "请" in re.search(r'class="notice warn".*?</div></div>', page.text, re.DOTALL)[0]


def test_reporting_needs_no_sign_in_and_no_script(quarter: Quarter) -> None:
    answer = send(quarter)
    page = Client().get(answer.headers["Location"])
    assert "已经收到" in page.text
    assert "东风" in page.text
    assert "消防通道" not in page.text  # nothing for who looks over the shoulder


def test_only_who_reported_finds_the_receipt(quarter: Quarter) -> None:
    first, second = (send(quarter, submission_key=key).headers["Location"] for key in ("one", "two"))
    number, seal = number_in(second), first.split(":")[1]
    for guessed in (number, f"{number}:", f"{number}:{seal}", f"{number}:{'A' * 43}"):
        answer = Client().get(f"/report/received/{guessed}")
        assert answer.status_code == 404
        assert "没有找到这个页面" in answer.text
    assert "已经收到" in Client().get(second).text


def test_the_same_form_sent_twice_counts_once(quarter: Quarter) -> None:
    assert reported(quarter) == reported(quarter)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " "}, "请填写说明"),
        ({"text": "字" * 2001}, "最多2000字"),
        ({"text": "有\x00空"}, "空字符|无法保存"),
        ({"kind": "dragons"}, "没有这个类别"),
        ({"fact_on": "2999-01-01"}, "还没有到"),
        ({"fact_on": "昨天"}, "看不懂"),
        ({"phone": "123"}, "不是手机号码"),
    ],
)
def test_bad_input_gets_a_clear_message_and_nothing_typed_is_lost(
    quarter: Quarter, changes, message: str
) -> None:
    page = send(quarter, spot="3 幢门口", **changes)
    assert page.status_code == 422
    assert re.search(message, page.text)
    assert "3 幢门口" in page.text
    assert 'value="one"' in page.text  # the key stays, so a repeat is known as one
    assert not Case.objects.exists()


def test_a_lying_photo_is_named_and_nothing_is_kept(quarter: Quarter) -> None:
    lie = picture()
    lie.write(b"#!/bin/sh")
    lie.seek(0)
    lie.truncate(20)
    page = send(quarter, photos=[lie])
    assert page.status_code == 422
    assert "现场.jpg" in page.text


def test_a_board_nobody_hung_up_leads_nowhere(quarter: Quarter) -> None:
    assert Client().get("/report/zzzzzzzzzzzz").status_code == 404


def test_the_kind_is_suggested_with_the_words_that_caused_it(quarter: Quarter) -> None:
    part = Client().post("/report/kinds", {"text": "楼下消防通道被堵"}).text
    assert "因为您写了：消防通道" in part
    assert "<html" not in part


def test_staff_report_for_a_caller_and_the_company_in_its_own_name(quarter: Quarter, clerk: Client) -> None:
    assert "来电来访代报" in clerk.get(f"/report/{quarter.token}").text
    answer = send(quarter, clerk, channel="caller", phone=PHONE)
    assert answer.status_code == 302
    with records.acting(quarter.system):
        assert Case.objects.get().channel == "caller"


def test_a_visitor_cannot_pretend_to_be_an_office(quarter: Quarter) -> None:
    send(quarter, channel="hotline")
    with records.acting(quarter.system):
        assert Case.objects.get().channel == "resident"


def test_the_first_load_of_the_report_page_is_light(quarter: Quarter) -> None:
    page = Client().get(f"/report/{quarter.token}").content
    files = set(re.findall(rb'(?:href|src)="/static/([^"?]+)', page))
    total = len(page) + sum((STATIC / name.decode()).stat().st_size for name in files)
    assert total < 150_000


# --- one case ------------------------------------------------------------------------------------
def test_not_there_and_not_yours_look_alike(quarter: Quarter) -> None:
    number = reported(quarter)
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    there, nowhere = foreign.get(f"/cases/{number}"), foreign.get("/cases/999999999999")
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace(number, "") == nowhere.text.replace("999999999999", "")
    assert (
        foreign.post(f"/cases/{number}/accept", {"seen": 1, "kind": "blocked_fire_lane"}).status_code == 404
    )


def test_the_case_page_says_who_answers_and_why_a_step_is_closed(quarter: Quarter, clerk: Client) -> None:
    page = clerk.get(f"/cases/{reported(quarter, spot='3 幢门口')}").text
    assert "消防通道被车占了" in page
    assert "3 幢门口" in page
    assert "受理时限" in page
    # What the state alone forbids is said once, not in a box for each step.
    assert page.count("现在是“已上报”，这些都做不了") == 1
    assert "做不了“办结”" not in page


def test_staff_read_that_the_company_must_not_learn_who_reported(quarter: Quarter, clerk: Client) -> None:
    hidden = reported(quarter, hidden="on", submission_key="hidden")
    assert "不让物业公司知道是谁报的" in clerk.get(f"/cases/{hidden}").text
    assert "不让物业公司知道是谁报的" not in clerk.get(f"/cases/{reported(quarter)}").text


def test_the_phone_is_masked(quarter: Quarter, clerk: Client) -> None:
    page = clerk.get(f"/cases/{reported(quarter, phone=PHONE)}").text
    assert "154****5678" in page
    assert PHONE not in page


def test_an_act_moves_the_case_and_comes_back_to_it(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    answer = act(clerk, number, "accept", kind="blocked_fire_lane")
    assert answer.headers["Location"] == f"/cases/{number}?done=accept"
    page = clerk.get(answer.headers["Location"]).text
    assert "已受理" in page
    assert "“受理”已记录" in page


def test_a_refused_act_keeps_what_was_typed_and_opens_its_form(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    act(clerk, number, "accept", kind="blocked_fire_lane")
    page = act(clerk, number, "close", text="看过了", outcome="solved")
    assert page.status_code == 422
    form = re.search(r"<details[^>]*open>.*?</details>", page.text, re.DOTALL)[0]
    assert "看过了" in form
    message = re.search(r"办结还缺少[^<]*", form)[0]
    assert "对比照片" in message  # evidence is named, not coded


def test_a_stale_form_is_shown_what_changed_and_keeps_its_input(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    quarter.act(quarter.community, number, quarter_accept(), now=utc_now())
    page = clerk.post(f"/cases/{number}/refuse", {"seen": 1, "text": "我写的理由", "ground": "court"})
    assert page.status_code == 409
    notice = re.search(r'class="notice warn".*?</ol>', page.text, re.DOTALL)[0]
    assert "受理" in notice


def quarter_accept():
    from hemei.coordination.cases.services import acts

    return acts.Accept(kind="blocked_fire_lane")


def test_a_double_click_counts_once(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    form = {"seen": 1, "text": "请补充楼号", "submission_key": "twice"}
    answers = [clerk.post(f"/cases/{number}/comment", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert quarter.row(number).version == 2


def test_an_act_that_belongs_to_the_clocks_is_no_address(quarter: Quarter, clerk: Client) -> None:
    assert clerk.post(f"/cases/{reported(quarter)}/record_silence", {"seen": 1}).status_code == 404


def test_a_whistle_offers_the_departments_of_the_list(quarter: Quarter, clerk: Client) -> None:
    quarter.town.found("瑶海城管", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "UM")
    number = reported(quarter)
    act(clerk, number, "accept", kind="blocked_fire_lane")
    page = clerk.get(f"/cases/{number}").text
    assert re.search(r"<option[^>]*selected[^>]*>瑶海消防", page)
    lead = re.search(r'<option value="(\d+)"[^>]*>瑶海消防', page)[1]
    assert act(clerk, number, "whistle", lead=lead, joints=[]).status_code == 302
    fire = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")
    assert "请报到" in fire.get("/work").text
    assert act(fire, number, "arrive", text="已到场").status_code == 302
    assert "按时" in fire.get(f"/cases/{number}").text


def test_a_step_whose_time_has_passed_or_that_another_body_grants_says_so(
    quarter: Quarter, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = reported(quarter)
    act(clerk, number, "accept", kind="group_rental")
    assert "延期由明光路街道办批准" in clerk.get(f"/cases/{number}").text
    act(clerk, number, "whistle", lead=quarter.town.bodies["瑶海消防"], text="先看消防隐患")
    fire = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")
    assert f"/cases/{number}/return_whistle" in fire.get(f"/cases/{number}").text
    monkeypatch.setattr(case_pages, "utc_now", lambda: utc_now() + timedelta(days=30))
    page = fire.get(f"/cases/{number}").text
    assert "退单时限已过" in page
    assert f"/cases/{number}/return_whistle" not in page


def test_photos_are_for_those_who_may_see_the_case(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter, photos=[picture()])
    address = re.search(rf"/cases/{number}/photos/\d+", clerk.get(f"/cases/{number}").text)[0]
    large, small = clerk.get(address), clerk.get(f"{address}?small")
    assert large.headers["Content-Type"] == "image/jpeg"
    assert small.status_code == 200
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 404


# --- follow --------------------------------------------------------------------------------------
def code_sent(caplog: pytest.LogCaptureFixture) -> str:
    return [record.code for record in caplog.records if hasattr(record, "code")][-1]


def test_the_reporter_follows_by_a_code_to_his_phone(
    quarter: Quarter, clerk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    number, client = reported(quarter, phone=PHONE, photos=[picture()]), Client()
    caplog.set_level(logging.INFO, "hemei.people")
    assert "消防通道被车占了" not in client.get(f"/follow/{number}").text
    client.post(f"/follow/{number}", {"phone": PHONE, "step": "send"})
    answer = client.post(f"/follow/{number}", {"phone": PHONE, "step": "show", "code": code_sent(caplog)})
    assert answer.headers["Location"] == f"/follow/{number}"
    page = client.get(f"/follow/{number}").text
    assert "消防通道被车占了" in page
    picture_address = re.search(rf"/cases/{number}/photos/\d+", page)[0]
    assert client.get(picture_address).status_code == 200
    assert (
        client.post(f"/cases/{number}/withdraw", {"seen": 1}).headers["Location"]
        == f"/follow/{number}?done=withdraw"
    )
    assert "上报人撤销" in client.get(f"/follow/{number}").text


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_alone_shows_the_code_on_the_page(
    quarter: Quarter, settings: Any, *, demonstration: bool
) -> None:
    settings.DEMO, settings.NOTIFY = demonstration, {}
    number, client = reported(quarter, phone=PHONE), Client()
    page = client.post(f"/follow/{number}", {"phone": PHONE, "step": "send"}).text
    found = re.search(r"示范系统：验证码是 (\d{6})", page)
    assert (found is not None) == demonstration
    if found:
        answer = client.post(f"/follow/{number}", {"phone": PHONE, "step": "show", "code": found[1]})
        assert answer.headers["Location"] == f"/follow/{number}"


def test_another_phone_gets_the_same_answer_and_no_code(
    quarter: Quarter, caplog: pytest.LogCaptureFixture
) -> None:
    number = reported(quarter, phone=PHONE)
    caplog.set_level(logging.INFO, "hemei.people")
    page = Client().post(f"/follow/{number}", {"phone": "15400000000", "step": "send"})
    assert "验证码会发到手机" in page.text
    assert not [record for record in caplog.records if hasattr(record, "code")]


@override_settings(DEMO=False)
def test_no_answer_tells_whether_a_phone_was_left_with_a_case(quarter: Quarter) -> None:
    number = reported(quarter, phone=PHONE)

    def heard(phone: str) -> list[str]:
        forms = ["send", "send", *["show"] * 7]  # too soon again, then more tries than a code allows
        pages = [
            Client().post(f"/follow/{number}", {"phone": phone, "step": step, "code": "000000"}).text
            for step in forms
        ]
        return [re.sub(r"<input[^>]*csrf[^>]*>", "", page).replace(phone, "") for page in pages]

    assert heard(PHONE) == heard("15400000000")


def test_a_wrong_code_says_so_and_asks_again(quarter: Quarter) -> None:
    number, client = reported(quarter, phone=PHONE), Client()
    client.post(f"/follow/{number}", {"phone": PHONE, "step": "send"})
    page = client.post(f"/follow/{number}", {"phone": PHONE, "step": "show", "code": "000000"})
    assert page.status_code == 422
    assert 'name="code"' in page.text
    assert PHONE in page.text


@pytest.mark.parametrize(
    ("number", "status"), [("261123000001", 302), (" 2611 23000001 ", 302), ("abc", 422)]
)
def test_a_number_is_asked_for_without_saying_whether_it_exists(
    quarter: Quarter, number: str, status: int
) -> None:
    assert Client().get("/follow", {"number": number}).status_code == status


def test_a_proof_runs_out(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    from hemei.coordination.cases.pages import proof

    number, client = reported(quarter, phone=PHONE), Client()
    session = client.session
    session["followed"] = {number: int((utc_now() + timedelta(minutes=1)).timestamp())}
    session.save()
    assert "消防通道被车占了" in client.get(f"/follow/{number}").text
    monkeypatch.setattr(proof, "utc_now", lambda: utc_now() + timedelta(hours=1))
    assert "消防通道被车占了" not in client.get(f"/follow/{number}").text


# --- the list ------------------------------------------------------------------------------------
def test_the_responsibility_list_is_public_and_found_by_residents_words(quarter: Quarter) -> None:
    page = Client().get("/responsibilities").text
    assert "消防" in page
    assert len(re.findall(r"<tr id=", page)) >= 51
    found = Client().get("/responsibilities", {"q": "消防通道"}).text
    assert 0 < len(re.findall(r"<tr id=", found)) < 10
    assert "没有找到" in Client().get("/responsibilities", {"q": "龙"}).text
