"""Estates: one accountable community at any time, rows copied, found by anyone, seen by those concerned."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from hemei.ground.places import queries, services
from hemei.ground.places.models import AccountableCommunity, Building, Estate, PropertyUnit
from hemei.ground.places.services import NewPlace
from hemei.ground.places.services.replacing import estate_key
from hemei.ground.places.tests.factories import HERE, HOUSE, NOW, SINCE, City, add, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

DAY = date(2024, 5, 1)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def scopes(estate_id: int) -> set[str]:
    rows = [
        *Estate.objects.filter(pk=estate_id).values_list("scope", flat=True),
        *Building.objects.filter(estate_id=estate_id).values_list("scope", flat=True),
        *PropertyUnit.objects.filter(estate_id=estate_id).values_list("scope", flat=True),
    ]
    return set(rows)


def test_an_estate_is_written_with_all_below_it_and_its_first_event(town: City) -> None:
    first, second = add(town, draft(town, buildings=[HOUSE]), draft(town, "长淮新村"))
    found = queries.estates_by_id([first, second], actor=town.actor)
    assert [found[first].code, found[second].code] == ["340102001001001", "340102001001002"]
    with records.acting(town.actor):
        units = queries.units_of(first, actor=town.actor)
        assert [(unit.entrance, unit.room, unit.use) for unit in units] == [
            ("1单元", "101", "residence"),
            ("1单元", "201", "residence"),
            ("2单元", "101", "shop"),
        ]
        assert scopes(first) == {town.path_of("340102001001")}
        (event,) = record.history(stream=f"places.estate:{first}")
        assert (event.type, event.data["units"]) == ("places.estate_added", 3)


@pytest.fixture(autouse=True)
def _in_sight(town: City) -> None:
    """Bind the city's sight to the test's transaction, as a request does."""
    records.bind(town.actor)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"households": 0}, "not_positive"),
        ({"built_year": 2030}, "bad_year"),
        ({"valid_from": date(2030, 1, 1)}, "future_day"),
        ({"community_id": -1}, "no_community"),
    ],
)
def test_one_bad_estate_refuses_the_whole_batch(town: City, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        add(town, draft(town), draft(town, "坏小区", **more))
    assert refusal.value.decision.reasons[0].code == code
    assert not Estate.objects.exists()


def test_a_position_outside_the_city_is_refused(town: City) -> None:
    frame = queries.Frame(116_683_333, 30_950_000, 117_966_667, 32_533_333)
    far = draft(town, point=queries.Point(121_473_700, 31_230_400))
    with pytest.raises(Refused, match="不在合肥市范围内"):
        services.add_estates(actor=town.actor, now=NOW, drafts=[far], source="test", frame=frame)


def test_another_community_becomes_accountable_and_the_past_stays(town: City) -> None:
    (estate,) = add(town, draft(town, buildings=[HOUSE], touching=[town.id("340102003001")]))
    heir = town.id("340102003001")
    services.give_estate_to(actor=town.actor, now=NOW, estate_id=estate, community_id=heir, day=DAY)
    assert queries.accountable_on(estate, DAY) == heir
    assert queries.accountable_on(estate, date(2020, 1, 1)) == town.id("340102001001")
    assert scopes(estate) == {town.path_of("340102003001")}
    assert not Estate.objects.get(pk=estate).touching.filter(valid_until=None).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update places_accountablecommunity set valid_until = '2020-01-01'",
        "update places_accountablecommunity set valid_from = '2016-01-01'",
        "delete from places_accountablecommunity",
        "update places_estate set community_id = (select id from places_place where code = '340102003001')",
        "update places_estate set valid_until = '2025-01-01'",
    ],
)
def test_the_database_refuses_an_estate_without_its_one_accountable_community(
    town: City, statement: str
) -> None:
    add(town, draft(town))
    with pytest.raises(DatabaseError, match="exactly one accountable"), transaction.atomic():
        run("set constraints all immediate", statement)


def test_the_database_refuses_two_accountable_communities(town: City) -> None:
    (estate,) = add(town, draft(town))
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountableCommunity.objects.create(
            estate_id=estate, community_id=town.id("340102003001"), valid_from=DAY
        )


def test_a_street_split_takes_its_estates_along(town: City) -> None:
    (estate,) = add(town, draft(town, buildings=[HOUSE]))
    community = town.id("340102001001")
    east, _ = services.split_place(
        actor=town.actor,
        now=NOW,
        place_id=town.id("340102001"),
        parts=[
            NewPlace("340102051", "东街道", queries.Kind.STREET),
            NewPlace("340102052", "西街道", queries.Kind.STREET),
        ],
        homes={community: 0, town.id("340102001002"): 1},
        day=DAY,
    )
    assert scopes(estate) == {queries.place(east).path + f"{community}."}
    assert queries.accountable_on(estate, DAY) == community


def test_a_community_split_gives_each_estate_its_own_heir(town: City) -> None:
    first, second, third = add(
        town,
        draft(town),
        draft(town, "长淮新村"),
        draft(town, "三孝口", "340102003001", touching=[town.id("340102001001")]),
    )
    parts = [
        NewPlace("340102001051", "东风一社区", queries.Kind.RESIDENTS_COMMITTEE),
        NewPlace("340102001052", "东风二社区", queries.Kind.RESIDENTS_COMMITTEE),
    ]
    heirs = services.split_place(
        actor=town.actor,
        now=NOW,
        place_id=town.id("340102001001"),
        parts=parts,
        homes={estate_key(first): 0, estate_key(second): 1},
        day=DAY,
    )
    assert [queries.accountable_on(number, DAY) for number in (first, second)] == heirs
    assert scopes(second) == {queries.place(heirs[1]).path}
    touching = Estate.objects.get(pk=third).touching.filter(valid_until=None)
    assert sorted(touching.values_list("community_id", flat=True)) == sorted(heirs)
    run("set constraints all immediate")


def test_a_stranger_sees_no_estate_and_a_body_with_access_sees_one(town: City) -> None:
    first, second = add(town, draft(town, buildings=[HOUSE]), draft(town, "长淮新村"))
    stranger = town.clerk(town.id("340104001"), NOW.date())
    company = Actor(role=Role.COMPANY_MANAGER, body_id=77)
    records.grant_access(stream=f"places.estate:{second}", bodies=(77,))
    for actor, seen in ((stranger, []), (company, [second]), (town.actor, [first, second])):
        with records.acting(actor):
            assert [row.id for row in queries.estates(actor=actor)] == seen
            assert sorted(Estate.objects.values_list("id", flat=True)) == seen
            assert (queries.estate(first, actor=actor) is not None) == (first in seen)
            assert bool(queries.units_of(first, actor=actor)) == (first in seen)
            assert PropertyUnit.objects.count() == (3 if first in seen else 0)


def test_anyone_finds_an_estate_by_name_letters_address_or_board(town: City) -> None:
    add(town, draft(town), draft(town, "长淮新村", "340102003001", address="胜利路5号"))
    with records.as_public():
        for text in ("翡翠", "fchy", "FeiCui", "翠 花", "明光路88"):
            assert [found.name for found in queries.search_estates(text)] == ["翡翠花园"], text
        (found,) = queries.search_estates("chxc")
        assert (found.community, found.street, found.county) == ("胜利社区居委会", "胜利路街道", "瑶海区")
        assert queries.public_estate(found.token) == found
        assert queries.public_estate("zzzzzzzzzzzz") is None
        assert queries.public_estate("' or true --") is None
        assert queries.city().name == "合肥市"


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "\\", "\x00", "没有这样的小区", "'; drop table"])
def test_a_search_for_nothing_finds_nothing(town: City, text: str) -> None:
    add(town, draft(town))
    assert queries.search_estates(text) == ()


def test_the_public_role_reads_the_published_views_only(town: City) -> None:
    add(town, draft(town))
    for table in ("places_estate", "places_propertyunit", "places_place"):
        with pytest.raises(DatabaseError, match="permission denied"), records.as_public():
            run(f"select * from {table}")


def test_the_nearest_estates_come_first_and_a_point_outside_is_refused(town: City) -> None:
    add(
        town,
        draft(town, "远处小区", point=queries.Point(117_310_000, 31_860_000)),
        draft(town, "近处小区", point=queries.Point(117_301_000, 31_860_000)),
        draft(town, "无位置小区", point=None),
    )
    frame = queries.Frame(116_683_333, 30_950_000, 117_966_667, 32_533_333)
    with records.as_public():
        found = queries.nearest_estates(HERE, frame=frame)
    assert [(row.name, row.metres) for row in found] == [("近处小区", 95), ("远处小区", 945)]
    with pytest.raises(Refused, match="不在合肥市范围内"):
        queries.nearest_estates(queries.Point(0, 0), frame=frame)


def test_the_citys_own_documents_name_its_frame_and_its_centres(town: City) -> None:
    frame = queries.city_frame(NOW.date())
    assert frame is not None
    assert frame.holds(HERE)
    assert len(queries.street_level_centres(NOW.date())) == 14
    assert queries.street_level_centres(date(2000, 1, 1)) == frozenset()


def test_grid_cells_are_numbered_below_their_community(town: City) -> None:
    community = town.id("340102001001")
    cells = services.add_grid_cells(
        actor=town.actor,
        now=NOW,
        cells=[(community, "第一网格"), (community, "第二网格")],
        source="test",
        since=SINCE,
    )
    more = services.add_grid_cells(
        actor=town.actor, now=NOW, cells=[(community, "第三网格")], source="test", since=SINCE
    )
    assert queries.place(more[0]).code == "340102001001003"
    (estate,) = add(town, draft(town, grid_id=cells[1]))
    assert scopes(estate) == {town.path_of("340102001001") + f"{cells[1]}."}
    with pytest.raises(Refused, match="网格不属于"), transaction.atomic():
        add(town, draft(town, code="340102003001", grid_id=cells[1]))
