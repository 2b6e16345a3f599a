"""Which companies persons lead, manage for, or did; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from hemei.ground.people.queries import Service

_SERVED = """
select l.person_id, c.body_id, l.valid_until
from companies_leader l join companies_company c on c.id = l.company_id
where l.voided_at is null and l.person_id = any(%(persons)s::bigint[])
union
select m.person_id, c.body_id, coalesce(m.valid_until, p.valid_until)
from companies_projectmanager m join companies_project p on p.id = m.project_id
join companies_company c on c.id = p.company_id where m.person_id = any(%(persons)s::bigint[])
"""


def served_by(person_ids: Iterable[int]) -> list[Service]:
    """Return at the head of which companies, or in charge of whose projects, persons are or were; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVED, {"persons": sorted(set(person_ids))})
        return [Service(*row) for row in cursor.fetchall()]
