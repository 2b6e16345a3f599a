"""What the case page says of a rule that acts: the clause, the body, the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Outcome, PauseReason
from hemei.coordination.cases.tests.conftest import NOW, Quarter, count, picture
from hemei.coordination.cases.tests.test_pages import act, browser_of, reported
from hemei.coordination.cases.tests.test_services import whistled
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.kernel.actor import Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")


def test_a_department_asks_for_more_time_and_the_approver_finds_it_at_his_desk(
    quarter: Quarter, clerk: Client
) -> None:
    number = reported(quarter)
    act(clerk, number, "accept", kind="group_rental")
    fire = quarter.town.bodies["瑶海消防"]
    act(clerk, number, "whistle", lead=fire, text="先看消防隐患")
    department = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")
    assert act(department, number, "ask_extension", text="房东出差").status_code == 302
    page = department.get(f"/cases/{number}").text
    assert "请求批准：明光路街道办" in page
    assert "已经申请延期，正在等答复" in page
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert "请答复延期申请" in street.get("/work?kind=extension").text
    assert act(street, number, "decline_extension", text="请按期办结").status_code == 302
    assert "不同意延期" in department.get(f"/cases/{number}").text
    assert act(department, number, "ask_extension", text="房东仍未回来").status_code == 302
    assert act(street, number, "extend", text="同意").status_code == 302
    quarter.sound(number)


def test_the_form_of_a_pause_says_how_much_is_left_and_who_decides_beyond(
    quarter: Quarter, clerk: Client
) -> None:
    number = reported(quarter)
    act(clerk, number, "accept", kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Whistle(lead=quarter.fire.body_id or 0))
    department = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")
    assert "自己暂停合计不超过30日，还剩30日" in department.get(f"/cases/{number}").text
    for day in (0, 15):
        at = NOW + timedelta(days=day)
        stop = acts.PauseClock(reason=PauseReason.COURT, until=at + timedelta(days=15), text="等待开庭")
        quarter.act(quarter.fire, number, stop, at)
        quarter.act(quarter.fire, number, acts.ResumeClock(), at + timedelta(days=15))
    page = department.get(f"/cases/{number}").text
    assert "自己暂停已满30日，再停由东风社区居委会决定" in page
    assert "请补充说明为什么还要停" in page
    assert "办理单位自己暂停已满30日，由贵单位决定再停多久" in clerk.get(f"/cases/{number}").text
    at = NOW + timedelta(days=30, hours=1)
    granted = acts.PauseClock(reason=PauseReason.COURT, until=at + timedelta(days=9), text="下周开庭")
    quarter.act(quarter.community, number, granted, at)
    page = department.get(f"/cases/{number}").text
    assert "准予暂停：瑶海消防" in page
    assert "进入诉讼或仲裁" in page
    quarter.sound(number)


def test_each_department_shows_its_steps_on_the_way(quarter: Quarter, clerk: Client) -> None:
    quarter.town.found("瑶海城管", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "UM")
    number = reported(quarter)
    act(clerk, number, "accept", kind="illegal_construction")
    act(clerk, number, "whistle", lead=quarter.town.bodies["瑶海城管"])
    urban = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海城管")
    assert "待报阶段" in urban.get("/work").text
    assert number in urban.get("/work?kind=step").text
    act(urban, number, "arrive", text="已到场")
    page = urban.get(f"/cases/{number}").text
    calls = page[page.index("吹哨与报到") :]
    assert "责令停工" in calls
    assert "作出处罚" in calls
    answer = act(urban, number, "report_step", step="stop_work", text="已停工", photos=[picture()])
    assert answer.status_code == 302
    assert "阶段：责令停工" in urban.get(f"/cases/{number}").text
    quarter.sound(number)


def test_a_case_with_everything_on_it_costs_eight_statements(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter, photos=[picture()])
    for sent in ({}, {"kind": "blocked_fire_lane"}):
        if sent:
            act(clerk, number, "accept", **sent)
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(f"/cases/{number}").status_code == 200
        # Four more are the session's: who it is, the walls put up, looked at, and taken down.
        assert count(captured) <= 8 + 4


def test_what_is_no_duty_of_the_community_goes_up_with_its_clause(quarter: Quarter, clerk: Client) -> None:
    number = whistled(quarter)
    quarter.act(quarter.fire, number, acts.Arrive(), NOW + HOUR)
    result = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在")
    quarter.act(quarter.fire, number, result, NOW + HOUR)
    assert act(clerk, number, "fall", text="部门没有解决").status_code == 302
    page = clerk.get(f"/cases/{number}").text
    for words in (
        "依据：不得将社区职责清单以外的任务交由社区",
        "责任：兜底责任",
        "原责任单位：东风社区居委会",
    ):
        assert words in page
    assert "《北京市接诉即办工作条例》第十七条（参照）" in page
    quarter.sound(number)
