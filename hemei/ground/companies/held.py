"""What the registers of projects and leaders hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from hemei.ground.companies.rules.leaders import POST_NAMES, Post
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder, period, runs_on

_MANAGED = """
select e.name, c.name, m.valid_from, m.valid_until
from companies_projectmanager m join companies_project p on p.id = m.project_id
join companies_company c on c.id = p.company_id join places_estate e on e.id = p.estate_id
where m.person_id = any(%s) order by m.valid_from desc, m.id desc
"""

_LED = """
select c.name, l.post, l.valid_from, l.valid_until
from companies_leader l join companies_company c on c.id = l.company_id
where l.person_id = any(%s) and l.voided_at is null order by l.valid_from desc, l.id desc
"""


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the projects these persons managed and the companies they led; two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_LED, [list(persons)])
        led = [
            Held(
                mark("担任企业负责人"),
                company,
                ((mark("职务"), POST_NAMES[Post(post)]), *period(since, until)),
                runs=runs_on(since, until, on),
            )
            for company, post, since, until in cursor.fetchall()
        ]
        cursor.execute(_MANAGED, [list(persons)])
        return led + [
            Held(
                mark("担任项目经理"),
                estate,
                ((mark("物业企业"), company), *period(since, until)),
                runs=runs_on(since, until, on),
            )
            for estate, company, since, until in cursor.fetchall()
        ]


HOLDER = Holder(frozenset({"companies_projectmanager", "companies_leader"}), held_of)
