"""What the rolls hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.voting.queries import binding_entries, candidacies, roll_entries
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.voters import CAPACITY_NAMES, KIND_NAMES
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder, period
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the rolls these persons stand on, the votes they stand in, and what they vote for and by what proof.

    While a vote runs the rolls are needed. Who votes by which door stands in the events of his units.
    """
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
            mark("业主表决罢免") if entry.recalled else mark("业主表决候选人"),
            entry.estate,
            ((mark("公告日"), entry.noticed_on.isoformat()),),
            runs=on <= shanghai_day(entry.closes_at),
        )
        for entry in candidacies(persons)
    ]
    return [*rolls, *candidate] + [
        Held(
            mark("表决人登记"),
            f"{entry.estate} {entry.unit}",
            (
                (mark("核实方式"), KIND_NAMES[entry.kind]),
                (mark("身份"), CAPACITY_NAMES[entry.capacity]),
                *period(entry.valid_from, entry.expires_on),
            ),
            stream=entry.stream,
        )
        for entry in binding_entries(persons)
    ]


HOLDER = Holder(
    frozenset(
        {
            "voting_rollunit",
            "voting_vote",
            "voting_voterbinding",
            "voting_awaitedbinding",
            "voting_proxy",
            "voting_sheet",
        }
    ),
    held_of,
)  # fmt: skip
