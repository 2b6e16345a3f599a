"""What came again: tied together by estate, kind and days; listed in one's own places; shown beside the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day

TODAY = shanghai_day(NOW)


@pytest.fixture
def again(quarter: Quarter) -> tuple[Quarter, list[str]]:
    """One trouble four times: the second 91 days after the first, the others close; and another kind once."""
    days = (251, 160, 80, 0)
    numbers = [
        quarter.report(
            now=NOW - timedelta(days=before),
            kind="littering",
            text=f"垃圾第{before}次",
            fact_on=TODAY - timedelta(days=before),
        )
        for before in days
    ]
    quarter.report(kind="dogs", text="狗没牵绳")
    return quarter, numbers


def test_a_chain_breaks_where_too_many_days_lie_between(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    estate = quarter.row(numbers[0]).estate_id

    def chain(number: str) -> list[str]:
        with records.acting(quarter.community):
            rows = queries.chain_of(number=number, estate_id=estate, kind="littering", day=TODAY)
        return sorted(row.number for row in rows)

    assert chain(numbers[3]) == chain(numbers[1]) == sorted(numbers[1:])
    assert chain(numbers[0]) == [numbers[0]]
    with records.acting(quarter.foreign_community):
        assert queries.chain_of(number=numbers[3], estate_id=estate, kind="littering", day=TODAY) == []


def test_the_list_counts_the_days_up_to_today_in_ones_own_places(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    with records.acting(quarter.street):
        with CaptureQueriesContext(connection) as statements:
            (row,) = queries.patterns(actor=quarter.street, day=TODAY)
        assert len([one for one in statements if "cases_case" in one["sql"]]) == 1
        assert (row.kind, row.count, row.open, row.number) == ("littering", 2, 2, numbers[3])
        assert (row.first_on, row.last_on) == (TODAY - timedelta(days=80), TODAY)
        assert list(queries.every_pattern(actor=quarter.street, day=TODAY)) == [row]
        key = (row.count, row.estate_id, row.kind)
        assert queries.patterns(actor=quarter.street, day=TODAY, after=key) == []
    with records.acting(quarter.foreign_street):
        assert queries.patterns(actor=quarter.foreign_street, day=TODAY) == []


def test_the_pages_show_the_chain_and_the_list(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    community = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = community.get(f"/cases/{numbers[3]}/again").text
    assert all(number in page for number in numbers[1:])
    assert numbers[0] not in page
    assert "没有反复发生" in community.get(f"/cases/{numbers[0]}/again").text
    assert f"/cases/{numbers[3]}/again" in community.get(f"/cases/{numbers[3]}").text
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert street.get("/cases/patterns?after=x~y").status_code == 200
    assert b"".join(street.get("/cases/patterns.xlsx").streaming_content)
    hotline = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert hotline.get("/cases/patterns").status_code == 403
    assert hotline.get(f"/cases/{numbers[3]}/again").status_code == 403
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert foreign.get(f"/cases/{numbers[3]}/again").status_code == 404
