"""The look for what was reported before costs the same in a city of ten million cases."""

from __future__ import annotations

from django.db import connection

from hemei.coordination.cases.tests.conftest import Quarter
from hemei.coordination.cases.tests.test_supporters import LANE
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

_MANY_CASES = """
create temporary table many_cases (like cases_case including indexes);
insert into many_cases
select r.* from cases_case c, generate_series(1, 8000) n, jsonb_populate_record(c, jsonb_build_object(
  'id', n, 'stream', 's' || n, 'number', n, 'scope', '1.' || n % 400 || '.', 'estate_id', n % 900,
  'kind', 'k' || n % 30, 'fact_on', date '2026-01-01' + n % 300, 'snapshot', '{}'::jsonb)) r;
analyze many_cases;
"""
_LOOKS = (
    (
        """select b.id from many_cases b where b.estate_id = 1 and b.kind = 'k1' and b.fact_on >= '2026-06-01'
           and b.state = any('{reported}') order by b.fact_on desc limit 25""",
        "many_cases_estate_id_kind_fact_on_idx",
    ),
    (
        "select * from many_cases b where b.scope = '1.7.' order by b.id desc limit 200",
        "many_cases_scope_id_idx",
    ),
)


def test_the_look_reads_by_index_and_is_bounded(quarter: Quarter) -> None:
    """Neither part of the look scans or sorts cases where there are many: it costs the same in a city of ten million.

    Asked of a table of its own with the same indexes and a place that is one of hundreds: what the database has counted
    of a few rows, and when, decides nothing.
    """
    quarter.report(kind="blocked_fire_lane", text=LANE)
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_MANY_CASES)
        cursor.execute("set local enable_bitmapscan = off")  # of twenty rows of a place it would sort them
        for statement, index in _LOOKS:
            cursor.execute(f"explain {statement}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert f"Index Scan using {index}" in plan, plan
            assert "Sort" not in plan, plan
        cursor.execute("drop table many_cases")
        cursor.execute("select prosrc from pg_proc where proname = 'cases_alike'")
        source = cursor.fetchone()[0]
    assert "order by b.fact_on desc limit 25" in source
    assert "order by b.id desc limit 200" in source
    # No index of words: it would be read for the whole city.
    assert "where r.id = f.text_id offset 0" in source
    assert "&&" not in source
