"""Fill the tables of a bench by SQL: copies of the demonstration's cases under new numbers.

Copies carry rows, tasks and access entries, and up to a bound their events and
deadlines too; texts in the vault are shared. The chain of copied events is not recomputed, so a
filled database is for measuring only: `hemei verify` would rightly object.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg

from bench import ground

EVENTS_UP_TO = 100_000
_BATCH = 50_000

# How a column of a copied row differs from its original; all others are copied as they are.
_COLUMNS: dict[str, dict[str, str]] = {
    "cases_case": {
        "id": "m.new_id",
        "stream": "m.new_stream",
        "number": "left(t.number, 6) || lpad(m.new_id::text, 7, '0')",
    },
    "cases_task": {"id": "", "case_id": "m.new_id", "stream": "m.new_stream"},
    "clocks_deadline": {"id": "", "stream": "m.new_stream"},
    "records_access": {"id": "", "stream": "m.new_stream"},
    "records_event": {"id": "", "stream": "m.new_stream", "type": ""},
    "records_stream": {"stream": "m.new_stream"},
}
_WITH_HISTORY = ("records_event", "records_stream", "clocks_deadline")


def build_city() -> None:
    """Build the demonstration city in this run's state folder, once."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hemei.project", "demo", "--build-only"], check=False, env=os.environ
    )
    if done.returncode:
        raise ground.AbsentError("The demonstration city could not be built; its message stands above.")


def fill_ours(wanted: int) -> int:
    """Grow our cases to the wanted number; returns how many there are."""
    with ground.connect() as owner:
        owner.execute(
            "set session_replication_role = replica"
        )  # no triggers: the chain is not what is measured
        owner.execute("set synchronous_commit = off")
        there = _count(owner, "cases_case")
        base = there if there < _BATCH else 0
        if base:
            # Not what is overdue: a hundred copies of it would keep the worker's sweep busy for an hour.
            owner.execute(
                "create table if not exists bench_base as select id, stream from cases_case"
                " where state = 'ended' or next_due_at > now() + interval '1 day'"
            )
        (size,) = _one(owner, "select count(*) from bench_base")
        while there < wanted:
            there += _copy(owner, min(wanted - there, _BATCH), int(size), history=there < EVENTS_UP_TO)
        _tidy(owner)
    return there


def _copy(owner: psycopg.Connection[Any], count: int, size: int, *, history: bool) -> int:
    owner.execute("drop table if exists bench_map")
    owner.execute(
        f"""create temp table bench_map as
        select b.id as old_id, b.stream as old_stream, x.id as new_id, 'cases.case:' || x.id as new_stream
        from (select row_number() over (order by id) as place, id, stream from bench_base) b
        join (select n, nextval(pg_get_serial_sequence('cases_case', 'id')) as id
              from generate_series(1, {count}) n) x
          on b.place = 1 + (x.n - 1) % {size}"""
    )
    owner.execute("create index on bench_map (old_stream)")
    owner.execute("analyze bench_map")
    for table, changed in _COLUMNS.items():
        if history or table not in _WITH_HISTORY:
            names = [name for name in _names(owner, table) if changed.get(name) != ""]
            values = ", ".join(changed.get(name) or f't."{name}"' for name in names)
            listed = ", ".join(f'"{name}"' for name in names)
            owner.execute(
                f"insert into {table} ({listed}) select {values} "
                f"from {table} t join bench_map m on t.stream = m.old_stream order by m.new_id"
            )
    return count


def _names(owner: psycopg.Connection[Any], table: str) -> list[str]:
    rows = owner.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position",
        [table],
    ).fetchall()
    return [str(row[0]) for row in rows]


def fill_floor(wanted: int) -> None:
    """Give the floor's own table as many rows."""
    with ground.connect(ground.FLOOR_DATABASE) as floor:
        floor.execute("set synchronous_commit = off")
        there = _count(floor, "problem_case")
        floor.execute(
            """insert into problem_case (case_no, district_id, street_id, community_id, estate_id, reporter_id,
                 category, channel, status, priority, title, body, created_at, due_at)
               select 'B' || n, n %% 16, n %% 330, n %% 7000, n %% 6000, n, n %% 40, 1, 1, 2, 'Lift ' || n,
                 'Two elderly residents on floor 18 cannot leave home.', now() - n * interval '1 minute', now()
               from generate_series(%s::integer, %s::integer) n""",
            [there + 1, wanted],
        )
        floor.execute(
            """insert into case_event (case_id, kind, actor_id, at, payload)
               select c.id, 1, c.reporter_id, c.created_at, '{"state": "created"}' from problem_case c
               where not exists (select 1 from case_event e where e.case_id = c.id)"""
        )
        _tidy(floor)


def _tidy(connection: psycopg.Connection[Any]) -> None:
    connection.execute("vacuum analyze")
    connection.execute("checkpoint")


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    return int(_one(connection, f"select count(*) from {table}")[0])


def _one(connection: psycopg.Connection[Any], statement: str) -> tuple[Any, ...]:
    row = connection.execute(statement).fetchone()
    return row or ()
