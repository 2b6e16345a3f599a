"""The plan of bodies and the people in them. Nothing is written; a body is known by its key until it has an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hemei.ground.people.queries import BodyKind, Level
from hemei.ground.places.queries import TOWN_KINDS, Kind, PlaceRow
from hemei.kernel.actor import Role
from hemei.project.demonstration.ground import Home
from hemei.project.demonstration.naming import company_name
from hemei.project.demonstration.wording import words

COMMITTEE_SAMPLE = 2
"""The place of a committee's chair on the page of sample persons, after the resident and the grid worker."""
ASSESSORS = 6
"""How many the supplier of third-party assessment has in office."""
Key = tuple[str, int, str]
"""What kind of body, of which place (or which number), and of which department."""


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """A body to be."""

    key: Key
    kind: BodyKind
    level: Level
    name: str
    short: str
    place: PlaceRow
    department: str = ""


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """Somebody to be appointed to a body over a place; `sample` is the place on the page of sample persons."""

    body: Key
    role: Role
    place: PlaceRow
    username: str
    sample: int | None = None


def city_bodies(city: PlaceRow) -> Iterator[BodyPlan]:
    """Return the bodies of the whole city."""
    told = words("names")["body"]
    kinds = (
        ("city", BodyKind.CITY_BUREAU, "HM"),
        ("hotline", BodyKind.HOTLINE, ""),
        ("platform", BodyKind.PLATFORM, ""),
        ("supplier", BodyKind.SUPPLIER, ""),
    )
    for name, kind, department in kinds:
        full, short = told[name].format(place=city.name), told[f"{name}_short"]
        yield BodyPlan((name, city.id, ""), kind, Level.CITY, full, short, city, department)


def county_bodies(counties: Iterable[PlaceRow]) -> Iterator[BodyPlan]:
    """Return each county's coordinator and its departments, every code of the list there is one for."""
    names = words("names")
    told = names["body"]
    for county in counties:
        full = told["county"].format(place=county.name)
        short = told["county_short"].format(place=county.name)
        yield BodyPlan(
            ("county", county.id, ""), BodyKind.COUNTY_GOVERNMENT, Level.COUNTY, full, short, county
        )
        for code, (name, brief) in names["department"].items():
            kind = BodyKind.UTILITY if code == "UT" else BodyKind.DEPARTMENT
            yield BodyPlan(
                ("department", county.id, code), kind, Level.COUNTY,
                county.name + name, county.name + brief, county, code,
            )  # fmt: skip


def street_bodies(streets: Iterable[PlaceRow]) -> Iterator[BodyPlan]:
    """Return the body of every street, town, township and zone."""
    for street in streets:
        name = street.name
        if street.kind is Kind.STREET:
            name += "办事处"
        elif street.kind in TOWN_KINDS:
            name += "人民政府"
        yield BodyPlan(
            ("street", street.id, ""), BodyKind.STREET, Level.STREET, name, street.name, street, "ST"
        )


def community_bodies(homes: Iterable[Home]) -> Iterator[BodyPlan]:
    """Return the residents' committee of every community that takes part."""
    for home in homes:
        place = home.community
        yield BodyPlan(
            ("community", place.id, ""), BodyKind.COMMUNITY, Level.COMMUNITY,
            place.name, place.short_name, place, "CO",
        )  # fmt: skip


def company_bodies(city: PlaceRow, count: int) -> Iterator[BodyPlan]:
    """Return the property companies; they are no departments, so no code names them."""
    for number in range(1, count + 1):
        name, short = company_name(number)
        yield BodyPlan(("company", number, ""), BodyKind.COMPANY, Level.CITY, name, short, city)


# Who works in a body, and the letters of the username; the number of the place or body follows.
_DESKS: dict[str, tuple[tuple[Role, str], ...]] = {
    "city": ((Role.CITY_BUREAU, "city"),),
    "hotline": ((Role.HOTLINE_CLERK, "hotline"),),
    "platform": (
        (Role.SYSTEM_ADMIN, "system"),
        (Role.SECURITY_ADMIN, "security"),
        (Role.AUDITOR, "audit"),
        (Role.DATA_OFFICER, "privacy"),
    ),
    "supplier": tuple((Role.ASSESSOR, f"assessor{number}-") for number in range(1, ASSESSORS + 1)),
    "county": ((Role.COUNTY_COORDINATOR, "county"),),
    "department": ((Role.DEPARTMENT_CLERK, ""),),
    "street": ((Role.STREET_CLERK, "street"),),
    "community": ((Role.COMMUNITY_SECRETARY, "secretary"), (Role.COMMUNITY_CLERK, "clerk")),
    "company": ((Role.COMPANY_MANAGER, "company"),),
}


def desks(bodies: Sequence[BodyPlan], samples: Sequence[tuple[Key, Role]]) -> Iterator[StaffPlan]:
    """Return everybody at a desk; `samples` are those one may become, in the order of the page."""
    order = {sample: number for number, sample in enumerate(samples, start=COMMITTEE_SAMPLE + 1)}
    for body in bodies:
        for role, letters in _DESKS[body.key[0]]:
            number = f"{body.key[1]:03d}" if body.key[0] == "company" else body.place.code
            username = f"{letters or body.department.lower()}{number}"
            yield StaffPlan(body.key, role, body.place, username, order.pop((body.key, role), None))


def cashiers(bodies: Sequence[BodyPlan]) -> Iterator[StaffPlan]:
    """Return a second person in the departments of housing: who pays out of a fund is not who approved the bill."""
    for body in bodies:
        if body.kind is BodyKind.DEPARTMENT and body.department == "HM":
            yield StaffPlan(body.key, Role.DEPARTMENT_CLERK, body.place, f"fund{body.place.code}")


def grid_workers(cells: Sequence[PlaceRow], sample: PlaceRow) -> Iterator[StaffPlan]:
    """Return a worker for each grid cell, in the body of its community."""
    for cell in cells:
        key = ("community", cell.parent_id or 0, "")
        mark = 1 if cell.id == sample.id else None
        yield StaffPlan(key, Role.GRID_WORKER, cell, f"grid{cell.code}", mark)


def sample_desks(home: Home, city: PlaceRow, company: int) -> list[tuple[Key, Role]]:
    """Return whom one may become, all around one community; the resident and the grid worker come first."""
    county, street, community = home.county.id, home.street.id, home.community.id
    return [
        (("community", community, ""), Role.COMMUNITY_CLERK),
        (("community", community, ""), Role.COMMUNITY_SECRETARY),
        (("company", company, ""), Role.COMPANY_MANAGER),
        (("street", street, ""), Role.STREET_CLERK),
        *((("department", county, code), Role.DEPARTMENT_CLERK) for code in ("FR", "UM", "MS", "HM", "PS")),
        (("county", county, ""), Role.COUNTY_COORDINATOR),
        (("city", city.id, ""), Role.CITY_BUREAU),
        (("hotline", city.id, ""), Role.HOTLINE_CLERK),
        (("platform", city.id, ""), Role.SYSTEM_ADMIN),
        (("platform", city.id, ""), Role.SECURITY_ADMIN),
        (("platform", city.id, ""), Role.AUDITOR),
        (("platform", city.id, ""), Role.DATA_OFFICER),
        (("supplier", city.id, ""), Role.ASSESSOR),
    ]
