"""Weeks: what was last counted within each, and nothing where nothing was."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hemei.faces.quality.rules import WEEKS, by_week, week_ends

TODAY = date(2026, 11, 23)


def test_a_week_reads_its_last_round_and_a_week_without_one_has_no_number() -> None:
    rounds = [
        (TODAY, 3),
        (TODAY - timedelta(days=6), 4),
        (TODAY - timedelta(days=7), 5),
        (TODAY - timedelta(days=13), 9),
        (TODAY - timedelta(days=27), 0),
        (TODAY - timedelta(days=84), 100),  # before the first of the twelve weeks
    ]
    assert by_week(rounds, TODAY) == (*[None] * 8, 0, None, 5, 3)
    assert by_week(reversed(rounds), TODAY) == by_week(rounds, TODAY)


def test_there_are_twelve_weeks_and_the_last_ends_today() -> None:
    ends = week_ends(TODAY)
    assert len(ends) == WEEKS
    assert ends[-1] == TODAY
    assert {(later - former).days for former, later in pairwise(ends)} == {7}
