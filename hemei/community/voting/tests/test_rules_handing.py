"""Paper never displaces another ballot by what is not known of when it came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemei.community.voting.rules.handing import Handed, counted_at, may_hand, unordered
from hemei.community.voting.rules.roll import Ballot, standing_ballots

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def day(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("since", "until", "phone", "doubles", "counts"),
    [
        (0, 4, 3, "last", "phone"),  # Monday's paper, read on Friday, does not displace Thursday's vote
        (0, 0, 3, "last", "phone"),
        (3.5, 4, 3, "last", "paper"),  # paper that came after it does
        (0, 4, -1, "last", "paper"),
        (0, 4, 3, "first", "phone"),
        (0, 2, 3, "first", "paper"),
        (0, 0, -1, "first", "phone"),
    ],
)
def test_where_the_order_is_not_known_the_known_moment_counts(since, until, phone, doubles, counts) -> None:
    at = counted_at(Handed(day(since), day(until)), doubles)
    cast = [Ballot("1", "for", at, 9, "paper"), Ballot("1", "against", day(phone), 1, "phone")]
    for ballots in (cast, cast[::-1]):
        standing, _ = standing_ballots(ballots, keep=doubles)
        assert standing["1"].channel == counts


def test_it_is_said_where_the_order_is_not_known() -> None:
    week = Handed(day(0), day(4))
    assert [unordered(week, day(n)) for n in (-1, 0, 3, 4, 5)] == [False, True, True, True, False]
    assert not unordered(Handed(day(0), day(0)), day(0))


def test_a_period_does_not_end_before_it_begins() -> None:
    assert may_hand(Handed(day(0), day(0))).allowed
    assert may_hand(Handed(day(1), day(0))).reasons[0].field == "handed_from"
