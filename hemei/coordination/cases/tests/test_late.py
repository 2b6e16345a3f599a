"""Who is late: seen by the bodies above, counted by what each owes, and never for a reporter's silence."""

from __future__ import annotations

from datetime import timedelta

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

LATE = NOW + timedelta(days=40)
OF_THE_LADDERS = NOW + timedelta(days=28)
"""Days on which the ladders are a document of their own."""


def late(quarter: Quarter, actor: Actor) -> dict[str, tuple[int, int]]:
    with records.acting(actor):
        return {row.body: (row.arrival, row.all) for row in queries.late_bodies(actor=actor, now=LATE)}


@standing
def whistled(quarter: Quarter) -> str:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    fire, police = quarter.fire.body_id, quarter.police.body_id
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, joints=(police or 0,)))
    return number


def test_a_department_that_never_came_is_late_twice(quarter: Quarter, whistled: str) -> None:
    found = late(quarter, quarter.street)
    assert found["瑶海消防"] == (1, 2)
    assert found["瑶海公安"] == (1, 2)
    assert late(quarter, quarter.foreign_street) == {}
    assert late(quarter, quarter.fire) == {}


def test_the_list_behind_a_late_body_holds_what_it_owes(quarter: Quarter, whistled: str) -> None:
    police = quarter.police.body_id
    with records.acting(quarter.street):
        filters = queries.CaseFilters(late_body_id=police, overdue_at=LATE)
        found = queries.case_list(actor=quarter.street, filters=filters)
        none = queries.case_list(
            actor=quarter.street,
            filters=queries.CaseFilters(late_body_id=quarter.hotline.body_id, overdue_at=LATE),
        )
    assert [row.number for row in found] == [whistled]
    assert none == []


def test_silence_of_a_reporter_is_late_for_nobody(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Refuse(ground="court", text="请向法院起诉"))
    assert late(quarter, quarter.street) == {}
    with records.acting(quarter.street):
        assert queries.case_list(actor=quarter.street, filters=queries.CaseFilters(overdue_at=LATE)) == []


def test_what_the_county_owes_itself_is_told_to_the_county_and_stands_in_its_lists(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", now=OF_THE_LADDERS)
    for taker in (quarter.street, quarter.county):
        quarter.act(taker, number, acts.Fall(text="直接办理这个案件"), OF_THE_LADDERS)
    assert quarter.row(number).home_body_id == quarter.county.body_id
    services.sweep(actor=quarter.system, now=LATE)
    page = quarter.page(quarter.county, number, LATE)
    assert page is not None
    told = [event.data["about"] for event in page.events if event.type == "cases.case_escalated"]
    assert [(about["step"], about["to"]) for about in told] == [("county_own", quarter.county.body_id)]
    assert late(quarter, quarter.county) == {"瑶海区政府": (0, 1)}
    with records.acting(quarter.county):
        filters = queries.CaseFilters(overdue_at=LATE)
        assert [row.number for row in queries.case_list(actor=quarter.county, filters=filters)] == [number]


def test_only_superiors_open_the_page(quarter: Quarter, whistled: str) -> None:
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办")
    page = street.get("/cases/late")
    assert page.status_code == 200
    assert b"".join(street.get("/cases/late.xlsx").streaming_content).startswith(b"PK")
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert clerk.get("/cases/late").status_code == 403
