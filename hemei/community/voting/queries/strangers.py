"""Who still sees a unit of a roll that is none of his: he voted for it in another's right, or owned it before."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from hemei.community.voting.models import Roll
from hemei.community.voting.rules.assemblies import State

# Whoever is an owner on the roll, as he signs in or as the registers know him, is none.
_STRANGERS = """
select a.stream, a.person_id from voting_rollunit u
join records_access a on a.stream = u.stream and a.person_id is not null
where u.roll_id = %(roll)s and not exists (
  select 1 from unnest(u.owner_ids) as owner
  join records_access p on p.stream = 'people.person:' || owner and p.person_id = a.person_id)
"""
_AWAY = """
select s.stream, person from unnest(%(persons)s::bigint[]) as person,
  (select stream from voting_roll where id = %(roll)s
   union select stream from voting_vote where roll_id = %(roll)s) s
where not exists (
  select 1 from voting_rollunit u join records_access a on a.stream = u.stream
  where u.roll_id = %(roll)s and a.person_id = person)
"""


def over(rows: QuerySet[Roll], now: object) -> QuerySet[Roll]:
    """Narrow rolls to those that are over for whoever votes in another's right; `voting_over` says the same in SQL."""
    nothing = (State.CALLED_OFF.value, State.ANNULLED.value)
    final = Q(assembly__isnull=True) | Q(assembly__state__in=nothing) | Q(assembly__objections_until__lt=now)
    return rows.filter(final, closes_at__lt=now)


def strangers_of(roll_id: int) -> list[tuple[str, int]]:
    """Return the streams of units of a roll with persons who see them and own them not; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STRANGERS, {"roll": roll_id})
        return [(stream, person) for stream, person in cursor.fetchall()]


def away_from(roll_id: int, persons: list[int]) -> list[tuple[str, int]]:
    """Return the streams of a roll and its votes, with those of the persons who see no unit of it; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AWAY, {"roll": roll_id, "persons": persons})
        return [(stream, person) for stream, person in cursor.fetchall()]
