"""A call made again after a result: rows and events agree, the page says it is rework, a figure counts each clock."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from hemei.coordination.cases.casework import clocks_in_time
from hemei.coordination.cases.models import Task
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import ClockKind, Outcome, PauseReason
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_services import accepted
from hemei.ground.clocks.models import Deadline
from hemei.ground.people import services as people_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fire_of(quarter: Quarter) -> int:
    return quarter.town.bodies["瑶海消防"]


def answered(quarter: Quarter) -> str:
    """Whistle for a case of fifteen working days; it stands still for ten days, and nothing is solved."""
    number = accepted(quarter, "group_rental")
    quarter.act(
        quarter.community, number, acts.Whistle(lead=fire_of(quarter), text="群租房消防隐患突出"), NOW
    )
    quarter.act(quarter.fire, number, acts.Arrive(), NOW + HOUR)
    still = acts.PauseClock(reason=PauseReason.MATERIAL, until=NOW + 10 * DAY, text="等待切割设备到货")
    quarter.act(quarter.fire, number, still, NOW + 2 * HOUR)
    quarter.act(quarter.fire, number, acts.ResumeClock(), NOW + 9 * DAY)
    unsolved = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="房东不配合，没有办成")
    quarter.act(quarter.fire, number, unsolved, NOW + 9 * DAY)
    return number


def called_again(quarter: Quarter) -> str:
    number = answered(quarter)
    call = acts.Whistle(lead=fire_of(quarter), text="没有解决，请继续办理")
    quarter.act(quarter.community, number, call, NOW + 9 * DAY)
    return number


def handlings(body: int) -> list[str]:
    """Return the verdicts on a body's clocks of handling, as the figure C3 counts them a month later."""
    relation = clocks_in_time(ClockKind.HANDLING)
    with records.acting(Quarter.system), connection.cursor() as cursor:
        cursor.execute(
            f"select verdict from ({relation.sql}) told where body = %(body)s and at <= %(now)s order by at",
            {**relation.values, "body": body, "now": NOW + 40 * DAY},
        )
        return [verdict for (verdict,) in cursor.fetchall()]


def test_the_rows_say_what_the_events_say(quarter: Quarter) -> None:
    number, fire = called_again(quarter), fire_of(quarter)
    quarter.sound(number)
    with records.acting(quarter.system):
        limits = Deadline.objects.filter(kind="handling", body_id=fire).order_by("id")
        assert [one.limits for one in limits] == ["15 working_days", "5 working_days"]
        assert [call.number for call in Task.objects.filter(body_id=fire).order_by("number")] == [1, 2]
    event = quarter.page(quarter.community, number).events[-1]
    assert event.data["about"]["rework"] == [fire]


def test_the_figure_counts_what_became_of_each_call(quarter: Quarter) -> None:
    """The first was met and stays so; rework that is late is a miss on its own day, once."""
    number, fire = called_again(quarter), fire_of(quarter)
    assert handlings(fire) == ["yes", "no"]
    quarter.act(quarter.fire, number, acts.Arrive(), NOW + 20 * DAY)
    late = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="还是没有办成")
    quarter.act(quarter.fire, number, late, NOW + 20 * DAY)
    assert handlings(fire) == ["yes", "no"]
    quarter.sound(number)


def test_a_successor_reworks_what_was_answered_before_it(quarter: Quarter) -> None:
    number, police = answered(quarter), quarter.town.bodies["瑶海公安"]
    people_services.dissolve_body(
        actor=quarter.system,
        now=NOW,
        body_id=fire_of(quarter),
        valid_until=date(2026, 11, 1),
        successor_id=police,
    )
    lead = acts.Whistle(lead=police, text="消防职责已并入公安")
    quarter.act(quarter.community, number, lead, NOW + 9 * DAY)
    quarter.sound(number)
    with records.acting(quarter.system):
        assert Deadline.objects.get(kind="handling", body_id=police).limits == "5 working_days"


def test_who_is_called_again_reads_that_it_is_rework_and_its_time(quarter: Quarter) -> None:
    number = called_again(quarter)
    department = browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防", "340102")
    page = department.get(f"/cases/{number}").text
    words = "已反馈过结果，这次是重新办理，时限5个工作日，已用的暂停合并计算"
    assert page.count(words) == 2, "beside its clock, and once in the table of the called"
    assert "已反馈过结果、按重新办理算的：瑶海消防" in page
    assert "自己暂停合计不超过30日，还剩" in page
    assert "还剩30日" not in page


def test_whoever_calls_reads_before_that_it_will_be_rework(quarter: Quarter) -> None:
    number = answered(quarter)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert "已反馈过结果的按重新办理算" in clerk.get(f"/cases/{number}").text
