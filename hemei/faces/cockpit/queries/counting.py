"""Counting: the numbers and the lists of a figure, all from the one definition of its subjects.

A relation is counted in SQL in one statement; a list of few subjects is counted here. Both give cells, and
everything a page says of a figure (the number, the months, the places, the bodies) adds cells up.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from hemei.faces.cockpit.queries.registry import Entry, Listing
from hemei.faces.cockpit.rules import AsOf, Stretch
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.decision import Reason
from hemei.kernel.figures import Link, Relation, Span, Subject, Tally, Verdict, tally_of, within

CHUNK = 1_000
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the subjects of one place, one body and one month weigh.

    Of a figure of how things stand, the month's cell says how they stood on the day it is read by.
    """

    month: date
    place: str
    body: int | None
    tally: Tally


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
    """Return what a figure counts in the ranges of a place in each of the twelve months; one statement."""
    if not ranges:
        return []
    if not isinstance(entry.source, Relation):
        return _listed_cells(entry.source, actor, ranges, asked)
    if entry.figure.span is Span.DAY:
        return _daily_cells(entry.source, ranges, zip(asked.months, asked.month_ends, strict=True))
    return _monthly_cells(entry.source, ranges, asked)


def total(entry: Entry, found: Iterable[Cell], asked: AsOf) -> Tally:
    """Return the figure's own tally: how things stand on the day, or all that happened in the months."""
    own = (cell for cell in found if _belongs(entry, cell, asked))
    return _sums(own, lambda _cell: None).get(None, Tally())


def by_month(found: Iterable[Cell], asked: AsOf) -> dict[date, Tally]:
    """Return the tally of each month, empty ones included."""
    return {**dict.fromkeys(asked.months, Tally()), **_sums(found, lambda cell: cell.month)}


def by_body(entry: Entry, found: Iterable[Cell], asked: AsOf) -> dict[int, Tally]:
    """Return the figure's tally by the body that answers."""
    own = (cell for cell in found if cell.body is not None and _belongs(entry, cell, asked))
    return _sums(own, lambda cell: cell.body or 0)


def by_place(entry: Entry, found: Iterable[Cell], asked: AsOf, depth: int) -> dict[str, Tally]:
    """Return the figure's tally by the first so many steps of the path; places above them stand for themselves."""
    own = (cell for cell in found if _belongs(entry, cell, asked))
    return _sums(own, lambda cell: above(cell.place, depth))


def above(path: str, depth: int) -> str:
    """Return the first steps of a path: `above("1.4.37.512.", 2)` is `1.4.`."""
    return ".".join(path.split(".")[:-1][:depth]) + "."


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
    after = ""
    while True:
        part = Wanted(wanted.verdict, wanted.body, wanted.since, after)
        page = rows(entry, actor=actor, ranges=ranges, asked=asked, wanted=part)
        yield from page
        if len(page) < CHUNK:
            return
        after = page[-1].token


def _belongs(entry: Entry, cell: Cell, asked: AsOf) -> bool:
    return entry.figure.span is Span.MONTHS or cell.month == asked.months[-1]


def _sums(found: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Tally]:
    sums: dict[Key, list[int]] = {}
    for cell in found:
        amounts = sums.setdefault(key(cell), [0, 0, 0])
        tally = cell.tally
        amounts[0] += tally.counted
        amounts[1] += tally.not_counted
        amounts[2] += tally.not_provable
    return {name: Tally(*amounts) for name, amounts in sums.items()}


# --- lists ---------------------------------------------------------------------------------------
def _listed_cells(source: Listing, actor: Actor, ranges: Sequence[PlaceRange], asked: AsOf) -> list[Cell]:
    return [
        Cell(month, place, None, tally_of(group))
        for month, day in zip(asked.months, asked.month_ends, strict=True)
        for place, group in _by_path(within(source(actor, day), ranges)).items()
    ]


def _by_path(subjects: Iterable[Subject]) -> dict[str, list[Subject]]:
    groups: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[subject.place].append(subject)
    return groups


# --- relations -----------------------------------------------------------------------------------
_DAILY = """
select asked.month, s.place, s.body, s.verdict, sum(s.weight)::bigint
from unnest(%(months)s::date[], %(days)s::date[]) as asked(month, day) cross join lateral ({sql}) s
where {here} group by 1, 2, 3, 4
"""
_MONTHLY = """
select date_trunc('month', s.at at time zone 'Asia/Shanghai')::date as month, s.place, s.body, s.verdict,
       sum(s.weight)::bigint
from ({sql}) s where {here} and s.at >= %(since)s and s.at <= %(moment)s group by 1, 2, 3, 4
"""
# The same two for roll-ups: cells one by one, in the places that `{here}` names.
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
_STRETCHES = """
select s.at >= %(this)s, s.verdict, sum(s.weight)::bigint
from ({sql}) s where {here} and s.at >= %(last)s and s.at <= %(moment)s group by 1, 2
"""
_HOW_MANY = "select count(*) from ({sql}) s where {here}"
_ROWS = """
select s.key, s.label, s.place, s.verdict, s.reason, s.said, s.weight, s.arg, s.body, s.at
from ({sql}) s where {here} {more} order by {order} limit %(limit)s
"""


def _daily_cells(
    source: Relation, ranges: Sequence[PlaceRange], days: Iterable[tuple[date, date]]
) -> list[Cell]:
    months, ends = zip(*days, strict=True)
    query = _DAILY.format(sql=source.sql.format(day="asked.day"), here=_here(ranges))
    return _cells(query, {**_values(source, ranges), "months": list(months), "days": list(ends)})


def _monthly_cells(source: Relation, ranges: Sequence[PlaceRange], asked: AsOf) -> list[Cell]:
    query = _MONTHLY.format(sql=source.sql, here=_here(ranges))
    return _cells(query, {**_values(source, ranges), "since": asked.since, "moment": asked.moment})


def rollup_cells(entry: Entry, source: Relation, asked: AsOf) -> tuple[str, dict[str, Any]]:
    """Return the cells of a figure as SQL with its values, for who keeps roll-ups."""
    if entry.figure.span is Span.DAY:
        query = _DAILY_CELLS.format(sql=source.sql.format(day="asked.day"))
        return query, {**source.values, "months": list(asked.months), "days": list(asked.month_ends)}
    return _MONTHLY_CELLS.format(sql=source.sql), {**source.values, "moment": asked.moment}


def stood(entry: Entry, *, ranges: Sequence[PlaceRange], days: Sequence[date]) -> list[Tally] | None:
    """Return how things stood on each of these days, in one statement; None where a list has to be asked."""
    if not ranges or not isinstance(entry.source, Relation):
        return None
    found = _daily_cells(entry.source, ranges, [(day, day) for day in days])
    sums = _sums(found, lambda cell: cell.month)
    return [sums.get(day, Tally()) for day in days]


def stretch_tallies(
    entry: Entry, *, ranges: Sequence[PlaceRange], asked: AsOf, stretch: Stretch
) -> tuple[Tally, Tally]:
    """Return what happened in the stretch before and in this one."""
    if not ranges or not isinstance(entry.source, Relation):
        return Tally(), Tally()
    query = _STRETCHES.format(sql=entry.source.sql, here=_here(ranges))
    moments = {"this": stretch.before.moment, "last": stretch.begin.moment, "moment": asked.moment}
    sums = [Tally(), Tally()]
    with connection.cursor() as cursor:
        cursor.execute(query, {**_values(entry.source, ranges), **moments})
        for within_this, verdict, weight in cursor.fetchall():
            sums[within_this] += _weighed(Verdict(verdict), weight)
    return sums[0], sums[1]


def how_many(entry: Entry, *, ranges: Sequence[PlaceRange], asked: AsOf) -> int:
    """Return how many subjects a figure of how things stand has on the day, whatever they weigh."""
    if not ranges or not isinstance(entry.source, Relation):
        return 0
    query = _HOW_MANY.format(sql=entry.source.sql.format(day="%(day)s::date"), here=_here(ranges))
    with connection.cursor() as cursor:
        cursor.execute(query, {**_values(entry.source, ranges), "day": asked.day})
        return int(cursor.fetchone()[0])


def _cells(query: str, values: Mapping[str, Any]) -> list[Cell]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [
            Cell(month, place, body, _weighed(Verdict(verdict), weight))
            for month, place, body, verdict, weight in cursor.fetchall()
        ]


def _weighed(verdict: Verdict, weight: int) -> Tally:
    return Tally(
        weight if verdict is Verdict.YES else 0,
        weight if verdict is Verdict.NO else 0,
        weight if verdict is Verdict.NOT_PROVABLE else 0,
    )


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
        **_values(source, ranges),
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


def _values(source: Relation, ranges: Sequence[PlaceRange]) -> dict[str, Any]:
    values: dict[str, Any] = dict(source.values)
    for number, place in enumerate(ranges):
        values[f"low{number}"], values[f"high{number}"] = place.lower, place.upper
    return values
