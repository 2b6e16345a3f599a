"""A published figure that the books left behind is told the next day, and corrected by who owes it, on a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryKind, Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.rules.words import Subject
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, Board
from hemei.coordination.disclosure.tests.test_pages import owner
from hemei.coordination.disclosure.tests.test_stale import shown
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Role
from hemei.leadership.duties.models import Duty

NIGHT = datetime(2026, 10, 25, 17, 20, tzinfo=UTC)
LATE = date(2026, 9, 21)


@pytest.fixture
def out(board: Board) -> int:
    """Publish the revenue of the third quarter."""
    board.earn(90_000, date(2026, 7, 5))
    number = board.opened()[Subject.REVENUE.value]
    shown(board, number)
    board.do(board.company, services.publish, AFTER_COMMENTS, disclosure_id=number)
    return number


def interest(board: Board) -> None:
    """Book the interest that the bank told late."""
    lines = Line("revenue_bank", 1_234), Line("revenue_interest", -1_234)
    board.post(*lines, on=LATE, kind=EntryKind.INTEREST, key="late")


def owed(number: int) -> list[tuple[str, bool]]:
    with records.acting(SYSTEM):
        rows = Duty.objects.filter(origin_stream=f"disclosure.disclosure:{number}", origin_item="correct")
        return [
            (title, ended is not None)
            for title, ended in rows.order_by("id").values_list("title", "ended_at")
        ]


def told(name: str) -> list[dict[str, Any]]:
    with records.acting(SYSTEM):
        return [one.payload["data"] for one in Event.objects.filter(payload__type=name).order_by("id")]


def test_what_the_books_left_behind_is_marked_and_corrected(board: Board, out: int) -> None:
    assert board.do(SYSTEM, services.compare, NIGHT) == 0
    interest(board)
    assert [board.do(SYSTEM, services.compare, NIGHT) for _ in range(2)] == [1, 0]
    row = board.row(out)
    assert (row.differs_at, row.correct_by) == (NIGHT, date(2026, 11, 2))
    [event] = told("disclosure.left_behind")
    assert (event["lines"], event["version"]) == (
        ["came", "closing", "fund_share-2026-07-01", "revenue_interest"],
        1,
    )
    assert owed(out) == [("更正翠园小区2026年第3季度公共收益", False)]
    board.do(
        board.company, services.correct, NIGHT + timedelta(days=1), disclosure_id=out, reason="银行结息晚到",
        texts={"revenue_interest": "九月结息"},
    )  # fmt: skip
    row = board.row(out)
    assert (row.number, row.differs_at, row.correct_by) == (2, None, None)
    assert owed(out) == [("更正翠园小区2026年第3季度公共收益", True)]
    assert board.do(SYSTEM, services.compare, NIGHT + timedelta(days=1)) == 0


def test_books_that_agree_again_owe_no_correction(board: Board, out: int) -> None:
    interest(board)
    board.do(SYSTEM, services.compare, NIGHT)
    with records.acting(SYSTEM):
        entry = told("ledgers.entry_posted")[-1]["entry"]
        ledgers.reverse_entry(
            actor=SYSTEM, now=NIGHT, entry_id=agreed_to(entry), booked_on=LATE, reason="记错了小区"
        )
    assert board.do(SYSTEM, services.compare, NIGHT + timedelta(days=1)) == 1
    assert (board.row(out).differs_at, owed(out)[0][1]) == (None, True)
    assert len(told("disclosure.agrees_again")) == 1


def test_closed_months_stay_as_they_were_published(board: Board, out: int) -> None:
    with records.acting(board.quarter.community):
        ledgers.close_books(
            actor=board.quarter.community, now=NIGHT, ledger_id=board.ledger, until=date(2026, 10, 1)
        )
    assert board.do(SYSTEM, services.compare, NIGHT) == 0
    assert board.row(out).differs_at is None


def test_the_pages_say_that_it_is_to_be_corrected(
    board: Board, out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gate", "one", "own"):
        monkeypatch.setattr(f"hemei.coordination.disclosure.pages.{name}.utc_now", lambda: NIGHT)
    interest(board)
    board.do(SYSTEM, services.sweep, NIGHT)
    company = board.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")
    page = company.get(reverse("disclosure:disclosure", args=[out])).text
    assert "请在2026-11-02以前更正" in page
    mark = "账簿变了，2026-11-02以前更正"
    assert mark in company.get(reverse("disclosure:disclosures")).text
    public, token = Client(), board.version(out).token
    with records.acting(SYSTEM):
        estate = Estate.objects.get(pk=board.estate).token
    assert mark in public.get(reverse("disclosure:public", args=[estate])).text
    assert "公开单位应在2026-11-02以前更正" in public.get(reverse("disclosure:version", args=[token])).text
    assert mark in owner(board).get(reverse("disclosure:mine")).text
