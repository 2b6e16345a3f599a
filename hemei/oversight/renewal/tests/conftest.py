"""A street with four old estates, a company, and whoever manages them; written through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.companies import queries as company_queries
from hemei.ground.companies import services as companies
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people.tests.factories import SINCE, SYSTEM, Town
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.tests.conftest import DONGFENG, NOW, Quarter, made_quarter
from hemei.oversight.renewal import services
from hemei.oversight.renewal.services import Decider, Mode
from tests.grounds import standing

TODAY = NOW.date()
ESTATES = (
    ("春园", EstateKind.OLD, 800_000, 80),
    ("长园", EstateKind.OLD, 2_600_000, 320),
    ("安园", EstateKind.RESETTLEMENT, 900_000, 90),
    ("敞园", EstateKind.OPEN, 500_000, 50),
    ("夏园", EstateKind.OLD, 700_000, 70),
)
STAGES = (services.StageDraft("管网", date(2026, 3, 1)), services.StageDraft("外墙", date(2026, 6, 1)))


@dataclass
class Old:
    """The quarter with its old estates, and short ways to decide, renovate and serve."""

    quarter: Quarter
    estates: dict[str, int]
    company: int

    @property
    def street(self) -> Actor:
        return self.quarter.street

    @property
    def town(self) -> Town:
        return self.quarter.town

    def decide(self, estate: str, mode: Mode, by: Decider = Decider.OWNERS, **more: Any) -> int:
        """Enter a decision; the owners' by a resolution of the time before the engine."""
        draft = services.DecisionDraft(
            **{
                "estate_id": self.estates[estate], "mode": mode, "by": by, "decided_on": date(2025, 6, 1),
                "valid_from": date(2025, 7, 1), "document": "业决〔2025〕1号",
                "package": "第1包" if mode is Mode.PACKAGED else "", **more,
            }
        )  # fmt: skip
        with records.acting(self.street):
            return services.decide_modes(actor=self.street, now=NOW, drafts=[draft])[0]

    def contract(self, estate: str, since: date = date(2025, 7, 1)) -> int:
        draft = ProjectDraft(
            self.company, self.estates[estate], company_queries.Contract.OWNERS, since, None, None, 90, "基本"
        )
        with records.acting(SYSTEM):
            return companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])[0]

    def put_in_force(self, estate: str, now: datetime = NOW) -> int:
        with records.acting(self.street):
            return services.put_in_force(actor=self.street, now=now, estate_id=self.estates[estate])

    def file(self, estate: str = "春园", **more: Any) -> int:
        draft = services.ProjectDraft(
            **{
                "estate_id": self.estates[estate], "planned_on": date(2026, 1, 5), "mode_after": Mode.COMMUNITY,
                "works": ("enclosure", "pipes"), "budget_fen": 120_000_000, "due_on": date(2026, 8, 1),
                "stages": STAGES, **more,
            }
        )  # fmt: skip
        with records.acting(self.street):
            return services.file_projects(actor=self.street, now=NOW, drafts=[draft])[0]

    def build(self, project: int, done: date = date(2026, 7, 1)) -> None:
        with records.acting(self.street):
            services.begin_works(actor=self.street, now=NOW, project_id=project, day=date(2026, 2, 1))
            for number in (1, 2):
                services.finish_stage(actor=self.street, now=NOW, project_id=project, number=number, day=done)

    def accept(self, project: int, day: date = date(2026, 10, 20)) -> None:
        with records.acting(self.street):
            services.accept_project(
                actor=self.street, now=NOW, project_id=project, day=day, document="验〔2026〕3号"
            )

    def basic(self, estate: str, **more: Any) -> int:
        draft = services.BasicDraft(
            **{
                "estate_id": self.estates[estate], "services": ("cleaning", "waste"), "charge_fen": 30,
                "subsidy_fen": 5_000_000, "document": "明街〔2026〕8号", "valid_from": TODAY, **more,
            }
        )  # fmt: skip
        with records.acting(self.street):
            return services.set_basic_services(actor=self.street, now=NOW, drafts=[draft])[0]

    def emergency(self, estate: str, **more: Any) -> int:
        draft = services.EmergencyDraft(
            **{
                "estate_id": self.estates[estate], "body_id": self.town.bodies["东风社区居委会"],
                "cause": services.Cause.COMPANY_LEFT, "services": ("water", "waste"), "charge_fen": 20,
                "document": "明街〔2026〕9号", "begun_on": TODAY, "ends_on": date(2027, 5, 2), **more,
            }
        )  # fmt: skip
        with records.acting(self.street):
            return services.begin_emergency(actor=self.street, now=NOW, draft=draft)

    def events(self, estate: str) -> list[str]:
        with records.acting(SYSTEM):
            told = record.history(stream=f"places.estate:{self.estates[estate]}")
        return [one.type for one in told if one.type.startswith("renewal.")]

    def owed(self) -> dict[str, str]:
        """Return the duties of renewal by item, with their states."""
        with records.acting(SYSTEM):
            return dict(Duty.objects.filter(origin="renewal").values_list("origin_item", "state"))


def made_old() -> Old:
    """Make the street in the transaction of the caller."""
    quarter = made_quarter()
    town = quarter.town
    with records.acting(SYSTEM):
        drafts = [
            EstateDraft(
                name=name, kind=kind, community_id=town.place(DONGFENG), address="明光路1号", built_area_dm2=area,
                households=homes, valid_from=SINCE,
            )
            for name, kind, area, homes in ESTATES
        ]  # fmt: skip
        numbers = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
        (company,) = companies.add_companies(
            actor=SYSTEM,
            now=NOW,
            drafts=[
                CompanyDraft("大地物业有限公司", "91350100M000100Y43", town.bodies["大地物业公司"], SINCE)
            ],
        )
    estates = {name: number for (name, *_), number in zip(ESTATES, numbers, strict=True)}
    return Old(quarter, estates, company)


@standing
def old() -> Old:
    return made_old()


@standing
def community(old: Old) -> Actor:
    return old.quarter.community
