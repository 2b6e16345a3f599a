"""What the rolls hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.voting.queries import candidacies, roll_entries
from hemei.community.voting.rules.explain import square_metres
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the rolls these persons stand on and the votes they stand in; while a vote runs they are needed."""
    rolls = [
        Held(
            mark("业主表决名册"),
            f"{entry.estate} {entry.unit}",
            (
                (mark("公告日"), entry.noticed_on.isoformat()),
                (mark("专有面积（平方米）"), square_metres(entry.area_dm2)),
            ),
            runs=on <= shanghai_day(entry.closes_at),
        )
        for entry in roll_entries(persons)
    ]
    candidate = [
        Held(
            mark("业主表决候选人"),
            entry.estate,
            ((mark("公告日"), entry.noticed_on.isoformat()),),
            runs=on <= shanghai_day(entry.closes_at),
        )
        for entry in candidacies(persons)
    ]
    return [*rolls, *candidate]


HOLDER = Holder(frozenset({"voting_rollunit", "voting_vote"}), held_of)
