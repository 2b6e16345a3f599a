"""The open data of real cities, read without a database."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from hemei.ground.places.open_data import DataMissing, Divisions, load_divisions
from hemei.ground.places.rules.codes import (
    STREET_KINDS,
    TOWN_KINDS,
    Kind,
    Level,
    community_kind,
    county_kind,
    estate_code,
    grid_code,
    level_of,
    street_kind,
)
from hemei.ground.places.rules.divisions import UnknownCity, city_divisions
from hemei.ground.places.rules.standards import STANDARDS, centres
from hemei.kernel.standards import Document, Standards, read_document, read_sources
from hemei.kernel.standards.reader import shipped_documents


@pytest.fixture(scope="module")
def hefei() -> Divisions:
    shipped = Path(__file__).parents[4] / "standards"
    sources = read_sources("sources.toml", (shipped / "sources.toml").read_text(encoding="utf-8"))
    documents = [
        Document(read.head, read)
        for text in shipped_documents(shipped, "hefei")
        if text.name in STANDARDS
        for read in [read_document(text, STANDARDS[text.name], sources)]
    ]
    standards = Standards(city="hefei", sources=sources, documents=documents)
    return load_divisions("3401", centres=centres(standards, on=date(2026, 11, 23)))


def kinds(divisions: Divisions, level: Level) -> Counter[Kind]:
    return Counter(row.kind for row in divisions.rows if row.level is level)


def test_hefei_has_the_63_street_level_units_of_the_source_text_and_towns_apart(hefei: Divisions) -> None:
    streets = kinds(hefei, Level.STREET)
    assert streets[Kind.STREET] == 49
    assert streets[Kind.COMMUNITY_CENTRE] == 14
    assert sum(streets[kind] for kind in STREET_KINDS) == 63
    assert {kind: streets[kind] for kind in TOWN_KINDS} == {Kind.TOWN: 70, Kind.TOWNSHIP: 11}
    assert sum(streets.values()) == 160


def test_hefei_has_all_its_counties_and_its_three_zones_are_statistics_only(hefei: Divisions) -> None:
    assert hefei.city.name == "合肥市"
    assert hefei.city.code == "340100"
    zones = [row.code for row in hefei.rows if row.kind is Kind.STATISTICS_ZONE]
    assert zones == ["340176", "340177", "340178"]
    assert sum(kinds(hefei, Level.COUNTY).values()) == 12


def test_hefei_has_every_residents_committee_of_the_data(hefei: Divisions) -> None:
    assert kinds(hefei, Level.COMMUNITY) == {
        Kind.RESIDENTS_COMMITTEE: 1046,
        Kind.VILLAGE: 720,
        Kind.OTHER: 7,
    }


def test_every_place_stands_after_its_parent(hefei: Divisions) -> None:
    seen = {""}
    for row in hefei.rows:
        assert row.parent_code in seen
        seen.add(row.code)


def test_the_source_names_the_edition_and_the_hash_of_every_file(hefei: Divisions) -> None:
    assert "2023-06-30" in hefei.source
    assert len(hefei.hashes["villages.csv"]) == 64


@pytest.mark.parametrize(
    ("code", "name", "counties"),
    [
        ("3402", "芜湖市", 9),
        ("50", "重庆市", 38),
        ("1101", "北京市", 16),
        ("4419", "东莞市", 1),
        ("469001", "五指山市", 1),
    ],
)
def test_the_same_loader_takes_any_other_city(code: str, name: str, counties: int) -> None:
    divisions = load_divisions(code)
    assert divisions.city.name == name
    assert sum(kinds(divisions, Level.COUNTY).values()) == counties
    assert kinds(divisions, Level.COMMUNITY)[Kind.RESIDENTS_COMMITTEE] > 0


def test_a_city_without_a_document_of_its_own_has_no_centres() -> None:
    assert kinds(load_divisions("3401"), Level.STREET)[Kind.COMMUNITY_CENTRE] == 0


def test_a_city_that_does_not_exist_is_refused_with_what_to_give() -> None:
    with pytest.raises(UnknownCity, match="4 digits"):
        load_divisions("3499")


def test_missing_data_says_how_to_bring_it(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="scripts/assets"):
        load_divisions("3401", folder=tmp_path)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("340102", Kind.DISTRICT),
        ("340121", Kind.COUNTY),
        ("340176", Kind.STATISTICS_ZONE),
        ("340181", Kind.COUNTY_CITY),
        ("441900", Kind.UNDIVIDED),
        ("310151", Kind.DISTRICT),
    ],
)
def test_a_county_is_known_by_its_last_two_digits(code: str, kind: Kind) -> None:
    assert county_kind(code) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("340102001", Kind.STREET),
        ("340102099", Kind.STREET),
        ("340102100", Kind.TOWN),
        ("340102200", Kind.TOWNSHIP),
        ("340102399", Kind.TOWNSHIP),
        ("340102401", Kind.ZONE),
        ("340102599", Kind.ZONE),
        ("340102600", Kind.OTHER),
    ],
)
def test_a_street_level_unit_is_known_by_its_last_three_digits(code: str, kind: Kind) -> None:
    assert street_kind(code) is kind


def test_only_an_enterprise_type_unit_can_be_a_community_centre() -> None:
    centres = frozenset({"340176401", "340102001"})
    assert street_kind("340176401", centres) is Kind.COMMUNITY_CENTRE
    assert street_kind("340102001", centres) is Kind.STREET


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        ("001", Kind.RESIDENTS_COMMITTEE),
        ("199", Kind.RESIDENTS_COMMITTEE),
        ("200", Kind.VILLAGE),
        ("399", Kind.VILLAGE),
        ("400", Kind.OTHER),
        ("000", Kind.OTHER),
    ],
)
def test_a_community_is_known_by_its_last_three_digits(tail: str, kind: Kind) -> None:
    assert community_kind("340102001" + tail) is kind


def test_grid_and_estate_codes_append_three_digits() -> None:
    assert grid_code("340102001001", 7) == "340102001001007"
    assert estate_code("340102001001", 999) == "340102001001999"
    assert level_of("340102001001007") is Level.GRID
    with pytest.raises(ValueError, match="1000"):
        grid_code("340102001001", 1000)
    with pytest.raises(ValueError, match="5 digits"):
        level_of("34010")


def test_names_with_commas_and_brackets_survive() -> None:
    files = {
        "provinces": ["code,name", '34,"安徽省"'],
        "cities": ["code,name,provinceCode", '3401,"合肥市",34'],
        "areas": ["code,name,cityCode,provinceCode", '340102,"瑶海,区（甲）",3401,34'],
        "streets": ["code,name,areaCode,provinceCode,cityCode"],
        "villages": ["code,name,streetCode,provinceCode,cityCode,areaCode"],
    }
    assert [row.name for row in city_divisions(files, "3401")] == ["合肥市", "瑶海,区（甲）"]
