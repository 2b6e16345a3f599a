"""What the register of projects holds of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder, period, runs_on

_MANAGED = """
select e.name, c.name, m.valid_from, m.valid_until
from companies_projectmanager m join companies_project p on p.id = m.project_id
join companies_company c on c.id = p.company_id join places_estate e on e.id = p.estate_id
where m.person_id = any(%s) order by m.valid_from desc, m.id desc
"""


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the projects these persons managed; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MANAGED, [list(persons)])
        return [
            Held(
                mark("担任项目经理"),
                estate,
                ((mark("物业企业"), company), *period(since, until)),
                runs=runs_on(since, until, on),
            )
            for estate, company, since, until in cursor.fetchall()
        ]


HOLDER = Holder(frozenset({"companies_projectmanager"}), held_of)
