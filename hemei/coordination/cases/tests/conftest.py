"""A quarter with everybody a case may meet, written through the services."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Channel
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SINCE, SYSTEM, Town, made_town
from hemei.ground.places import services as place_services
from hemei.ground.places.rules.drafts import EstateDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role
from tests.grounds import standing

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning in Hefei."""

DONGFENG, SANLIAN = "340102001001", "340104001001"


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    out.seek(0)
    out.name = "现场.jpg"
    return out


@dataclass
class Quarter:
    """Actors by what they do, and short ways to report and act."""

    town: Town
    token: str
    community: Actor
    street: Actor
    county: Actor
    fire: Actor
    police: Actor
    company: Actor
    hotline: Actor
    grid: Actor
    resident: Actor
    stranger: Actor
    foreign_community: Actor
    foreign_street: Actor
    foreign_company: Actor
    public: Actor = PUBLIC
    system: Actor = SYSTEM

    def report(self, actor: Actor | None = None, now: datetime = NOW, **changes: Any) -> str:
        """Report as somebody and return the number; signed in where he has an account."""
        actor = actor or self.resident
        key = changes.pop("submission_key", "")
        photos = changes.pop("photos", ())
        token = changes.pop("token", self.token)
        form = services.Report(
            **{"channel": Channel.RESIDENT, "kind": "fire_lane", "text": "消防通道被堵", **changes}
        )
        door = records.as_public() if actor is PUBLIC else records.acting(actor)
        with door:
            return services.report(
                actor=actor,
                now=now,
                token=token,
                report=form,
                submission_key=key or f"key-{Case.objects.count() if actor is not PUBLIC else now}-{form}",
                photos=photos,
            )

    def act(self, actor: Actor, number: str, act: services.acts.Act, now: datetime = NOW, **more: Any) -> Any:
        """Act on a case as last seen."""
        with records.acting(actor):
            row = Case.objects.filter(number=number).first()
            seen = more.pop("seen", row.version if row else 1)
            return services.act(viewer=Viewer(actor), now=now, number=number, act=act, seen=seen, **more)

    def page(self, actor: Actor, number: str, now: datetime = NOW) -> queries.CasePage | None:
        with records.acting(actor):
            return queries.case_page(viewer=Viewer(actor), number=number, now=now)

    def row(self, number: str) -> Case:
        with records.acting(SYSTEM):
            return Case.objects.get(number=number)

    def sound(self, number: str) -> None:
        """Assert that rows and events agree."""
        with records.acting(SYSTEM):
            assert queries.differences(Case.objects.get(number=number).stream) == []


@standing
def quarter() -> Quarter:
    return made_quarter()


def made_quarter() -> Quarter:
    """Make the town with departments, a company, an estate and people in every role."""
    town = made_town()
    for name, kind, code, level, department in (
        ("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY, ""),
        ("瑶海消防", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "FR"),
        ("瑶海公安", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "PS"),
        ("别家物业公司", BodyKind.COMPANY, "340100", Level.CITY, "PC"),
        ("热线", BodyKind.HOTLINE, "340100", Level.CITY, ""),
    ):
        town.found(name, kind, code, level, department)
    estate = EstateDraft(
        name="绿地小区",
        kind=EstateKind.COMMODITY,
        community_id=town.place(DONGFENG),
        address="长江路1号",
        built_area_dm2=1_000_000,
        households=100,
        valid_from=SINCE,
    )
    place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[estate], source="test")
    # Nobody judges in one post what he did in another: each body has people of its own.
    for name in ("王五", "孙甲", "孙乙", "孙丙", "孙丁", "孙戊", "孙己", "孙庚"):
        town.person(name, DONGFENG)

    def person(role: Role, code: str, body: str = "", name: str = "王五") -> Actor:
        return town.actor(role, code, body, name, account=1)

    return Quarter(
        town=town,
        token=_token(),
        community=person(Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会"),
        street=person(Role.STREET_CLERK, "340102001", "明光路街道办", "孙甲"),
        county=person(Role.COUNTY_COORDINATOR, "340102", "瑶海区政府", "孙乙"),
        fire=person(Role.DEPARTMENT_CLERK, "340102", "瑶海消防", "孙丙"),
        police=person(Role.DEPARTMENT_CLERK, "340102", "瑶海公安", "孙丁"),
        company=person(Role.COMPANY_MANAGER, DONGFENG, "大地物业公司", "孙戊"),
        hotline=person(Role.HOTLINE_CLERK, "340100", "热线", "孙己"),
        grid=person(Role.GRID_WORKER, DONGFENG, "东风社区居委会"),
        resident=person(Role.RESIDENT, DONGFENG, name="张三"),
        stranger=person(Role.RESIDENT, SANLIAN, name="李四"),
        foreign_community=person(Role.COMMUNITY_CLERK, SANLIAN, "三里庵社区居委会", "李四"),
        foreign_street=person(Role.STREET_CLERK, "340104001", "三里庵街道办", "孙庚"),
        foreign_company=person(Role.COMPANY_MANAGER, SANLIAN, "别家物业公司", "李四"),
    )


def _token() -> str:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select token from places_estate")
        return str(cursor.fetchone()[0])


@pytest.fixture
def statements() -> Iterator[CaptureQueriesContext]:
    """Every statement of the block; savepoints are the tests' own and not counted."""
    with CaptureQueriesContext(connection) as captured:
        yield captured


def count(captured: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries)
