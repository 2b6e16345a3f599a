"""The sample persons of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

_SAMPLES = """
select a.id, coalesce(p.role, 'resident'), coalesce(b.name, ''), n.name, a.username,
  b.kind = 'management_committee'
from people_account a
left join people_appointment p on p.person_id = a.person_id
  and p.valid_from <= %(day)s and (p.valid_until is null or p.valid_until > %(day)s)
left join people_body b on b.id = p.body_id
left join places_place n on n.id = p.place_id
where a.sample is not null order by a.sample, p.id
"""


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A person of the demonstration one may become with one click; `stands_in` for a committee of owners."""

    account_id: int
    role: str
    body_name: str
    place_name: str
    username: str
    stands_in: bool


def sample_persons(on: date) -> list[SamplePerson]:
    """Return the sample persons in the order of their page; none outside a demonstration.

    Account ids repeat for a person with several appointments.
    """
    if not settings.DEMO:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLES, {"day": on})
        return [
            SamplePerson(account, role, body or "", place or "", username or "", bool(stands_in))
            for account, role, body, place, username, stands_in in cursor.fetchall()
        ]
