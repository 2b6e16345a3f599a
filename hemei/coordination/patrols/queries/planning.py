"""What a plan rests on: cells with points, who walks them, when each point was last looked at. For the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.coordination.patrols.rules.planning import PointFacts

_RUNS = "{a}.valid_from <= %(day)s and ({a}.valid_until is null or {a}.valid_until > %(day)s)"
_CELLS = f"""
select p.cell_id, max(p.scope), (select max(r.planned_on) from patrols_round r where r.cell_id = p.cell_id),
       (select a.id from people_appointment a where a.place_id = p.cell_id and a.role = 'grid_worker'
          and {_RUNS.format(a="a")} order by a.valid_from desc, a.id desc limit 1)
from patrols_point p
where {_RUNS.format(a="p")} and p.cell_id > %(after)s {{more}}
group by p.cell_id order by p.cell_id limit %(limit)s
"""
# A point was last looked at when somebody saw it, and will be where a round that is still to walk holds it.
_POINTS = f"""
select p.cell_id, p.id, p.kind, p.name, (
  select max(r.planned_on) from patrols_visit v join patrols_round r on r.id = v.round_id
  where v.point_id = p.id and (v.result in ('clear', 'found') or r.state = 'planned'))
from patrols_point p
where {_RUNS.format(a="p")} and p.cell_id = any(%(cells)s) order by p.cell_id, p.id
"""


@dataclass(frozen=True, slots=True)
class CellFacts:
    """A cell with points: its path, the day of its latest round, and the office of who walks it today."""

    cell_id: int
    scope: str
    last_on: date | None
    walker_id: int | None


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """A point as a plan needs it."""

    facts: PointFacts
    name: str


def cells_to_plan(
    day: date, *, after: int = 0, limit: int = 500, only: Sequence[int] | None = None
) -> list[CellFacts]:
    """Return cells that have points on a day, by id, after one; one statement."""
    more = "and p.cell_id = any(%(only)s)" if only is not None else ""
    values: dict[str, Any] = {"day": day, "after": after, "limit": limit, "only": list(only or ())}
    with connection.cursor() as cursor:
        cursor.execute(_CELLS.format(more=more), values)
        return [CellFacts(*row) for row in cursor.fetchall()]


def points_of_cells(cells: Sequence[int], day: date) -> dict[int, list[PlannedPoint]]:
    """Return the points of some cells that are looked at on a day; one statement."""
    found: dict[int, list[PlannedPoint]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_POINTS, {"day": day, "cells": list(cells)})
        for cell, point, kind, name, last in cursor.fetchall():
            found.setdefault(cell, []).append(PlannedPoint(PointFacts(point, kind, last), name))
    return found
