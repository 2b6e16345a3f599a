"""Kinds and levels of bodies, and the departments of the responsibility list."""

from __future__ import annotations

from enum import StrEnum


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
