"""A call that was taken back and made again: rows and events agree, the page says so, figures count one miss."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from hemei.coordination.cases.casework import clocks_in_time
from hemei.coordination.cases.models import Task
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import ClockKind, PauseReason
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_services import accepted, whistled
from hemei.ground.clocks.models import Deadline
from hemei.ground.people import services as people_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

HOUR = timedelta(hours=1)
BACK = acts.Recall(text="先由社区处理")
RENTED = acts.ChangeKind(kind="group_rental", text="核实为群租")


def fire_of(quarter: Quarter) -> int:
    return quarter.town.bodies["瑶海消防"]


def again(quarter: Quarter, number: str, back: int, then: int) -> None:
    """Take the calls back after so many hours, and whistle again."""
    quarter.act(quarter.community, number, BACK, NOW + back * HOUR)
    quarter.act(quarter.community, number, acts.Whistle(lead=fire_of(quarter)), NOW + then * HOUR)


def arrivals(body: int) -> list[tuple[str, str]]:
    """Return verdict and moment of every clock of arrival of a body, as the figure counts it."""
    return counted(ClockKind.ARRIVAL, body)


def counted(kind: ClockKind, body: int) -> list[tuple[str, str]]:
    """Return verdict and moment of every clock of this kind of a body, as the figure counts it."""
    relation = clocks_in_time(kind)
    with records.acting(Quarter.system), connection.cursor() as cursor:
        cursor.execute(
            f"select verdict, at::text from ({relation.sql}) told where body = %(body)s and at <= %(now)s",
            {**relation.values, "body": body, "now": NOW + 90 * HOUR},
        )
        return list(cursor.fetchall())


def test_the_rows_say_what_the_events_say_and_the_used_days_stay_used(quarter: Quarter) -> None:
    number, fire = whistled(quarter), fire_of(quarter)
    quarter.act(quarter.fire, number, acts.Arrive(), NOW + HOUR)
    still = acts.PauseClock(reason=PauseReason.MATERIAL, until=NOW + 90 * HOUR, text="等待切割设备")
    quarter.act(quarter.fire, number, still, NOW + 2 * HOUR)
    with records.acting(quarter.system):
        before = Deadline.objects.get(kind="handling", body_id=fire)
    again(quarter, number, 4, 4)
    again(quarter, number, 5, 30)
    quarter.sound(number)
    with records.acting(quarter.system):
        now = Deadline.objects.get(kind="handling", body_id=fire)
        stood = list(now.pauses.order_by("started_at", "id").values_list("reason", flat=True))
        [call] = Task.objects.filter(body_id=fire)
    assert (now.pk, now.started_at, now.state) == (before.pk, before.started_at, "running")
    assert now.due_at == before.due_at + 2 * HOUR + 25 * HOUR
    assert stood == ["material", "taken_back", "taken_back"]
    assert (call.ended, call.called_at) == (None, NOW)


def test_the_figure_counts_one_miss_before_and_after(quarter: Quarter) -> None:
    number, fire = whistled(quarter), fire_of(quarter)
    late = arrivals(fire)
    assert [verdict for verdict, _ in late] == ["no"]
    quarter.act(quarter.community, number, BACK, NOW + 30 * HOUR)
    assert arrivals(fire) == late
    quarter.act(quarter.community, number, acts.Whistle(lead=fire), NOW + 50 * HOUR)
    assert arrivals(fire) == late
    quarter.act(quarter.fire, number, acts.Arrive(), NOW + 51 * HOUR)
    assert arrivals(fire) == late
    quarter.sound(number)


def test_the_late_body_wipes_no_miss_out_by_correcting_the_kind(quarter: Quarter) -> None:
    number, home = accepted(quarter), quarter.town.bodies["东风社区居委会"]
    quarter.act(quarter.community, number, acts.Handle(), NOW + HOUR)
    late = counted(ClockKind.HANDLING, home)
    assert [verdict for verdict, _ in late] == ["no"]
    quarter.act(quarter.community, number, RENTED, NOW + 72 * HOUR)
    assert counted(ClockKind.HANDLING, home) == late
    quarter.sound(number)


def test_a_department_s_miss_stays_when_it_is_called_again_for_another_kind(quarter: Quarter) -> None:
    number, fire = whistled(quarter), fire_of(quarter)
    late = counted(ClockKind.HANDLING, fire)
    assert [verdict for verdict, _ in late] == ["no"]
    then = NOW + 72 * HOUR
    lead = acts.Whistle(lead=fire, text="消防已经在现场，继续牵头")
    for act in (BACK, RENTED, lead):
        quarter.act(quarter.community, number, act, then)
    assert counted(ClockKind.HANDLING, fire) == late
    quarter.sound(number)
    back = acts.ReturnWhistle(line="group_rental", text="群租由住房部门牵头，不是消防")
    quarter.act(quarter.fire, number, back, then + HOUR / 2)
    assert counted(ClockKind.HANDLING, fire) == late
    quarter.sound(number)


def test_a_successor_takes_the_time_over(quarter: Quarter) -> None:
    number, fire = whistled(quarter), fire_of(quarter)
    police = quarter.town.bodies["瑶海公安"]
    quarter.act(quarter.community, number, BACK, NOW + HOUR)
    people_services.dissolve_body(
        actor=quarter.system, now=NOW, body_id=fire, valid_until=date(2026, 11, 1), successor_id=police
    )
    lead = acts.Whistle(lead=police, text="消防职责已并入公安")
    quarter.act(quarter.community, number, lead, NOW + 2 * HOUR)
    quarter.sound(number)
    with records.acting(quarter.system):
        open_calls = Task.objects.filter(ended=None)
        assert [(call.body_id, call.called_at) for call in open_calls] == [(police, NOW + 2 * HOUR)]


def test_who_is_called_again_reads_that_his_time_runs_on(quarter: Quarter) -> None:
    number = whistled(quarter)
    again(quarter, number, 1, 2)
    department = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防", "340102")
    page = department.get(f"/cases/{number}").text
    words = "曾于2026-11-02 10:00收到，期限续算，撤回期间不计"
    assert len(re.findall(words, page)) == 2, "beside its clock, and in the table of the called"
    assert "曾收到本案、期限续算的：瑶海消防" in page
    assert page.count("已撤回") == 1, "the joint department's call stays taken back"


@pytest.mark.parametrize("act", ["whistle", "recall"])
def test_whoever_calls_reads_before_that_nothing_begins_anew(quarter: Quarter, act: str) -> None:
    number = accepted(quarter) if act == "whistle" else whistled(quarter)
    clerk: Client = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = clerk.get(f"/cases/{number}").text
    assert {"whistle": "撤回后又派给同一单位的接着算", "recall": "时限接着算，撤回期间不计"}[act] in page
