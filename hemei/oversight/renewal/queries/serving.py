"""Basic and emergency services of the actor's estates: one list, one statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from hemei.kernel.actor import Actor
from hemei.oversight.renewal.rules.acts import Act, may

ServiceKind = Literal["basic", "emergency"]


@dataclass(frozen=True, slots=True)
class ServiceFilter:
    """What a reader asks of the list; `running` keeps those that run on the day."""

    text: str = ""
    kind: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A basic or emergency service: by whom, what, for how much. `until` is excluded, None while open."""

    key: str
    id: int
    kind: ServiceKind
    code: str
    estate: str
    area_dm2: int
    body: str
    services: tuple[str, ...]
    cause: str
    charge_fen: int
    subsidy_fen: int
    document: str
    since: date
    until: date | None
    ended: bool


_PAGE = """
select f.key, f.id, f.kind, e.code, e.name, e.built_area_dm2, b.short_name, f.services, f.cause, f.charge_fen,
       f.subsidy_fen, f.document, f.since, f.until, f.ended
from (
  select e.code || ':b:' || lpad(s.id::text, 12, '0') as key, s.id, 'basic' as kind, s.estate_id, s.body_id, s.services,
         '' as cause, s.charge_fen, s.subsidy_fen, s.document, s.valid_from as since, s.valid_until as until,
         s.valid_until is not null and s.valid_until <= %(day)s as ended, s.scope
  from renewal_basicservice s join places_estate e on e.id = s.estate_id where s.voided_at is null
  union all
  select e.code || ':e:' || lpad(s.id::text, 12, '0'), s.id, 'emergency', s.estate_id, s.body_id, s.services, s.cause,
         s.charge_fen, 0, s.document, s.begun_on, coalesce(s.ended_on, s.ends_on),
         coalesce(s.ended_on, s.ends_on) <= %(day)s, s.scope
  from renewal_emergencyservice s join places_estate e on e.id = s.estate_id
) f join places_estate e on e.id = f.estate_id join people_body b on b.id = f.body_id
where f.since <= %(day)s and f.key > %(after)s and strpos(e.name, %(text)s) > 0
  and (%(kind)s = '' or f.kind = %(kind)s) and (not %(running)s or not f.ended) and %(estate)s in (0, e.id)
  and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
              where f.scope >= r.low collate "C" and f.scope < r.high collate "C")
order by f.key limit %(limit)s
"""


def served(
    asked: ServiceFilter, *, actor: Actor, on: date, after: str = "", limit: int = 50, estate_id: int = 0
) -> list[ServiceRow]:
    """Return the services of the actor's estates that had begun by a day, by estate; one statement."""
    if not may(actor.role, Act.SEE).allowed or not actor.places:
        return []
    values: dict[str, Any] = {
        "day": on, "after": after, "text": asked.text, "kind": asked.kind, "running": asked.running, "limit": limit,
        "estate": estate_id, "low": [place.lower for place in actor.places],
        "high": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, values)
        rows = [(*one[:7], tuple(one[7]), *one[8:]) for one in cursor.fetchall()]
        return [ServiceRow(*row) for row in rows]


def all_served(asked: ServiceFilter, *, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[ServiceRow]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := served(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].key
