"""An objection to who votes for a unit waits for the clerk on his workbench, and on a list of all his estates."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.community.voting import queries, services
from hemei.community.voting.models import VoterBinding
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now

pytestmark = pytest.mark.django_db
WAITS = "项对表决人的异议等待核实"


@pytest.fixture
def bound(quarter: Quarter, settings) -> list[int]:
    """The voters of an estate whose vote runs, by the register; two of them are objected to."""
    settings.DEMO = True
    now = utc_now() - timedelta(minutes=1)  # a clock that starts at an objection has started
    quarter.freeze(closes_at=now + timedelta(days=9))
    services.bind_by_register(actor=quarter.clerk, now=now, estate_id=quarter.estate, extract_on=now.date())
    found = list(VoterBinding.objects.order_by("pk").values_list("pk", flat=True))[:2]
    for number, binding in enumerate(found):
        services.object_to_binding(
            actor=quarter.clerk,
            now=now + timedelta(seconds=number),
            binding_id=binding,
            text=f"第{number}项不对",
        )
    records.bind(EVERYONE)
    return found


def test_the_clerk_finds_objections_to_voters_on_his_workbench_and_settles_them(
    quarter: Quarter, bound: list[int]
) -> None:
    clerk = browser(quarter, "钱一")
    [address] = re.findall(rf'href="([^"]+)">2{WAITS}', clerk.get("/work").text)
    page = clerk.get(address).text
    assert page.index("第0项不对") < page.index("第1项不对")
    assert page.count("表决小区") == page.count("请在此以前核实") == 2
    empty = clerk.post(f"{address}/{bound[0]}", {"upheld": "yes", "text": " "})
    assert (empty.status_code, "个字写明" in empty.text, 'value="yes" checked' in empty.text) == (
        422,
        True,
        True,
    )
    assert clerk.post(f"{address}/{bound[0]}", {"upheld": "yes", "text": "已过户"}).status_code == 302
    assert clerk.post(f"{address}/{bound[1]}", {"upheld": "no", "text": "无误"}).status_code == 302
    again = clerk.post(f"{address}/{bound[1]}", {"upheld": "no", "text": "无误"})
    assert (again.status_code, "没有待核实的异议" in again.text) == (422, True)
    assert WAITS not in clerk.get("/work").text
    assert [row.ended_at is None for row in VoterBinding.objects.filter(pk__in=bound).order_by("pk")] == [
        False,
        True,
    ]


def test_nobody_else_is_told_or_let_in(quarter: Quarter, bound: list[int]) -> None:
    grid = browser(quarter, "孙格", Role.GRID_WORKER)
    assert WAITS not in grid.get("/work").text
    assert grid.get("/votes/objections").status_code == 403
    assert grid.post(f"/votes/objections/{bound[0]}", {"upheld": "yes", "text": "x"}).status_code == 403
    assert VoterBinding.objects.filter(pk__in=bound, ended_at=None).count() == 2


@pytest.mark.parametrize("after", ["x", "2026-11-23T00:00:00~1", "2026-11-23T00:00:00+00:00~" + "9" * 30])
def test_a_bent_page_address_begins_at_the_top(quarter: Quarter, bound: list[int], after: str) -> None:
    assert "第0项不对" in browser(quarter, "钱一").get("/votes/objections", {"after": after}).text


def test_the_page_follows_the_one_before_and_both_cost_one_statement_by_the_index(
    quarter: Quarter, bound: list[int]
) -> None:
    with records.acting(quarter.clerk):
        [first] = queries.contested(actor=quarter.clerk, now=utc_now(), limit=1)
        [second] = queries.contested(actor=quarter.clerk, now=utc_now(), after=(first.objected_at, first.id))
        assert [first.id, second.id] == bound
        with CaptureQueriesContext(connection) as spent:
            assert queries.contested_count(actor=quarter.clerk, now=utc_now()) == [(2,)]
        [statement] = [one["sql"] for one in spent]
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("explain " + statement)
            plan = " ".join(line for (line,) in cursor.fetchall())
        assert "voting_voterbinding_contested" in plan
