"""Hundreds of simulated paper ballots: what share a machine reads, what it leaves to persons, that it misreads none."""

from __future__ import annotations

import pytest

from hemei.community.voting.tests.pens import CLEAR, UNCLEAR, photographed, scanned
from hemei.community.voting.tests.test_reading import trial

pytestmark = pytest.mark.prove


@pytest.mark.parametrize(
    ("number", "seed", "pens", "pictures", "most_left"),
    [
        (120, 1, CLEAR, photographed, 3),
        (60, 2, CLEAR, scanned, 0),
        (160, 3, CLEAR + UNCLEAR, photographed, 160),
    ],
    ids=["clear, photographed", "clear, scanned", "all kinds, photographed"],
)
def test_printed_ballots_are_read_or_left_to_persons_and_none_misread(
    number, seed, pens, pictures, most_left, capsys
):
    made = trial(number, seed, pens, pictures)
    with capsys.disabled():
        print(  # noqa: T201 - the shares are the result
            f"\n{number} ballots: {made.read} items read, {sum(made.left.values())} left, "
            f"{made.sheets_left} ballots to double entry, {len(made.misread)} misread; {dict(made.left)}"
        )
    assert made.misread == []
    assert made.sheets_left <= most_left
