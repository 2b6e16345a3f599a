"""The figures of the source text, recounted in the whole demonstration city with plain SQL of their own.

The city is built without its cases: no figure of the source text speaks of them.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.db import connections

from hemei.faces.cockpit import queries
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.figures import Tally
from hemei.project.demonstration.building import build_registers
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import FULL

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
MANAGED = (
    "id in (select estate_id from companies_project where valid_from <= %(day)s and valid_until is null)"
)
LARGE = "built_area_dm2 >= 20000 * 100"
RECOUNTS = {
    "F10": f"select count(*) filter (where {MANAGED}), count(*) from places_estate",
    "F10a": f"select sum(built_area_dm2) filter (where {MANAGED}), sum(built_area_dm2) from places_estate",
    "F11": f"select count(*) filter (where {MANAGED}), count(*) from places_estate where {LARGE}",
    "F11a": f"select sum(built_area_dm2) filter (where {MANAGED}), sum(built_area_dm2) from places_estate"
    f" where {LARGE}",
}


@pytest.fixture
def tallies(own_database: str) -> dict[str, tuple[Tally, tuple[int, int]]]:
    """Each figure as the cockpit counts it, and as plain SQL does."""
    build_registers(scale=replace(FULL, cases=0), now=NOW, progress=Progress(io.StringIO()))
    asked = queries.AsOf.of(None, NOW)
    found = {}
    with records.acting(SYSTEM):
        for code, recount in RECOUNTS.items():
            entry = queries.entry_of(code, asked.day)
            assert entry is not None
            cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
            found[code] = (queries.total(entry, cells, asked), _owner(recount, day=asked.day))
    return found


def test_the_city_shows_the_figures_of_the_source_text(
    tallies: dict[str, tuple[Tally, tuple[int, int]]],
) -> None:
    for code, (tally, (counted, of)) in tallies.items():
        assert (tally.counted, tally.of) == (counted, of), code
    covered, large = (Fraction(*tallies[code][1]) for code in ("F10", "F11"))
    assert covered > Fraction(90, 100)
    assert Fraction(975, 1000) <= large < Fraction(985, 1000)  # reads 98 %
    assert large >= Fraction(98, 100)


def _owner(query: str, **values: Any) -> tuple[int, int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query, values)
        counted, of = cursor.fetchone()
        return int(counted), int(of)
