"""Who is late now: bodies with clocks that have run out, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hemei.coordination.cases.rules.words import ClockKind
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class LateBody:
    """A body with what it owes past its time: how many of each, and since when the longest."""

    body_id: int
    body: str
    accept: int
    arrival: int
    handling: int
    feedback: int
    other: int
    oldest_at: datetime

    @property
    def all(self) -> int:
        """All clocks that have run out."""
        return self.accept + self.arrival + self.handling + self.feedback + self.other


# What waits for the reporter's word is late for nobody; a clock that stands still is not late.
_LATE = """
select b.id, b.short_name,
       count(*) filter (where d.kind = 'accept'), count(*) filter (where d.kind = 'arrival'),
       count(*) filter (where d.kind = 'handling'), count(*) filter (where d.kind = 'feedback'),
       count(*) filter (where d.kind not in ('accept', 'arrival', 'handling', 'feedback')), min(d.due_at)
from clocks_deadline d join people_body b on b.id = d.body_id
where d.state = 'running' and d.due_at < %(now)s and d.kind <> %(acceptance)s
  and d.stream like 'cases.case:%%' and ({places})
group by b.id, b.short_name
order by count(*) desc, min(d.due_at), b.id limit %(limit)s offset %(skip)s
"""


def late_bodies(*, actor: Actor, now: datetime, skip: int = 0, limit: int = 30) -> list[LateBody]:
    """Return the bodies that are late in the actor's places, those with most first, after the first `skip`.

    One statement. The order is by a count, so pages are cut by place: all bodies are counted anyway.
    """
    if not actor.places:
        return []
    ranges = " or ".join(
        f"d.scope >= %(low{n})s and d.scope < %(high{n})s" for n, _ in enumerate(actor.places)
    )
    values: dict[str, str | int | datetime] = {
        "now": now,
        "acceptance": ClockKind.ACCEPTANCE.value,
        "limit": limit,
        "skip": skip,
    }
    for number, place in enumerate(actor.places):
        values |= {f"low{number}": place.lower, f"high{number}": place.upper}
    with connection.cursor() as cursor:
        cursor.execute(_LATE.format(places=ranges), values)
        return [LateBody(*row) for row in cursor.fetchall()]
