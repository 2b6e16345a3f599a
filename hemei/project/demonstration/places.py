"""Write the ground of the made-up city: the real divisions, then grid cells and estates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from hemei.ground.places import queries, services
from hemei.ground.places.queries import EstateRow, Level, PlaceRow
from hemei.ground.places.rules.standards import centres, frame
from hemei.ground.places.services import BuildingDraft, EstateDraft
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration import ground
from hemei.project.demonstration.ground import Home, Site
from hemei.project.demonstration.mistakes import mistaken
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import Scale

SOURCE = "示范数据"
_BATCH = 48


@dataclass(frozen=True, slots=True)
class Lot:
    """An estate as it was written, with its plan and its grid cell."""

    site: Site
    row: EstateRow
    cell: PlaceRow
    buildings: tuple[BuildingDraft, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The city as it was written."""

    city: PlaceRow
    counties: tuple[PlaceRow, ...]
    streets: tuple[PlaceRow, ...]
    homes: tuple[Home, ...]
    lots: tuple[Lot, ...]


def write_ground(*, actor: Actor, now: datetime, scale: Scale, progress: Progress) -> Ground:
    """Load the divisions of the city of this copy and put made-up estates on them."""
    today = shanghai_day(now)
    city, counties, streets, communities = _divisions(actor, now, today, progress)
    homes = ground.homes(counties, streets, communities, scale)
    border = frame(records.standards(), city=city.code, on=today)
    sites = ground.sites(homes, border, scale)
    with progress.stage("网格 grid cells", len(sites), "cells") as stage:
        ids = services.add_grid_cells(
            actor=actor, now=now, cells=ground.cells(sites), source=SOURCE, since=date(2024, 1, 1)
        )
        stage.step(len(ids))
    cells = {cell.id: cell for cell in queries.places_on(Level.GRID, today)}
    placed = list(zip(sites, ids, strict=True))
    drafts = mistaken(_drafts(placed, homes, today), border)
    rows = _estates(actor, now, drafts, progress)
    lots = tuple(
        Lot(site, row, cells[cell], tuple(draft.buildings))
        for (site, cell), row, draft in zip(placed, rows, drafts, strict=True)
    )
    return Ground(city, counties, streets, tuple(homes), lots)


def _divisions(
    actor: Actor, now: datetime, today: date, progress: Progress
) -> tuple[PlaceRow, tuple[PlaceRow, ...], tuple[PlaceRow, ...], tuple[PlaceRow, ...]]:
    found = services.load_divisions(settings.CITY, centres=centres(records.standards(), on=today))
    with progress.stage("区划 divisions", len(found.rows), "places") as stage:
        services.load_city(actor=actor, now=now, divisions=found)
        stage.step(len(found.rows))
    levels = (queries.places_on(level, today) for level in (Level.COUNTY, Level.STREET, Level.COMMUNITY))
    counties, streets, communities = levels
    return queries.city(), counties, streets, communities


def _drafts(placed: Sequence[tuple[Site, int]], homes: Sequence[Home], today: date) -> list[EstateDraft]:
    touching = ground.neighbours([site for site, _ in placed], homes)
    return [
        ground.estate_draft(site, cell, others, today)
        for (site, cell), others in zip(placed, touching, strict=True)
    ]


def _estates(
    actor: Actor, now: datetime, drafts: Sequence[EstateDraft], progress: Progress
) -> list[EstateRow]:
    ids: list[int] = []
    with progress.stage("小区 estates", sum(draft.households for draft in drafts), "units") as stage:
        for start in range(0, len(drafts), _BATCH):
            batch = drafts[start : start + _BATCH]
            ids += services.add_estates(actor=actor, now=now, drafts=batch, source=SOURCE)
            stage.step(sum(draft.households for draft in batch))
    rows = queries.estates_by_id(ids, actor=actor)
    return [rows[number] for number in ids]
