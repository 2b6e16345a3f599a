"""What evaluations count of cases, in numbers: closings that held on a second look, and what was done in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hemei.coordination.cases.rules.words import Found, Outcome
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import (
    DONGFENG,
    NOW,
    Quarter,
    quarter,  # noqa: F401 - the fixture
)
from hemei.coordination.cases.tests.test_lots import HOUR, MONDAY, drawn, scene, solved
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.workdays import SHANGHAI
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.rules.scoring import Share

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

STREET, SANLI = "340102001", "340104001"
SINCE, UNTIL = date(2026, 11, 1), date(2027, 2, 1)
LATE = timedelta(days=50)


def shares(
    stand: Quarter, name: str, estate: int | None = None, since: date = SINCE, until: date = UNTIL
) -> list[Share | None]:
    """What records say of the company, another one, the street, and a street elsewhere."""
    town, body = stand.town, stand.company.body_id
    subjects = [
        queries.Whose(1, estate or 0, town.path(DONGFENG), body, estate),
        queries.Whose(2, estate or 0, town.path(DONGFENG), stand.foreign_company.body_id, estate),
        queries.Whose(3, town.place(STREET), town.path(STREET), stand.street.body_id, None),
        queries.Whose(4, town.place(SANLI), town.path(SANLI), stand.foreign_street.body_id, None),
    ]
    with records.acting(SYSTEM):
        found = queries.shares(name, subjects, queries.Period(since, until))
    return [found.get(one.key) for one in subjects]


def called(stand: Quarter, text: str, now: datetime = NOW) -> str:
    """A case that the company is called to."""
    number = stand.report(kind="littering", text=text, now=now)
    stand.act(stand.community, number, acts.Accept(kind="littering"), now)
    assert stand.company.body_id is not None
    stand.act(stand.community, number, acts.Handle(company=stand.company.body_id, text="请处理"), now)
    return number


def answered(stand: Quarter, number: str, now: datetime) -> None:
    """The company gives its result."""
    done = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="已经清走")
    stand.act(stand.company, number, done, now, photos=[scene(int(number) % 100)])


def opened(stand: Quarter, reader: Actor, estate: int | None) -> dict[str, tuple[str, str]]:
    """The very cases behind the company's share as a reader may see them: whether each counts and why."""
    body = stand.company.body_id
    company = queries.Whose(1, estate or 0, stand.town.path(DONGFENG), body, estate)
    with records.acting(reader):
        rows = queries.record_rows("cases.company_in_time", company, queries.Period(SINCE, UNTIL))
    assert all(row.link.name == "cases:case" for row in rows)
    return {str(*row.link.args): (row.verdict.value, row.reason.code) for row in rows}


@pytest.mark.django_db
def test_one_of_two_visited_closings_held_for_the_company_and_for_its_street(quarter: Quarter) -> None:  # noqa: F811
    week = timedelta(days=7)
    first = solved(quarter, photo=1, text="第一处堆了垃圾")
    solved(quarter, NOW + week, photo=2, text="第二处堆了垃圾")
    solved(quarter, NOW + 2 * week, photo=3, text="第三处没有人复查")
    estate = quarter.row(first).estate_id
    assert drawn() == first
    found_false = acts.Reopen(text="垃圾还在原处")
    quarter.act(quarter.street, first, found_false, MONDAY + 30 * HOUR, photos=[scene(9)])
    second = drawn(MONDAY + week)
    found_true = acts.RecordRevisit(found=Found.TRUE, text="已经清走，地面干净")
    quarter.act(quarter.street, second, found_true, MONDAY + week + 30 * HOUR, photos=[scene(10)])
    drawn(MONDAY + 2 * week)  # owed and not paid: nobody knows
    assert shares(quarter, "cases.closed_truly", estate) == [Share(1, 2), None, None, None]
    assert shares(quarter, "cases.street_closed_truly") == [Share(1, 2), Share(1, 2), Share(1, 2), None]
    before = {"since": SINCE, "until": MONDAY.date()}
    assert shares(quarter, "cases.closed_truly", estate, **before) == [None] * 4
    assert shares(quarter, "cases.street_closed_truly", **before) == [None] * 4


@pytest.mark.django_db
def test_what_came_late_is_counted_against_the_street_and_the_company(quarter: Quarter) -> None:  # noqa: F811
    first = solved(quarter, photo=1, text="第一处堆了垃圾")
    late = called(quarter, "第二处堆了垃圾")
    answered(quarter, late, NOW + LATE)
    quarter.act(quarter.community, late, acts.Close(outcome=Outcome.SOLVED, text="已经清走"), NOW + LATE)
    estate = quarter.row(first).estate_id
    # Two acceptances and two handlings of the community, whose time stands still while the company works, were in
    # time, and one of two handlings of the company.
    assert shares(quarter, "cases.company_in_time", estate) == [Share(1, 2), None, None, None]
    assert shares(quarter, "cases.street_in_time") == [Share(5, 6), Share(5, 6), Share(5, 6), None]
    ended = {"since": SINCE, "until": NOW.date() + timedelta(days=1)}
    # What is late counts by its due day, which was the day of the call.
    assert shares(quarter, "cases.company_in_time", estate, **ended)[0] == Share(1, 2)
    assert shares(quarter, "cases.street_in_time", **ended)[2] == Share(4, 5)


@pytest.mark.django_db
def test_what_a_company_never_did_counts_against_it_from_its_due_day(quarter: Quarter) -> None:  # noqa: F811
    """Doing nothing is no better than doing late: both are missed, and both open down to their cases."""
    in_time, late, never, told_anew = (called(quarter, f"第{nth}处堆了垃圾") for nth in "一二三四")
    answered(quarter, in_time, NOW + HOUR)
    answered(quarter, late, NOW + LATE)
    quarter.act(quarter.community, told_anew, acts.Recall(text="先由居委会看"), NOW + HOUR)
    called(
        quarter, "第五处堆了垃圾", datetime(2027, 1, 31, 10, tzinfo=SHANGHAI)
    )  # Sunday: due after the period
    estate = quarter.row(never).estate_id
    assert shares(quarter, "cases.company_in_time", estate) == [Share(1, 3), None, None, None]
    for reader in (SYSTEM, quarter.company):
        assert opened(quarter, reader, estate) == {
            in_time: ("yes", "met"),
            late: ("no", "missed"),
            never: ("no", "late"),
        }
    # What is answered later stays what it was.
    answered(quarter, never, NOW + 2 * LATE)
    assert shares(quarter, "cases.company_in_time", estate)[0] == Share(1, 3)
    assert opened(quarter, SYSTEM, estate)[never] == ("no", "missed")


@pytest.mark.django_db
def test_what_came_again_can_fill_an_item_of_a_citys_own_document(quarter: Quarter) -> None:  # noqa: F811
    first = solved(quarter, photo=1, text="第一处堆了垃圾")
    estate = quarter.row(first).estate_id
    assert shares(quarter, "cases.lasting", estate) == [Share(1, 1), None, None, None]
    solved(quarter, NOW + timedelta(days=7), photo=2, text="第一处又堆了垃圾")
    assert shares(quarter, "cases.lasting", estate) == [Share(1, 2), None, None, None]
    assert shares(quarter, "cases.street_lasting") == [Share(1, 2), Share(1, 2), Share(1, 2), None]
    before = {"since": SINCE, "until": date(2026, 11, 2)}
    assert shares(quarter, "cases.street_lasting", **before) == [None] * 4
