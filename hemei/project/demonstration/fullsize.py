"""A city of full size for measuring: the demonstration's builder makes its base, SQL fills it up.

Stages are begun where they were left: the base is built whole or not at all, the rest goes in batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings

from hemei.faces.cockpit import services as cockpit
from hemei.project.demonstration import filling
from hemei.project.demonstration.building import build_city
from hemei.project.demonstration.filling import CASES_A_BATCH, ESTATES_A_BATCH, Kind
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_ESTATES, _LEAST_ESTATES, _HOMES_AN_ESTATE = 4_000, 14, 750
_TOLD_CASES = 6_000
_MANY_CASES = 50_000


@dataclass(frozen=True, slots=True)
class Size:
    """How large the city is to be."""

    units: int
    cases: int

    @property
    def base(self) -> Scale:
        """What the builder makes act by act, before SQL fills it up; estates of ordinary size."""
        estates = max(_LEAST_ESTATES, min(_MOST_ESTATES, self.units // _HOMES_AN_ESTATE))
        whole = estates == _MOST_ESTATES
        return Scale(
            estates=estates,
            units=min(self.units, estates * 20),
            companies=88 if whole else max(4, estates // 40),
            residents=1_600 if whole else max(24, estates // 2),
            cases=max(420, min(_TOLD_CASES, self.cases // 10)),
            communities=None if whole else max(12, estates // 3),
        )


def build(size: Size, *, now: datetime, progress: Progress) -> None:
    """Build the city, or go on where it was left."""
    with _connect() as owner:
        if not filling.count(owner, "cases_case"):
            build_city(scale=size.base, now=now, progress=progress)
        filling.begin(owner, Kind())
        _homes(owner, size.units, progress)
        _cases(owner, size.cases, progress)
        with progress.stage("整理 tidy", 1, "database") as stage:
            filling.tidy(owner)
            stage.step()
    with progress.stage("指标 roll-ups", 2, "rounds") as stage:
        cockpit.refresh_rollups(now=now, whole=True)
        stage.step()
        cockpit.refresh_rollups(now=now + timedelta(seconds=20))
        stage.step()


def _connect() -> psycopg.Connection[Any]:
    place = settings.DATABASES["owner"]
    return psycopg.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"], autocommit=True)


def _homes(owner: psycopg.Connection[Any], wanted: int, progress: Progress) -> None:
    """Add homes estate by estate until there are as many as wanted."""
    there = filling.count(owner, "places_propertyunit")
    entrances = owner.execute(
        "select b.estate_id, count(*) from places_entrance e join places_building b on b.id = e.building_id"
        " where b.estate_id > %s and exists (select 1 from places_propertyunit u where u.entrance_id = e.id)"
        " group by 1 order by 1",
        [filling.done(owner, "estate")],
    ).fetchall()
    with progress.stage("房屋 homes", max(0, wanted - there), "homes") as stage:
        left = sum(number for _estate, number in entrances)
        for start in range(0, len(entrances), ESTATES_A_BATCH):
            batch = entrances[start : start + ESTATES_A_BATCH]
            here = sum(number for _estate, number in batch)
            share = (wanted - there) * here // left if left else 0
            each, rest = divmod(max(0, share), here)
            added = filling.add_homes(owner, [estate for estate, _number in batch], each, rest)
            there, left = there + added, left - here
            stage.step(added)


def _cases(owner: psycopg.Connection[Any], wanted: int, progress: Progress) -> None:
    """Add copies batch by batch until there are as many as wanted."""
    there = filling.count(owner, "cases_case")
    if wanted - there > _MANY_CASES:
        filling.set_indexes_aside(owner)
    with progress.stage("案件 copied cases", max(0, wanted - there), "cases") as stage:
        for number in _batches(wanted - there):
            filling.add_cases(owner, number, Kind())
            stage.step(number)
    aside = filling.indexes_aside(owner)
    with progress.stage("索引 indexes", len(aside), "indexes") as stage:
        for name in aside:
            filling.bring_back(owner, name)
            stage.step()


def _batches(left: int) -> Sequence[int]:
    whole, rest = divmod(max(0, left), CASES_A_BATCH)
    return [CASES_A_BATCH] * whole + ([rest] if rest else [])
