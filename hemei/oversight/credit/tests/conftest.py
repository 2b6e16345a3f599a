"""Two companies with a project each in two districts, three managers, and everybody who acts on credit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from hemei.ground.companies import services as company_services
from hemei.ground.companies.services import CompanyDraft, Contract, ProjectDraft
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town, made_town
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft, add_estates
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.oversight.credit import services
from hemei.oversight.credit.models import ConductLine
from tests.grounds import standing

NEAR, FAR = "340102001001", "340104001001"
SINCE, MOVED = date(2022, 6, 1), date(2025, 7, 1)
CODES = ("91350100M000100Y43", "9144030071526726XG")


def at(day: date, hour: int = 3) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.decision.reasons[0].code


@dataclass
class Credit:
    """The ground of the tests. The first manager changed companies on `MOVED`; the third took his place."""

    town: Town
    companies: list[int]
    projects: list[int]
    managers: list[int]
    actors: dict[str, Actor] = field(default_factory=dict)

    def propose(self, by: str = "county", **more: Any) -> int:
        wanted = {
            "behaviour": "B05",
            "project_id": self.projects[0],
            "happened_on": date(2026, 9, 1),
            "evidence": "瑶住建核〔2026〕8号",
        }
        now = more.pop("now", NOW)
        with records.acting(self.actors[by]):
            return services.propose_line(
                actor=self.actors[by], now=now, draft=services.LineDraft(**(wanted | more))
            )

    def act(self, name: str, line: int, by: str, now: datetime = NOW, **more: Any) -> Any:
        with records.acting(self.actors[by]):
            return getattr(services, name)(actor=self.actors[by], now=now, line_id=line, **more)

    def confirmed(self, *, confirmed: datetime = NOW, **more: Any) -> int:
        line = self.propose(**({"now": confirmed} | more))
        by = "city" if more.get("project_id") == self.projects[1] else more.get("by", "county")
        self.act("confirm_line", line, by, confirmed)
        return line

    def row(self, line: int) -> ConductLine:
        with records.acting(SYSTEM):
            return ConductLine.objects.get(pk=line)


def _actors(town: Town, bodies: list[int], managers: list[int]) -> dict[str, Actor]:
    return {
        "community": town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会"),
        "street": town.actor(Role.STREET_CLERK, "340102001", "明光路街道办"),
        "county": town.actor(Role.COUNTY_COORDINATOR, "340102", "瑶海区住建局"),
        "far_county": town.actor(Role.COUNTY_COORDINATOR, "340104"),
        "city": town.actor(Role.CITY_BUREAU, "340100", "市房产局"),
        "company": Actor(role=Role.COMPANY_MANAGER, body_id=bodies[0], person_id=managers[2]),
        "other": Actor(role=Role.COMPANY_MANAGER, body_id=bodies[1], person_id=managers[1]),
        "moved": Actor(role=Role.COMPANY_MANAGER, body_id=bodies[1], person_id=managers[0]),
        "system": SYSTEM,
    }


@standing
def credit() -> Credit:
    town = made_town()
    records.bind(SYSTEM)
    estates = add_estates(
        actor=SYSTEM,
        now=NOW,
        drafts=[
            EstateDraft(
                name=name,
                kind=EstateKind.COMMODITY,
                community_id=town.place(code),
                address="明光路88号",
                built_area_dm2=2_500_000,
                households=300,
                valid_from=date(2015, 1, 1),
            )
            for name, code in (("翡翠花园", NEAR), ("长淮新村", FAR))
        ],
        source="test",
    )
    bodies = [town.bodies["大地物业公司"], town.bodies["远山物业公司"]]
    managers = [town.person(name, "340100") for name in ("王经理", "赵经理", "钱经理")]
    found = company_services.add_companies(
        actor=SYSTEM,
        now=NOW,
        drafts=[
            CompanyDraft(name, code, body, SINCE)
            for name, code, body in zip(("大地物业有限公司", "远山物业有限公司"), CODES, bodies, strict=True)
        ],
    )
    projects = company_services.begin_projects(
        actor=SYSTEM,
        now=NOW,
        drafts=[
            ProjectDraft(found[0], estates[0], Contract.OWNERS, SINCE, manager_id=managers[0]),
            ProjectDraft(found[1], estates[1], Contract.OWNERS, SINCE, manager_id=managers[1]),
        ],
    )
    for project, person in ((projects[0], managers[2]), (projects[1], managers[0])):
        company_services.appoint_manager(
            actor=SYSTEM, now=NOW, project_id=project, person_id=person, day=MOVED
        )
    credit = Credit(town, found, projects, managers)
    credit.actors = _actors(town, bodies, managers)
    return credit
