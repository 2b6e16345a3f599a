"""Lines as lists: those of the actor's places, or his company's and his own; the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from hemei.ground.companies import queries as companies
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.credit.models import BasicFiling, ConductLine, LineObjection, Repair, YearLevel
from hemei.oversight.credit.queries.facts import recorded_of
from hemei.oversight.credit.queries.published import public_levels
from hemei.oversight.credit.queries.standards import catalogue_if_any, repair_on
from hemei.oversight.credit.rules.lines import (
    Recorded,
    Standing,
    expires_on,
    repairable_from,
    standing,
)
from hemei.oversight.credit.rules.standards import Behaviour, Conduct, CreditRepair, Holder
from hemei.oversight.credit.rules.words import LineState

MOST = 100_000


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What of the lines is wanted; empty is all. `waits` are those something is to be decided about."""

    state: str = ""
    behaviour: str = ""
    company_id: int | None = None
    project_id: int | None = None
    manager_id: int | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a list: what, where, whose, and how it stands today; `points` are those of its catalogue."""

    id: int
    behaviour: str
    name: str
    conduct: Conduct
    points: int
    clause: str
    company_id: int
    company: str
    project_id: int | None
    estate: str
    manager_id: int | None
    happened_on: date
    state: LineState
    standing: Standing
    source: str
    waits: str
    object_until: datetime | None
    expires_on: date | None
    repairable_from: date | None


@dataclass(frozen=True, slots=True)
class FilingRow:
    """Basic information a company filed."""

    id: int
    year: int
    filed_at: datetime
    staff: int
    managers: int
    projects: int
    area_dm2: int
    in_time: bool
    line_id: int | None


def lines(
    *, actor: Actor, on: date, only: LineFilter | None = None, before: int | None = None, limit: int = 50
) -> list[LineRow]:
    """Return the actor's lines, the latest first; `before` is the last id of the page before. Five statements."""
    rows = ConductLine.objects.filter(records.seen_by(actor), _wanted(only or LineFilter()))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    open_objection = LineObjection.objects.filter(line=OuterRef("pk"), decided_on=None)
    open_repair = Repair.objects.filter(line=OuterRef("pk"), decided_on=None)
    found = list(
        rows.annotate(objected=Exists(open_objection), asked=Exists(open_repair)).order_by("-id")[:limit]
    )
    return listed(found, on)


def listed(rows: Sequence[ConductLine], on: date) -> list[LineRow]:
    """Return rows as a list shows them; three statements for their names and objections."""
    told, repair = {int(line.key): line for line in recorded_of(rows)}, repair_on(on)
    names = companies.company_names(row.company_id for row in rows)
    estates = companies.project_names(row.project_id for row in rows if row.project_id)
    return [_row(row, names, estates, told.get(row.pk), repair, on) for row in rows]


def _wanted(only: LineFilter) -> Q:
    wanted = Q()
    if only.state:
        wanted &= Q(state=only.state)
    if only.behaviour:
        wanted &= Q(behaviour=only.behaviour)
    if only.company_id is not None:
        wanted &= Q(company_id=only.company_id)
    if only.project_id is not None:
        wanted &= Q(project_id=only.project_id)
    if only.manager_id is not None:
        wanted &= Q(manager_id=only.manager_id)
    if only.waits:
        objected = Exists(LineObjection.objects.filter(line=OuterRef("pk"), decided_on=None))
        asked = Exists(Repair.objects.filter(line=OuterRef("pk"), decided_on=None))
        wanted &= Q(state=LineState.PROPOSED) | objected | asked
    return wanted


def behaviour_of(row: ConductLine) -> Behaviour:
    """Return the row of the catalogue of its day that a line rests on; raises LookupError where there is none."""
    catalogue = catalogue_if_any(row.happened_on)
    found = catalogue.of(row.behaviour) if catalogue else None
    if found is None:
        raise LookupError(f"{row.stream}: no catalogue of {row.happened_on} has {row.behaviour}")
    return found


def _row(
    row: ConductLine,
    names: dict[int, str],
    estates: dict[int, str],
    line: Recorded | None,
    repair: CreditRepair | None,
    on: date,
) -> LineRow:
    behaviour = behaviour_of(row)
    return LineRow(
        id=row.pk,
        behaviour=row.behaviour,
        name=behaviour.name,
        conduct=behaviour.conduct,
        points=behaviour.points,
        clause=behaviour.warrant.cited,
        company_id=row.company_id,
        company=names.get(row.company_id, ""),
        project_id=row.project_id,
        estate=estates.get(row.project_id or 0, ""),
        manager_id=row.manager_id,
        happened_on=row.happened_on,
        state=LineState(row.state),
        standing=standing(line, behaviour, repair, on=on) if line else Standing.AHEAD,
        source=row.source,
        waits=_waits(row),
        object_until=row.objection_due_at,
        expires_on=expires_on(line, behaviour, repair) if line else None,
        repairable_from=repairable_from(line, behaviour, repair) if line and repair else None,
    )


def _waits(row: ConductLine) -> str:
    if getattr(row, "objected", False):
        return "objection"
    if getattr(row, "asked", False):
        return "repair"
    return "confirm" if row.state == LineState.PROPOSED else ""


def filings(company_id: int, *, actor: Actor) -> list[FilingRow]:
    """Return the basic information a company filed, the latest first."""
    rows = BasicFiling.objects.filter(records.seen_by(actor), company_id=company_id).order_by("-year")
    fields = ("id", "year", "filed_at", "staff", "managers", "projects", "area_dm2", "in_time", "line_id")
    return [FilingRow(*row) for row in rows.values_list(*fields)]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What a year's end came to for one; `place` of `rated`, both empty where he was not rated."""

    subject: int
    year: int
    score: int
    level: str
    place: int | None
    rated: int


def levels_of_manager(person_id: int) -> list[LevelRow]:
    """Return the levels of a manager by year, the latest first; row-level security applies."""
    rows = YearLevel.objects.filter(manager_id=person_id).order_by("-year")
    return [LevelRow(*row) for row in rows.values_list("manager_id", *_LEVEL)]


_LEVEL = ("year", "score", "level", "place", "rated")


def levels(on: date, *, holder: Holder = "company") -> dict[int, LevelRow]:
    """Return the level in force on a day of every one who is rated: that of the last year settled before it.

    Levels of companies are public; those of managers row-level security shows to the city and to each his own.
    """
    if holder == "company":
        return {
            row.company_id: LevelRow(row.company_id, row.year, row.score, row.level, row.place, row.rated)
            for row in public_levels(on=on, limit=MOST)
        }
    kept = YearLevel.objects.filter(manager__isnull=False, year__lt=on.year).exclude(level="")
    last = kept.order_by("-year").values_list("year", flat=True).first()
    rows = kept.filter(year=last).values_list("manager_id", *_LEVEL) if last else ()
    return {row[0]: LevelRow(*row) for row in rows}


def settled(year: int) -> bool:
    """Whether the levels of a year's companies were settled; to the city, who settles."""
    return YearLevel.objects.filter(year=year, company__isnull=False).exists()
