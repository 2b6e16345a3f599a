"""The page of a committee's treasurer: what waits, the quarter, what payments rest on, the bank, what is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.community.purses.tests.conftest import NOW, Joint, made_joint
from hemei.community.purses.tests.test_budgets import budget, decided, line_of
from hemei.community.purses.tests.test_pages import show
from hemei.coordination.disclosure import queries, services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import (
    quarter,  # noqa: F401 - the fixture
)

HERE = "/disclosures/treasurer"


@pytest.fixture
def joint(db: None, monkeypatch: pytest.MonkeyPatch) -> Joint:
    for module in ("gate", "treasurer"):
        monkeypatch.setattr(f"hemei.coordination.disclosure.pages.{module}.utc_now", lambda: NOW)
    found = made_joint()
    found.agree()
    return found


def test_a_treasurer_finds_what_waits_and_what_was_spent_on_which_ground(joint: Joint) -> None:
    joint.purse.earn(80_000, on=date(2026, 10, 8))
    client = show(joint.members[0])
    assert "没有等您审批、答复或者公布的" in client.get(HERE).text
    with records.acting(SYSTEM):
        services.start_calendar(
            actor=SYSTEM, now=NOW, estate_ids=[joint.purse.estate], since=date(2026, 7, 1)
        )
        services.sweep(actor=SYSTEM, now=NOW)
    joint.take(("2026-10-30", "B7", "", "12.00", "", "", "零钱"))
    paid, _open = joint.approved(300_000), joint.prepare(200_000, invoice_number="87654321")
    page = client.get(HERE).text
    assert "三幢单元门维修 2,000.00" in page  # he said his word on the first
    assert "三幢单元门维修 3,000.00" not in page
    for words in (
        "800.00",
        "二〇二六年度预算第三项",
        "5,000.00",
        "2026年第4季度",
        "2027-01-15前公布",
    ):
        assert words in page, words
    with records.acting(joint.members[0]):
        found = queries.treasury(actor=joint.members[0], now=NOW)
    assert found is not None
    assert [(one.orders, one.paid_fen, one.open_fen) for one in found.rested] == [(2, 0, 500_000)]
    assert found.standing is not None
    assert (found.standing.open_lines, found.standing.oldest_open) == (1, date(2026, 10, 30))
    assert joint.row(paid).state == "approved"


def test_the_budget_of_the_year_stands_beside_what_was_spent_and_opens_down_to_the_orders(
    joint: Joint,
) -> None:
    client = show(joint.members[0])
    assert "还没有2026年的预算" in client.get(HERE).text
    budget(joint, item=decided(joint))
    line = line_of(joint)
    joint.prepare(600_000, budget="", budget_line=line)
    page = client.get(HERE).text
    for words in (
        "今年预算和支出",
        "10,000.00",
        "6,000.00",
        "4,000.00",
        f"account={joint.account}&amp;line={line}",
    ):
        assert words in page, words


def test_its_page_takes_the_same_statements_for_one_order_as_for_many(joint: Joint) -> None:
    client, counts = show(joint.members[0]), list[list[str]]()
    for number in range(2):
        for more in range(1 + 5 * number):
            joint.prepare(100_000 + more, invoice_number=f"{number}{more:07}", budget=f"预算第{more}项")
        client.get(HERE)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(HERE).status_code == 200
        counts.append([query["sql"][:200] for query in asked.captured_queries])
    assert len(counts[0]) == len(counts[1]) <= 45, [sql for sql in counts[1] if sql not in counts[0]]


def test_nobody_else_comes_in_and_who_sits_nowhere_reads_that(joint: Joint) -> None:
    for actor in (joint.company, joint.community, joint.street):
        assert show(actor).get(HERE).status_code == 403
    stranger = replace(joint.members[0], body_id=joint.company.body_id)
    with records.acting(stranger):
        assert queries.treasury(actor=stranger, now=NOW) is None
        assert queries.treasury(actor=replace(stranger, role=Role.RESIDENT), now=NOW) is None
