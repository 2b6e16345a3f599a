"""Persons in public office, by name: who they are and what they hold is public, and nothing else of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from hemei.ground.places.queries import name_wanted


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An office somebody holds on a day."""

    person_id: int
    name: str
    role: str
    body_id: int
    body_name: str


# The view holds persons in public office only, whatever the place of who asks.
_FOUND = """
select o.person_id, o.name, a.role, b.id, b.name
from public_officer o
join people_appointment a on a.person_id = o.person_id
  and a.valid_from <= %(on)s and (a.valid_until is null or a.valid_until > %(on)s)
join people_body b on b.id = a.body_id
where o.name like %(holds)s or o.pinyin like %(holds)s or o.initials like %(begins)s
order by case when o.name = %(text)s then 0 when o.name like %(begins)s then 1 when o.name like %(holds)s then 2
              else 3 end, o.pinyin, o.person_id, a.id
limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Officer:
    """A person in public office; his name is public."""

    person_id: int
    name: str


def officer(person_id: int) -> Officer | None:
    """Return a person in public office, whatever he holds today."""
    with connection.cursor() as cursor:
        cursor.execute("select person_id, name from public_officer where person_id = %s", [person_id])
        row = cursor.fetchone()
    return Officer(*row) if row else None


def found_officers(text: str, *, on: date, limit: int = 10) -> list[OfficerRow]:
    """Return who holds public office on a day by a part of the name, pinyin or initials; best first."""
    wanted = name_wanted(text)
    if not wanted:
        return []
    pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    values: dict[str, str | int | date] = {
        "text": wanted,
        "holds": f"%{pattern}%",
        "begins": f"{pattern}%",
        "on": on,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, values)
        return [OfficerRow(*row) for row in cursor.fetchall()]
