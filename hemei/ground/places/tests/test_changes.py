"""Splits, mergers, moves and renames: what was true stays true, and successors see it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.ground.places import queries, services
from hemei.ground.places.models import Place, PlaceName, PlacePosition
from hemei.ground.places.services import NewPlace
from hemei.ground.places.tests.factories import EVERYONE, NOW, ROWS, City
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

Kind = queries.Kind
DAY_2022, SPLIT_DAY = date(2022, 6, 1), date(2024, 5, 1)
FOUND = (
    NewPlace("340102051", "明光路东街道", Kind.STREET),
    NewPlace("340102052", "明光路西街道", Kind.STREET),
)


def split(town: City) -> list[int]:
    street = town.id("340102001")
    homes = {town.id("340102001001"): 0, town.id("340102001002"): 1}
    return services.split_place(
        actor=town.actor, now=NOW, place_id=street, parts=FOUND, homes=homes, day=SPLIT_DAY
    )


def say(town: City, community: str, day: date) -> None:
    scope = queries.path_on(Place.objects.filter(code=community).latest("valid_from").pk, day)
    at = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=8)))
    with records.acting(town.actor):
        records.record_event(stream="t:1", type="t.said", actor=town.actor, at=at, scope=scope)


def count_seen(actor: Actor) -> int:
    with records.acting(actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from records_event where stream = 't:1'")
        return int(cursor.fetchone()[0])


def figure(town: City, year: int) -> Counter[str]:
    """Count the rows of a year by the street that their scope names."""
    with records.acting(town.actor), connection.cursor() as cursor:
        cursor.execute(
            "select scope from records_event where stream = 't:1' and payload->>'at' like %s", [f"{year}-%"]
        )
        return Counter(queries.places_on_path(scope)[2].name for (scope,) in cursor.fetchall())


def test_a_figure_of_2022_still_adds_up_after_a_street_was_split_in_2024(town: City) -> None:
    for community, times in (("340102001001", 3), ("340102001002", 2), ("340104001001", 4)):
        for _ in range(times):
            say(town, community, DAY_2022)
    before = figure(town, 2022)
    split(town)
    say(town, "340102001001", date(2025, 1, 5))

    assert before == {"明光路街道": 5, "三里庵街道": 4}
    assert figure(town, 2022) == before
    assert figure(town, 2025) == {"明光路东街道": 1}
    streets = queries.places_on(queries.Level.STREET, DAY_2022, within=town.path)
    assert sum(figure(town, 2022)[street.name] for street in streets) == 9


def test_successors_see_the_old_rows_and_strangers_do_not(town: City) -> None:
    say(town, "340102001001", DAY_2022)
    stranger = town.id("340102003")
    east, west = split(town)
    say(town, "340102001001", date(2025, 1, 5))
    today = NOW.date()
    assert count_seen(town.clerk(east, today)) == 2
    assert count_seen(town.clerk(west, today)) == 1
    assert count_seen(town.clerk(stranger, today)) == 0


def test_what_existed_on_a_day_is_found_with_the_names_and_paths_of_that_day(town: City) -> None:
    old, community = town.id("340102001"), town.id("340102001001")
    old_path = queries.path_on(community, DAY_2022)
    east, _ = split(town)
    assert [row.code for row in queries.places_on(queries.Level.STREET, DAY_2022)] == [
        "340102001",
        "340102003",
        "340104001",
    ]
    assert [row.code for row in queries.places_on(queries.Level.STREET, SPLIT_DAY)][:2] == [
        "340102003",
        "340102051",
    ]
    assert queries.path_on(community, SPLIT_DAY - timedelta(days=1)) == old_path
    assert queries.path_on(community, SPLIT_DAY) == queries.place(east).path + f"{community}."
    with pytest.raises(queries.NoSuchPlace):
        queries.place(old)
    assert queries.place_on(old, DAY_2022).name == "明光路街道"
    assert [row.name for row in queries.places_on_path(old_path)][-2:] == ["明光路街道", "东风社区居民委员会"]


def test_a_split_and_its_parts_are_events_of_their_streams(town: City) -> None:
    street = town.id("340102001")
    ids = split(town)
    with records.acting(town.actor):
        (ended,) = record.history(stream=f"places.place:{street}")
        (founded,) = record.history(stream=f"places.place:{ids[1]}")
    assert (ended.type, ended.data["successors"]) == ("places.place_split", ids)
    assert (founded.type, founded.data["predecessors"]) == ("places.place_founded", [street])


def test_a_renamed_street_keeps_its_id_and_its_old_name_for_old_days(town: City) -> None:
    street = town.id("340102003")
    services.rename_place(actor=town.actor, now=NOW, place_id=street, name="长淮街道", day=date(2024, 1, 1))
    assert queries.place(street).name == "长淮街道"
    assert queries.place_on(street, DAY_2022).name == "胜利路街道"
    assert Place.objects.get(pk=street).initials == "chjd"
    assert queries.ranges_for(street, NOW.date())[0].path == queries.place(street).path
    with records.acting(town.actor):
        (event,) = record.history(stream=f"places.place:{street}")
    assert event.data == {"from": "胜利路街道", "to": "长淮街道", "day": "2024-01-01"}


def test_a_moved_community_brings_its_old_rows_to_the_new_street(town: City) -> None:
    say(town, "340102001002", DAY_2022)
    community, street = town.id("340102001002"), town.id("340104001")
    path = services.move_place(actor=town.actor, now=NOW, place_id=community, parent_id=street, day=SPLIT_DAY)
    assert path == town.path_of("340104001") + f"{community}."
    assert count_seen(town.clerk(street, NOW.date())) == 1
    assert count_seen(town.clerk(street, DAY_2022)) == 0
    assert count_seen(town.clerk(community, NOW.date())) == 1
    assert figure(town, 2022) == {"明光路街道": 1}


def test_merged_streets_go_on_in_a_new_one(town: City) -> None:
    say(town, "340102003001", DAY_2022)
    first, second = town.id("340102001"), town.id("340102003")
    new = NewPlace("340102001", "胜利明光街道", Kind.STREET)
    merged = services.merge_places(
        actor=town.actor, now=NOW, place_ids=[first, second], into=new, day=SPLIT_DAY
    )
    assert {row.code for row in queries.child_places(merged)} == {
        "340102001001",
        "340102001002",
        "340102003001",
    }
    assert count_seen(town.clerk(merged, NOW.date())) == 1
    assert queries.place_by_code("340102001").id == merged


def test_a_street_may_go_on_in_one_that_stands(town: City) -> None:
    first, second = town.id("340102001"), town.id("340102003")
    assert (
        services.merge_places(actor=town.actor, now=NOW, place_ids=[first], into=second, day=SPLIT_DAY)
        == second
    )
    ranges = [found.path for found in queries.ranges_for(second, NOW.date())]
    assert len(ranges) == 2
    assert queries.place_on(first, DAY_2022).path in ranges


def test_successors_of_successors_see_the_oldest_rows(town: City) -> None:
    say(town, "340102001001", DAY_2022)
    _, west = split(town)
    last = services.merge_places(
        actor=town.actor, now=NOW, place_ids=[west], into=town.id("340102003"), day=date(2025, 5, 1)
    )
    assert count_seen(town.clerk(last, NOW.date())) == 1
    assert count_seen(town.clerk(last, SPLIT_DAY)) == 0


def test_the_city_sees_all_with_one_range(town: City) -> None:
    split(town)
    assert [found.path for found in queries.ranges_for(queries.city().id, NOW.date())] == [town.path]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": date(2027, 1, 1)}, "future_day"),
        ({"day": date(1999, 1, 1)}, "too_early"),
        ({"homes": {}}, "homeless"),
        ({"parts": (NewPlace("34", "甲街道", Kind.STREET),)}, "bad_code"),
        ({"parts": (NewPlace("340102051", " ", Kind.STREET),)}, "bad_name"),
        ({"parts": (FOUND[0], FOUND[0])}, "same_code"),
    ],
)
def test_a_split_that_will_not_do_is_refused_and_changes_nothing(
    town: City, change: dict[str, object], code: str
) -> None:
    street = town.id("340102001")
    wanted = {
        "parts": FOUND,
        "homes": {town.id("340102001001"): 0, town.id("340102001002"): 1},
        "day": SPLIT_DAY,
    }
    with pytest.raises(Refused) as refusal:
        services.split_place(actor=town.actor, now=NOW, place_id=street, **{**wanted, **change})  # type: ignore[arg-type]
    assert refusal.value.decision.reasons[0].code == code
    assert queries.place(street).name == "明光路街道"
    assert Place.objects.count() == len(ROWS)


def test_a_clerk_may_not_change_the_tree(town: City) -> None:
    clerk = Actor(role=Role.STREET_CLERK, places=town.actor.places)
    with pytest.raises(Refused) as refusal:
        services.rename_place(
            actor=clerk, now=NOW, place_id=town.id("340102001"), name="新街道", day=SPLIT_DAY
        )
    assert refusal.value.decision.reasons[0].code == "role"


def test_a_second_city_is_refused(town: City) -> None:
    with pytest.raises(Refused):
        services.load_city(actor=EVERYONE, now=NOW, divisions=services.Divisions(ROWS, "made up", {}))


@pytest.mark.parametrize("model", [PlaceName, PlacePosition])
def test_the_database_refuses_overlapping_periods(town: City, model: type[PlaceName | PlacePosition]) -> None:
    row = model.objects.filter(place_id=town.id("340102001")).get()
    row.pk = None
    row.valid_from = date(2023, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
