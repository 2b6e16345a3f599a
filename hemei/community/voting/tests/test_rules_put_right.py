"""Ballots of a unit whose owners are put right again and again: what stands is what is counted anew from the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting.rules.casting import takes_its_place
from hemei.community.voting.rules.striking import (
    Cast,
    Owners,
    changed_since,
    former_of,
    owners_by,
    standing_of,
)
from hemei.kernel.decision import Decision

START = datetime(2026, 11, 1, tzinfo=UTC)
ONE, OTHER, BOTH = (frozenset[int | None](one) for one in ({1}, {2}, {1, 2}))
DEVELOPER = owners_by([1], delivered=False)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("changes", "today", "gives_way"),
    [
        ([], ONE, {}),
        ([(2, ONE)], OTHER, {1: "own_ballot"}),  # ballots come at 1 and 3
        ([(2, BOTH)], ONE, {1: "own_ballot"}),
        ([(4, ONE)], OTHER, {1: "no_owner", 3: "no_owner"}),
        ([(4, ONE)], BOTH, {}),
        ([(2, BOTH), (4, ONE)], BOTH, {1: "own_ballot"}),
        ([(2, ONE), (4, OTHER)], ONE, {3: "no_owner"}),
        ([(2, DEVELOPER), (4, ONE)], DEVELOPER, {3: "no_owner"}),
        ([(3, ONE)], BOTH, {1: "own_ballot"}),  # what comes at the moment of the change comes after it
    ],
)
def test_which_ballots_give_way(
    changes: list[tuple[int, Owners]], today: Owners, gives_way: dict[int, str]
) -> None:
    cast = [Cast(1, at(1)), Cast(3, at(3))]
    assert former_of(cast, [(at(hour), owners) for hour, owners in changes], today) == gives_way


@pytest.mark.parametrize(
    ("changes", "today", "since"),
    [
        ([], ONE, []),
        ([(2, ONE)], OTHER, [0]),
        ([(0, ONE)], OTHER, []),  # the ballot comes at 1, under the entry of today
        ([(2, ONE), (4, OTHER)], BOTH, [0, 1]),
        ([(2, ONE), (4, OTHER)], ONE, []),  # it is theirs again
        ([(0, OTHER), (2, ONE), (4, OTHER)], BOTH, [1, 2]),
        ([(1, ONE)], OTHER, []),
    ],
)
def test_which_corrections_took_a_ballots_entry_away(
    changes: list[tuple[int, Owners]], today: Owners, since: list[int]
) -> None:
    assert changed_since(at(1), [(at(hour), owners) for hour, owners in changes], today) == since


def test_what_is_not_delivered_or_nobodys_is_the_developers() -> None:
    assert owners_by([], delivered=True) == DEVELOPER == frozenset({None})
    assert owners_by([1], delivered=True) == ONE


ACTS = st.lists(
    st.one_of(st.sampled_from([ONE, OTHER, BOTH, DEVELOPER]), st.integers(0, 3)), min_size=2, max_size=9
)
"""Whose the unit is from now on, or how many hours ago a ballot came in that is entered now."""


@pytest.mark.parametrize("rule", ["first", "last"])
@given(ACTS)
def test_what_stands_after_any_corrections_is_what_is_counted_from_the_rows(rule, acts) -> None:
    today: Owners = ONE
    changes: list[tuple[datetime, Owners]] = []
    cast: list[Cast] = []
    stands: Cast | None = None
    for hour, act in enumerate(acts, start=1):
        if not isinstance(act, int):
            changes, today = [*changes, (at(hour), today)], act
            continue
        one = Cast(hour, at(max(0, hour - act)))
        cast.append(one)
        since = changes[-1][0] if changes else None
        takes = stands is None or takes_its_place(one.received_at, stands.received_at, rule, since)
        assert not isinstance(takes, Decision)
        stands = one if takes else stands
    gone = former_of(cast, changes, today)
    left = standing_of([one for one in cast if one.id not in gone], rule)
    if not gone:  # nothing is struck, and nobody decides anew which one stands
        assert left == (stands.id if stands else None)
    entries = {
        sum(changed <= one.received_at for changed, _ in changes) for one in cast if one.id not in gone
    }
    assert len(entries) <= 1
