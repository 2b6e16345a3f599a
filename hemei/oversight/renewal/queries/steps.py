"""Renovation and coverage side by side, estate by estate, and those who lost their management again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.companies import queries as companies
from hemei.kernel.actor import Actor
from hemei.kernel.figures import Measure
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.rules.acts import Act, may
from hemei.oversight.renewal.rules.steps import Step


@dataclass(frozen=True, slots=True)
class StepFilter:
    """What a reader asks of the list."""

    text: str = ""
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A renovation with its project, where there is one, and whether its estate is managed on the day.

    `stages` says how many stages of how many are done; `lost_on` when management was lost in time to count.
    """

    id: int
    project_id: int | None
    code: str
    estate: str
    path: str
    step: Step
    planned_on: date
    begun_on: date | None
    finished_on: date | None
    mode_after: str
    budget_fen: int | None
    due_on: date | None
    stages: tuple[int, int]
    accepted_on: date | None
    cover_by: date | None
    covered: bool
    manner: str
    lost_on: date | None


# The same as `rules.steps.step_on`, which a test holds against it: a list must be narrowed before it is paged.
_PAGE = """
select * from (
  select f.id, f.project, f.code, f.name, f.place,
    case when f.finished_on is null or f.finished_on > %(day)s then
           case when f.mode_after = '' then 'stopped' when f.begun_on <= %(day)s then 'under_way' else 'planned' end
         when f.lost_on is not null then 'dropped' when f.covered then 'covered'
         when f.accepted_on is null or f.cover_by is null then 'unaccepted'
         when %(day)s > f.cover_by then 'late' else 'waiting' end as step,
    f.planned_on, f.begun_on, f.finished_on, f.mode_after, f.budget_fen, f.due_on, f.done, f.stages, f.accepted_on,
    f.cover_by, f.covered, f.manner, f.lost_on
  from (
    select v.id, p.id as project, e.code, e.name, t.path as place, v.planned_on, v.begun_on, v.finished_on,
      v.mode_after, p.budget_fen, p.due_on, coalesce(n.done, 0) as done, coalesce(n.stages, 0) as stages,
      p.accepted_on, p.cover_by, g.verdict = 'yes' as covered, g.reason as manner,
      case when g.verdict <> 'yes' and o.until > coalesce(p.accepted_on, v.finished_on)
            and o.until <= coalesce(p.accepted_on, v.finished_on) + make_interval(months => %(months)s)
           then o.until end as lost_on
    from companies_renovation v
    join places_estate e on e.id = v.estate_id
    join ({estates}) g on g.key = 'places.estate:' || e.id
    join places_placeposition t on t.place_id = e.community_id
      and t.valid_from <= %(day)s and (t.valid_until is null or t.valid_until > %(day)s)
    left join renewal_renovationproject p on p.renovation_id = v.id
    left join lateral (select count(*) as stages, count(*) filter (where s.done_on <= %(day)s) as done
      from renewal_projectstage s where s.project_id = p.id) n on true
    left join lateral (select max(x.until) as until from (
        select c.valid_until as until from companies_project c
        where c.estate_id = e.id and c.valid_until <= %(day)s
        union all select m.valid_until from companies_management m
        where m.estate_id = e.id and m.voided_at is null and m.valid_until <= %(day)s
          and m.mode <> 'none') x) o on true
    where v.voided_at is null and v.planned_on <= %(day)s and v.id < %(after)s and strpos(e.name, %(text)s) > 0
      and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
                  where v.scope >= r.low collate "C" and v.scope < r.high collate "C")
  ) f
) h where %(step)s = '' or h.step = %(step)s order by h.id desc limit %(limit)s
"""
_LAST = 2**62


def steps(
    asked: StepFilter, *, actor: Actor, on: date, after: int | None = None, limit: int = 50
) -> list[StepRow]:
    """Return the actor's renovations on a day, the latest first; one statement."""
    if not may(actor.role, Act.SEE).allowed or not actor.places:
        return []
    relation = companies.managed_estates(Measure.NUMBER, covered=companies.counted_modes(on))
    values: dict[str, Any] = {
        **relation.values, "day": on, "months": renewal_modes(on).drop_out.limit.amount, "text": asked.text,
        "after": after or _LAST, "step": asked.step.value if asked.step else "", "limit": limit,
        "low": [place.lower for place in actor.places], "high": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(estates=relation.sql.format(day="%(day)s::date")), values)
        rows = [
            (*one[:5], Step(one[5]), *one[6:12], (one[12], one[13]), *one[14:]) for one in cursor.fetchall()
        ]
        return [StepRow(*row) for row in rows]


def all_steps(asked: StepFilter, *, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[StepRow]:
    """Yield the whole list for an export, read in pages."""
    after: int | None = None
    while page := steps(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].id
