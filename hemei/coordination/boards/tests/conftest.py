"""Two estates of the near community with a company and a manager, one far away, and who keeps their boards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from hemei.coordination.boards import services
from hemei.coordination.boards.models import Edition
from hemei.coordination.boards.rules.words import Purpose
from hemei.ground.companies import services as companies
from hemei.ground.companies.services import CompanyDraft, Contract, ProjectDraft
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind, estates_by_id
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.leadership.duties.tests.conftest import DONGFENG, SANLIAN, Quarter, quarter  # noqa: F401 - the fixture

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SINCE = date(2026, 1, 1)
TODAY = date(2026, 11, 2)
NEAR, BESIDE, FAR = "翠园小区", "红星新村", "长淮新村"


@dataclass
class Walls:
    """The estates by name, who acts, and short ways to make and hang boards."""

    quarter: Quarter
    estates: dict[str, int]
    tokens: dict[str, str]
    keys: Iterator[int] = field(default_factory=count)

    @property
    def clerk(self) -> Actor:
        return self.quarter.community

    def make(self, *names: str, now: datetime = NOW, actor: Actor | None = None) -> list[int]:
        actor = actor or self.clerk
        with records.acting(actor):
            return services.make_editions(
                actor=actor, now=now, estate_ids=[self.estates[name] for name in names or (NEAR,)]
            )

    def post(self, edition: int, on: date = TODAY, now: datetime = NOW, actor: Actor | None = None) -> None:
        actor = actor or self.clerk
        with records.acting(actor):
            services.post_editions(actor=actor, now=now, edition_ids=[edition], posted_on=on)

    def hang(self, *names: str, now: datetime = NOW) -> list[int]:
        made = self.make(*names, now=now)
        for edition in made:
            self.post(edition, now.date(), now)
        return made

    def phone(
        self, body: str, number: str, estate: str = "", now: datetime = NOW, actor: Actor | None = None,
        purpose: Purpose = Purpose.COMPLAINT,
    ) -> int:  # fmt: skip
        actor = actor or self.quarter.city
        with records.acting(actor):
            return services.set_phones(
                actor=actor, now=now, body_id=self.quarter.body(body), estate_id=self.estates.get(estate),
                numbers={purpose: number},
            )  # fmt: skip

    def sweep(self, minutes: int = 1) -> int:
        """Deliver what happened, and compare within the minute."""
        now = NOW + timedelta(minutes=minutes)
        while records.deliver_pending(now=now):
            pass
        return services.sweep_boards(now=now)

    def edition(self, number: int) -> Edition:
        with records.acting(SYSTEM):
            return Edition.objects.get(pk=number)


@pytest.fixture
def walls(quarter: Quarter) -> Walls:  # noqa: F811
    return made_walls(quarter)


def made_walls(quarter: Quarter) -> Walls:  # noqa: F811
    """Write the estates, the company's contract and its manager."""
    town = quarter.town
    drafts = [
        EstateDraft(
            name=name, kind=EstateKind.COMMODITY, community_id=town.place(code), address=f"{name}路1号",
            built_area_dm2=3_000_000, households=300, valid_from=SINCE, buildings=(),
        )
        for name, code in ((NEAR, DONGFENG), (BESIDE, DONGFENG), (FAR, SANLIAN))
    ]  # fmt: skip
    with records.acting(SYSTEM):
        ids = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
        tokens = {row.name: row.token for row in estates_by_id(ids, actor=SYSTEM).values()}
        town.person("王经理", DONGFENG)
        [company] = companies.add_companies(
            actor=SYSTEM, now=NOW,
            drafts=[CompanyDraft("大地物业有限公司", "91350100M000100Y43", quarter.body("大地物业公司"), SINCE)],
        )  # fmt: skip
        companies.begin_projects(
            actor=SYSTEM, now=NOW,
            drafts=[ProjectDraft(company, ids[0], Contract.OWNERS, SINCE, manager_id=town.persons["王经理"])],
        )  # fmt: skip
    return Walls(quarter, dict(zip((NEAR, BESIDE, FAR), ids, strict=True)), tokens)
