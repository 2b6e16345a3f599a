"""Counting: the numbers and the lists of a figure, all from the one definition of its subjects.

Relations are counted in SQL, those of how things stand in one statement, those of what happened in another, however
many there are; a list of few subjects is counted here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.db import connection

from hemei.faces.cockpit.queries.cells import Cell, sums, weighed
from hemei.faces.cockpit.queries.registry import Entry, Listing
from hemei.faces.cockpit.rules import AsOf, Stretch
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.decision import Reason
from hemei.kernel.figures import Better, Link, Relation, Span, Subject, Tally, Verdict, tally_of, within
from hemei.kernel.paging import page_by_page

CHUNK = 1_000
WEEK = "/week"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list: one verdict or all, those a body answers for, from a moment on, after a key."""

    verdict: Verdict | None = None
    body: int | None = None
    since: datetime | None = None
    after: str = ""
    limit: int = CHUNK


@dataclass(frozen=True, slots=True)
class Row:
    """A subject in a list, and who answers for it."""

    subject: Subject
    body: int | None
    token: str
    """Where the next page begins."""


def cells(entry: Entry, *, actor: Actor, ranges: Sequence[PlaceRange], asked: AsOf) -> list[Cell]:
    """Return what a figure counts in the ranges of a place in each of the twelve months."""
    return cells_of([entry], actor=actor, ranges=ranges, asked=asked)[entry.figure.id]


def cells_of(
    entries: Sequence[Entry],
    *,
    actor: Actor,
    ranges: Sequence[PlaceRange],
    asked: AsOf,
    first: date | None = None,
) -> dict[str, list[Cell]]:
    """Return what figures count in the ranges of a place month by month, from a month on; two counts."""
    found: dict[str, list[Cell]] = {entry.figure.id: [] for entry in entries}
    if not ranges:
        return found
    months = [
        pair for pair in zip(asked.months, asked.month_ends, strict=True) if not first or pair[0] >= first
    ]
    for entry in entries:
        if not isinstance(entry.source, Relation):
            found[entry.figure.id] = _listed_cells(entry.source, actor, ranges, months)
    since = AsOf.of_past(months[0][0] - timedelta(days=1)).moment
    of_days = _together(_DAILY, _of(entries, Span.DAY), ranges, _days(months))
    happened = {"since": since, "moment": asked.moment}
    of_months = _together(_MONTHLY, _of(entries, Span.MONTHS), ranges, happened)
    for code, cell in chain(_counted(*of_days), _counted(*of_months, by_heap=True)):
        found[code].append(cell)
    return found


def rows(
    entry: Entry, *, actor: Actor, ranges: Sequence[PlaceRange], asked: AsOf, wanted: Wanted
) -> list[Row]:
    """Return a page of the very subjects a figure counts, by key; one statement."""
    if not ranges:
        return []
    if isinstance(entry.source, Relation):
        return _relation_rows(entry, entry.source, ranges, asked, wanted)
    found = sorted(within(entry.source(actor, asked.day), ranges), key=lambda subject: subject.key)
    kept = (
        Row(subject, None, subject.key)
        for subject in found
        if subject.key > wanted.after and wanted.verdict in {None, subject.counted}
    )
    return list(islice(kept, wanted.limit))


def all_rows(
    entry: Entry, *, actor: Actor, ranges: Sequence[PlaceRange], asked: AsOf, wanted: Wanted
) -> Iterator[Row]:
    """Yield a whole list for an export, page by page."""

    def read(after: str | None, limit: int) -> list[Row]:
        part = Wanted(wanted.verdict, wanted.body, wanted.since, after or "", limit)
        return rows(entry, actor=actor, ranges=ranges, asked=asked, wanted=part)

    yield from page_by_page(read, size=CHUNK, place=attrgetter("token"))


# --- lists ---------------------------------------------------------------------------------------
def _listed_cells(
    source: Listing, actor: Actor, ranges: Sequence[PlaceRange], months: Sequence[tuple[date, date]]
) -> list[Cell]:
    return [
        Cell(month, place, None, tally_of(group))
        for month, day in months
        for place, group in _by_path(within(source(actor, day), ranges)).items()
    ]


def _by_path(subjects: Iterable[Subject]) -> dict[str, list[Subject]]:
    groups: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[subject.place].append(subject)
    return groups


# --- relations -----------------------------------------------------------------------------------
_DAILY = """
select '{code}', asked.month, s.place, s.body, s.verdict, sum(s.weight)::bigint
from unnest(%(months)s::date[], %(days)s::date[]) as asked(month, day) cross join lateral ({sql}) s
where {here} group by 2, 3, 4, 5
"""
_MONTHLY = """
select '{code}', date_trunc('month', s.at at time zone 'Asia/Shanghai')::date, s.place, s.body, s.verdict,
       sum(s.weight)::bigint
from ({sql}) s where {here} and s.at >= %(since)s and s.at <= %(moment)s group by 2, 3, 4, 5
"""
_STRETCHES = """
select '{code}', case when s.at >= %(this)s then %(now)s::date else %(before)s::date end, '', null::bigint,
       s.verdict, sum(s.weight)::bigint
from ({sql}) s where {here} and s.at >= %(last)s and s.at <= %(moment)s group by 2, 5
"""
# Cells one by one for roll-ups, in the places that `{here}` names.
_DAILY_CELLS = """
select asked.month, s.place, null::bigint as body, s.verdict, s.weight
from unnest(%(months)s::date[], %(days)s::date[]) as asked(month, day) cross join lateral ({sql}) s
where {{here}}
"""
_MONTHLY_CELLS = """
select date_trunc('month', s.at at time zone 'Asia/Shanghai')::date as month, s.place, s.body, s.verdict,
       s.weight
from ({sql}) s where {{here}} and s.at <= %(moment)s
"""
_WEEK_CELLS = """
select (s.at at time zone 'Asia/Shanghai')::date as month, s.place, null::bigint as body, s.verdict, s.weight
from ({sql}) s where {{here}} and s.at >= %(last)s and s.at <= %(moment)s
"""
_HOW_MANY = "select count(*) from ({sql}) s where {here}"
_COLUMNS = ("key", "label", "place", "verdict", "reason", "said", "weight", "arg", "body", "at")
_ROWS = f"""
select {", ".join(f"s.{name}" for name in _COLUMNS)}
from ({{sql}}) s where {{here}} {{more}} order by {{order}} limit %(limit)s
"""
# What stands otherwise than before, with what it is now, or was where it is no longer a subject.
_TURNED = f"""
select {", ".join(f"case when n.key is null then b.{name} else n.{name} end" for name in _COLUMNS)},
       count(*) over ()
from (select s.* from ({{now}}) s where {{here}}) n
full join (select s.* from ({{before}}) s where {{here}}) b on n.key = b.key
where {{worse}} order by coalesce(n.key, b.key) collate "C" limit %(limit)s
"""
_WORSE = {
    Better.UP: "b.verdict = 'yes' and n.verdict is distinct from 'yes' or b.key is null and n.verdict <> 'yes'",
    Better.DOWN: "n.verdict = 'yes' and b.verdict is distinct from 'yes'",
}


def rollup_cells(entry: Entry, source: Relation, asked: AsOf) -> tuple[str, dict[str, Any]]:
    """Return the cells of a figure as SQL with its values, for who keeps roll-ups."""
    if entry.figure.span is Span.DAY:
        query = _DAILY_CELLS.format(sql=source.sql.format(day="asked.day"))
        return query, {**source.values, **_days(asked.kept_months)}
    return _MONTHLY_CELLS.format(sql=source.sql), {**source.values, "moment": asked.moment}


def week_cells(entry: Entry, source: Relation, asked: AsOf) -> tuple[str, dict[str, Any]]:
    """Return what the week needs besides: how things stood a week ago, or what happened day by day in a fortnight."""
    if entry.figure.span is Span.DAY:
        query = _DAILY_CELLS.format(sql=source.sql.format(day="asked.day"))
        return query, {**source.values, **_days([(asked.week.before.day, asked.week.before.day)])}
    values = {"last": asked.week.begin.moment, "moment": asked.moment}
    return _WEEK_CELLS.format(sql=source.sql), {**source.values, **values}


def stretch_tallies(
    entries: Sequence[Entry], *, ranges: Sequence[PlaceRange], asked: AsOf, stretch: Stretch
) -> dict[str, tuple[Tally, Tally]]:
    """Return of each relation what it counted before and now: on two days, or in two stretches; two statements."""
    before, now = stretch.before.day, asked.day
    moments = {"this": stretch.before.moment, "last": stretch.begin.moment, "moment": asked.moment}
    found: dict[str, list[Cell]] = {
        entry.figure.id: [] for entry in entries if isinstance(entry.source, Relation)
    }
    for query, values in (
        _together(_DAILY, _of(entries, Span.DAY), ranges, _days([(before, before), (now, now)])),
        _together(_STRETCHES, _of(entries, Span.MONTHS), ranges, {**moments, "before": before, "now": now}),
    ):
        for code, cell in _counted(query, values) if ranges else ():
            found[code].append(cell)
    added = {code: sums(listed, lambda cell: cell.month) for code, listed in found.items()}
    return {code: (by.get(before, Tally()), by.get(now, Tally())) for code, by in added.items()}


def turned(
    entry: Entry, source: Relation, *, ranges: Sequence[PlaceRange], before: date, day: date, limit: int
) -> tuple[int, list[Row]]:
    """Return how many subjects pull the figure the wrong way since an earlier day, and the first of them."""
    query = _TURNED.format(
        now=source.sql.format(day="%(day)s::date"),
        before=source.sql.format(day="%(before)s::date"),
        here=_here(ranges),
        worse=_WORSE[entry.figure.better],
    )
    values = {**source.values, **_range_values(ranges), "day": day, "before": before, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        listed = cursor.fetchall()
    return (listed[0][-1] if listed else 0), [_row(source, row[:-1]) for row in listed]


def how_many(entry: Entry, *, ranges: Sequence[PlaceRange], asked: AsOf) -> int:
    """Return how many subjects a figure of how things stand has on the day, whatever they weigh."""
    if not ranges or not isinstance(entry.source, Relation):
        return 0
    query = _HOW_MANY.format(sql=entry.source.sql.format(day="%(day)s::date"), here=_here(ranges))
    with connection.cursor() as cursor:
        cursor.execute(query, {**entry.source.values, **_range_values(ranges), "day": asked.day})
        return int(cursor.fetchone()[0])


def _of(entries: Iterable[Entry], span: Span) -> list[tuple[str, Relation]]:
    return [
        (entry.figure.id, entry.source)
        for entry in entries
        if isinstance(entry.source, Relation) and entry.figure.span is span
    ]


def _days(months: Iterable[tuple[date, date]]) -> dict[str, list[date]]:
    pairs = list(months)
    return {"months": [month for month, _day in pairs], "days": [day for _month, day in pairs]}


def _together(
    form: str, sources: Sequence[tuple[str, Relation]], ranges: Sequence[PlaceRange], more: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return one statement over several relations; the values of each get names of their own."""
    values, parts = {**_range_values(ranges), **more}, []
    for code, source in sources:
        sql = source.sql.format(day="asked.day") if form is _DAILY else source.sql
        for name, value in source.values.items():
            sql = sql.replace(f"%({name})s", f"%({code}_{name})s")
            values[f"{code}_{name}"] = value
        parts.append(form.format(code=code, sql=sql, here=_here(ranges)))
    return " union all ".join(parts), values


def _counted(query: str, values: Mapping[str, Any], *, by_heap: bool = False) -> Iterator[tuple[str, Cell]]:
    """Yield the cells. `by_heap`: many rows walked by an index cost a page each, a bitmap reads each page once."""
    if not query:
        return
    with connection.cursor() as cursor:
        if by_heap:
            cursor.execute("set local enable_indexscan = off")
        cursor.execute(query, values)
        found = cursor.fetchall()
        if by_heap:
            cursor.execute("set local enable_indexscan to default")
    for code, month, place, body, verdict, weight in found:
        yield code, Cell(month, place, body, weighed(Verdict(verdict), weight))


def _relation_rows(
    entry: Entry, source: Relation, ranges: Sequence[PlaceRange], asked: AsOf, wanted: Wanted
) -> list[Row]:
    happened = entry.figure.span is Span.MONTHS
    more = ["and s.at >= %(since)s and s.at <= %(moment)s"] if happened else []
    more += ["and s.verdict = %(verdict)s"] if wanted.verdict else []
    more += ["and s.body = %(of_body)s"] if wanted.body is not None else []
    at, _tilde, key = wanted.after.partition("~") if happened else ("", "", wanted.after)
    if key:
        more.append(
            'and (s.at, s.key collate "C") < (%(after_at)s::timestamptz, %(after)s)'
            if happened
            else 'and s.key collate "C" > %(after)s'
        )
    query = _ROWS.format(
        sql=source.sql.format(day="%(day)s::date"),
        here=_here(ranges),
        more=" ".join(more),
        order='s.at desc, s.key collate "C" desc' if happened else 's.key collate "C"',
    )
    values = {
        **source.values,
        **_range_values(ranges),
        "day": asked.day,
        "since": max(asked.since, wanted.since) if wanted.since else asked.since,
        "moment": asked.moment,
        "verdict": wanted.verdict.value if wanted.verdict else "",
        "of_body": wanted.body or 0,
        "after_at": at,
        "after": key,
        "limit": wanted.limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [_row(source, row) for row in cursor.fetchall()]


def _row(source: Relation, row: Sequence[Any]) -> Row:
    key, label, place, verdict, reason, said, weight, arg, body, at = row
    told = {name: "" if value is None else value for name, value in _loaded(said).items()}
    subject = Subject(
        key,
        label,
        place,
        Verdict(verdict),
        Reason(source.reasons[reason], told, code=reason),
        Link(source.page, (arg,)) if source.page and arg else Link(),
        weight,
    )
    return Row(subject, body, f"{at.isoformat()}~{key}" if at else key)


def _loaded(said: Any) -> dict[str, Any]:
    """Return a jsonb value as a dict; Django's cursors leave it as text."""
    return json.loads(said) if isinstance(said, str) else dict(said or {})


def _here(ranges: Sequence[PlaceRange]) -> str:
    parts = (f"(s.place >= %(low{n})s and s.place < %(high{n})s)" for n in range(len(ranges)))
    return f"({' or '.join(parts)})"


def _range_values(ranges: Sequence[PlaceRange]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, place in enumerate(ranges):
        values[f"low{number}"], values[f"high{number}"] = place.lower, place.upper
    return values
