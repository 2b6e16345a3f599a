"""The year and the quarter in which an estate comes onto the calendar are owed, told from the day its accounts open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from hemei.community.funds import services as funds
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.models import Disclosure
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.rules.drafts import FIRST_DAY, still_said
from hemei.coordination.disclosure.rules.words import Subject
from hemei.coordination.disclosure.tests.conftest import NOW, Board
from hemei.coordination.disclosure.tests.test_entering import built, entered, served
from hemei.coordination.disclosure.tests.test_passing_on import committee_comes
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

YEAR_OVER = datetime(2027, 1, 11, 2, 0, tzinfo=UTC)
COMMENTED = datetime(2027, 1, 20, 2, 0, tzinfo=UTC)


def _funds(estate: int) -> list[Disclosure]:
    with records.acting(SYSTEM):
        return list(Disclosure.objects.filter(estate_id=estate, subject=Subject.FUND.value).order_by("since"))


def _opened(board: Board, at: datetime) -> Actor:
    """Open the fund in October, hand it over in December; a member of the committee that owes its disclosure."""
    member = committee_comes(board)
    with records.acting(SYSTEM):
        funds.open_fund(actor=SYSTEM, now=NOW, estate_id=board.estate, opened_on=date(2026, 10, 8))
    board.hand_over(date(2026, 12, 31))
    board.do(SYSTEM, services.enter_all)
    board.do(SYSTEM, services.sweep, at)
    return member


def test_the_fund_of_the_year_of_entry_is_owed_and_drafted(board: Board) -> None:
    _opened(board, YEAR_OVER)
    assert entered()[board.estate] == date(2026, 10, 1)
    [row] = _funds(board.estate)
    assert (row.since, row.until, row.state) == (date(2026, 1, 1), date(2027, 1, 1), "drafted")
    assert row.late_at is None
    assert board.lines(row.pk)["first_day"]["values"] == {"day": "2026-10-08"}


def test_the_public_reads_from_which_day_it_is_told(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "utc_now", lambda: COMMENTED)
    member = _opened(board, YEAR_OVER)
    [row] = _funds(board.estate)
    board.do(member, services.open_comments, YEAR_OVER, disclosure_id=row.pk)
    board.do(member, services.publish, COMMENTED, disclosure_id=row.pk)
    page = Client().get(f"/open/v/{board.version(row.pk).token}").content.decode()
    assert "从哪一天算起" in page
    assert "分户账自2026-10-08在平台建账，以前的收支不在本表" in page


def test_who_is_on_the_calendar_already_gets_the_missing_year_and_is_not_late_at_once(board: Board) -> None:
    estate = built(board)
    served(board, estate)
    board.do(SYSTEM, services.start_calendar, estate_ids=[estate], since=date(2025, 10, 1))
    board.do(SYSTEM, services.sweep)
    [row] = _funds(estate)
    assert (row.since, row.due_on, row.late_at) == (date(2025, 1, 1), date(2026, 11, 9), None)
    with records.acting(SYSTEM):
        [quarter] = Disclosure.objects.filter(estate_id=estate, subject="affairs", since=date(2025, 10, 1))
    assert quarter.late_at is not None  # the first whole quarter was owed as ever
    board.do(SYSTEM, services.sweep, datetime(2026, 11, 10, 2, 0, tzinfo=UTC))
    assert _funds(estate)[0].late_at is not None


def test_books_opened_in_a_quarter_tell_of_it(board: Board) -> None:
    estate = built(board)
    board.do(SYSTEM, services.start_calendar, estate_ids=[estate], since=date(2026, 8, 15))
    board.do(SYSTEM, services.sweep)
    with records.acting(SYSTEM):
        rows = Disclosure.objects.filter(estate_id=estate).values_list("since", "late_at").distinct()
    assert list(rows) == [(date(2026, 7, 1), None)]


def test_who_is_put_on_the_calendar_two_days_before_the_day_has_the_whole_time(board: Board) -> None:
    estate = built(board)
    served(board, estate)
    entered_at = datetime(2027, 1, 28, 2, 0, tzinfo=UTC)
    board.do(SYSTEM, services.start_calendar, entered_at, estate_ids=[estate], since=date(2026, 10, 8))
    board.do(SYSTEM, services.sweep, entered_at)
    assert [(row.since, row.due_on) for row in _funds(estate)] == [(date(2026, 1, 1), date(2027, 3, 1))]


def test_a_draft_that_went_out_before_it_told_the_first_day_is_published_as_owners_saw_it(
    board: Board,
) -> None:
    member = _opened(board, YEAR_OVER)
    [row] = _funds(board.estate)
    board.do(member, services.open_comments, YEAR_OVER, disclosure_id=row.pk)
    version = board.version(row.pk)
    with records.acting(SYSTEM):
        version.lines = [line for line in version.lines if line["code"] != "first_day"]
        version.save(update_fields=["lines"])
    board.do(member, services.publish, COMMENTED, disclosure_id=row.pk)
    assert _funds(board.estate)[0].state == "published"
    board.do(SYSTEM, services.compare, COMMENTED)
    assert _funds(board.estate)[0].differs_at is None


def test_a_draft_that_tells_no_first_day_is_still_said_and_one_that_tells_another_is_not() -> None:
    came, first, later = ({"code": "came"}, {"code": FIRST_DAY, "day": "3"}, {"code": FIRST_DAY, "day": "4"})
    assert still_said([came], [came, first])
    assert still_said([came, first], [came, first])
    assert not still_said([came, first], [came, later])
