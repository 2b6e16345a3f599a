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
