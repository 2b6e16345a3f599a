"""The pages: one's own notices with their forms, the calendar's page, the administration's queue."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from hemei.faces.notices import queries, services
from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Message
from hemei.faces.notices.streams import PLATFORM
from hemei.faces.notices.tests.conftest import KIND, NOW, Told
from hemei.ground.people.models import Account
from hemei.ground.people.queries import Channel
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def browser(told: Told, account: int | None) -> Client:
    """Sign in as a sample person."""
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


@pytest.fixture
def clerk(told: Told) -> Client:
    return browser(told, told.clerk.account_id)


@pytest.fixture
def admin(told: Told) -> Client:
    told.quarter.town.person("孙八", "340102001001")
    told.quarter.town.appoint("孙八", "市房产局", Role.SYSTEM_ADMIN)
    return browser(told, told.quarter.town.account("孙八", "340102001001", username="sun"))


def text(client: Client, path: str, **form: object) -> str:
    answer = client.post(path, form, follow=True) if form else client.get(path)
    return answer.content.decode()


def test_my_notices_say_what_was_sent_and_the_forms_work(told: Told, clerk: Client) -> None:
    assert "还没有提醒过您" in text(clerk, "/notices")
    number = told.quarter.report(kind=KIND)
    told.minute(NOW + 20 * MINUTE)
    with CaptureQueriesContext(connection) as one:
        page = text(clerk, "/notices")
    assert f"新报事{number}待受理" in page
    assert "已放进发件箱（示范）" in page
    assert "154****0001" in text(clerk, "/notices/settings")
    told.quarter.report(kind=KIND, text="又堵了", now=NOW + 40 * MINUTE)
    told.minute(NOW + 80 * MINUTE)
    with CaptureQueriesContext(connection) as two:
        text(clerk, "/notices")
    assert len(two) == len(one) <= 16
    assert "没有这一类提醒" in text(clerk, "/notices?matter=visit")
    assert "已保存" in text(clerk, "/notices/choose", channel="platform", on=["progress", "clock"])
    with records.acting(told.clerk):
        channel, off = queries.preference_of(actor=told.clerk, now=NOW)
    assert channel is Channel.PLATFORM
    assert off == {queries.Matter.TASK, queries.Matter.VISIT, queries.Matter.VOTE, queries.Matter.MONEY}
    assert "没有可以测试的渠道" in text(clerk, "/notices/test", x=1)
    text(clerk, "/notices/choose", channel="sms", on=["progress"])
    assert "测试消息已排队" in text(clerk, "/notices/test", x=1)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(clerk.get("/notices.xlsx"))))
    assert book.active.max_row == 3


def test_who_reads_english_is_told_in_english(told: Told, clerk: Client) -> None:
    number = told.quarter.report(kind=KIND)
    told.deliver(NOW)
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "New report" in text(clerk, "/notices")
    assert "Language of messages" in text(clerk, "/notices/settings")
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert f"新报事{number}待受理" in text(clerk, "/notices")
    text(clerk, "/notices/choose", channel="sms", on=["task"], language="en")
    assert 'value="en" checked' in text(clerk, "/notices/settings")
    told.minute(NOW + 20 * MINUTE)
    (message,) = [one for one in told.messages() if one.person_id == told.clerk.person_id]
    assert message.language == "en"
    assert f"New report {number} waits to be accepted" in message.text
    assert not re.search(r"[\u4e00-\u9fff]", message.text)
    text(clerk, "/notices/test", x=1)
    test = told.messages()[-1].text
    assert not re.search(r"[\u4e00-\u9fff]", test)
    text(clerk, "/notices/choose", channel="sms", on=["task"], language="xx")
    with records.acting(told.clerk):
        assert queries.language_of(actor=told.clerk) == "zh-hans"


def test_every_notice_has_its_english_words() -> None:
    for rule in rules_at(NOW).told:
        assert rule.text_en, rule.code
        assert ("{number}" in rule.text) is ("{number}" in rule.says("{number}", english=True)), rule.code


def test_an_address_is_typed_refused_shown_its_code_and_proven(told: Told, clerk: Client) -> None:
    answer = clerk.post("/notices/address", {"channel": "email", "address": "no address"})
    assert answer.status_code == 422
    assert "不是电子邮件地址" in answer.content.decode()
    page = text(clerk, "/notices/address", channel="email", address="zhao@example.cn")
    code = page.partition("验证码是 ")[2][:6]
    assert code.isdigit()
    wrong = "000000" if code != "000000" else "111111"
    assert "验证码不对" in text(clerk, "/notices/address/prove", channel="email", code=wrong)
    assert "地址已确认" in text(clerk, "/notices/address/prove", channel="email", code=code)
    assert "zhao@example.cn" in text(clerk, "/notices/settings")
    assert "地址已删除" in text(clerk, "/notices/address/drop", channel="email")
    assert clerk.post("/notices/address/drop", {"channel": "email"}).status_code == 404


def test_the_calendar_page_shows_the_address_once(told: Told, clerk: Client) -> None:
    told.quarter.report(kind=KIND, now=utc_now())
    assert "还没有地址" in text(clerk, "/notices/calendar")
    page = text(clerk, "/notices/calendar/issue", x=1)
    address = page.partition("<strong>http://testserver")[2].partition("</strong>")[0]
    assert Client().get(address).status_code == 200
    again = text(clerk, "/notices/calendar")
    assert address not in again
    assert "日历最近读取" in again
    assert "日历地址已停用" in text(clerk, "/notices/calendar/close", x=1)
    assert Client().get(address).status_code == 404


def test_the_queue_is_the_administrations_and_names_nobody(told: Told, clerk: Client, admin: Client) -> None:
    assert "队列是空的" in text(admin, "/office/notices")
    told.quarter.report(kind=KIND)
    told.minute(NOW + 20 * MINUTE)
    with records.acting(PLATFORM):
        Message.objects.update(state="given_up", outbox=False, error="gateway", attempts=6)
    page = text(admin, "/office/notices")
    assert "1 条消息多次失败" in page
    assert "网关没有收下" in page
    assert "赵六" not in page
    assert "没有符合条件的消息" in text(admin, "/office/notices?state=failed")
    assert "1 条消息重新排队" in text(admin, "/office/notices/retry", message="")
    assert admin.post("/office/notices/retry", {"message": "7777777"}).status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(b"".join(admin.get("/office/notices.xlsx"))))
    assert book.active.max_row == 2
    assert [clerk.get(path).status_code for path in ("/office/notices", "/office/notices.xlsx")] == [403, 403]
    assert clerk.post("/office/notices/retry", {}).status_code == 403


def test_without_a_gateway_the_administration_reads_which_channels_are_missing(
    told: Told, admin: Client
) -> None:
    with override_settings(DEMO=False, NOTIFY={}):
        assert "没有开通的渠道：短信、电子邮件、企业微信、钉钉" in text(admin, "/office/notices")


@pytest.mark.parametrize(
    "path", ["/notices", "/notices/settings", "/notices.xlsx", "/notices/calendar", "/office/notices"]
)
def test_a_visitor_is_asked_to_sign_in(told: Told, path: str) -> None:
    assert Client().get(path).status_code == 302
    assert services.read_feed(secret="", now=NOW) is None


def test_a_reporter_reads_on_his_case_how_he_is_told_and_a_stranger_nothing(
    told: Told, clerk: Client
) -> None:
    town = told.quarter.town
    number = told.quarter.report(kind=KIND)
    reporter = browser(told, town.account("张三", "340102001001", phone="13800138000"))
    assert "用短信告诉您：138****8000" in text(reporter, f"/notices/cases/{number}")
    assert f"/notices/cases/{number}" in text(reporter, f"/cases/{number}")
    assert clerk.get(f"/notices/cases/{number}").status_code == 404
    assert reporter.get("/notices/cases/261102999999").status_code == 404
    assert Client().get(f"/notices/cases/{number}").status_code == 404


def test_who_shows_the_telephone_left_with_a_case_stops_the_messages(told: Told) -> None:
    quarter = told.quarter
    number = quarter.report(quarter.public, kind=KIND, phone="15412345678")
    visitor = Client()
    path = f"/notices/cases/{number}"
    assert visitor.get(path).status_code == 404
    session = visitor.session
    session["followed"] = {number: int(utc_now().timestamp()) + 600}
    session.save()
    visitor.cookies["sessionid"] = session.session_key
    assert "给报事时留下的手机号发短信" in text(visitor, path)
    assert "不再给这个手机号发短信" in text(visitor, path, stop="1")
    told.accept(number)
    told.minute(NOW + 30 * MINUTE)
    with records.acting(PLATFORM):
        assert list(Message.objects.filter(person_id=None).values_list("state", flat=True)) == ["shown"]
    assert "现在不给" in text(visitor, path)
