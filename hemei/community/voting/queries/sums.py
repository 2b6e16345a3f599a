"""What the ballots of a vote come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hemei.community.voting.models import Vote
from hemei.community.voting.queries.law import counting_of
from hemei.community.voting.rules.count import Sums
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class VoteSums:
    """What the ballots of a vote come to; who agrees is told when the vote is closed."""

    vote_id: int
    matter: str
    total: Sums
    part: Sums
    agree: Sums | None


def vote_sums(vote_ids: Iterable[int], *, actor: Actor, now: datetime) -> list[VoteSums]:
    """Return areas and heads of votes the actor may see, in two statements; no choices before the end."""
    rows = (
        Vote.objects.filter(record.seen_by(actor), pk__in=set(vote_ids)).select_related("roll").order_by("id")
    )
    votes = list(rows)
    found = _measured(votes)
    none = (Sums(0, 0), Sums(0, 0))
    return [
        VoteSums(
            vote.pk,
            vote.matter,
            Sums(vote.roll.total_area_dm2, vote.roll.total_heads),
            found.get(vote.pk, none)[0],
            found.get(vote.pk, none)[1] if now > vote.roll.closes_at else None,
        )
        for vote in votes
    ]


def _measured(votes: Iterable[Vote]) -> dict[int, tuple[Sums, Sums]]:
    """Sum the ballots of votes, one statement for all whose rolls have the same rules of counting."""
    by_rules: dict[tuple[bool, bool], list[int]] = {}
    for vote in votes:
        counting = counting_of(vote.roll)
        rules = (counting.spoiled_ballots.take_part, counting.mixed_choice.agrees == "most_area")
        by_rules.setdefault(rules, []).append(vote.pk)
    found: dict[int, tuple[Sums, Sums]] = {}
    for (spoiled, most), ids in by_rules.items():
        with connection.cursor() as cursor:
            cursor.execute("select * from voting_sums(%s, %s, %s)", [ids, spoiled, most])
            for vote_id, area, agree_area, heads, agree_heads in cursor.fetchall():
                found[vote_id] = (Sums(int(area), heads), Sums(int(agree_area), agree_heads))
    return found
