"""The score of any day, replayed; and those of all at once by one statement that a test holds to the rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from hemei.kernel.periods import months_after
from hemei.oversight.credit.queries.facts import recorded_of, rows_of
from hemei.oversight.credit.queries.standards import catalogue_on, catalogues, repair_on
from hemei.oversight.credit.rules.lines import months_counted
from hemei.oversight.credit.rules.replay import Score, score_of
from hemei.oversight.credit.rules.standards import CreditCatalogue, CreditRepair, Holder


@dataclass(frozen=True, slots=True)
class Summed:
    """A score of many: what it comes to; with the explanation, which lines by behaviour and what was taken back."""

    subject: int
    score: int
    explained: Mapping[str, Any] | None = None


def score(holder: Holder, subject: int, on: date) -> Score:
    """Replay the score of a company (its id) or manager (his person's id) at the end of a day; two statements.

    The caller has opened the places in which all its lines lie.
    """
    return score_of(
        recorded_of(rows_of(holder, subject)),
        holder=holder,
        subject=str(subject),
        on=on,
        catalogues=catalogue_on,
        repair=repair_on(on),
    )


# A row of `rule` is a behaviour of one version of the catalogue with the days of conduct that count by it.
# The days are worked out beforehand, so that a line is held against two dates and nothing else.
_COUNTS = """
l.state = 'confirmed' and l.confirmed_on <= %(on)s and (l.repaired_on is null or l.repaired_on > %(on)s)
  and not exists (select from credit_lineobjection o where o.line_id = l.id and o.filed_on <= %(on)s
                  and (o.decided_on is null or o.decided_on > %(on)s or o.upheld))
"""
_SCORES = """
with rule as materialized (
  select * from jsonb_to_recordset(%(rules)s::jsonb)
    as r(n int, code text, version date, first date, last date, points int, most int, grp text)
), grouped as materialized (
  select l.{holder}_id as subject, r.n, count(*)::int as times{lines}
  from credit_conductline l
  join rule r on l.behaviour = r.code collate "C" and l.happened_on between r.first and r.last
  where l.{holder}_id is not null and {counts}
  group by l.{holder}_id, r.n
), behaved as (
  select g.subject, r.code, sum(g.times * r.points)::int as given,
         (array_agg(r.most order by r.version desc))[1] as most
  from grouped g join rule r using (n) group by g.subject, r.code
), bounded as (
  select subject, sum(given)::int as given,
         sum(case when most > 0 and abs(given) > most then sign(given)::int * most - given else 0 end)::int as taken
  from behaved group by subject
), honoured as (
  select subject, sum(top - given)::int as taken from (
    select l.{holder}_id as subject, max(r.points) as top, sum(r.points) as given
    from credit_conductline l
    join rule r on l.behaviour = r.code collate "C" and l.happened_on between r.first and r.last
    where l.about <> '' and r.grp <> '' and l.{holder}_id is not null and {counts}
    group by l.{holder}_id, r.grp, l.about having count(*) > 1
  ) same group by subject
){told}
select s.subject, %(base)s + coalesce(b.given, 0) + coalesce(b.taken, 0) + coalesce(h.taken, 0){explained}
from unnest(%(subjects)s::bigint[]) as s(subject)
left join bounded b using (subject) left join honoured h using (subject){told_join}
order by s.subject
"""
_LINES = ", array_agg(l.id) as lines"
_TOLD = """, told as (
  select g.subject, json_object_agg(r.code || '@' || r.version, g.lines) as lines
  from grouped g join rule r using (n) group by g.subject
)"""
_EXPLAINED = """, json_build_object('lines', coalesce(t.lines, '{}'::json), 'bound', coalesce(b.taken, 0),
  'highest_only', coalesce(h.taken, 0))"""


def statement(holder: Holder, *, explained: bool = False) -> str:
    """Return the statement that scores all subjects of a holder at once."""
    if holder not in {"company", "manager"}:
        raise ValueError(holder)
    return _SCORES.format(
        holder=holder,
        counts=_COUNTS,
        lines=_LINES if explained else "",
        told=_TOLD if explained else "",
        explained=_EXPLAINED if explained else "",
        told_join=" left join told t using (subject)" if explained else "",
    )


def values(
    holder: Holder, subjects: Iterable[int], on: date, *, draft: CreditCatalogue | None = None
) -> dict[str, Any]:
    """Return the values of `statement`: the subjects, the day, and the rows of every version as they count then."""
    versions = [draft] if draft else catalogues()
    found = _rules(versions, holder, on, repair_on(on), whole=draft is not None)
    base = (draft or catalogue_on(on)).base_of(holder)
    return {"subjects": list(subjects), "on": on, "rules": json.dumps(found), "base": base}


def scores(
    holder: Holder,
    subjects: Iterable[int],
    on: date,
    *,
    explained: bool = False,
    draft: CreditCatalogue | None = None,
) -> list[Summed]:
    """Return the scores of many at the end of a day by one statement, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(statement(holder, explained=explained), values(holder, subjects, on, draft=draft))
        return [_summed(*row) for row in cursor.fetchall()]


def _summed(subject: int, total: int, told: Any = None) -> Summed:
    return Summed(subject, total, json.loads(told) if isinstance(told, str) else told)


def _rules(
    versions: Sequence[CreditCatalogue], holder: Holder, on: date, repair: CreditRepair | None, *, whole: bool
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    ends = [later.head.day - timedelta(days=1) for later in versions[1:]]
    for version, end in zip(versions, [*ends, on], strict=True):
        for row in version.behaviour:
            first = first_counted(on, months_counted(row, repair))
            if not whole:
                first = max(version.head.day, first)
            last = min(end, on)
            if holder in row.holders and first <= last:
                found.append(
                    {
                        "n": len(found),
                        "code": row.code,
                        "version": version.head.day.isoformat(),
                        "first": first.isoformat(),
                        "last": last.isoformat(),
                        "points": row.points,
                        "most": row.most,
                        "grp": row.group,
                    }
                )
    return found


def first_counted(on: date, months: int) -> date:
    """Return the first day of conduct that still counts on a day; the corresponding day itself does."""
    day = months_after(on, -months) - timedelta(days=3)  # ends of months fall together
    while months_after(day, months) < on:
        day += timedelta(days=1)
    return day
