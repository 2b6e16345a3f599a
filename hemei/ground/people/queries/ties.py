"""Where persons work and worked, for who asks whether one of them may judge another; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Service:
    """That a person serves in a body, until a day (excluded) or still."""

    person_id: int
    body_id: int
    until: date | None


_SERVED = """
select a.person_id, a.body_id, a.valid_until from people_appointment a where a.person_id = any(%(persons)s::bigint[])
union
select s.person_id, t.body_id, coalesce(s.valid_until, t.ended_on, t.valid_until)
from people_seat s join people_term t on t.id = s.term_id where s.person_id = any(%(persons)s::bigint[])
"""


def served_by(person_ids: Iterable[int]) -> list[Service]:
    """Return the offices and committee seats that persons hold or held; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVED, {"persons": sorted(set(person_ids))})
        return [Service(*row) for row in cursor.fetchall()]


_SHARED = """
with home as (
  select person_id, unit_id from people_ownership
  where person_id = any(%(all)s::bigint[]) and valid_from <= %(on)s and (valid_until is null or valid_until > %(on)s)
  union
  select person_id, unit_id from people_residence
  where person_id = any(%(all)s::bigint[]) and valid_from <= %(on)s and (valid_until is null or valid_until > %(on)s)
)
select distinct a.person_id from home a join home b on b.unit_id = a.unit_id and b.person_id <> a.person_id
where a.person_id = any(%(persons)s::bigint[]) and b.person_id = any(%(others)s::bigint[])
"""


def sharing_a_home(person_ids: Iterable[int], others: Iterable[int], *, on: date) -> set[int]:
    """Return those of some persons who own or live in a unit together with one of others; one statement."""
    persons, beside = sorted(set(person_ids)), sorted(set(others))
    if not persons or not beside:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, {"persons": persons, "others": beside, "all": persons + beside, "on": on})
        return {person for (person,) in cursor.fetchall()}
