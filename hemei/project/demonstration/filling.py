"""Fill the tables of a city that is for measuring, by SQL: homes in its buildings, copies of its cases.

Copies carry rows, tasks, deadlines and access entries, events only where asked for; texts in the vault are shared.
The chain of copied events is not recomputed: `hemei verify` would rightly object to such a city. Each batch is one
transaction and begins where the last one ended, so filling may be killed and begun again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

CASES_A_BATCH = 50_000
ESTATES_A_BATCH = 50

# How a column of a copied row differs from its original; all others are copied as they are. An empty text leaves
# the column to the database. Moments move back by `m.shift`.
_COLUMNS: dict[str, dict[str, str]] = {
    "cases_case": {
        "id": "m.new_id",
        "stream": "m.new_stream",
        "number": "left(t.number, 6) || lpad(m.new_id::text, 8, '0')",
    },
    "cases_task": {"id": "", "case_id": "m.new_id", "stream": "m.new_stream"},
    "clocks_deadline": {"id": "", "stream": "m.new_stream"},
    "records_access": {"id": "", "stream": "m.new_stream"},
    "records_event": {"id": "", "stream": "m.new_stream", "type": ""},
    "records_stream": {"stream": "m.new_stream"},
}
_EVENTS = ("records_event", "records_stream")

# Not what is still open and due soon: a thousand copies of it would keep the worker's sweep busy for hours.
_SETTLED = "state = 'ended'"
SETTLED_OR_NOT_DUE = "state = 'ended' or next_due_at > now() + interval '1 day'"

_HOMES = """
with wanted as (
  select e.id as entrance_id, e.building_id, b.estate_id, t.scope, t.stream, t.delivered_on, t.sold_on, t.use,
         (row_number() over (order by e.id))::bigint as place
  from places_entrance e
  join places_building b on b.id = e.building_id
  join lateral (select u.scope, u.stream, u.delivered_on, u.sold_on, u.use from places_propertyunit u
                where u.entrance_id = e.id order by u.id limit 1) t on true
  where b.estate_id = any(%(estates)s)
)
insert into places_propertyunit
  (estate_id, building_id, entrance_id, room, floor, use, exclusive_area_dm2, register_ref, sold_on, delivered_on,
   scope, stream)
select w.estate_id, w.building_id, w.entrance_id, '加' || n, 1 + n %% 33, w.use, 6000 + (w.place + n) %% 80 * 100, '',
       w.sold_on, w.delivered_on, w.scope, w.stream
from wanted w cross join generate_series(1, %(each)s + (w.place <= %(rest)s)::int) n
"""
_SIZES = """
update places_estate e set households = u.homes, built_area_dm2 = u.area * 6 / 5
from (select estate_id, count(*) as homes, sum(exclusive_area_dm2) as area from places_propertyunit
      where estate_id = any(%(estates)s) group by 1) u
where u.estate_id = e.id
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """What copies of cases are like: of which cases, over how many weeks back, with their events or without."""

    of: str = _SETTLED
    weeks: int = 27
    events: bool = False


def count(owner: psycopg.Connection[Any], table: str) -> int:
    """Return how many rows a table has."""
    return int(_one(owner, f"select count(*) from {table}")[0])


def begin(owner: psycopg.Connection[Any], kind: Kind) -> None:
    """Note once which cases are copied, and where the filling is; the numbers of rows there are go no lower."""
    owner.execute("create table if not exists fill_done (what text primary key, number bigint not null)")
    owner.execute(
        "create table if not exists fill_base as"
        f" select id, stream, state = 'ended' as ended from cases_case where {kind.of}"
    )
    for table in _COLUMNS:
        owner.execute(
            f"create table if not exists fill_of_{table} as"
            f" select t.* from {table} t join fill_base b on b.stream = t.stream"
        )


def done(owner: psycopg.Connection[Any], what: str) -> int:
    """Return how far a filling is."""
    row = owner.execute("select number from fill_done where what = %s", [what]).fetchone()
    return int(row[0]) if row else 0


def note(owner: psycopg.Connection[Any], what: str, number: int) -> None:
    """Note how far a filling is, in the transaction that brought it there."""
    owner.execute(
        "insert into fill_done values (%s, %s) on conflict (what) do update set number = excluded.number",
        [what, number],
    )


def add_cases(owner: psycopg.Connection[Any], wanted: int, kind: Kind) -> None:
    """Add so many copies of the noted cases in one transaction, spread over the weeks before theirs."""
    (size,) = _one(owner, "select count(*) from fill_base")
    if not size:
        raise LookupError("there is no settled case to copy; build the city with more cases of its own")
    with owner.transaction():
        # No triggers: neither the chain nor the look-ups of a single insert are what is measured.
        owner.execute("set local session_replication_role = replica")
        owner.execute("set local synchronous_commit = off")
        owner.execute(
            f"""create temp table fill_map on commit drop as
            select b.id as old_id, b.stream as old_stream, x.id as new_id, 'cases.case:' || x.id as new_stream,
                   case when b.ended then interval '1 week' * (x.id % {kind.weeks}) else interval '0' end as shift
            from (select row_number() over (order by id) as place, id, stream, ended from fill_base) b
            join (select n, nextval(pg_get_serial_sequence('cases_case', 'id')) as id
                  from generate_series(1, {wanted}) n) x
              on b.place = 1 + (x.n - 1) % {size}"""
        )
        owner.execute("create index on fill_map (old_stream)")
        owner.execute("analyze fill_map")
        for table, changed in _COLUMNS.items():
            if kind.events or table not in _EVENTS:
                _copy(owner, table, changed)
        note(owner, "cases", done(owner, "cases") + wanted)


def _copy(owner: psycopg.Connection[Any], table: str, changed: dict[str, str]) -> None:
    columns = [(name, moves) for name, moves in _columns(owner, table) if changed.get(name) != ""]
    values = ", ".join(
        changed.get(name) or (f't."{name}" - m.shift' if moves else f't."{name}"') for name, moves in columns
    )
    listed = ", ".join(f'"{name}"' for name, _moves in columns)
    owner.execute(
        f"insert into {table} ({listed}) select {values} "
        f"from fill_of_{table} t join fill_map m on t.stream = m.old_stream order by m.new_id"
    )


def set_indexes_aside(owner: psycopg.Connection[Any]) -> None:
    """Note and drop the indexes of the tables to be filled, all but their keys: many rows go in faster without."""
    with owner.transaction():
        owner.execute(
            "create table if not exists fill_index"
            " (name text primary key, relation text not null, made_by text not null, is_constraint bool not null)"
        )
        owner.execute(
            """insert into fill_index
            select i.relname, t.relname,
                   coalesce('alter table ' || t.relname || ' add constraint ' || quote_ident(c.conname) || ' '
                            || pg_get_constraintdef(c.oid), pg_get_indexdef(i.oid)), c.oid is not null
            from pg_index x
            join pg_class i on i.oid = x.indexrelid
            join pg_class t on t.oid = x.indrelid
            left join pg_constraint c on c.conindid = i.oid and c.contype = 'u'
            where t.relname = any(%s) and t.relnamespace = 'public'::regnamespace and not x.indisprimary
            on conflict do nothing""",
            [list(_COLUMNS)],
        )
        for name, relation, is_constraint in owner.execute(
            "select name, relation, is_constraint from fill_index f"
            " where exists (select 1 from pg_class c where c.relname = f.name and c.relkind = 'i')"
        ).fetchall():
            gone = (
                f'alter table {relation} drop constraint "{name}"'
                if is_constraint
                else f'drop index "{name}"'
            )
            owner.execute(gone)


def indexes_aside(owner: psycopg.Connection[Any]) -> list[str]:
    """Return the names of indexes that were set aside and are not back."""
    if owner.execute("select to_regclass('fill_index')").fetchone() == (None,):
        return []
    rows = owner.execute("select name from fill_index order by name").fetchall()
    return [str(name) for (name,) in rows]


def bring_back(owner: psycopg.Connection[Any], name: str) -> None:
    """Make an index again that was set aside; each is a transaction of its own."""
    with owner.transaction():
        owner.execute("set local maintenance_work_mem = '1GB'")
        owner.execute(str(_one(owner, "select made_by from fill_index where name = %s", [name])[0]))
        owner.execute("delete from fill_index where name = %s", [name])


def add_homes(owner: psycopg.Connection[Any], estates: list[int], each: int, rest: int) -> int:
    """Add homes to every entrance of these estates, one more to the first `rest`; estates grow with them."""
    with owner.transaction():
        owner.execute("set local synchronous_commit = off")
        added = owner.execute(_HOMES, {"estates": estates, "each": each, "rest": rest}).rowcount
        owner.execute(_SIZES, {"estates": estates})
        note(owner, "homes", done(owner, "homes") + added)
        note(owner, "estate", max(estates))
    return added


def _columns(owner: psycopg.Connection[Any], table: str) -> list[tuple[str, bool]]:
    """Return a table's columns and whether each is a moment."""
    rows = owner.execute(
        "select column_name, data_type = 'timestamp with time zone' from information_schema.columns"
        " where table_schema = 'public' and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        [table],
    ).fetchall()
    return [(str(name), bool(moves)) for name, moves in rows]


def tidy(owner: psycopg.Connection[Any]) -> None:
    """Let the planner see what is there."""
    owner.execute("vacuum analyze")
    owner.execute("checkpoint")


def _one(owner: psycopg.Connection[Any], statement: str, values: list[Any] | None = None) -> tuple[Any, ...]:
    return owner.execute(statement, values).fetchone() or ()
