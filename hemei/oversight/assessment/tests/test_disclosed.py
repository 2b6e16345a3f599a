"""What an evaluation counts of disclosures: those due in the period, and of them those published by their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.coordination.disclosure import services as disclosure
from hemei.coordination.disclosure.models import Disclosure
from hemei.coordination.disclosure.tests.conftest import (  # noqa: F401 - the fixtures
    AFTER_COMMENTS,
    Board,
    board,
    quarter,
)
from hemei.coordination.disclosure.tests.test_authority import NOW as JANUARY
from hemei.coordination.disclosure.tests.test_authority import authority, fund_of_year, hand_over
from hemei.coordination.disclosure.tests.test_passing_on import committee_comes
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.rules.scoring import Share

STREET = "340102001"
SECOND, THIRD = date(2026, 4, 1), date(2026, 7, 1)


def due(board: Board) -> dict[tuple[str, date], int]:  # noqa: F811 - the fixture's own name
    """Open two quarters; the second was due on 15 July, the third is due on 15 October."""
    board.opened(since=SECOND)
    with records.acting(SYSTEM):
        rows = Disclosure.objects.filter(subject__in=["revenue", "affairs"], since__gte=SECOND)
        return {
            (subject, since): number for subject, since, number in rows.values_list("subject", "since", "id")
        }


def shares(board: Board, since: date, until: date) -> dict[str, list[Share | None]]:  # noqa: F811
    """Return what is counted of a period for the project, its street, and a body that owes nothing there."""
    town = board.quarter.town
    with records.acting(SYSTEM):
        scope = Estate.objects.get(pk=board.estate).scope
        whose = (
            queries.Whose(1, board.estate, scope, board.company.body_id, board.estate),
            queries.Whose(2, town.place(STREET), town.path(STREET), town.bodies["明光路街道办"], None),
            queries.Whose(3, board.estate, scope, town.bodies["市应急局"], board.estate),
        )
        period = queries.Period(since, until)
        names = ("disclosure.in_time", "disclosure.revenue_in_time")
        counted = {name: queries.shares(name, whose, period) for name in names}
    return {name: [found.get(one.key) for one in whose] for name, found in counted.items()}


@pytest.mark.django_db
def test_of_one_in_time_one_late_and_two_missing_one_counts(board: Board) -> None:  # noqa: F811
    rows = due(board)
    assert set(rows) == {(subject, since) for subject in ("revenue", "affairs") for since in (SECOND, THIRD)}
    with records.acting(SYSTEM):
        dues = dict(Disclosure.objects.filter(pk__in=rows.values()).values_list("since", "due_on"))
    assert dues == {SECOND: date(2026, 7, 15), THIRD: date(2026, 10, 15)}
    for which in (("revenue", SECOND), ("revenue", THIRD)):  # late by three months, and on the last day
        board.do(board.company, disclosure.open_comments, disclosure_id=rows[which])
        board.do(board.company, disclosure.publish, AFTER_COMMENTS, disclosure_id=rows[which])

    year = shares(board, date(2026, 1, 1), date(2027, 1, 1))
    assert year["disclosure.in_time"] == [Share(1, 4), Share(1, 4), None]
    assert year["disclosure.revenue_in_time"][0] == Share(1, 2)
    # Only the third quarter is due: its revenue was in time, its affairs are missing.
    autumn = shares(board, date(2026, 10, 1), date(2027, 1, 1))
    assert autumn["disclosure.in_time"][:2] == [Share(1, 2), Share(1, 2)]
    assert autumn["disclosure.revenue_in_time"][0] == Share(1, 1)
    # A day that ends a period is not of it.
    before = shares(board, date(2026, 7, 15), date(2026, 10, 15))
    assert before["disclosure.in_time"][0] == Share(0, 2)
    assert before["disclosure.revenue_in_time"][0] == Share(0, 1)
    assert shares(board, date(2026, 7, 16), date(2026, 10, 15))["disclosure.in_time"] == [None, None, None]


@pytest.mark.parametrize("assembly", [False, True])
def test_a_street_answers_for_a_fund_only_where_an_assembly_has_it(board: Board, *, assembly: bool) -> None:  # noqa: F811
    """Until then the county's authority owes the disclosure, and what it leaves undone is not the street's."""
    board.used()
    member, department = committee_comes(board), authority(board)
    number = fund_of_year(board)
    if assembly:
        hand_over(board, date(2026, 12, 31))
    board.do(SYSTEM, disclosure.sweep, JANUARY + timedelta(days=60))
    assert board.row(number).body_id == (member if assembly else department).body_id
    # Only the fund of the year is due in these days.
    counted = shares(board, date(2027, 1, 20), date(2027, 2, 5))["disclosure.in_time"]
    assert counted[1] == (Share(0, 1) if assembly else None)
