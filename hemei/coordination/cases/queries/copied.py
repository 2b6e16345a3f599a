"""A whole list as comma-separated lines, written by the database itself: for who wants hundreds of thousands of rows.

The rows, the filters and the scope are those of the list; the words come along as small tables, so that no row
passes through Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

from django.db import connection
from psycopg import ClientCursor

from hemei.coordination.cases.facts import listed_on
from hemei.coordination.cases.queries.lists import CaseFilters, conditioned
from hemei.coordination.cases.rules.words import State
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI

_FIRST, _LAST = datetime(1, 1, 2, tzinfo=SHANGHAI), datetime(9999, 1, 1, tzinfo=SHANGHAI)
_BOM = b"\xef\xbb\xbf"  # without it Excel takes Chinese for another alphabet
_BODIES = "select distinct accountable_body_id from cases_case where {conditions}"
# What begins like a formula gets a quote before it: a spreadsheet would reckon it.
_PLAIN = "case when left({0}, 1) in ('=', '+', '-', '@') then '''' || {0} else {0} end"
_MOMENT = "to_char({0} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')"
_COPY = f"""
copy (
  select c.number, coalesce(k.word, %(other)s), coalesce(e.word, s.word), {_PLAIN.format("c.estate_name")},
    {_PLAIN.format("b.word")}, {_MOMENT.format("c.reported_at")},
    case when c.state <> '{State.ENDED}' then {_MOMENT.format("c.next_due_at")} end, o.word
  from (select * from cases_case where {{conditions}}) c
  left join unnest(%(kind_codes)s::text[], %(kind_since)s::timestamptz[], %(kind_until)s::timestamptz[],
    %(kind_words)s::text[]) k(code, since, before, word)
    on k.code = c.kind and c.reported_at >= k.since and c.reported_at < k.before
  left join unnest(%(state_codes)s::text[], %(state_words)s::text[]) s(code, word) on s.code = c.state
  left join unnest(%(ending_codes)s::text[], %(ending_words)s::text[]) e(code, word) on e.code = c.ended
  left join unnest(%(outcome_codes)s::text[], %(outcome_words)s::text[]) o(code, word) on o.code = c.outcome
  left join unnest(%(body_codes)s::bigint[], %(body_words)s::text[]) b(code, word) on b.code = c.accountable_body_id
  order by c.id desc
) to stdout (format csv)
"""
Named = dict[str, str]
"""A word for each code."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list says in the reader's language: its heads, and a word for each code.

    `kind` names a kind of the list in force on a day, `other` what stands on no list; `bodies` names bodies by id.
    """

    heads: Sequence[str]
    states: Named
    endings: Named
    outcomes: Named
    kind: Callable[[date, str], str]
    other: str
    bodies: Callable[[set[int]], dict[int, str]]


def copy_cases(room: IO[bytes], *, actor: Actor, filters: CaseFilters, words: ListWords) -> None:
    """Write the actor's whole list, newest first, as UTF-8 CSV with its heads; moments in Shanghai's time.

    Three statements and constant memory, however many rows.
    """
    records.plan_by_values()
    conditions, values = conditioned(actor, filters)
    with connection.cursor() as cursor:
        cursor.execute(_BODIES.format(conditions=conditions), values)
        bodies = words.bodies({number for (number,) in cursor.fetchall() if number is not None})
        periods = list(_periods(words.kind))
        values |= {
            "other": words.other,
            "kind_codes": [code for code, _since, _until, _word in periods],
            "kind_since": [since for _code, since, _until, _word in periods],
            "kind_until": [until for _code, _since, until, _word in periods],
            "kind_words": [word for _code, _since, _until, word in periods],
            "body_codes": list(bodies),
            "body_words": list(bodies.values()),
        }
        for name in ("state", "ending", "outcome"):
            named: Named = getattr(words, f"{name}s")
            values |= {f"{name}_codes": list(named), f"{name}_words": list(named.values())}
        room.write(_BOM + ",".join(f'"{head}"' for head in words.heads).encode() + b"\r\n")
        # The driver puts the values in: `copy` takes none on the server's side.
        written = ClientCursor(connection.connection).mogrify(_COPY.format(conditions=conditions), values)
        with cursor.copy(written) as rows:
            for block in rows:
                room.write(block)


def _periods(kind: Callable[[date, str], str]) -> Iterator[tuple[str, datetime, datetime, str]]:
    """Yield each kind of each list that ever was in force, from when until when, and its word."""
    known = records.standards()
    days = sorted({found.head.day for found in known.documents if found.head.name == "responsibility-list"})
    ends: list[Any] = [*days[1:], None]
    for day, end in zip(days, ends, strict=True):
        since = _FIRST if day == days[0] else datetime.combine(day, time(), SHANGHAI)
        until = datetime.combine(end, time(), SHANGHAI) if end else _LAST
        for row in listed_on(day).problem:
            yield row.code, since, until, kind(day, row.code)
