"""Joint visits: called together, each finds and goes on with a clock of its own, ended by who called."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import PhotoMark, Visit, VisitPart
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import Addressee, PaperDraft, PaperKind
from hemei.coordination.cases.rules.visits import (
    GOES_ON,
    Finding,
    VisitDraft,
    check_draft,
    check_finding,
    findings_of,
    may_set,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter, picture
from hemei.coordination.cases.tests.factories import CAST
from hemei.coordination.cases.tests.stories import closed, whistled
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = shanghai_day(NOW)
DRAFT = VisitDraft(meets_at=NOW + DAY, spot="小区北门", bodies=(1, 2))


def test_who_may_call_departments_together():
    cast = [
        "community",
        "street",
        "county",
        "fire",
        "police",
        "housing",
        "company",
        "resident",
        "grid",
        "auditor",
    ]
    allowed = {name for name in cast if may_set(whistled().case, Viewer(getattr(CAST, name))).allowed}
    assert allowed == {"community", "street", "county", "fire", "police"}
    assert may_set(f.reported().case, Viewer(CAST.community)).reasons[0].code == "state"
    assert may_set(closed().case, Viewer(CAST.community)).reasons[0].code == "state"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"meets_at": NOW}, "meets_at"),
        ({"meets_at": NOW + 91 * DAY}, "meets_at"),
        ({"spot": ""}, "spot"),
        ({"spot": "长" * 101}, "spot"),
        ({"bodies": (1, 1)}, "bodies"),
    ],
)
def test_a_visit_says_when_where_and_who(changes: dict[str, Any], field: str):
    check_draft(DRAFT, NOW)
    with pytest.raises(Refused) as refused:
        check_draft(replace(DRAFT, **changes), NOW)
    assert refused.value.decision.reasons[0].field == field


def test_what_goes_on_needs_its_day():
    assert check_finding("stopped", "已挪车", None, TODAY) is Finding.STOPPED
    assert check_finding("ordered", "限期拆除", TODAY + DAY, TODAY) is Finding.ORDERED
    for found, text, until, field in (
        ("other", "x", None, "finding"), ("stopped", " ", None, "text"),
        ("ordered", "限期拆除", None, "until"), ("opened", "立案", TODAY, "until"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            check_finding(found, text, until, TODAY)
        assert refused.value.decision.reasons[0].field == field


def called(quarter: Quarter) -> str:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    draft = replace(DRAFT, bodies=(quarter.fire.body_id or 0, quarter.police.body_id or 0))
    with records.acting(quarter.community):
        services.set_visit(viewer=Viewer(quarter.community), now=NOW, number=number, draft=draft)
    return number


def refused(actor: Actor, call: Any, **values: Any) -> str:
    with pytest.raises(Refused) as found, records.acting(actor):
        call(viewer=Viewer(actor), **values)
    return found.value.decision.reasons[0].code


def test_each_finds_and_goes_on_with_a_duty_of_its_own(quarter: Quarter):
    number = called(quarter)
    late = NOW + DAY + timedelta(hours=1)
    twice = replace(DRAFT, bodies=(quarter.fire.body_id or 0, quarter.police.body_id or 0))
    assert refused(quarter.community, services.set_visit, now=NOW, number=number, draft=twice) == "open_visit"
    said = {"number": number, "found": "ordered", "text": "责令三日内清走", "until": TODAY + 4 * DAY}
    assert refused(quarter.fire, services.record_finding, now=NOW, **said) == "too_early"
    assert refused(quarter.street, services.record_finding, now=late, **said) == "not_called"
    with records.acting(quarter.fire):
        services.record_finding(viewer=Viewer(quarter.fire), now=late, photos=[picture()], **said)
    assert refused(quarter.fire, services.record_finding, now=late, **said) == "found"
    assert refused(quarter.police, services.end_visit, now=late, number=number, held=True) == "not_yours"
    with records.acting(quarter.community):
        came = [quarter.community.body_id or 0]
        services.end_visit(viewer=Viewer(quarter.community), now=late, number=number, held=True, came=came)
        (row,) = queries.visits_of(stream=quarter.row(number).stream)
        assert PhotoMark.objects.count() == 1, "its picture is known when it comes again as proof"
    parts = {part.body_id: part for part in row.parts}
    own = parts[quarter.fire.body_id or 0]
    assert (row.held, own.came, own.finding, own.text) == (True, True, Finding.ORDERED, "责令三日内清走")
    assert not parts[quarter.police.body_id or 0].came
    with records.acting(quarter.fire), connection.cursor() as cursor:
        cursor.execute("select owner_body_id, setter_body_id from duties_duty where id = %s", [own.duty_id])
        assert cursor.fetchone() == (quarter.fire.body_id, quarter.community.body_id)
        assert [one.id for one in queries.visit_list(actor=quarter.fire)] == [row.id]
    for stranger in (quarter.foreign_street, quarter.foreign_company, quarter.stranger):
        with records.acting(stranger):
            assert queries.visit_list(actor=stranger) == []
            assert queries.visits_of(stream=quarter.row(number).stream) == []
    page = quarter.page(quarter.community, number)
    assert page
    shown = next(event for event in page.events if event.type == "cases.visit_found")
    assert "责令三日内清走" not in str(shown.data)
    assert len(page.files_of(shown)) == 1
    quarter.sound(number)


def test_who_comes_late_is_named_and_so_is_who_does_not_come(quarter: Quarter):
    number = called(quarter)
    fire, meets = Viewer(quarter.fire), NOW + DAY
    assert refused(quarter.fire, services.join_visit, now=meets - 2 * HOUR, number=number) == "too_early"
    assert refused(quarter.street, services.join_visit, now=meets, number=number) == "not_called"
    with records.acting(quarter.fire):
        services.join_visit(viewer=fire, now=meets + timedelta(minutes=25, seconds=30), number=number)
    assert refused(quarter.fire, services.join_visit, now=meets + HOUR, number=number) == "came"
    with records.acting(quarter.community):
        services.end_visit(viewer=Viewer(quarter.community), now=meets + HOUR, number=number, held=True,
                           came=[quarter.community.body_id or 0])  # fmt: skip
        (row,) = queries.visits_of(stream=quarter.row(number).stream)
    parts = {part.body_id: (part.came, part.late) for part in row.parts}
    assert parts == {
        quarter.community.body_id: (True, None), quarter.fire.body_id: (True, timedelta(minutes=25)),
        quarter.police.body_id: (False, None),
    }  # fmt: skip
    page = quarter.page(quarter.community, number)
    assert page
    held = page.events[-1].data["about"]
    assert held["absent"] == [quarter.police.body_id]
    assert "没有到的单位：瑶海公安" in browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会").get(
        f"/cases/{number}"
    ).text  # fmt: skip


def test_what_a_body_found_says_that_it_came_and_not_that_it_came_late(quarter: Quarter):
    number = called(quarter)
    with records.acting(quarter.fire):
        services.record_finding(
            viewer=Viewer(quarter.fire),
            now=NOW + DAY + 3 * HOUR,
            number=number,
            found="stopped",
            text="已挪车",
        )
        (row,) = queries.visits_of(stream=quarter.row(number).stream)
    (part,) = [part for part in row.parts if part.body_id == quarter.fire.body_id]
    assert (part.came, part.late) == (True, None)


@pytest.mark.parametrize("name", [role.value for role in Role])
def test_only_who_has_the_power_orders_or_opens_a_case(name: str):
    found = set(findings_of(Role(name)))
    ordering = {"street_clerk", "department_clerk", "city_bureau"}
    assert found == (set(Finding) if name in ordering else set(Finding) - GOES_ON)


def test_a_company_at_a_visit_stops_and_reports_and_orders_nothing(quarter: Quarter):
    now = utc_now()
    number = quarter.report(kind="blocked_fire_lane", now=now)
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"), now)
    draft = replace(DRAFT, meets_at=now + HOUR, bodies=(quarter.fire.body_id or 0,))
    with records.acting(quarter.community):
        services.set_visit(viewer=Viewer(quarter.community), now=now, number=number, draft=draft)
        Visit.objects.update(meets_at=now)
        visit, body = Visit.objects.get(), quarter.company.body_id or 0
        VisitPart.objects.create(visit=visit, stream=visit.stream, scope=visit.scope, body_id=body)
        records.grant_access(stream=visit.stream, bodies=(body,))
    address = f"/cases/{number}/visits"
    company = browser_of(quarter, Role.COMPANY_MANAGER, "大地物业公司")
    fire = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")
    orders = ('value="ordered"', 'value="opened"')
    assert not any(order in company.get(address).text for order in orders)
    assert all(order in fire.get(address).text for order in orders)
    until = (shanghai_day(now) + 5 * DAY).isoformat()
    said = {"what": "found", "finding": "ordered", "text": "限期改正", "until": until}
    answer = company.post(address, said)
    assert (answer.status_code, "没有行政执法权" in answer.text) == (422, True)
    assert company.post(address, said | {"finding": "stopped"}).status_code == 302


def test_a_dissolved_bodys_part_passes_to_its_successor_or_ends(quarter: Quarter):
    number = called(quarter)
    fire, police = quarter.fire.body_id or 0, quarter.police.body_id or 0
    system = {"actor": quarter.system, "now": NOW}
    assert services.succeed_visits(**system, body_id=fire, successor_id=quarter.street.body_id) == 1
    assert services.succeed_visits(**system, body_id=fire, successor_id=quarter.street.body_id) == 0, (
        "no harm"
    )
    with records.acting(quarter.street):
        (row,) = queries.visit_list(actor=quarter.street)
    assert {part.body_id for part in row.parts} == {quarter.community.body_id, quarter.street.body_id, police}
    assert services.succeed_visits(**system, body_id=police, successor_id=None) == 1
    assert refused(quarter.police, services.join_visit, now=NOW + DAY, number=number) == "not_called"
    community = quarter.community.body_id or 0
    assert services.succeed_visits(**system, body_id=community, successor_id=quarter.street.body_id) == 1
    with records.acting(quarter.street):
        (row,) = queries.visit_list(actor=quarter.street)
        assert (row.body_id, {part.body_id for part in row.parts if not part.ended}) == (
            quarter.street.body_id, {quarter.street.body_id},
        )  # fmt: skip
        services.end_visit(
            viewer=Viewer(quarter.street), now=NOW, number=number, held=False, reason="部门已撤销"
        )
        assert queries.visit_counts(actor=quarter.street) == {"open": 0, "held": 0, "cancelled": 1}
    page = quarter.page(quarter.county, number)
    assert page
    assert [event.type for event in page.events[-4:]] == [
        "cases.visit_succeeded", "cases.visit_left", "cases.visit_succeeded", "cases.visit_cancelled",
    ]  # fmt: skip


def test_who_may_be_called_stands_in_order_the_lists_bodies_first(quarter: Quarter):
    number = called(quarter)
    case = quarter.row(number)
    asked = {"scope": case.scope, "estate_id": case.estate_id, "fact_on": case.fact_on, "now": NOW}
    with records.acting(quarter.community):
        usual = list(services.invitable(**asked, kind="blocked_fire_lane").values())
        plain = list(services.invitable(**asked).values())
    names = [one.name for one in usual]
    assert [one.usual for one in usual] == sorted((one.usual for one in usual), reverse=True)
    assert names[0] == "瑶海消防", "the list's leading body first"
    assert sorted(names) == sorted(one.name for one in plain)
    assert not any(one.usual for one in plain)
    rest = [one.name for one in usual if not one.usual]
    assert rest == [one.name for one in plain if one.name in rest], "the others keep their order"
    assert plain[0].name != "瑶海消防"


def test_the_pages_of_visits(quarter: Quarter):
    number = quarter.report(kind="blocked_fire_lane", now=utc_now())
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    address = f"/cases/{number}/visits"
    assert "案件没有在办理，不能安排联合执法" in clerk.get(address).text
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"), utc_now())
    assert "还没有联合执法" in clerk.get(address).text
    fire = quarter.fire.body_id
    bad = clerk.post(address, {"what": "set", "meets_at": "soon", "spot": "北门", "bodies": [fire]})
    assert (bad.status_code, "请填写日期和时间" in bad.text) == (422, True)
    for kept in ('href="#field-setmeets_at"', f'name="bodies" value="{fire}" checked', 'value="北门"'):
        assert kept in bad.text
    soon = (utc_now() + DAY).strftime("%Y-%m-%dT%H:%M")
    bodies = [quarter.fire.body_id, quarter.police.body_id]
    said = {"what": "set", "meets_at": soon, "spot": "小区北门", "bodies": bodies}
    assert clerk.post(address, said).status_code == 302
    for text in (clerk.get(address).text, clerk.get("/cases/visits").text):
        assert "小区北门" in text
        assert "瑶海消防" in text
    assert "集合时间前一小时起，参加的单位在这里登记到场" in clerk.get(address).text
    assert "安排联合执法" in clerk.get(f"/cases/{number}").text
    assert clerk.post(address, {"what": "cancel", "reason": ""}).status_code == 422
    assert clerk.post(address, {"what": "cancel", "reason": "天气不好，改日再去"}).status_code == 302
    assert "已取消" in clerk.get(address).text
    assert "已取消 1" in clerk.get("/cases/visits?state=cancelled").text
    assert number not in clerk.get("/cases/visits?state=held").text
    (head, *lines) = openpyxl.load_workbook(
        io.BytesIO(b"".join(clerk.get("/cases/visits.xlsx")))
    ).active.values
    assert (len(head), len(lines)) == (10, 3)
    assert clerk.post(address, {"what": "dance"}).status_code == 404
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert foreign.get(address).status_code == 404


def test_who_came_says_what_it_found_after_the_end_too_until_the_next_is_set(quarter: Quarter):
    number = called(quarter)
    fire, police, home = (actor.body_id or 0 for actor in (quarter.fire, quarter.police, quarter.community))
    ended, later = NOW + DAY + HOUR, NOW + 3 * DAY
    with records.acting(quarter.community):
        services.end_visit(
            viewer=Viewer(quarter.community), now=ended, number=number, held=True, came=[home, fire]
        )
    said = {"number": number, "found": "stopped", "text": "已挪车"}
    assert refused(quarter.police, services.record_finding, now=later, **said) == "not_there"
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    office = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")
    address = f"/cases/{number}/visits"
    assert "还没有登记检查结果" in clerk.get(address).text
    assert 'value="found"' in office.get(address).text
    with records.acting(quarter.fire):
        services.record_finding(viewer=Viewer(quarter.fire), now=later, **said)
        (row,) = queries.visits_of(stream=quarter.row(number).stream)
    assert {part.body_id: part.finding for part in row.parts}[fire] is Finding.STOPPED
    assert refused(quarter.fire, services.record_finding, now=later, **said) == "found"
    assert 'value="found"' not in office.get(address).text
    with records.acting(quarter.community):
        draft = replace(DRAFT, meets_at=later + DAY, bodies=(fire, police))
        services.set_visit(viewer=Viewer(quarter.community), now=later, number=number, draft=draft)
    assert refused(quarter.community, services.record_finding, now=later, **said) == "too_early"


def test_who_ordered_it_at_a_visit_gives_the_notice_though_nobody_called_it(quarter: Quarter):
    number = called(quarter)
    notice = PaperDraft(
        kind=PaperKind.RECTIFICATION,
        addressee=Addressee.OTHER,
        recipient="大地物业公司",
        text="清走车辆",
        until=TODAY + 9 * DAY,
    )
    asked = {"now": NOW + DAY, "number": number}
    assert refused(quarter.fire, services.make_paper, draft=notice, **asked) == "not_yours"
    found = {"found": "ordered", "text": "责令三日内清走", "until": TODAY + 4 * DAY}
    with records.acting(quarter.fire):
        services.record_finding(viewer=Viewer(quarter.fire), **asked, **found)
    assert (
        "整改通知书"
        in browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防").get(f"/cases/{number}/papers").text
    )
    with records.acting(quarter.fire):
        assert services.make_paper(viewer=Viewer(quarter.fire), draft=notice, **asked)
    assert refused(quarter.police, services.make_paper, draft=notice, **asked) == "not_yours"
