"""Whole cities from the open data, into the database."""

from __future__ import annotations

from collections import Counter

import pytest

from hemei.ground.places import queries, services
from hemei.ground.places.rules.paths import ids_of
from hemei.ground.places.tests.factories import EVERYONE, NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records

TODAY = NOW.date()


def load(code: str) -> queries.PlaceRow:
    divisions = services.load_divisions(code, centres=queries.street_level_centres(TODAY))
    services.load_city(actor=EVERYONE, now=NOW, divisions=divisions)
    return queries.city()


@pytest.mark.django_db
def test_hefei_has_its_63_at_street_level_and_every_place_stands_under_its_parent() -> None:
    city = load("3401")
    streets = queries.places_on(queries.Level.STREET, TODAY)
    assert sum(row.kind in queries.STREET_KINDS for row in streets) == 63
    assert sum(row.kind in queries.TOWN_KINDS for row in streets) == 81
    assert len(queries.places_on(queries.Level.COMMUNITY, TODAY)) == 1773
    assert all(row.parent_id == ids_of(row.path)[-2] for row in streets)
    assert [row.name for row in queries.child_places(city.id) if row.statistics_only] == [
        "合肥高新技术产业开发区",
        "合肥经济技术开发区",
        "合肥新站高新技术产业开发区",
    ]
    assert [row.name for row in queries.child_places(city.id)][:2] == ["包河区", "长丰县"]
    with records.acting(EVERYONE):
        (event,) = record.history(stream=f"places.place:{city.id}")
    assert event.data["places"] == 1 + 12 + 160 + 1773
    assert set(event.data["files"]) == {
        f"{name}.csv" for name in ("provinces", "cities", "areas", "streets", "villages")
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "name", "official", "counties"),
    [("3402", "芜湖市", "340200", 9), ("4419", "东莞市", "441900", 1)],
)
def test_another_city_is_another_setting(code: str, name: str, official: str, counties: int) -> None:
    city = load(code)
    assert (city.name, city.code) == (name, official)
    assert len(queries.child_places(city.id)) == counties
    assert queries.city_frame(TODAY) is None
    kinds = Counter(row.kind for row in queries.places_on(queries.Level.COMMUNITY, TODAY))
    assert kinds[queries.Kind.RESIDENTS_COMMITTEE] > 0
    assert queries.ranges_for(city.id, TODAY)[0].path == city.path
