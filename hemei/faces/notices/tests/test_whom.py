"""A supervision's recall is told to whom it was told; a company's duty to who has the estate in hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import PauseReason
from hemei.faces.notices.models import Notice
from hemei.faces.notices.rules.about import Subject, bodies_told
from hemei.faces.notices.rules.standards import TOLD_EVENTS
from hemei.faces.notices.rules.words import To
from hemei.faces.notices.streams import PLATFORM
from hemei.faces.notices.tests.conftest import DONGFENG, KIND, NOW, Told
from hemei.faces.notices.tests.test_pages import browser, text
from hemei.ground.companies import services as companies
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.rules.words import Origin

COMPANY = "大地物业公司"
OFFICERS = ("王经理", "孙经理")


def test_a_recall_concerns_the_body_under_supervision() -> None:
    assert "cases.supervision_recalled" in TOLD_EVENTS
    data = {"change": {"supervisions": [{"to": 7, "by": 3}]}, "about": {"reminded": 7, "count": 1}}
    found = bodies_told("cases.supervision_recalled", data, Subject("cases.case:1", "A1", home=5))
    assert found[To.ANSWERING] == {7}


def test_what_another_system_asks_for_concerns_who_has_it_in_hand() -> None:
    subject = Subject("cases.case:1", "A1", home=5, at_work=7)
    found = bodies_told("hotline.order_reminded", {"order": "W1", "reminders": 2}, subject)
    assert (found[To.HOME], found[To.CALLED]) == ({5}, {7})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("in_charge", "of_estate", "names"),
    [
        ("王经理", True, {"王经理"}),
        ("王经理", False, set(OFFICERS)),  # of no estate: all who hold office
        ("周经理", True, set(OFFICERS)),  # in charge of the estate, but without an office
    ],
)
def test_a_companys_duty_is_told_to_who_has_the_estate_in_hand(
    told: Told,
    in_charge: str,
    of_estate: bool,  # noqa: FBT001
    names: set[str],
) -> None:
    quarter, town = told.quarter, told.quarter.town
    estate = quarter.row(quarter.report(kind=KIND)).estate_id
    for name in (*OFFICERS, "周经理"):
        town.person(name, DONGFENG)
    for name in OFFICERS:
        town.appoint(name, COMPANY, Role.COMPANY_MANAGER)
    draft = companies.CompanyDraft("大地物业有限公司", "91350100M000100Y43", town.bodies[COMPANY], SINCE)
    with records.acting(SYSTEM):
        [company] = companies.add_companies(actor=SYSTEM, now=NOW, drafts=[draft])
        project = companies.ProjectDraft(
            company, estate, companies.Contract.OWNERS, SINCE, manager_id=town.persons[in_charge]
        )
        companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[project])
        duty = duties.DutyDraft(
            key="test:1", origin=Origin.DIRECT, title="清理楼道", owner=town.bodies[COMPANY],
            origin_stream=f"places.estate:{estate}" if of_estate else f"people.body:{quarter.street.body_id}",
            setter=quarter.street.body_id or 0, limit=duties.limit_to(date(2026, 11, 16), NOW),
        )  # fmt: skip
        duties.set_duties(actor=SYSTEM, now=NOW, drafts=[duty])
    told.deliver(NOW + timedelta(minutes=1))
    with records.acting(PLATFORM):
        found = Notice.objects.filter(code="duty_set")
        persons, whats = (set(found.values_list(name, flat=True)) for name in ("person_id", "what"))
    assert whats == {"清理楼道（绿地小区）" if of_estate else "清理楼道"}
    assert {name for name, person in town.persons.items() if person in persons} == names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "code"), [(PauseReason.REPORTER, "pause_awaited"), (PauseReason.WEATHER, "clock_paused")]
)
def test_a_pause_is_told_to_who_reported_and_to_the_body_in_charge(
    told: Told, reason: PauseReason, code: str
) -> None:
    quarter = told.quarter
    number = quarter.report(kind=KIND)
    told.accept(number)
    told.whistle(number, NOW)
    told.deliver()
    before = len(told.rows(told.clerk))
    until = NOW + timedelta(days=2)
    asked = "请把车主的电话告诉我们，好联系他挪车"
    quarter.act(quarter.fire, number, acts.PauseClock(reason=reason, until=until, text=asked), NOW)
    told.deliver(NOW + timedelta(minutes=1))
    assert [row.code for row in told.rows(quarter.resident)] == ["case_accepted", code]
    assert [row.code for row in told.rows(told.clerk)[before:]] == ["pause_at_work"]
    assert [row.code for row in told.rows(told.fire)] == ["departments_whistled"], "who did it knows"
    reporter = browser(told, quarter.town.account("张三", "340102001001", phone="13800138000"))
    page = text(reporter, f"/cases/{number}")
    assert asked in page
    assert "恢复时间：" in page


def test_a_bodys_own_pause_is_no_news_to_it_and_a_granted_one_is() -> None:
    about = {"reason": "weather", "granted": [7]}
    change = {"clocks": [{"body": 7}]}
    subject = Subject("cases.case:1", "A1", home=5)
    assert bodies_told("cases.clock_paused", {"change": change, "about": about}, subject) == {
        To.HOME: {5}, To.CALLED: {7},
    }  # fmt: skip
    own = {"change": {"clocks": [{"body": 5}]}, "about": {"reason": "weather"}}
    assert bodies_told("cases.clock_paused", own, subject) == {}


@pytest.mark.django_db
def test_whose_clock_waits_for_the_reporter_hears_that_he_answered(told: Told) -> None:
    quarter = told.quarter
    number = quarter.report(kind=KIND)
    told.accept(number)
    still = acts.PauseClock(
        reason=PauseReason.REPORTER, until=NOW + timedelta(days=2), text="请补一张照片看得清门牌"
    )
    quarter.act(quarter.community, number, still, NOW)
    told.deliver()
    before = len(told.rows(told.clerk))
    for actor in (quarter.street, quarter.resident):
        quarter.act(actor, number, acts.Comment(text="已经补了"), NOW + timedelta(minutes=1))
    told.deliver(NOW + timedelta(minutes=2))
    assert [row.code for row in told.rows(told.clerk)[before:]] == ["supplement_given"]
    assert told.rows(told.fire) == []
