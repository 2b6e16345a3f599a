"""Reading the open division data into places, without a database.

The data is the NPM package `china-division`: five CSV files of the statistics bureau's codes. Rows of one
city are picked by the code's first digits, so the same reading serves every city.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hemei.ground.places.rules.codes import Kind, Level, community_kind, county_kind, street_kind

FILES = ("provinces", "cities", "areas", "streets", "villages")

# In the four municipalities the prefecture level has no name of its own.
_NAMELESS = frozenset({"市辖区", "县"})


class UnknownCity(ValueError):  # noqa: N818 - reads as what happened
    """The data holds no city of this code."""


@dataclass(frozen=True, slots=True)
class Division:
    """One place of the data; `parent_code` is empty for the city."""

    level: Level
    kind: Kind
    code: str
    name: str
    parent_code: str


def city_divisions(
    files: Mapping[str, Iterable[str]], city_code: str, *, centres: frozenset[str] = frozenset()
) -> tuple[Division, ...]:
    """Return the city and all its divisions, each after its parent.

    `city_code` is the first digits of the official code: four for a prefecture-level city (3401), two for a
    municipality (50), six for a county-level city directly under a province (469001). `files` maps each of
    `FILES` to the lines of its CSV.

    Raises:
        UnknownCity: nothing in the data begins with `city_code`.
    """
    rows = {name: list(_rows_of(files[name], city_code)) for name in FILES[2:]}
    if not rows["areas"]:
        raise UnknownCity(
            f"No county-level division begins with {city_code!r}; "
            "give 4 digits of a city (3401), 2 of a municipality (50) or 6 of a county-level city (469001)"
        )
    city = Division(Level.CITY, Kind.CITY, city_code.ljust(6, "0"), _city_name(files, city_code, rows), "")
    counties = [
        Division(Level.COUNTY, county_kind(row["code"]), row["code"], row["name"], city.code)
        for row in rows["areas"]
    ]
    streets = [
        Division(Level.STREET, street_kind(row["code"], centres), row["code"], row["name"], row["areaCode"])
        for row in rows["streets"]
    ]
    communities = [
        Division(Level.COMMUNITY, community_kind(row["code"]), row["code"], row["name"], row["streetCode"])
        for row in rows["villages"]
    ]
    return (city, *counties, *streets, *communities)


def _rows_of(lines: Iterable[str], prefix: str) -> Iterator[dict[str, str]]:
    """Yield the rows whose code begins with `prefix`; most lines fall away as text, before any is parsed."""
    walk = iter(lines)
    header = next(walk)
    yield from csv.DictReader([header, *(line for line in walk if line.startswith(prefix))])


def _city_name(files: Mapping[str, Iterable[str]], code: str, rows: dict[str, list[dict[str, str]]]) -> str:
    if len(code) == 6:  # noqa: PLR2004 - a county-level city is its own only county
        return rows["areas"][0]["name"]
    provinces = {row["code"]: row["name"] for row in _rows_of(files["provinces"], code[:2])}
    cities = {row["code"]: row["name"] for row in _rows_of(files["cities"], code)}
    name = cities.get(code, "市辖区")
    return provinces[code[:2]] if name in _NAMELESS else name
