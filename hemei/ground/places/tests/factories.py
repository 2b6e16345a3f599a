"""A small made-up city, written through the services as the real one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from hemei.ground.places import queries, services
from hemei.ground.places.open_data import Divisions
from hemei.ground.places.rules.codes import Kind, Level
from hemei.ground.places.rules.divisions import Division
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
