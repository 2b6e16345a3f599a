"""Readers of the modes of management: one estate through time, and the list of all with its filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.companies.coverage import ESTATES, REASONS, modes_text
from hemei.ground.companies.models import Management, Renovation
from hemei.ground.companies.rules.modes import Basis, Mode
from hemei.ground.companies.rules.renovations import Stage, stage_on
from hemei.ground.companies.rules.standards import covered_modes
from hemei.ground.people.queries import body_names
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason
from hemei.kernel.figures import Verdict

UNKNOWN = "unknown"
"""What the list calls estates of which neither a contract nor a mode is entered, or no contract any more."""


@dataclass(frozen=True, slots=True)
class ModeRow:
    """A mode of an estate as it was entered; `committee` is the residents' committee that takes part."""

    id: int
    estate_id: int
    scope: str
    mode: Mode
    committee: str
    package: str
    basis: Basis
    reference: str
    valid_from: date
    valid_until: date | None

    def runs_on(self, day: date) -> bool:
        """Whether the mode holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class ManagedRow:
    """An estate on a day: whether it counts as managed, how, by whom, since when. Areas in dm2.

    `manner` is the mode that counts, `no_contract` where a company's mode has no contract, or `no_company`. `stage` is
    how far its latest renovation is, None where there is none, and `mode_after` what was named to follow it.
    """

    id: int
    code: str
    name: str
    path: str
    counted: bool
    reason: Reason
    manner: str
    company: str
    committee: str
    package: str
    since: date | None
    built_area_dm2: int
    households: int
    stage: Stage | None
    mode_after: Mode | None


@dataclass(frozen=True, slots=True)
class RenovationRow:
    """A renovation of an estate as it stands; `stage` is how far it was on the day asked for."""

    id: int
    estate_id: int
    scope: str
    stage: Stage | None
    planned_on: date
    begun_on: date | None
    finished_on: date | None
    mode_after: Mode | None


@dataclass(frozen=True, slots=True)
class ManagedFilter:
    """What the list of managed estates is asked for; every wish may be left out."""

    manner: str = ""
    counted: bool | None = None
    text: str = ""
    area_at_least_dm2: int = 0
    stage: str = ""
    estate_ids: tuple[int, ...] = ()


_PAGE = """
select g.id, g.arg, g.label, g.place, g.verdict, g.reason, g.said, g.manner, g.company, g.committee, g.package,
       g.since, g.built_area_dm2, g.households, r.stage, r.mode_after
from ({sql}) g
left join lateral (
  select case when v.finished_on <= %(day)s then 'finished' when v.begun_on <= %(day)s then 'under_way'
              else 'planned' end as stage, v.mode_after
  from companies_renovation v where v.estate_id = g.id and v.voided_at is null and v.planned_on <= %(day)s
  order by v.planned_on desc limit 1) r on true
where {here} and g.arg > %(after)s and (%(estates)s::bigint[] = '{{}}' or g.id = any(%(estates)s::bigint[]))
  and (%(manner)s = '' or g.manner = any(string_to_array(%(manner)s, ' ')))
  and (%(stage)s = '' or coalesce(r.stage, 'none') = %(stage)s)
  and coalesce((g.verdict = 'yes') = %(counted)s::boolean, true) and strpos(g.label, %(text)s) > 0
order by g.arg limit %(limit)s
"""
_MANNERS = {UNKNOWN: "no_contract no_company"}


def managed_rows(
    *, actor: Actor, on: date, wanted: ManagedFilter | None = None, after: str = "", limit: int = 50
) -> list[ManagedRow]:
    """Return the actor's estates on a day by code with how they are managed; one statement."""
    asked = wanted or ManagedFilter()
    if not actor.places:
        return []
    parts: list[str] = []
    bounds: dict[str, str] = {}
    for number, place in enumerate(actor.places):
        parts.append(f"(g.place >= %(low{number})s and g.place < %(high{number})s)")
        bounds |= {f"low{number}": place.lower, f"high{number}": place.upper}
    sql = ESTATES.format(weight="1", day="%(day)s::date")
    values: dict[str, Any] = {
        "day": on,
        "covered": modes_text(covered_modes(record.standards(), on=on)),
        "least": asked.area_at_least_dm2,
        "after": after,
        "manner": _MANNERS.get(asked.manner, asked.manner),
        "counted": asked.counted,
        "text": asked.text,
        "stage": asked.stage,
        "estates": list(asked.estate_ids),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(sql=sql, here=f"({' or '.join(parts)})"), {**values, **bounds})
        return [_managed(row) for row in cursor.fetchall()]


def counts_on(estate_id: int, day: date, *, actor: Actor) -> ManagedRow | None:
    """Return how one estate of the actor's places counts on a day."""
    return next(iter(counts_of([estate_id], day, actor=actor)), None)


def counts_of(estate_ids: Iterable[int], day: date, *, actor: Actor) -> list[ManagedRow]:
    """Return how some estates of the actor's places count on a day, by code; one statement."""
    ids = tuple(estate_ids)
    if not ids:
        return []
    return managed_rows(actor=actor, on=day, wanted=ManagedFilter(estate_ids=ids), limit=len(ids))


def modes_of(estate_id: int, *, actor: Actor, until: date) -> list[ModeRow]:
    """Return the modes of an estate that had begun by a day, the latest first; what was voided is left out."""
    rows = list(
        Management.objects.filter(
            record.seen_by(actor), estate_id=estate_id, voided_at=None, valid_from__lte=until
        ).order_by("-valid_from")
    )
    names = body_names(row.body_id for row in rows if row.body_id)
    return [_mode(row, names) for row in rows]


def mode(mode_id: int, *, actor: Actor) -> ModeRow | None:
    """Return a mode that was not voided, if the actor's places hold its estate."""
    row = Management.objects.filter(pk=mode_id, voided_at=None).first()
    if row is None or not actor.covers(row.scope):
        return None
    return _mode(row, body_names([row.body_id] if row.body_id else []))


def counted_modes(on: date) -> frozenset[Mode]:
    """Return the modes that count as covered on a day."""
    return covered_modes(record.standards(), on=on)


def above_names(rows: list[ManagedRow]) -> dict[str, str]:
    """Return county, street and community of rows by path, in one statement; for lists."""
    ids = {row.path: [int(part) for part in row.path.split(".")[1:-1]] for row in rows}
    names = places.names_of(number for numbers in ids.values() for number in numbers)
    return {path: " ".join(names.get(number, "") for number in numbers) for path, numbers in ids.items()}


def _mode(row: Management, names: Mapping[int, str]) -> ModeRow:
    return ModeRow(
        row.pk,
        row.estate_id,
        row.scope,
        Mode(row.mode),
        names.get(row.body_id or 0, ""),
        row.package,
        Basis(row.basis),
        row.reference,
        row.valid_from,
        row.valid_until,
    )


def renovations_of(estate_id: int, *, actor: Actor, on: date) -> list[RenovationRow]:
    """Return the renovations of an estate that were planned by a day, the latest first, each as far as it was then."""
    rows = Renovation.objects.filter(
        record.seen_by(actor), estate_id=estate_id, voided_at=None, planned_on__lte=on
    )
    return [_renovation(row, on) for row in rows.order_by("-planned_on")]


def renovation(renovation_id: int, *, actor: Actor, on: date) -> RenovationRow | None:
    """Return a renovation that was not voided, if the actor's places hold its estate."""
    row = Renovation.objects.filter(pk=renovation_id, voided_at=None).first()
    return _renovation(row, on) if row is not None and actor.covers(row.scope) else None


def _renovation(row: Renovation, on: date) -> RenovationRow:
    days = (row.planned_on, row.begun_on, row.finished_on)
    after = Mode(row.mode_after) if row.mode_after else None
    return RenovationRow(row.pk, row.estate_id, row.scope, stage_on(*days, on), *days, after)


def _managed(row: tuple[Any, ...]) -> ManagedRow:
    (
        identity,
        code,
        name,
        path,
        verdict,
        reason,
        said,
        manner,
        company,
        committee,
        package,
        since,
        area,
        homes,
    ) = row[:14]
    stage, after = row[14:]
    told = json.loads(said) if isinstance(said, str) else dict(said or {})
    values = {key: "" if one is None else one for key, one in told.items()}
    return ManagedRow(
        identity, code, name, path, verdict == Verdict.YES, Reason(REASONS[reason], values, code=reason), manner,
        company or "", committee or "", package or "", since, area, homes, Stage(stage) if stage else None,
        Mode(after) if after else None,
    )  # fmt: skip
