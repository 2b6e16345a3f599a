"""A quarter's share that is not with the fund in time is noted once, listed, and settled when it went."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from hemei.community.ledgers import queries, services, work
from hemei.community.ledgers.models import LateTransfer
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG, SANLIAN

QUARTER, LAST = date(2026, 7, 1), date(2026, 10, 15)
IN_TIME, LATE = datetime(2026, 10, 15, 4, tzinfo=UTC), datetime(2026, 10, 16, 4, tzinfo=UTC)


def noted(now: datetime) -> int:
    return services.note_late_transfers(actor=SYSTEM, now=now)


def listed() -> list[tuple[date, date, int]]:
    with records.acting(SYSTEM):
        return [(one.quarter, one.due_on, one.owed_fen) for one in queries.late_transfers(actor=SYSTEM)]


def test_a_share_is_late_after_the_fifteenth_day_and_noted_once(purse: Purse) -> None:
    purse.earn(1_000_001, on=date(2026, 8, 3))
    assert noted(IN_TIME) == 0
    assert noted(LATE) == 1
    assert listed() == [(QUARTER, LAST, 500_001)]
    with records.acting(SYSTEM):
        [owed] = work.moving(SYSTEM)
    assert (owed.words, owed.address) == (
        "1个季度的收益逾期没有划入维修资金，请划转",
        "/books/late-transfers",
    )
    assert noted(NOW) == 0
    with records.acting(SYSTEM):
        [event] = Event.objects.filter(payload__type="ledgers.transfer_late")
        assert queries.late_transfers_of([purse.estate], since=QUARTER) == {purse.estate: 1}
    assert event.payload["data"]["fen"] == 500_001
    assert [one["item"] for one in event.payload["standards"]] == ["fund"]


def test_what_went_is_settled_and_owed_again_when_it_was_taken_back(purse: Purse) -> None:
    purse.earn(1_000_000, on=date(2026, 8, 3))
    noted(LATE)
    entry = services.transfer_to_fund(
        actor=SYSTEM, now=NOW, ledger_id=purse.ledger, quarter=QUARTER, day=NOW.date()
    )
    noted(NOW)
    assert listed() == []
    with records.acting(SYSTEM):
        services.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=NOW.date(), reason="划转金额看错了"
        )
    noted(NOW)
    assert listed() == [(QUARTER, LAST, 500_000)]


def test_the_list_comes_whole_as_a_sheet_to_whoever_sees_the_books(purse: Purse) -> None:
    purse.earn(1_000_001, on=date(2026, 8, 3))
    noted(LATE)
    here = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    elsewhere = purse.quarter.browser(Role.STREET_CLERK, "三里庵街道办", SANLIAN)
    assert "/books/late-transfers.xlsx" in here.get("/books/late-transfers").text
    found = []
    for clerk in (here, elsewhere):
        sheet = b"".join(clerk.get("/books/late-transfers.xlsx").streaming_content)  # type: ignore[attr-defined]
        found.append(
            [
                [one.value for one in row]
                for row in load_workbook(io.BytesIO(sheet)).active.iter_rows(min_row=2)
            ]
        )
    [[_estate, quarter, *_rest, fen]] = found[0]
    assert (quarter, fen, found[1]) == ("2026年第3季度", 500_001, [])


def test_nothing_earned_is_not_late_and_what_was_late_stays_written(purse: Purse) -> None:
    assert noted(LATE) == 0
    purse.earn(1_000, on=date(2026, 8, 3))
    assert noted(LATE) == 1
    with records.acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        LateTransfer.objects.update(owed_fen=1)


def test_what_is_booked_late_for_an_earlier_quarter_is_noted_too(purse: Purse) -> None:
    purse.earn(1_000_000, on=date(2026, 3, 20))
    assert (noted(LATE), noted(LATE)) == (1, 0)
    assert listed() == [(date(2026, 1, 1), date(2026, 4, 15), 500_000)]
    purse.earn(200_000, on=date(2026, 8, 3))
    assert noted(LATE) == 1


def test_a_quarter_of_over_a_year_ago_is_asked_of_only_since_orders(purse: Purse) -> None:
    purse.earn(1_000_000, on=date(2026, 3, 20))
    later = datetime(2027, 5, 4, 4, tzinfo=UTC)
    assert noted(later) == 0
    with records.acting(SYSTEM):
        services.pay_by_orders(actor=SYSTEM, ledger_id=purse.ledger, since=date(2026, 2, 1))
    assert noted(later) == 1
    assert listed() == [(date(2026, 1, 1), date(2026, 4, 15), 500_000)]
