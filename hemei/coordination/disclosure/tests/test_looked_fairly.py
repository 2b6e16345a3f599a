"""The list of risks counts of an estate what its own keepers did, and of its books only what they can tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Disclosure
from hemei.coordination.disclosure.rules.words import Subject
from hemei.coordination.disclosure.tests.conftest import SINCE, Board
from hemei.coordination.disclosure.tests.test_authority import NOW as JANUARY
from hemei.coordination.disclosure.tests.test_authority import fund_of_year, hand_over
from hemei.coordination.disclosure.tests.test_passing_on import committee_comes
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

MARCH = JANUARY + timedelta(days=60)
A_YEAR_ON = datetime(2025, 10, 9, 2, 0, tzinfo=UTC)
"""The books began on 2024-10-01: four quarters of them are over."""


def reasons(board: Board, now: datetime) -> dict[str, dict[str, Any]]:
    board.do(SYSTEM, services.look, now)
    return {one["code"]: one["values"] for row in board.ask(SYSTEM, queries.risks) for one in row.reasons}


@pytest.mark.parametrize("assembly", [False, True])
def test_an_estate_answers_for_no_disclosure_that_the_authority_owes(board: Board, *, assembly: bool) -> None:
    board.used()
    committee_comes(board)
    fund_of_year(board)
    if assembly:
        hand_over(board, date(2026, 12, 31))
    with records.acting(SYSTEM):
        late = Disclosure.objects.filter(published_on=None, due_on__lt=MARCH.date())
        others = late.exclude(subject=Subject.FUND.value).count()
        assert late.count() == others + 1
    assert reasons(board, MARCH)["late_disclosure"]["count"] == others + assembly


@pytest.mark.parametrize(
    ("at", "spent", "told"),
    [
        (A_YEAR_ON, None, True),
        (A_YEAR_ON - timedelta(days=10), None, False),
        (A_YEAR_ON, A_YEAR_ON.date(), False),
    ],
)
def test_nothing_lies_idle_in_books_younger_than_the_year_or_where_money_moved_since(
    board: Board, at: datetime, spent: date | None, *, told: bool
) -> None:
    board.opened()
    board.earn(purses.rules_on(at.date()).idle_money.yuan * 200, SINCE)
    if spent:
        board.spend(100, spent)
    assert ("idle_money" in reasons(board, at)) is told
