"""Sheets of paper as they come in for a made-up vote, entered in bulk; dice say who comes and what he marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from hemei.community.voting import queries as voting_now
from hemei.community.voting import services as voting
from hemei.community.voting.queries import VoteRow
from hemei.community.voting.services import Choice, SheetDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

SOURCE = "demonstration"
_NAYS: tuple[Choice, Choice] = ("against", "abstain")
_AYES = 92  # of a hundred who come and are asked for a matter
_STRONG = 90  # of a hundred who have a vote left for one of the leading candidates


def enter_paper(
    clerk: Actor,
    at: datetime,
    assembly_id: int,
    throw: Random,
    *,
    away: int | Sequence[str],
    ayes: int = _AYES,
) -> None:
    """Enter the sheets of all but those who stay away: so many of a hundred, or the units that are named.

    Of so many of a hundred the first home is always one: in the showcase a sample person owns it, and votes himself.
    """
    with records.acting(clerk):
        found = voting_now.assembly(assembly_id, actor=clerk)
        votes = voting_now.votes_of(assembly_id, actor=clerk)
        if found is None or found.roll_id is None:
            raise RuntimeError(f"The made-up assembly {assembly_id} has no roll.")
        units = voting_now.roll_units(found.roll_id, actor=clerk, limit=20_000)
        if isinstance(away, int):
            out = {units[0][0], *(number for number, *_ in throw.sample(units, len(units) * away // 100))}
        else:
            out = {number for number, code, _area in units if code in set(away)}
        sheets = [
            SheetDraft(
                roll_unit_id=number, choices=marked(throw, votes, ayes), channel="paper", received_at=at
            )
            for number, _code, _area in units
            if number not in out
        ]
        voting.enter_sheets(actor=clerk, now=at, roll_id=found.roll_id, sheets=sheets, source=SOURCE)


def marked(throw: Random, votes: Sequence[VoteRow], ayes: int) -> Mapping[int, Choice]:
    """Return what an owner marks: no more candidates than there are seats, the leading ones first."""
    choices: dict[int, Choice] = {}
    left = max((vote.seats or 0 for vote in votes), default=0)
    for vote in votes:
        if not vote.group:
            choices[vote.id] = "for" if throw.randrange(100) < ayes else throw.choice(_NAYS)
            continue
        likes = left > 0 and throw.randrange(100) < _STRONG
        choices[vote.id] = "for" if likes else "against"
        left -= likes
    return choices
