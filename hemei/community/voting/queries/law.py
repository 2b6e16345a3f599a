"""By which day's rules a vote is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from hemei.community.voting.rules.standards import Matter, MatterCode, OwnerMatters, VoteCounting
from hemei.ground.records import queries as record

if TYPE_CHECKING:
    from hemei.community.voting.models import Outcome
    from hemei.community.voting.queries.assemblies import OutcomeRow


def matter_on(code: str, day: date) -> Matter:
    """Return the shares a matter needs, by the law of the day of the decision."""
    return record.standards().find("owner-matters", OwnerMatters, on=day).of(cast("MatterCode", code))


def counting_at(noticed_on: date, decided_on: date) -> VoteCounting:
    """Return how a vote is counted: whose area and heads by the law of the day of the decision.

    What rules of procedure choose stays as the voters were told by the notice: by it heads were numbered when the roll
    was frozen, and one of two ballots of a unit stood as soon as it came in.
    """
    told = record.standards().find("vote-counting", VoteCounting, on=noticed_on)
    law = record.standards().find("vote-counting", VoteCounting, on=decided_on)
    return replace(
        law, same_owners=told.same_owners, mixed_choice=told.mixed_choice, spoiled_ballots=told.spoiled_ballots,
        silent_owners=told.silent_owners, parking_spaces=told.parking_spaces, double_ballots=told.double_ballots,
        unknown_delivery=told.unknown_delivery,
    )  # fmt: skip


def law_day(row: Outcome | OutcomeRow) -> date:
    """Return the day whose law an outcome was judged by; before November 2026 it was that of the notice."""
    return row.decided_on or row.noticed_on
