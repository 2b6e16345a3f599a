"""`hemei city --units --cases`: killed in the middle of a batch, it goes on and has exactly what was asked for."""

from __future__ import annotations

import json
import time

import pytest

from tests.prove.copies import Copy

pytestmark = pytest.mark.prove

UNITS, CASES = 3_000, 120_000
_COUNTS = """
import json
from hemei.project.start import ready
ready()
from django.db import connections
found = []
for rows in (
    "cases_case",
    "places_propertyunit",
    "cases_task t where not exists (select 1 from cases_case c where c.id = t.case_id)",
    "cases_case c where not exists (select 1 from clocks_deadline d where d.stream = c.stream)",
    "fill_index",
    "pg_indexes where indexname in ('clocks_deadline_once', 'cases_case_scope', 'records_access_once')",
):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"select count(*) from {rows}")
        found.append(cursor.fetchone()[0])
print(json.dumps(found))
"""


def test_a_city_is_filled_over_a_kill_and_counts_its_figures(copy: Copy) -> None:
    words = ("city", "--units", str(UNITS), "--cases", str(CASES), "--state", str(copy.state))
    first = copy.start(*words)
    until = time.monotonic() + 300
    while time.monotonic() < until and first.poll() is None:
        time.sleep(0.5)
        if copy.database() and _there(copy) > 50_000:
            break
    first.kill()
    first.wait()
    killed_at = _there(copy)
    assert 50_000 < killed_at < CASES
    again = copy.start(*words)
    assert again.wait(600) == 0, copy.said()
    assert json.loads(copy.python(_COUNTS)) == [CASES, UNITS, 0, 0, 0, 3]
    told = {one["id"]: one for one in json.loads(copy.hemei("figures", "--json").stdout)}
    assert all(
        told[code]["of"] > 0
        for code in ("F1", "F2", "F7", "F8", "F10", "F11", "F13", "F13b", "C1", "C3", "C6")
    )


def _there(copy: Copy) -> int:
    """Return how many cases there are, 0 while the database is being made."""
    try:
        return int(copy.asked("select count(*) from cases_case"))
    except Exception:  # noqa: BLE001 - no table yet
        return 0
