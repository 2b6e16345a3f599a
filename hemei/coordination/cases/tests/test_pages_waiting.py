"""A case that waits for its reporter: he reads what is wanted of him, and who waits learns that he answered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Outcome, PauseReason
from hemei.coordination.cases.tests.conftest import Quarter
from hemei.coordination.cases.tests.test_pages import DONGFENG, act, browser_of
from hemei.ground.people.models import Account
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.ui.words import local_day

pytestmark = pytest.mark.django_db
ASKED = "请把车主的电话告诉我们，好联系他挪车"
KIND = "blocked_fire_lane"


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")


@pytest.fixture
def resident(quarter: Quarter) -> Client:
    account = quarter.town.account("张三", DONGFENG, username="zhangsan")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def paused(quarter: Quarter, reason: PauseReason = PauseReason.REPORTER) -> str:
    """Report and accept a case, and let its clock stand still for two days; return its number."""
    now = utc_now()
    number = quarter.report(kind=KIND, now=now)
    quarter.act(quarter.community, number, acts.Accept(kind=KIND), now)
    still = acts.PauseClock(reason=reason, until=now + timedelta(days=2), text=ASKED)
    quarter.act(quarter.community, number, still, now)
    return number


def line_of(page: str, number: str) -> str:
    """Return the words of one line of a list."""
    found = next(line for line in page.split("<li class=") if number in line)
    return re.sub(r"<[^>]+>|\s+", " ", found)


def first_act(page: str) -> str:
    return re.search(
        r'<details class="more act first"[^>]*><summary>(?:<svg.*?</svg>)?([^<]+)', page, re.DOTALL
    )[1]


def test_who_reported_reads_that_it_waits_for_him_and_what_to_do(quarter: Quarter, resident: Client) -> None:
    number = paused(quarter)
    line = line_of(resident.get("/work").text, number)
    assert f"等您补充，{local_day(utc_now() + timedelta(days=2))}恢复计时" in line
    assert "已暂停" in line
    assert "办理时限" not in line
    page = resident.get(f"/cases/{number}").text
    assert "已暂停，等您补充或者配合，到" in page
    assert page.index(ASKED) < page.index('class="steps"')
    assert first_act(page) == "补充说明"


def test_who_waits_learns_that_he_answered_and_resumes(
    quarter: Quarter, clerk: Client, resident: Client
) -> None:
    number = paused(quarter)
    assert "等报事人补充" in line_of(clerk.get("/cases").text, number)
    assert act(resident, number, "comment", text="车牌是皖A00001").status_code == 302
    assert "您已补充" in line_of(resident.get("/work").text, number)
    for address in ("/work", "/cases"):
        assert "报事人已补充，请恢复计时" in line_of(clerk.get(address).text, number)
    page = clerk.get(f"/cases/{number}").text
    assert page.index("报事人已补充") < page.index("皖A00001") < page.index('class="steps"')
    assert first_act(page) == "恢复计时"
    act(clerk, number, "resume")
    assert "已补充" not in line_of(clerk.get("/work").text, number)
    quarter.sound(number)


def test_another_pause_says_that_the_clock_stands_still_and_asks_nothing(
    quarter: Quarter, resident: Client
) -> None:
    number = paused(quarter, PauseReason.WEATHER)
    line = line_of(resident.get("/work").text, number)
    assert "已暂停" in line
    assert "等您" not in line
    assert "等您" not in resident.get(f"/cases/{number}").text


def test_whose_word_is_awaited_is_said_to_each(quarter: Quarter, clerk: Client, resident: Client) -> None:
    now = utc_now()
    number = quarter.report(kind=KIND, now=now)
    assert "报事人自选，受理时核对" in clerk.get(f"/cases/{number}").text
    quarter.act(quarter.community, number, acts.Accept(kind=KIND), now)
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主不在本市"), now)
    own = resident.get(f"/cases/{number}").text
    assert "请您认可或者退回" in own
    assert "没有解决，或者只解决了一部分：退回重办" in own
    desk = clerk.get(f"/cases/{number}").text
    assert "等报事人认可或者退回" in desk
    assert "请您认可或者退回" not in desk
