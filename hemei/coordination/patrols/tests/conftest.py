"""Two cells of the near community with points, each with its grid worker, and who plans and sees their rounds."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from hemei.coordination.patrols import services
from hemei.coordination.patrols.models import Round, Visit
from hemei.coordination.patrols.rules.words import Result
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.leadership.duties.tests.conftest import DONGFENG, Quarter, quarter  # noqa: F401 - the fixture

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning in Hefei."""
TODAY = date(2026, 11, 2)
LON, LAT = 117_283_000, 31_861_000
KEY = "11111111-1111-4111-8111-111111111111"
CELLS = ("东风第一网格", "东风第二网格")
POINTS = (("fire_lane", "3幢东侧消防通道"), ("waste", "1号垃圾房"), ("green", "中心绿地"))


def picture(colour: str = "red", taken: str = "2026:11:02 09:30:00") -> io.BytesIO:
    """Draw a photo with the time a camera writes; two colours are two pictures."""
    out, exif = io.BytesIO(), Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    image = Image.new("RGB", (64, 48), colour)
    image.paste("white", (0, 0, 30, 20) if colour == "red" else (30, 10, 64, 48))
    image.save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = f"{colour}.jpg"
    return out


@dataclass
class Beat:
    """The cells by name, who walks them, their points, and short ways to plan, walk and look."""

    quarter: Quarter
    cells: dict[str, int]
    walkers: dict[str, Actor]
    points: dict[str, list[int]]
    estate: int

    @property
    def clerk(self) -> Actor:
        return self.quarter.community

    @property
    def walker(self) -> Actor:
        return self.walkers[CELLS[0]]

    def plan(self, now: datetime = NOW) -> int:
        return services.plan_rounds(now=now)

    def round(self, cell: str = CELLS[0], day: date = TODAY) -> int:
        with records.acting(SYSTEM):
            return Round.objects.values_list("id", flat=True).get(
                cell_id=self.cells[cell], planned_on=day, second_of=None
            )

    def said(self, *results: Result, **more: Any) -> tuple[services.PointSaid, ...]:
        """Say these results of the first cell's points in their order; `more` goes to the first one."""
        start = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
        made = [
            services.PointSaid(point, result, start + timedelta(minutes=5 * number), LON, LAT)
            for number, (point, result) in enumerate(zip(self.points[CELLS[0]], results, strict=False))
        ]
        return (replace(made[0], **more), *made[1:])

    def walk(
        self,
        *said: services.PointSaid,
        actor: Actor | None = None,
        now: datetime = NOW,
        round_id: int | None = None,
        key: str = KEY,
        **times: datetime,
    ) -> Any:
        actor = actor or self.walker
        draft = services.WalkDraft(
            times.get("start", datetime(2026, 11, 2, 0, 55, tzinfo=UTC)),
            times.get("end", datetime(2026, 11, 2, 1, 40, tzinfo=UTC)),
            said or self.said(Result.CLEAR, Result.CLEAR, Result.CLEAR),
        )
        with records.acting(actor):
            return services.end_round(
                actor=actor, now=now, round_id=round_id or self.round(), draft=draft, key=key
            )

    def row(self, round_id: int | None = None) -> Round:
        with records.acting(SYSTEM):
            return Round.objects.get(pk=round_id or self.round())

    def visits(self, round_id: int | None = None) -> list[Visit]:
        with records.acting(SYSTEM):
            return list(Visit.objects.filter(round_id=round_id or self.round()).order_by("id"))

    @staticmethod
    def count(statement: str, *values: object) -> int:
        with records.acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.fetchone()[0])


@pytest.fixture
def beat(quarter: Quarter) -> Beat:  # noqa: F811
    return made_beat(quarter)


def made_beat(quarter: Quarter) -> Beat:  # noqa: F811
    """Write the cells, an estate in the first, the workers and the points."""
    town = quarter.town
    home = town.place(DONGFENG)
    ids = place_services.add_grid_cells(
        actor=SYSTEM, now=NOW, cells=[(home, name) for name in CELLS], source="test", since=SINCE
    )
    draft = EstateDraft(
        name="翠园小区", kind=EstateKind.COMMODITY, community_id=home, grid_id=ids[0], address="长江路2号",
        built_area_dm2=3_000_000, households=300, valid_from=date(2026, 1, 1), buildings=(),
        point=places.Point(LON, LAT),
    )  # fmt: skip
    with records.acting(SYSTEM):
        [estate] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    walkers, points = {}, {}
    for number, (cell, name) in enumerate(zip(ids, CELLS, strict=True)):
        person = town.person(f"网格员{number}", DONGFENG)
        office = people.appoint(
            actor=SYSTEM, now=NOW, person_id=person, body_id=quarter.body("东风社区居委会"), role=Role.GRID_WORKER,
            valid_from=SINCE, place_id=cell,
        )  # fmt: skip
        walkers[name] = Actor(
            Role.GRID_WORKER, 1, person, quarter.body("东风社区居委会"), office,
            (PlaceRange(places.place(cell).path),),
        )  # fmt: skip
        drafts = [
            services.PointDraft(cell, kind, called, estate if number == 0 else None)
            for kind, called in POINTS
        ]
        points[name] = services.add_points(actor=SYSTEM, now=NOW - timedelta(days=30), drafts=drafts)
    return Beat(quarter, dict(zip(CELLS, ids, strict=True)), walkers, points, estate)
