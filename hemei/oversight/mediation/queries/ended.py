"""What became of disputes, for the figures: numbers and words of the list, never a text, a name or a party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI
from hemei.oversight.mediation.rules.words import Level, Outcome, Size

LEAST_OF_AN_ESTATE = 5
"""Below so many disputes in the period an estate is not named."""


@dataclass(frozen=True, slots=True)
class EndedRow:
    """A dispute of the list F12 and F14 open to. `estate_id` is empty where its estate has too few."""

    number: str
    kind: str
    size: Size
    filed_level: Level
    level: Level
    outcome: Outcome | None
    filed_at: datetime
    ended_at: datetime | None
    days: int | None
    community_id: int
    place_path: str
    estate_id: int | None


_LISTED = """
select number, kind, size, filed_level, level, nullif(outcome, ''), filed_at, ended_at, days, community_id, place_path,
       case when count(*) over (partition by estate_id) >= %(least)s then estate_id end
from mediation_listed
where {which} and exists (select 1 from unnest(%(lower)s::text[], %(upper)s::text[]) as r(lower, upper)
                          where place_path >= r.lower collate "C" and place_path < r.upper collate "C")
order by number
"""


def ended(*, actor: Actor, since: date, until: date, level: Level | None = None) -> list[EndedRow]:
    """Return the disputes within the actor's places that ended in a period (its end excluded); one statement."""
    which = "ended_at >= %(since)s and ended_at < %(until)s"
    return _listed(actor, since, until, which + (" and level = %(level)s" if level else ""), level)


def filed(*, actor: Actor, since: date, until: date) -> list[EndedRow]:
    """Return the disputes within the actor's places that were filed in a period (its end excluded); one statement."""
    return _listed(actor, since, until, "filed_at >= %(since)s and filed_at < %(until)s", None)


def _listed(actor: Actor, since: date, until: date, which: str, level: Level | None) -> list[EndedRow]:
    values: dict[str, Any] = {
        "least": LEAST_OF_AN_ESTATE, "since": _morning(since), "until": _morning(until),
        "level": level.value if level else "", "lower": [place.lower for place in actor.places],
        "upper": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(which=which), values)
        return [
            EndedRow(
                row[0],
                row[1],
                Size(row[2]),
                Level(row[3]),
                Level(row[4]),
                Outcome(row[5]) if row[5] else None,
                *row[6:],
            )
            for row in cursor.fetchall()
        ]


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
