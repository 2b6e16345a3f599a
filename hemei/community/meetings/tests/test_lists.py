"""The list of meetings stands in the order of their days, page by page, with as many statements for two as for many."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.community.meetings import queries, services
from hemei.community.meetings.tests.conftest import DONGFENG, LATER, NOW, Neighbours
from hemei.ground.records import services as records
from hemei.kernel.actor import Role


def days(neighbours: Neighbours, *ahead: int) -> list[int]:
    """Return meetings that were called in this order, so many days after the first possible one."""
    return [neighbours.call(starts_at=LATER + timedelta(days=number)) for number in ahead]


def listed(neighbours: Neighbours, limit: int, after: int | None = None) -> list[int]:
    with records.acting(neighbours.clerk):
        rows = queries.meetings(actor=neighbours.clerk, now=NOW, limit=limit, after=after)
    return [row.id for row in rows]


def demanded(neighbours: Neighbours, key: str) -> int:
    draft = services.DemandDraft(
        kind="committee_meeting", title="公共收益去向", asking=3, asking_of=7, asked_on=NOW.date(), key=key,
        estate_id=neighbours.estate.pk,
    )  # fmt: skip
    with records.acting(neighbours.clerk):
        return services.demand_meeting(actor=neighbours.clerk, now=NOW, draft=draft)


def test_the_latest_day_comes_first_whichever_was_called_last(neighbours: Neighbours) -> None:
    known = set(listed(neighbours, 50))
    first, last, same, between = days(neighbours, 1, 9, 1, 4)
    waits = [demanded(neighbours, key) for key in ("d1", "d2")]
    wanted = [*reversed(waits), last, between, same, first]
    assert [one for one in listed(neighbours, 50) if one not in known] == wanted


def test_the_pages_together_are_the_whole_list(neighbours: Neighbours) -> None:
    days(neighbours, 1, 9, 1, 4)
    for key in ("d1", "d2"):
        demanded(neighbours, key)
    whole, paged, after = listed(neighbours, 50), [], None
    while rows := listed(neighbours, 1, after):
        paged += rows
        after = rows[-1]
    assert paged == whole
    with records.acting(neighbours.clerk):
        exported = [row.id for row in queries.meeting_rows(actor=neighbours.clerk, now=NOW)]
    assert exported == whole


def test_the_page_lists_by_day_and_asks_as_often_for_many(neighbours: Neighbours) -> None:
    clerk = neighbours.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    neighbours.call(title="早的会议")
    neighbours.call(title="晚的会议", starts_at=LATER + timedelta(days=3))
    neighbours.call(title="中间的会议", starts_at=LATER + timedelta(days=1))

    def read() -> tuple[str, int]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = clerk.get("/meetings").text
        return page, len(seen)

    read()  # what is read once for all
    page, few = read()
    assert page.index("晚的会议") < page.index("中间的会议") < page.index("早的会议")
    days(neighbours, *range(2, 12))
    assert read()[1] == few
