"""Owners who are told of their unit may read what is said of it, also before they ever looked for their votes."""

from __future__ import annotations

from collections.abc import Collection

from hemei.community.voting.models import Roll, RollUnit, Vote
from hemei.ground.people import queries as people
from hemei.ground.records import services as records


def show_to_owners(unit: RollUnit, roll: Roll, owners: Collection[int]) -> None:
    """Let owners, as whom they sign in, see a unit, its roll and the meeting."""
    votes = set(Vote.objects.filter(roll=roll).values_list("stream", flat=True))
    streams = sorted({unit.stream, roll.stream, *votes})
    persons = sorted(people.known_as(owners))
    records.grant_many(persons=[(stream, person) for person in persons for stream in streams])
