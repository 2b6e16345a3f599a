"""A small made-up city, written through the services as the real one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from hemei.ground.places import queries, services
from hemei.ground.places.open_data import Divisions
from hemei.ground.places.rules.codes import Kind, Level
from hemei.ground.places.rules.divisions import Division
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EVERYONE = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

ROWS = (
    Division(Level.CITY, Kind.CITY, "340100", "合肥市", ""),
    Division(Level.COUNTY, Kind.DISTRICT, "340102", "瑶海区", "340100"),
    Division(Level.COUNTY, Kind.DISTRICT, "340104", "蜀山区", "340100"),
    Division(Level.STREET, Kind.STREET, "340102001", "明光路街道", "340102"),
    Division(Level.STREET, Kind.STREET, "340102003", "胜利路街道", "340102"),
    Division(Level.STREET, Kind.STREET, "340104001", "三里庵街道", "340104"),
    Division(Level.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340102001001", "东风社区居民委员会", "340102001"),
    Division(Level.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340102001002", "长丰路社区居民委员会", "340102001"),
    Division(Level.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340102003001", "胜利社区居委会", "340102003"),
    Division(Level.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340104001001", "三里庵社区居委会", "340104001"),
)


@dataclass(frozen=True)
class City:
    """The city with the actor who may change it, and its places by code."""

    actor: Actor
    path: str

    def id(self, code: str) -> int:
        return queries.place_by_code(code).id

    def path_of(self, code: str) -> str:
        return queries.place_by_code(code).path

    def clerk(self, place_id: int, on: date) -> Actor:
        return Actor(role=Role.STREET_CLERK, places=queries.ranges_for(place_id, on))


def build_town() -> City:
    """Load the made-up city; the test's transaction takes it away again."""
    services.load_city(actor=EVERYONE, now=NOW, divisions=Divisions(ROWS, "made up", {}))
    path = queries.city().path
    return City(Actor(role=Role.CITY_BUREAU, places=(PlaceRange(path),)), path)


SINCE = date(2015, 1, 1)
HERE = queries.Point(117_300_000, 31_860_000)
HOUSE = BuildingDraft(
    "1幢",
    6,
    [
        EntranceDraft("1单元", [UnitDraft("101", 1, 8_950), UnitDraft("201", 2, 8_950)]),
        EntranceDraft("2单元", [UnitDraft("101", 1, 12_000, queries.UnitUse.SHOP)]),
    ],
)


def draft(town: City, name: str = "翡翠花园", code: str = "340102001001", **more: object) -> EstateDraft:
    wanted = {
        "name": name,
        "kind": queries.EstateKind.COMMODITY,
        "community_id": town.id(code),
        "address": "明光路88号",
        "built_area_dm2": 2_500_000,
        "households": 300,
        "valid_from": SINCE,
        "built_year": 2012,
        "point": HERE,
    }
    return EstateDraft(**{**wanted, **more})  # type: ignore[arg-type]


def add(town: City, *drafts: EstateDraft) -> list[int]:
    return services.add_estates(actor=town.actor, now=NOW, drafts=drafts, source="test")
