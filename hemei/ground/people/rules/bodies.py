"""Kinds and levels of bodies, the departments of the responsibility list, and which role goes with which kind."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import mark


class BodyKind(StrEnum):
    """What a body is."""

    CITY_BUREAU = "city_bureau"
    DEPARTMENT = "department"
    COUNTY_GOVERNMENT = "county_government"
    STREET = "street"
    COMMUNITY = "community"
    COMPANY = "company"
    UTILITY = "utility"
    HOTLINE = "hotline"
    OWNERS_COMMITTEE = "owners_committee"
    MANAGEMENT_COMMITTEE = "management_committee"
    PLATFORM = "platform"
    RESIDENTS = "residents"
    PARTY_ORGANISATION = "party_organisation"
    SUPPLIER = "supplier"
    MEDIATION = "mediation"


class Level(StrEnum):
    """Whose body it is: the city's, a county's, a street's, a community's, or an estate's."""

    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    ESTATE = "estate"


# Codes of domain.md section 12; the list of responsibilities names leads and joint departments by them.
DEPARTMENTS = (
    "HM", "UM", "PS", "FR", "NR", "MS", "EE", "LF", "WT", "HC", "CN", "AG",
    "TP", "CD", "DR", "CA", "JU", "EM", "CI", "ST", "CO", "UT", "PC", "OC",
)  # fmt: skip


KIND_NAMES = {
    BodyKind.CITY_BUREAU: mark("市级主管部门"),
    BodyKind.DEPARTMENT: mark("区县部门"),
    BodyKind.COUNTY_GOVERNMENT: mark("区县政府或管委会"),
    BodyKind.STREET: mark("街道、乡镇或中心"),
    BodyKind.COMMUNITY: mark("居委会或村委会"),
    BodyKind.COMPANY: mark("物业公司"),
    BodyKind.UTILITY: mark("水电气热等专业单位"),
    BodyKind.HOTLINE: mark("热线"),
    BodyKind.OWNERS_COMMITTEE: mark("业主委员会"),
    BodyKind.MANAGEMENT_COMMITTEE: mark("物业管理委员会"),
    BodyKind.PLATFORM: mark("平台管理"),
    BodyKind.RESIDENTS: mark("居民"),
    BodyKind.PARTY_ORGANISATION: mark("党组织"),
    BodyKind.SUPPLIER: mark("第三方评估机构"),
    BodyKind.MEDIATION: mark("调处机构"),
}
LEVEL_NAMES = {
    Level.CITY: mark("市"),
    Level.COUNTY: mark("区县"),
    Level.STREET: mark("街道"),
    Level.COMMUNITY: mark("社区"),
    Level.ESTATE: mark("小区"),
}

_ADMINISTRATION = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DATA_OFFICER})
_COMMUNITY_ROLES = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.GRID_WORKER})

# Which roles one is appointed to in a body of a kind by hand; in committees the seat one was elected to opens it.
ROLES_OF: dict[BodyKind, frozenset[Role]] = {
    BodyKind.CITY_BUREAU: frozenset({Role.CITY_BUREAU, Role.DEPARTMENT_CLERK}) | _ADMINISTRATION,
    BodyKind.DEPARTMENT: frozenset({Role.DEPARTMENT_CLERK}),
    BodyKind.COUNTY_GOVERNMENT: frozenset({Role.COUNTY_COORDINATOR}),
    BodyKind.STREET: frozenset({Role.STREET_CLERK}),
    BodyKind.COMMUNITY: _COMMUNITY_ROLES,
    BodyKind.COMPANY: frozenset({Role.COMPANY_MANAGER}),
    BodyKind.UTILITY: frozenset({Role.DEPARTMENT_CLERK}),
    BodyKind.HOTLINE: frozenset({Role.HOTLINE_CLERK}),
    BodyKind.OWNERS_COMMITTEE: frozenset(),
    BodyKind.MANAGEMENT_COMMITTEE: frozenset(),
    BodyKind.PLATFORM: _ADMINISTRATION,
    BodyKind.RESIDENTS: frozenset(),
    BodyKind.PARTY_ORGANISATION: frozenset({Role.DEPARTMENT_CLERK}),
    BodyKind.SUPPLIER: frozenset({Role.ASSESSOR}),
    BodyKind.MEDIATION: frozenset({Role.MEDIATOR}),
}

# Kinds that system administration founds and dissolves, and the level of the place each stands at. The
# others have registers of their own: companies theirs, committees their elections.
STANDS_AT: dict[BodyKind, frozenset[Level]] = {
    BodyKind.CITY_BUREAU: frozenset({Level.CITY}),
    BodyKind.DEPARTMENT: frozenset({Level.COUNTY}),
    BodyKind.COUNTY_GOVERNMENT: frozenset({Level.COUNTY}),
    BodyKind.STREET: frozenset({Level.STREET}),
    BodyKind.COMMUNITY: frozenset({Level.COMMUNITY}),
    BodyKind.UTILITY: frozenset({Level.CITY, Level.COUNTY}),
    BodyKind.HOTLINE: frozenset({Level.CITY}),
    BodyKind.PLATFORM: frozenset({Level.CITY}),
    BodyKind.SUPPLIER: frozenset({Level.CITY, Level.COUNTY}),
    BodyKind.MEDIATION: frozenset({Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY}),
}
OFFICE_KINDS = tuple(STANDS_AT)
OWN_CODE = {BodyKind.STREET: "ST", BodyKind.COMMUNITY: "CO"}
NEEDS_CODE = frozenset({BodyKind.CITY_BUREAU, BodyKind.DEPARTMENT})
