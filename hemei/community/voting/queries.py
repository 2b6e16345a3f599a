"""Readers of voting: rolls, and what the ballots of a vote come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hemei.community.voting.models import Roll, RollUnit, Vote
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.rules.standards import VoteCounting
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class RollRow:
    """A frozen roll with its totals."""

    id: int
    estate_id: int
    closes_at: datetime
    total: Sums


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A unit by which somebody stands on a roll."""

    estate: str
    unit: str
    area_dm2: int
    noticed_on: date
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class VoteSums:
    """What the ballots of a vote come to; who agrees is told when the vote is closed."""

    vote_id: int
    matter: str
    total: Sums
    part: Sums
    agree: Sums | None


def rolls(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[RollRow]:
    """Return rolls the actor may see, the newest first, those before an id."""
    rows = Roll.objects.filter(record.seen_by(actor), **({"pk__lt": after} if after is not None else {}))
    fields = ("id", "estate_id", "closes_at", "total_area_dm2", "total_heads")
    return [
        RollRow(number, estate, closes, Sums(area, heads))
        for number, estate, closes, area, heads in rows.order_by("-id").values_list(*fields)[:limit]
    ]


def roll_units(roll_id: int, *, actor: Actor, after: int = 0, limit: int = 100) -> list[tuple[int, str, int]]:
    """Return id, name and area of units of a roll, those after an id."""
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, pk__gt=after)
    return list(rows.order_by("id").values_list("id", "code", "area_dm2")[:limit])


def roll_entries(persons: Sequence[int]) -> list[RollEntry]:
    """Return the units by which these persons stand on a roll, the latest first; the caller has opened the city."""
    rows = (
        RollUnit.objects.filter(owner_ids__overlap=list(persons))
        .select_related("roll__estate")
        .order_by("-id")
    )
    return [
        RollEntry(row.roll.estate.name, row.code, row.area_dm2, row.roll.noticed_on, row.roll.closes_at)
        for row in rows
    ]


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
    """Sum the ballots of votes, one statement for all whose day of notice has the same rules of counting."""
    by_rules: dict[tuple[bool, bool], list[int]] = {}
    for vote in votes:
        counting = record.standards().find("vote-counting", VoteCounting, on=vote.roll.noticed_on)
        rules = (counting.spoiled_ballots.take_part, counting.mixed_choice.agrees == "most_area")
        by_rules.setdefault(rules, []).append(vote.pk)
    found: dict[int, tuple[Sums, Sums]] = {}
    for (spoiled, most), ids in by_rules.items():
        with connection.cursor() as cursor:
            cursor.execute("select * from voting_sums(%s, %s, %s)", [ids, spoiled, most])
            for vote_id, area, agree_area, heads, agree_heads in cursor.fetchall():
                found[vote_id] = (Sums(int(area), heads), Sums(int(agree_area), agree_heads))
    return found
