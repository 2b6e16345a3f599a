"""A made-up city with two estates, two company bodies and two managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.companies import services
from hemei.ground.companies.services import CompanyDraft
from hemei.ground.people import services as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.places.services import EstateDraft, add_estates
from hemei.ground.places.tests.factories import EVERYONE, NOW, City, build_town
from hemei.ground.records import services as records
from tests.grounds import standing

SINCE = date(2015, 1, 1)


@dataclass(frozen=True)
class Ground:
    """What the tests stand on; everything in pairs."""

    town: City
    estates: list[int]
    companies: list[int]
    bodies: list[int]
    persons: list[int]


def new_body(name: str) -> int:
    return people.create_body(
        actor=EVERYONE,
        now=NOW,
        kind=BodyKind.COMPANY,
        name=name,
        place_id=places.city().id,
        valid_from=SINCE,
        level=Level.CITY,
    )


@standing
def ground() -> Ground:
    town = build_town()
    records.bind(town.actor)
    estates = add_estates(
        actor=town.actor,
        now=NOW,
        drafts=[
            EstateDraft(
                name=name,
                kind=places.EstateKind.COMMODITY,
                community_id=town.id(code),
                address="明光路88号",
                built_area_dm2=2_500_000,
                households=300,
                valid_from=SINCE,
            )
            for name, code in (("翡翠花园", "340102001001"), ("长淮新村", "340104001001"))
        ],
        source="test",
    )
    bodies = [new_body(name) for name in ("和美物业", "长淮物业")]
    persons = [
        people.create_person(actor=EVERYONE, now=NOW, scope=town.path, name=name) for name in ("张三", "李四")
    ]
    companies = services.add_companies(
        actor=town.actor,
        now=NOW,
        drafts=[
            CompanyDraft("和美物业有限公司", "91350100M000100Y43", bodies[0], SINCE),
            CompanyDraft("长淮物业有限公司", "9144030071526726XG", bodies[1], SINCE),
        ],
    )
    return Ground(town, estates, companies, bodies, persons)
