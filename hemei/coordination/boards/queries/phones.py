"""The telephone numbers that boards print, and the bodies that lack one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from hemei.coordination.boards.models import ServicePhone
from hemei.coordination.boards.queries.lists import like, places_of
from hemei.coordination.boards.rules.words import Purpose
from hemei.kernel.actor import Actor
from hemei.kernel.paging import page_by_page
from hemei.kernel.workdays import shanghai_day

KINDS = (
    "community",
    "street",
    "city_bureau",
    "department",
    "utility",
    "owners_committee",
    "management_committee",
)
"""Bodies that boards name beside the company."""

_ON = "{a}.valid_from <= %(day)s and ({a}.valid_until is null or {a}.valid_until > %(day)s)"
_ROWS = f"""
with holder as (
  select 'b' || lpad(b.id::text, 12, '0') as key, b.id as body, null::bigint as estate, b.name, '' as place, b.scope
  from people_body b where b.kind = any(%(kinds)s) and {_ON.format(a="b")} and ({{bodies}})
  union all
  select 'e' || lpad(e.id::text, 12, '0'), o.body_id, e.id, o.name, e.name, e.scope
  from companies_project p join companies_company o on o.id = p.company_id join places_estate e on e.id = p.estate_id
  where {_ON.format(a="p")} and ({{estates}} or o.body_id = %(mine)s))
select h.key, h.body, h.estate, h.name, h.place, h.scope, s.number, c.number, m.number
from holder h
left join boards_servicephone s on s.body_id = h.body and s.estate_id is not distinct from h.estate
  and s.purpose = 'service' and s.valid_until is null
left join boards_servicephone c on c.body_id = h.body and c.estate_id is not distinct from h.estate
  and c.purpose = 'complaint' and c.valid_until is null
left join boards_servicephone m on m.body_id = h.body and m.estate_id is not distinct from h.estate
  and m.purpose = 'emergency' and m.valid_until is null
where h.key > %(after)s and {{more}} order by h.key limit %(limit)s
"""
_CHUNK = 2_000
_NONE = "coalesce(s.number, c.number, m.number) is null"


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A body with its numbers, empty where it has none; a company's stand for one estate."""

    key: str
    body_id: int
    estate_id: int | None
    name: str
    estate: str
    scope: str
    service: str
    complaint: str
    emergency: str

    def number(self, purpose: Purpose) -> str:
        """Return the number for a purpose."""
        return {
            Purpose.SERVICE: self.service, Purpose.COMPLAINT: self.complaint, Purpose.EMERGENCY: self.emergency
        }[purpose]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhoneFilter:
    """What a list of numbers is asked for: a part of the name, gaps only, and where the page begins."""

    text: str = ""
    gaps: bool = False
    after: str = ""


def phone_rows(
    *, actor: Actor, now: datetime, asked: PhoneFilter | None = None, limit: int = 50
) -> list[PhoneRow]:
    """Return the bodies whose numbers the actor keeps, in one statement."""
    asked = asked or PhoneFilter()
    more = "h.name || ' ' || h.place like %(like)s" if asked.text else "true"
    if asked.gaps:
        more += f" and {_NONE}"
    return _read(actor, now, more, {"like": like(asked.text), "after": asked.after, "limit": limit})


def every_phone_row(*, actor: Actor, now: datetime) -> Iterator[PhoneRow]:
    """Yield all bodies whose numbers the actor keeps, page by page."""

    def read(after: str | None, limit: int) -> list[PhoneRow]:
        return phone_rows(actor=actor, now=now, asked=PhoneFilter(after=after or ""), limit=limit)

    yield from page_by_page(read, size=_CHUNK, place=attrgetter("key"))


def holder_of(body_id: int, estate_id: int | None, *, actor: Actor, now: datetime) -> PhoneRow | None:
    """Return a body whose numbers the actor keeps; one that is not there and one that is not his look alike."""
    more = "h.body = %(body)s and h.estate is not distinct from %(estate)s::bigint"
    values = {"body": body_id, "estate": estate_id, "after": "", "limit": 1}
    return next(iter(_read(actor, now, more, values)), None)


def emergency_number(body_id: int) -> str:
    """Return the number under which a body is reached day and night, as boards print it; empty where it has none."""
    rows = ServicePhone.objects.filter(
        body_id=body_id, estate=None, purpose=Purpose.EMERGENCY.value, valid_until=None
    )
    return rows.values_list("number", flat=True).first() or ""


def _read(actor: Actor, now: datetime, more: str, values: dict[str, Any]) -> list[PhoneRow]:
    bodies, bound = places_of(actor, "b")
    estates, _ = places_of(actor, "e")
    query = _ROWS.format(bodies=bodies, estates=estates, more=more)
    own = actor.body_id if actor.body_id is not None and not actor.places else None
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {**values, **bound, "day": shanghai_day(now), "kinds": list(KINDS), "mine": own},
        )
        return [PhoneRow(*row[:6], *(number or "" for number in row[6:])) for row in cursor.fetchall()]
