"""The action plan: streets with how many targets they have, and one street's targets beside what it has reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.figures import FigureValue
from hemei.oversight.honours.models import ActionTarget
from hemei.oversight.honours.queries.measures import reached
from hemei.oversight.honours.rules.acts import Act, may
from hemei.oversight.honours.rules.standards import HarmoniousPlan, Measure


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street with how many targets of a year it has."""

    place_id: int
    code: str
    name: str
    county: str
    path: str
    targets: int


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A measure of a street and year: what is aimed at, what is reached, and whether that is enough.

    Without a target `met` is None, and so it is where nothing can be measured.
    """

    measure: Measure
    target: Fraction | None
    reached: FigureValue

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None or self.reached.value is None:
            return None
        return self.reached.value >= self.target


_STREETS = """
select p.id, p.code, p.name, coalesce(q.name, ''), p.path,
  (select count(*) from honours_actiontarget t where t.place_id = p.id and t.year = %(year)s and t.voided_at is null)
from public_place p left join public_place q on q.id = p.parent_id
where p.level = 'street' and p.code > %(after)s and strpos(p.name, %(text)s) > 0
  and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
              where p.path >= r.low collate "C" and p.path < r.high collate "C")
order by p.code limit %(limit)s
"""


def plan_streets(
    *, actor: Actor, year: int, text: str = "", after: str = "", limit: int = 50
) -> list[StreetLine]:
    """Return the streets in the actor's places by code."""
    if not may(actor.role, Act.SEE).allowed:
        return []
    values: dict[str, Any] = {
        "year": year, "text": text, "after": after, "limit": limit,
        "low": [place.lower for place in actor.places], "high": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STREETS, values)
        return [StreetLine(*row) for row in cursor.fetchall()]


def street_plan(
    place_id: int, path: str, plan: HarmoniousPlan, *, actor: Actor, year: int, now: datetime
) -> list[TargetLine]:
    """Return the measures of the plan with a street's targets of a year and what its records say; in their order."""
    rows = ActionTarget.objects.filter(records.seen_by(actor), place_id=place_id, year=year, voided_at=None)
    targets = {
        measure: Fraction(above, below)
        for measure, above, below in rows.values_list("measure", "numerator", "denominator")
    }
    return [
        TargetLine(
            measure, targets.get(measure.code),
            reached(measure.measured_by, PlaceRange(path), year=year, now=now),
        )
        for measure in plan.measure
    ]  # fmt: skip


def targets(*, actor: Actor, year: int) -> list[tuple[int, str]]:
    """Return the targets of a year that the actor may see: street and measure; row-level security applies."""
    rows = ActionTarget.objects.filter(records.seen_by(actor), year=year, voided_at=None)
    return list(rows.order_by("id").values_list("place_id", "measure"))
