"""The list of estates with how their boards stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.coordination.boards.models import Edition, Lapse
from hemei.coordination.boards.rules.words import State
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

_STATE = """case when h.id is null and x.id is null then 'none'
     when h.id is null or x.number > h.number then case when lx.id is null then 'waiting' else 'stale' end
     when l.id is not null then 'lapsed' else 'current' end"""
_ROWS = f"""
select * from (
  select e.id, e.name, e.scope, {_STATE} as state, x.id as latest, x.number, x.code, x.made_at,
         h.id as hangs, h.number as hung, h.posted_on, coalesce(lx.parts, l.parts)::text as parts,
         coalesce(lx.since_at, l.since_at) as since_at, e.code as estate_code
  from places_estate e
  left join lateral (select * from boards_edition d where d.estate_id = e.id order by d.number desc limit 1) x on true
  left join boards_edition h on h.estate_id = e.id and h.posted_on is not null and h.replaced_on is null
  left join boards_lapse l on l.edition_id = h.id and l.until_at is null
  left join boards_lapse lx on lx.edition_id = x.id and lx.until_at is null
  where e.valid_until is null and ({{here}}) and {{more}}) b
where b.id > %(after)s and (%(state)s = '' or b.state = %(state)s) order by b.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An estate with its board; `parts` are those that no longer hold: of the latest edition, else of what hangs."""

    estate_id: int
    name: str
    scope: str
    state: State
    latest_id: int | None
    number: int | None
    code: str
    made_at: datetime | None
    hanging_id: int | None
    hanging_number: int | None
    posted_on: date | None
    parts: tuple[str, ...]
    since_at: datetime | None
    estate_code: str


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the list is asked for: a part of the name, a state, one estate, and where the page begins.

    `hinted` are those where somebody said that an old board hangs, and nobody has looked since.
    """

    text: str = ""
    state: State | None = None
    estate_id: int | None = None
    after: int = 0
    hinted: bool = False


def places_of(actor: Actor, table: str) -> tuple[str, dict[str, Any]]:
    """Return the condition that a row of a table lies in the actor's places, with what it binds."""
    parts = [
        f"({table}.scope >= %(low{n})s and {table}.scope < %(high{n})s)" for n in range(len(actor.places))
    ]
    bound = {f"{end}{n}": getattr(place, name) for n, place in enumerate(actor.places)
             for end, name in (("low", "lower"), ("high", "upper"))}  # fmt: skip
    return " or ".join(parts) or "false", bound


def like(text: str) -> str:
    """Return the pattern for a part of a name, whatever it holds."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


_HINTED = """exists (select 1 from boards_edition d where d.estate_id = e.id and d.hinted_on is not null
     and (d.posted_on is null or d.replaced_on is not null))"""


def hinted_boards(*, actor: Actor) -> record.Lines[int]:
    """Return at how many of the actor's estates somebody saw an old board hang; one number, one statement."""
    here, bound = places_of(actor, "e")
    select = f"select count(*) as count from places_estate e where e.valid_until is null and ({here}) and {_HINTED}"
    return record.lines(select, bound, lambda count: count)


def board_rows(*, actor: Actor, asked: BoardFilter | None = None, limit: int = 50) -> list[BoardRow]:
    """Return the actor's estates with their boards, by id; one statement."""
    asked = asked or BoardFilter()
    here, bound = places_of(actor, "e")
    shared = "e.stream in (select a.stream from records_access a where a.body_id = %(body)s)"
    more = ["true"]
    if asked.text:
        more.append("e.name like %(like)s")
    if asked.estate_id is not None:
        more.append("e.id = %(estate)s")
    if asked.hinted:
        more.append(_HINTED)
    query = _ROWS.format(here=f"{here} or {shared}", more=" and ".join(more))
    values = {
        **bound, "body": actor.body_id, "like": like(asked.text), "estate": asked.estate_id, "after": asked.after,
        "state": asked.state.value if asked.state else "", "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: Sequence[Any]) -> BoardRow:
    return BoardRow(
        row[0], row[1], row[2], State(row[3]), row[4], row[5], row[6] or "", row[7], row[8], row[9], row[10],
        tuple(json.loads(row[11])) if row[11] else (), row[12], row[13],
    )  # fmt: skip


_COUNTS = f"""
select state, count(*) as count from (
  select {_STATE} as state
  from places_estate e
  left join lateral (select d.id, d.number from boards_edition d where d.estate_id = e.id
                     order by d.number desc limit 1) x on true
  left join boards_edition h on h.estate_id = e.id and h.posted_on is not null and h.replaced_on is null
  left join boards_lapse l on l.edition_id = h.id and l.until_at is null
  left join boards_lapse lx on lx.edition_id = x.id and lx.until_at is null
  where e.valid_until is null and ({{here}})) b group by state
"""


def board_counts(*, actor: Actor) -> record.Lines[tuple[State, int]]:
    """Return how many of the estates in the actor's places have a board in each state some have; one statement."""
    here, bound = places_of(actor, "e")
    return record.lines(_COUNTS.format(here=here), bound, lambda state, count: (State(state), count))


def lapsed_among(edition_ids: Iterable[int], *, actor: Actor) -> int:
    """Return how many of these editions of the actor's say what no longer holds."""
    seen = Edition.objects.filter(record.seen_by(actor), pk__in=set(edition_ids))
    return Lapse.objects.filter(until_at=None, edition__in=seen).count()


def lapsed_in(estate_ids: Iterable[int]) -> list[int]:
    """Return those of these estates whose board that hangs has lapsed; row-level security applies."""
    running = Lapse.objects.filter(
        until_at=None,
        edition__posted_on__isnull=False,
        edition__replaced_on=None,
        edition__estate_id__in=set(estate_ids),
    )
    return sorted(running.values_list("edition__estate_id", flat=True))
