"""The list queries of places, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Protocol

from hemei.ground.places import queries, services
from hemei.ground.places.models import Estate
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports
from hemei.ground.records.tests.importing import comma, take_in
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role

NEAR = "340102001001"
ESTATE = "绿地小区"


class Town(Protocol):
    def place(self, code: str) -> int: ...


def _estate_id() -> int:
    """The public may know that an estate is there; its rows are asked for by id."""

    everyone = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

    with records.acting(everyone):
        return Estate.objects.get(name=ESTATE).pk


LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "places.estates": lambda actor, _now: queries.estates(actor=actor),
    "places.estates_by_id": lambda actor, _now: queries.estates_by_id([_estate_id()], actor=actor),
    "places.found_estates": lambda actor, _now: queries.found_estates("绿地", actor=actor),
    "places.units_of": lambda actor, _now: queries.units_of(_estate_id(), actor=actor),
    "places.buildings_of": lambda actor, _now: queries.buildings_of(_estate_id(), actor=actor),
    "places.units_in": lambda actor, now: queries.units_in(_building_id(), actor=actor, on=now.date()),
    "records.imports": lambda actor, _now: imports.imports(actor=actor),
    "records.import_problems": lambda actor, _now: imports.import_problems(_import_id(), actor=actor),
    "records.batches_of": lambda actor, _now: imports.batches_of(_import_id(), actor=actor),
}


def _building_id() -> int:
    everyone = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    with records.acting(everyone):
        return queries.buildings_of(_estate_id(), actor=everyone)[0].id


def _import_id() -> int:
    everyone = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    with records.acting(everyone):
        return next(row.id for row in imports.imports(actor=everyone) if row.register == "places.estates")


def furnish(town: Town, now: datetime) -> None:
    """Add an estate with a building to the near community."""
    house = BuildingDraft("1幢", 6, [EntranceDraft("1单元", [UnitDraft("101", 1, 8_950)])])
    estate = EstateDraft(
        name=ESTATE,
        kind=queries.EstateKind.COMMODITY,
        community_id=town.place(NEAR),
        address="明光路88号",
        built_area_dm2=2_500_000,
        households=300,
        valid_from=date(2022, 1, 1),
        buildings=[house],
    )
    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    services.add_estates(actor=actor, now=now, drafts=[estate], source="test")
    near = Actor(role=Role.SYSTEM, places=(PlaceRange(queries.place_by_code(NEAR).path),))
    rows = [
        ("春天小区", NEAR, "老旧小区", "春天路1号", "9000", "90"),
        ("夏天小区", NEAR, "别墅", "", "0", "90"),
    ]
    content = comma(("小区名称", "责任社区", "小区类型", "地址", "建筑面积", "户数"), *rows)
    take_in(near, now, content, "places.estates", good_rows=True)
