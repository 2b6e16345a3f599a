"""Two records of a roll's owners prove to be one human: from then on they count as one head.

Who signs in shows that he is the owner whom a register names, and may show it of a second record at any time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hemei.community.voting.models import OneOwner, Roll
from hemei.community.voting.rules.heads import proved_one
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor


def humans_on(actor: Actor, persons: Collection[int]) -> dict[int, int]:
    """Return every record of the humans some persons are, each with the lowest of his human; the city is opened."""
    with people_services.opened(actor, places.city().path):
        return people.humans_of(persons)


def owners_proved_one(actor: Actor, owners: Collection[int]) -> dict[int, int]:
    """Return as which of these owners each counts who proved to be another of them."""
    return proved_one(owners, humans_on(actor, owners))


def note_same(roll: Roll, now: datetime, same: dict[int, int]) -> dict[int, int]:
    """Enter of a roll which owners count as another from now on; return what is new of it."""
    known = set(OneOwner.objects.filter(roll=roll).values_list("person_id", "counted_as"))
    fresh = {one: lowest for one, lowest in sorted(same.items()) if (one, lowest) not in known}
    OneOwner.objects.bulk_create(
        OneOwner(
            roll=roll, person_id=one, counted_as=lowest, since=now, scope=roll.scope,
            stream=f"voting.one_owner:{roll.pk}",
        )
        for one, lowest in fresh.items()
    )  # fmt: skip
    return fresh
