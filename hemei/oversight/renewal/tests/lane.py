"""Five small old estates without a company in one community, and who plans and packages them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hemei.ground.companies import services as companies
from hemei.ground.companies.services import CompanyDraft
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town, made_town
from hemei.ground.places.queries import EstateKind, Point
from hemei.ground.places.services import EstateDraft, add_estates
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.oversight.renewal import services
from hemei.oversight.renewal.models import Barrier, Package, PackageEstate, PackagePlan

HOME, STREET, COUNTY = "340102001001", "340102001", "340102"
LON, LAT = 117_300_000, 31_870_000
NAMES = ("站前一村", "站前二村", "站前三村", "河南新村", "无位置小区")
CODE = "91350100M000100Y43"


@dataclass
class Lane:
    """The first three estates stand in a row, 150 m from each to the next; the fourth lies south of a river."""

    town: Town
    estates: dict[str, int]
    actors: dict[str, Actor]
    company: int
    more: dict[str, Any] = field(default_factory=dict)

    def plan(self, by: str = "street", now: datetime = NOW, **asked: Any) -> PackagePlan:
        actor = self.actors[by]
        draft = services.PlanDraft(**({"place_id": self.town.place(STREET), "fee_fen": 250} | asked))
        with records.acting(actor):
            number = services.ask_plan(actor=actor, now=now, draft=draft)
        services.work_on_plans(clock=lambda: now)
        with records.acting(SYSTEM):
            return PackagePlan.objects.get(pk=number)

    def package(self, plan: PackagePlan, name: str = "站前第1包", by: str = "street", **more: Any) -> int:
        actor = self.actors[by]
        wanted = {"plan_id": plan.pk, "alternative": "reach", "bundle": 0, "name": name} | more
        with records.acting(actor):
            return services.make_package(actor=actor, now=NOW, draft=services.PackageDraft(**wanted))

    def act(self, name: str, by: str, now: datetime = NOW, **asked: Any) -> Any:
        actor = self.actors[by]
        with records.acting(actor):
            return getattr(services, name)(actor=actor, now=now, **asked)

    def row(self, number: int) -> Package:
        with records.acting(SYSTEM):
            return Package.objects.get(pk=number)

    def members(self, number: int) -> dict[str, PackageEstate]:
        with records.acting(SYSTEM):
            rows = PackageEstate.objects.filter(package_id=number).select_related("estate")
            return {row.estate.name: row for row in rows}


def river(*crossings: tuple[int, int]) -> Barrier:
    """Enter a river between the third and the fourth estate."""
    return Barrier.objects.create(
        code="H001", name="板桥河", kind="river", valid_from=date(2019, 1, 1),
        course=[[LON - 50_000, LAT - 1_500], [LON + 50_000, LAT - 1_500]],
        crossings=[list(one) for one in crossings],
    )  # fmt: skip


def made_lane() -> Lane:
    town = made_town()
    spots = [(LON + 1_590 * number, LAT) for number in range(3)] + [(LON, LAT - 3_000), None]
    drafts = [
        EstateDraft(
            name=name,
            kind=EstateKind.OLD,
            community_id=town.place(HOME),
            address="站前路1号",
            built_area_dm2=1_200_000,
            households=160,
            valid_from=date(2015, 1, 1),
            built_year=1992,
            point=Point(*spot) if spot else None,
        )
        for name, spot in zip(NAMES, spots, strict=True)
    ]
    with records.acting(SYSTEM):
        ids = add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
        draft = CompanyDraft("大地物业有限公司", CODE, town.bodies["大地物业公司"], date(2015, 1, 1))
        (company,) = companies.add_companies(actor=SYSTEM, now=NOW, drafts=[draft])
    actors = {
        "street": town.actor(Role.STREET_CLERK, STREET, "明光路街道办", "张三", account=1),
        "county": town.actor(Role.COUNTY_COORDINATOR, COUNTY, "瑶海区住建局", "张三", account=1),
        "community": town.actor(Role.COMMUNITY_CLERK, HOME, "东风社区居委会", "张三", account=1),
        "foreign": town.actor(Role.STREET_CLERK, "340104001", "三里庵街道办", "李四", account=2),
        "bureau": town.actor(Role.CITY_BUREAU, "340100", "市房产局", "张三", account=1),
        "manager": town.actor(Role.COMPANY_MANAGER, "340100", "大地物业公司", "李四", account=2),
    }
    return Lane(town, dict(zip(NAMES, ids, strict=True)), actors, company)
