"""A town with its organisations, two estates and a company."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from hemei.ground.companies import services as companies
from hemei.ground.companies.services import CompanyDraft
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, Town
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import BuildingDraft, EstateDraft
from hemei.ground.records import services as records
from hemei.leadership.duties.tests.conftest import Quarter, quarter  # noqa: F401 - the fixture
from hemei.leadership.party import services
from hemei.leadership.party.rules.words import Coverage, Form, Level, RelationKind
from hemei.leadership.party.services import OrganisationDraft, RelationDraft, TieDraft

DONGFENG, SANLIAN = "340102001001", "340104001001"


@dataclass
class Side:
    """The Party side of the quarter: organisations and estates by name."""

    quarter: Quarter
    organisations: dict[str, int] = field(default_factory=dict)
    estates: dict[str, places.EstateRow] = field(default_factory=dict)

    @property
    def town(self) -> Town:
        return self.quarter.town

    def found(self, name: str, form: Form, level: Level, code: str, host: str = "") -> int:
        draft = OrganisationDraft(
            name=name,
            form=form,
            level=level,
            place_id=self.town.place(code),
            scope=self.town.path(code),
            valid_from=SINCE,
            host=self.town.bodies[host] if host else None,
        )
        with records.acting(SYSTEM):
            (number,) = services.load_organisations(
                actor=SYSTEM, now=NOW, scope=self.town.path("340100"), drafts=[draft]
            )
        self.organisations[name] = number
        return number

    def lead(self, above: str, below: str) -> None:
        draft = RelationDraft(self.organisations[above], self.organisations[below], RelationKind.LEADS, SINCE)
        with records.acting(SYSTEM):
            services.load_relations(actor=SYSTEM, now=NOW, scope=self.town.path("340100"), drafts=[draft])

    def cover(self, organisation: str, estate: str, kind: Coverage, since: date = SINCE) -> None:
        row = self.estates[estate]
        draft = TieDraft(self.organisations[organisation], row.id, row.scope, kind, since)
        with records.acting(SYSTEM):
            services.load_ties(actor=SYSTEM, now=NOW, scope=self.town.path("340100"), drafts=[draft])


@pytest.fixture
def side(quarter: Quarter) -> Side:  # noqa: F811
    made = Side(quarter)
    town = quarter.town
    with records.acting(SYSTEM):
        made.organisations |= services.adopt_structure(
            actor=SYSTEM,
            now=NOW,
            place_id=town.place("340100"),
            scope=town.path("340100"),
            host=town.bodies["市房产局"],
        )
        companies.add_companies(
            actor=SYSTEM,
            now=NOW,
            drafts=[CompanyDraft("大地物业公司", "91350100M000100Y43", town.bodies["大地物业公司"], SINCE)],
        )
        drafts = [
            EstateDraft(
                name=name,
                kind=EstateKind.COMMODITY,
                community_id=town.place(code),
                address="长江路1号",
                built_area_dm2=1_000_000,
                households=100,
                valid_from=SINCE,
                buildings=(BuildingDraft("1幢", 6, ()),),
            )
            for name, code in (("绿地小区", DONGFENG), ("蓝天小区", DONGFENG), ("远山小区", SANLIAN))
        ]
        ids = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
        made.estates = {row.name: row for row in places.estates_by_id(ids, actor=SYSTEM).values()}
    made.found("东风社区党委", Form.COMMITTEE, Level.COMMUNITY, DONGFENG, "东风社区居委会")
    made.found("三里庵社区党委", Form.COMMITTEE, Level.COMMUNITY, SANLIAN, "三里庵社区居委会")
    made.found("明光路街道党工委", Form.WORK_COMMITTEE, Level.STREET, "340102001", "明光路街道办")
    made.lead("明光路街道党工委", "东风社区党委")
    return made
