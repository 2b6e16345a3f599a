"""Quality: what each check finds, who sees which list, what the rounds kept, and how many statements a page takes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import ProgrammingError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from hemei.faces.quality import pages, queries, services
from hemei.faces.quality.models import Count, Round
from hemei.ground.companies.rules.contracts import code_doubt
from hemei.ground.companies.services import (
    Basis,
    Contract,
    Mode,
    ModeDraft,
    ProjectDraft,
    RenovationDraft,
    appoint_manager,
    begin_projects,
    end_project,
    extend_term,
    plan_renovations,
    set_mode,
)
from hemei.ground.companies.tests.conftest import Ground, ground
from hemei.ground.people.queries import places_of
from hemei.ground.places import queries as places
from hemei.ground.places.services import BuildingDraft
from hemei.ground.places.tests.factories import HERE, HOUSE, NOW, add, draft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

__all__ = ["ground"]
Counted = Callable[[int], AbstractContextManager[None]]
SINCE = date(2024, 1, 1)
TODAY = NOW.date()
EMPTY = BuildingDraft("2幢", 6, [])
FAR = places.Point(HERE.lon, HERE.lat + 90_000)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: NOW)


@standing
def city(ground: Ground) -> Ground:
    """Estates with one mistake each, beside others that are sound; the two of the ground have no position."""
    house = {
        "buildings": [HOUSE],
        "built_area_dm2": 40_000,
        "households": 2,
    }  # 29,900 dm2, two homes and a shop
    add(
        ground.town,
        draft(ground.town, "好小区", **house),
        draft(ground.town, "又好小区", **house),
        draft(ground.town, "多小区", **{**house, "built_area_dm2": 29_899}),
        draft(ground.town, "少小区", **{**house, "built_area_dm2": 59_801}),
        draft(ground.town, "恰小区", **{**house, "built_area_dm2": 59_800}),
        draft(ground.town, "户小区", **{**house, "households": 3}),
        draft(ground.town, "空小区", **{**house, "buildings": [HOUSE, EMPTY]}),
        draft(ground.town, "远小区", **house, point=FAR),
    )
    return ground


def actor_of(role: Role, code: str) -> Actor:
    place = places.place_by_code(code).id
    return Actor(role=role, account_id=1, places=places_of(role, place, TODAY, 0))


def id_of(code: str) -> int:
    return places.place_by_code(code).id


BUREAU = (Role.CITY_BUREAU, "340100")


def found(code: str, who: tuple[Role, str] = BUREAU, place: str = "340100") -> list[str]:
    """Return what a check finds, as its list shows it to somebody."""
    actor, entry = actor_of(*who), queries.entry_of(code, TODAY)
    assert entry is not None
    with records.acting(actor):
        area = queries.area(id_of(place), actor=actor, day=TODAY)
        if area is None:
            return []
        return sorted(row.label for row in queries.rows(entry, area, actor=actor, day=TODAY))


def test_every_mistake_of_an_estate_is_found_and_nothing_else(city: Ground) -> None:
    assert found("unit_areas") == ["多小区", "少小区"]
    assert found("households") == ["户小区"]
    assert found("empty_building") == ["空小区 2幢"]
    assert found("far_position") == ["远小区"]
    assert found("no_position") == ["翡翠花园", "长淮新村"]


def begun(city: Ground, *terms: tuple[int, int, date | None]) -> list[int]:
    """Put estates under contract: which estate, which company, until when."""
    return begin_projects(
        actor=city.town.actor,
        now=NOW,
        drafts=[
            ProjectDraft(city.companies[company], city.estates[estate], Contract.OWNERS, SINCE, until)
            for estate, company, until in terms
        ],
    )


def test_a_contract_without_an_end_and_two_agreed_at_once(city: Ground) -> None:
    far, near = begun(city, (1, 0, None), (0, 0, date(2027, 1, 1)))
    assert found("no_term") == ["长淮新村"]
    extend_term(actor=city.town.actor, now=NOW, project_id=far, term_until=date(2028, 1, 1))
    assert found("no_term") == []
    day = TODAY - timedelta(days=3)
    end_project(actor=city.town.actor, now=NOW, project_id=near, day=day)
    assert found("terms_overlap") == []
    later = ProjectDraft(city.companies[1], city.estates[0], Contract.OWNERS, day, date(2029, 1, 1))
    begin_projects(actor=city.town.actor, now=NOW, drafts=[later])
    assert found("terms_overlap") == ["翡翠花园"]


def test_modes_that_contradict_contracts_packages_and_renovations(city: Ground) -> None:
    far, near = city.estates[1], city.estates[0]
    (project,) = begun(city, (0, 0, None))
    for estate, mode, since, package in (
        (far, Mode.SELF, date(2022, 1, 1), ""),
        (near, Mode.PACKAGED, SINCE, "第1包"),
    ):
        entered = ModeDraft(estate, mode, since, Basis.SURVEY, package)
        set_mode(actor=city.town.actor, now=NOW, draft=entered)
    assert (found("mode_wrong"), found("package_wrong")) == ([], ["翡翠花园"])
    later = ProjectDraft(city.companies[1], far, Contract.OWNERS, date(2023, 1, 1))
    begin_projects(actor=city.town.actor, now=NOW, drafts=[later])
    assert found("mode_wrong") == ["长淮新村"]
    packed = ModeDraft(far, Mode.PACKAGED, date(2024, 1, 1), Basis.OWNERS, "第1包")
    set_mode(actor=city.town.actor, now=NOW, draft=packed)
    assert (found("mode_wrong"), found("package_wrong")) == ([], ["翡翠花园", "长淮新村"]), "two companies"
    end_project(actor=city.town.actor, now=NOW, project_id=project, day=TODAY)
    assert found("mode_wrong") == ["翡翠花园"]
    plan_renovations(
        actor=city.town.actor,
        now=NOW,
        drafts=[
            RenovationDraft(far, date(2025, 1, 1), mode_after=Mode.PACKAGED),
            RenovationDraft(near, date(2025, 1, 1)),
        ],
    )
    assert found("not_in_step") == ["翡翠花园"]
    listed = show(
        actor_of(*BUREAU), pages.check, place_id=id_of("340100"), code="mode_wrong"
    ).content.decode()
    assert "自2024-01-01起登记为由物业企业管理，没有在管的物业服务合同" in listed
    assert "/management" in listed


def test_a_manager_of_two_companies_is_a_matter_of_who_sees_both(city: Ground) -> None:
    projects = begun(city, (0, 0, None), (1, 1, None))
    for project in projects:
        appoint_manager(
            actor=city.town.actor, now=NOW, project_id=project, person_id=city.persons[0], day=TODAY
        )
    assert found("manager_twice") == ["翡翠花园"]
    page = show(
        actor_of(*BUREAU), pages.check, place_id=id_of("340100"), code="manager_twice"
    ).content.decode()
    assert "在和美物业有限公司管这个小区，又在长淮物业有限公司管长淮新村（共 2 个项目）" in page
    assert found("manager_twice", (Role.COUNTY_COORDINATOR, "340102"), "340102") == []
    appoint_manager(
        actor=city.town.actor, now=NOW + timedelta(days=1), project_id=projects[1],
        person_id=city.persons[1], day=TODAY + timedelta(days=1),
    )  # fmt: skip
    assert len(found("manager_twice")) == 1, "today the former one is still in charge"


def test_a_code_is_doubtful_exactly_where_the_rule_doubts_it(city: Ground) -> None:
    assert found("doubtful_code") == []
    sound = "91350100M000100Y43"
    for place in range(18):
        for letter in "0I4Z":
            code = sound[:place] + letter + sound[place + 1 :]
            with connection.cursor() as cursor:
                cursor.execute(
                    "update companies_company set uscc = %s where id = %s", [code, city.companies[0]]
                )
            assert bool(found("doubtful_code")) == bool(code_doubt(code)), code


def test_bodies_without_anybody_are_listed_to_who_appoints(city: Ground) -> None:
    assert found("empty_body", (Role.SYSTEM_ADMIN, "340100")) == ["和美物业", "长淮物业"]
    assert found("empty_body") == ["和美物业", "长淮物业"]
    assert found("no_position", (Role.SYSTEM_ADMIN, "340100")) == []


def test_a_person_in_public_office_without_a_seat(city: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_person set public_office_name = '张三' where id = %s", [city.persons[0]]
        )
    assert found("office_without_seat") == ["张三"]


def test_owners_and_units_that_do_not_go_together(city: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select u.id, u.scope from places_propertyunit u join places_estate e on e.id = u.estate_id"
            " where e.name = '好小区' order by u.id"
        )
        (one, scope), (two, _), (three, _) = cursor.fetchall()
        cursor.execute("update places_propertyunit set sold_on = %s where id = any(%s)", [SINCE, [one, two]])
        for unit, person, of, whole in ((one, 0, 1, 2), (one, 1, 1, 3), (three, 0, None, None)):
            cursor.execute(
                "insert into people_ownership (stream, scope, unit_id, person_id, share_of, share_in, valid_from)"
                " values ('t', %s, %s, %s, %s, %s, %s)",
                [scope, unit, city.persons[person], of, whole, SINCE],
            )
        cursor.execute("update places_propertyunit set valid_until = %s where id = %s", [TODAY, three])
    assert len(found("sold_without_owner")) == 1
    assert len(found("owner_shares")) == 1
    assert len(found("owner_without_unit")) == 1


# --- rounds --------------------------------------------------------------------------------------
def test_a_round_keeps_what_each_place_had_and_nobody_changes_it(city: Ground) -> None:
    assert services.count_round(now=NOW)
    assert not services.count_round(now=NOW), "a day has one round"
    kept = dict(Count.objects.filter(code="no_position").values_list("path", "found"))
    town = city.town
    assert kept[town.path] == 2
    assert kept[town.path_of("340102001001")] == kept[town.path_of("340104")] == 1
    assert list(Count.objects.filter(code="no_term").values_list("path", "found")) == [(town.path, 0)]
    for change in (
        lambda: Count.objects.update(found=0),
        lambda: Round.objects.update(counted_at=NOW),
    ):
        with pytest.raises(ProgrammingError, match="append-only"), records.acting(town.actor):
            change()


def test_every_check_counts_as_many_as_its_list_has(city: Ground) -> None:
    begun(city, (0, 0, None))
    services.count_round(now=NOW)
    for place, who in (("340100", BUREAU), ("340102", (Role.COUNTY_COORDINATOR, "340102"))):
        path = city.town.path_of(place)
        kept = dict(Count.objects.filter(path=path).values_list("code", "found"))
        for entry in queries.entries(TODAY):
            code = entry.check.code
            assert kept.get(code, 0) == len(found(code, who, place)), (place, code)


def test_the_weeks_show_that_it_falls(city: Ground) -> None:
    (project,) = begun(city, (0, 0, None))
    services.count_round(now=NOW - timedelta(days=7))
    extend_term(actor=city.town.actor, now=NOW, project_id=project, term_until=date(2028, 1, 1))
    services.count_round(now=NOW)
    actor = actor_of(*BUREAU)
    with records.acting(actor):
        area = queries.area(id_of("340100"), actor=actor, day=TODAY)
        assert area is not None
        read = queries.overview(area, ["no_term"], city=city.town.path, today=TODAY)
    assert read.checks["no_term"].weeks == (*[None] * 10, 1, 0)
    assert read.at == NOW
    assert "比1周前少 1" in show(actor, pages.board, place_id=id_of("340100")).content.decode()


# --- pages ---------------------------------------------------------------------------------------
def show(
    actor: Actor, view: Callable[..., HttpResponse], address: str = "/", **kwargs: object
) -> HttpResponse:
    """Run a view as the middleware does: in the actor's transaction."""
    request: HttpRequest = RequestFactory().get(address)
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with records.acting(actor):
        return view(request, **kwargs)


CHARGED = {
    Role.CITY_BUREAU: "340100",
    Role.COUNTY_COORDINATOR: "340102",
    Role.STREET_CLERK: "340102001",
    Role.COMMUNITY_CLERK: "340102001001",
    Role.COMMUNITY_SECRETARY: "340102001001",
}
TREE = ("340100", "340102", "340102001", "340102001001", "340104", "340104001001")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))  # nobody signs in as the system
def test_everyone_in_charge_sees_his_places_and_nobody_else_sees_any(city: Ground, role: Role) -> None:
    home = CHARGED.get(role, "340102001001")
    actor = actor_of(role, home)
    expected = [code for code in TREE if code.startswith(home.removesuffix("00"))] if role in CHARGED else []
    for view, more in (
        (pages.board, {}), (pages.check, {"code": "no_position"}), (pages.check_sheet, {"code": "no_position"}),
    ):  # fmt: skip
        seen = []
        for code in TREE:
            try:
                answer = show(actor, view, place_id=id_of(code), **more)
                assert answer.status_code == 200
                if view is pages.check_sheet:
                    answer.file_to_stream.close()  # type: ignore[attr-defined]
                seen.append(code)
            except Http404:
                pass
        administers = role is Role.SYSTEM_ADMIN and view is pages.board
        assert seen == (["340100"] if administers else expected), view.__name__


def test_a_list_says_what_contradicts_and_leads_to_the_remedy(city: Ground) -> None:
    (project,) = begun(city, (0, 0, None))
    bureau, clerk = actor_of(*BUREAU), actor_of(Role.COMMUNITY_CLERK, "340102001001")
    page = show(bureau, pages.check, place_id=id_of("340100"), code="unit_areas").content.decode()
    assert "专有部分合计 299 平方米，多于小区建筑面积 299 平方米" in page
    assert 'href="/data?register=places.units"' in page
    page = show(bureau, pages.check, place_id=id_of("340100"), code="no_term").content.decode()
    assert f'href="/contracts/{project}"' in page
    page = show(clerk, pages.check, place_id=id_of("340102001001"), code="no_term").content.decode()
    assert "翡翠花园" in page
    assert "/contracts/" not in page
    assert "区县或市级主管部门更正合同" in page


def test_a_list_is_searched_paged_and_exported(city: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau, place = actor_of(*BUREAU), id_of("340100")
    page = show(bureau, pages.check, "/?q=长淮", place_id=place, code="no_position").content.decode()
    assert "长淮新村" in page
    assert "翡翠花园" not in page
    monkeypatch.setattr(pages, "PAGE", 1)
    page = show(bureau, pages.check, place_id=place, code="no_position").content.decode()
    assert "after=places.estate" in page
    sheet = show(bureau, pages.check_sheet, place_id=place, code="no_position")
    with zipfile.ZipFile(io.BytesIO(b"".join(sheet.streaming_content))) as book:  # type: ignore[attr-defined]
        text = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))
    sheet.file_to_stream.close()  # type: ignore[attr-defined]
    assert "翡翠花园" in text
    assert "长淮新村" in text
    with pytest.raises(Http404):
        show(bureau, pages.check, place_id=place, code="nothing")


@pytest.mark.parametrize(
    ("view", "more", "statements"), [(pages.board, {}, 12), (pages.check, {"code": "no_position"}, 18)]
)
def test_a_page_takes_the_same_statements_however_much_there_is(
    city: Ground,
    django_assert_num_queries: Counted,
    view: Callable[..., HttpResponse],
    more: dict[str, object],
    statements: int,
) -> None:
    actor, place = actor_of(*BUREAU), id_of("340100")
    services.count_round(now=NOW)
    show(actor, view, place_id=place, **more)
    with django_assert_num_queries(statements):
        show(actor, view, place_id=place, **more)
    add(city.town, *(draft(city.town, f"新小区{number}", point=None) for number in range(9)))
    services.count_round(now=NOW + timedelta(days=1))
    with django_assert_num_queries(statements):
        show(actor, view, place_id=place, **more)
