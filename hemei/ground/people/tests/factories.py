"""A small made-up city with bodies, persons and appointments, written through the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import connection

from hemei.ground.people import queries, services
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.open_data import Divisions
from hemei.ground.places.rules.codes import Kind
from hemei.ground.places.rules.codes import Level as PlaceLevel
from hemei.ground.places.rules.divisions import Division
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SINCE = date(2022, 1, 1)
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

ROWS = (
    Division(PlaceLevel.CITY, Kind.CITY, "340100", "合肥市", ""),
    Division(PlaceLevel.COUNTY, Kind.DISTRICT, "340102", "瑶海区", "340100"),
    Division(PlaceLevel.COUNTY, Kind.DISTRICT, "340103", "庐阳区", "340100"),
    Division(PlaceLevel.COUNTY, Kind.DISTRICT, "340104", "蜀山区", "340100"),
    Division(PlaceLevel.STREET, Kind.STREET, "340102001", "明光路街道", "340102"),
    Division(PlaceLevel.STREET, Kind.STREET, "340103001", "逍遥津街道", "340103"),
    Division(PlaceLevel.STREET, Kind.STREET, "340104001", "三里庵街道", "340104"),
    Division(PlaceLevel.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340102001001", "东风社区", "340102001"),
    Division(PlaceLevel.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340103001001", "四古巷社区", "340103001"),
    Division(PlaceLevel.COMMUNITY, Kind.RESIDENTS_COMMITTEE, "340104001001", "三里庵社区", "340104001"),
)


@dataclass
class Town:
    """The city, its bodies by name, and actors of every role."""

    bodies: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)

    def place(self, code: str) -> int:
        return places.place_by_code(code).id

    def path(self, code: str) -> str:
        return places.place_by_code(code).path

    def found(self, name: str, kind: BodyKind, code: str, level: Level, department: str = "") -> int:
        self.bodies[name] = services.create_body(
            actor=SYSTEM,
            now=NOW,
            kind=kind,
            name=name,
            place_id=self.place(code),
            valid_from=SINCE,
            level=level,
            department=department,
        )
        return self.bodies[name]

    def person(self, name: str, code: str, phone: str = "") -> int:
        self.persons[name] = services.create_person(
            actor=SYSTEM, now=NOW, name=name, phone=phone, scope=self.path(code)
        )
        return self.persons[name]

    def appoint(self, person: str, body: str, role: Role, since: date = SINCE) -> int:
        return services.appoint(
            actor=SYSTEM,
            now=NOW,
            person_id=self.persons[person],
            body_id=self.bodies[body],
            role=role,
            valid_from=since,
        )

    def account(self, person: str, code: str, username: str = "", phone: str = "") -> int:
        return services.create_account(
            actor=SYSTEM,
            now=NOW,
            person_id=self.persons[person],
            username=username,
            phone=phone,
            scope=self.path(code),
        )

    @staticmethod
    def actor_of_role(role: Role) -> Actor:
        """Return somebody of the role without places, body or rows of his own."""
        return Actor(role=role, account_id=1, person_id=1)

    def actor(
        self, role: Role, code: str, body: str = "", person: str = "", account: int | None = None
    ) -> Actor:
        found = Actor(
            role=role,
            account_id=account,
            person_id=self.persons.get(person),
            body_id=self.bodies.get(body),
            places=queries.places_of(role, self.place(code), TODAY, 0),
        )
        return queries.holding(found, TODAY)


def made_town() -> Town:
    """Return three districts with a street and a community each, and their bodies.

    People live in the first and the last; the one between (庐阳区) has nobody and nothing: strangers are from there.
    """
    queries.forget_ranges()
    place_services.load_city(actor=SYSTEM, now=NOW, divisions=Divisions(ROWS, "made up", {}))
    town = Town()
    town.found("市房产局", BodyKind.CITY_BUREAU, "340100", Level.CITY, "HM")
    town.found("市应急局", BodyKind.CITY_BUREAU, "340100", Level.CITY, "EM")
    town.found("瑶海区住建局", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "HM")
    town.found("明光路街道办", BodyKind.STREET, "340102001", Level.STREET, "ST")
    town.found("三里庵街道办", BodyKind.STREET, "340104001", Level.STREET, "ST")
    town.found("逍遥津街道办", BodyKind.STREET, "340103001", Level.STREET, "ST")
    town.found("四古巷社区居委会", BodyKind.COMMUNITY, "340103001001", Level.COMMUNITY, "CO")
    town.found("东风社区居委会", BodyKind.COMMUNITY, "340102001001", Level.COMMUNITY, "CO")
    town.found("三里庵社区居委会", BodyKind.COMMUNITY, "340104001001", Level.COMMUNITY, "CO")
    town.found("大地物业公司", BodyKind.COMPANY, "340100", Level.CITY)
    town.found("远山物业公司", BodyKind.COMPANY, "340100", Level.CITY)
    town.person("张三", "340102001001", "13800138000")
    town.person("李四", "340104001001", "15400139000")
    records.bind(Actor(role=Role.PUBLIC))
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.account', '', true)")  # nobody acts yet, as at sign-in
    return town
