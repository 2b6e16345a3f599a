"""When a result is final, whoever voted in another's right is let out of the unit again."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import Roll, RollUnit, VoterBinding
from hemei.community.voting.queries.strangers import away_from, strangers_of
from hemei.community.voting.services.telling import tell
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def release_voters(actor: Actor, now: datetime, roll: Roll) -> int:
    """Take back from who owns no unit of a locked roll what a binding or a proxy let him see; return how many.

    His receipt is his own; an owner on the roll sees his unit for good.
    """
    strangers = strangers_of(roll.pk)
    records.revoke_many(persons=strangers)
    persons = sorted({person for _, person in strangers})
    records.revoke_many(persons=away_from(roll.pk, persons))
    roll.released_at = now
    roll.save(update_fields=["released_at"])
    if persons:
        tell(actor, now, roll, "voting.voters_released", {"persons": len(persons)})
    return len(persons)


def release_bound(row: VoterBinding) -> None:
    """Let out at once who was found to be no voter of a unit, where he is no owner of it on a roll."""
    persons = people.known_as({row.person_id})
    for unit in RollUnit.objects.filter(unit_id=row.unit_id, roll__released_at=None):
        owners = people.known_as(unit.owner_ids)
        records.revoke_many(persons=[(unit.stream, person) for person in persons - owners])
