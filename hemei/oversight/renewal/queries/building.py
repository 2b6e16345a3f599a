"""The registers of renovation projects: what they cost, and how far their stages are; one statement a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.kernel.actor import Actor
from hemei.oversight.renewal.rules.acts import Act, may

PROGRESS = ("planned", "under_way", "accepted")
STAGE_STATES = ("open", "late", "done")


@dataclass(frozen=True, slots=True)
class BudgetFilter:
    """What a reader asks of the register of budgets: `work` is a code of the standard, `progress` of `PROGRESS`."""

    text: str = ""
    work: str = ""
    progress: str = ""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A project with its budget as it stood on a day; `stages` says how many of how many are done."""

    id: int
    code: str
    estate: str
    area_dm2: int
    works: tuple[str, ...]
    budget_fen: int
    mode_after: str
    planned_on: date
    begun_on: date | None
    due_on: date
    stages: tuple[int, int]
    accepted_on: date | None
    progress: str
    late: bool


@dataclass(frozen=True, slots=True)
class Budgets:
    """What a filter comes to: how many projects, and their budgets together."""

    projects: int
    budget_fen: int


@dataclass(frozen=True, slots=True)
class StageFilter:
    """What a reader asks of the register of stages; `state` is one of `STAGE_STATES`."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of a project as it stood on a day."""

    id: int
    project_id: int
    code: str
    estate: str
    number: int
    name: str
    due_on: date
    done_on: date | None
    state: str


_PROJECTS = """
select p.id, e.code, e.name, e.built_area_dm2, p.works, p.budget_fen, v.mode_after, v.planned_on,
  case when v.begun_on <= %(day)s then v.begun_on end as begun_on, p.due_on, coalesce(n.done, 0) as done,
  coalesce(n.stages, 0) as stages, case when p.accepted_on <= %(day)s then p.accepted_on end as accepted_on,
  case when p.accepted_on <= %(day)s then 'accepted' when v.begun_on <= %(day)s then 'under_way' else 'planned' end
    as progress,
  p.due_on < %(day)s and (p.accepted_on is null or p.accepted_on > %(day)s) as late
from renewal_renovationproject p
join companies_renovation v on v.id = p.renovation_id
join places_estate e on e.id = p.estate_id
left join lateral (select count(*) as stages, count(*) filter (where s.done_on <= %(day)s) as done
  from renewal_projectstage s where s.project_id = p.id) n on true
where v.voided_at is null and v.planned_on <= %(day)s and strpos(e.name, %(text)s) > 0
  and (%(work)s = '' or %(work)s = any(p.works))
  and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
              where p.scope >= r.low collate "C" and p.scope < r.high collate "C")
"""
_BUDGETS = (
    "select * from ({projects}) f where {wanted} and f.id < %(after)s order by f.id desc limit %(limit)s"
)
_SUM = "select count(*), coalesce(sum(f.budget_fen), 0) from ({projects}) f where {wanted}"
_WANTED = "(%(progress)s = '' or f.progress = %(progress)s)"
_STAGES = """
select * from (
  select s.id, s.project_id, e.code, e.name, s.number, s.name as stage, s.due_on,
    case when s.done_on <= %(day)s then s.done_on end as done_on,
    case when s.done_on <= %(day)s then 'done' when s.due_on < %(day)s then 'late' else 'open' end as state
  from renewal_projectstage s
  join renewal_renovationproject p on p.id = s.project_id
  join companies_renovation v on v.id = p.renovation_id
  join places_estate e on e.id = p.estate_id
  where v.voided_at is null and v.planned_on <= %(day)s and s.id < %(after)s and strpos(e.name, %(text)s) > 0
    and exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
                where s.scope >= r.low collate "C" and s.scope < r.high collate "C")
) f where %(state)s = '' or f.state = %(state)s order by f.id desc limit %(limit)s
"""
_LAST = 2**62


def _within(actor: Actor, on: date) -> dict[str, Any]:
    return {
        "day": on,
        "low": [place.lower for place in actor.places],
        "high": [place.upper for place in actor.places],
    }


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _seen(actor: Actor) -> bool:
    return may(actor.role, Act.SEE).allowed and bool(actor.places)


def budgets(
    asked: BudgetFilter, *, actor: Actor, on: date, after: int | None = None, limit: int = 50
) -> list[BudgetRow]:
    """Return the projects of the actor's estates on a day, the latest first."""
    if not _seen(actor):
        return []
    values = {
        **_within(actor, on), "text": asked.text, "work": asked.work, "progress": asked.progress,
        "after": after or _LAST, "limit": limit,
    }  # fmt: skip
    found = _rows(_BUDGETS.format(projects=_PROJECTS, wanted=_WANTED), values)
    rows = [(*one[:4], tuple(one[4]), *one[5:10], (one[10], one[11]), *one[12:]) for one in found]
    return [BudgetRow(*row) for row in rows]


def budgets_together(asked: BudgetFilter, *, actor: Actor, on: date) -> Budgets:
    """Return what a filter comes to."""
    if not _seen(actor):
        return Budgets(0, 0)
    values = {**_within(actor, on), "text": asked.text, "work": asked.work, "progress": asked.progress}
    [(count, fen)] = _rows(_SUM.format(projects=_PROJECTS, wanted=_WANTED), values)
    return Budgets(count, int(fen))


def all_budgets(asked: BudgetFilter, *, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[BudgetRow]:
    """Yield the whole register for an export, read in pages."""
    after: int | None = None
    while page := budgets(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def stages(
    asked: StageFilter, *, actor: Actor, on: date, after: int | None = None, limit: int = 50
) -> list[StageLine]:
    """Return the stages of the projects of the actor's estates on a day, the latest first."""
    if not _seen(actor):
        return []
    values = {
        **_within(actor, on), "text": asked.text, "state": asked.state, "after": after or _LAST, "limit": limit,
    }  # fmt: skip
    return [StageLine(*one) for one in _rows(_STAGES, values)]


def all_stages(asked: StageFilter, *, actor: Actor, on: date, chunk: int = 1_000) -> Iterator[StageLine]:
    """Yield the whole register for an export, read in pages."""
    after: int | None = None
    while page := stages(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].id
