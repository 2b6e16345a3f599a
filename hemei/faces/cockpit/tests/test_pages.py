"""Pages of the cockpit: who sees which place, what a bent address gets, and how many statements that takes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from hemei.faces.cockpit import services
from hemei.faces.cockpit.pages import asked, below
from hemei.faces.cockpit.pages import board as pages
from hemei.faces.cockpit.pages import ground as map_pages
from hemei.faces.cockpit.tests.conftest import actor_of, city, id_of, show, text_of
from hemei.ground.companies.tests.conftest import Ground, ground
from hemei.ground.places.tests.factories import NOW, add, draft
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

__all__ = ["city", "ground"]
Counted = Callable[[int], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "utc_now", lambda: NOW)


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
    seen = []
    for code in TREE:
        for view, more in ((pages.board, {}), (pages.wall, {}), (pages.figure, {"code": "F10"})):
            try:
                assert show(actor, view, place_id=id_of(code), **more).status_code == 200
                seen.append(code)
            except Http404:
                pass
    expected = [code for code in TREE if code.startswith(home.removesuffix("00"))] if role in CHARGED else []
    assert seen == [code for code in expected for _ in range(3)]
    if role in CHARGED:
        assert show(actor, pages.home)["Location"] == f"/cockpit/{id_of(home)}"
    else:
        with pytest.raises(Http404):
            show(actor, pages.home)


def test_a_board_says_how_things_stand_and_who_is_to_blame(city: Ground) -> None:
    board = text_of(actor_of(Role.CITY_BUREAU, "340100"), pages.board, place_id=id_of("340100"))
    for words in ("50.0%", "2 / 4", "超过 90.0%", "未达到", "下级 0.0% 至 66.7%", "瑶海区", "蜀山区"):
        assert words in board, words
    assert "一周前 100.0%，现在 50.0%" in board
    assert "东风小区" in board
    assert "长丰小区" not in board
    county = text_of(actor_of(Role.CITY_BUREAU, "340100"), pages.board, place_id=id_of("340102"))
    assert "同级第 1 名，共 2 个" in county
    assert "一周内没有变差的指标" in text_of(
        actor_of(Role.CITY_BUREAU, "340100"), pages.board, place_id=id_of("340102001002")
    )


def test_the_places_below_are_shown_by_the_figures_one_chooses_and_exported_with_all(city: Ground) -> None:
    bureau, place = actor_of(Role.CITY_BUREAU, "340100"), id_of("340100")

    def heads(query: str) -> list[str]:
        table = text_of(bureau, pages.board, query, place_id=place).partition('<table class="matrix">')[2]
        return re.findall(r'<th scope="col">([^<]+)</th>', table)[1:]

    assert "物业管理覆盖率（按小区数）" in heads("")
    assert "一次解决率" not in heads("")
    assert heads("/?show=C4&show=F10&show=%00") == ["物业管理覆盖率（按小区数）", "一次解决率"]
    assert heads("/?show=nothing") == heads("")
    answer = show(bureau, below.below_sheet, place_id=place)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.file_to_stream.close()  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        words = book.read("xl/worksheets/sheet1.xml").decode()
    assert words.count("<row ") == 1 + 2
    for head in ("一次解决率", "一次解决率：计入", "物业管理覆盖率（按面积）：全部"):
        assert f">{head}<" in words
    with pytest.raises(Http404):
        show(actor_of(Role.RESIDENT, "340102001001"), below.below_sheet, place_id=place)


def test_a_past_day_is_told_as_it_was(city: Ground) -> None:
    clerk, place = actor_of(Role.STREET_CLERK, "340102001"), id_of("340102001")
    day = NOW.date() - timedelta(days=10)
    assert "100.0%" in text_of(clerk, pages.board, f"/?on={day}", place_id=place)
    listed = text_of(clerk, pages.figure, f"/?on={day}&verdict=no", place_id=place, code="F10")
    assert "名单是空的" in listed
    assert f"on={day}" in listed
    assert "当日没有施行中的指标口径" in text_of(clerk, pages.board, "/?on=2015-01-01", place_id=place)
    with pytest.raises(Http404):
        show(clerk, pages.figure, "/?on=2015-01-01", place_id=place, code="F10")


@pytest.mark.parametrize("day", ["2026-13-01", "0206-01-01", "2999-01-01", "1=1", "%00"])
def test_a_day_nobody_can_know_is_refused_in_words(city: Ground, day: str) -> None:
    answer = show(
        actor_of(Role.STREET_CLERK, "340102001"), pages.board, f"/?on={day}", place_id=id_of("340102001")
    )
    assert answer.status_code == (422 if day != "%00" else 200)
    assert ("日期要写成 2026-06-30 的样子" in answer.content.decode()) == (day != "%00")


def test_a_list_is_filtered_paged_and_given_as_a_sheet(city: Ground) -> None:
    clerk, place = actor_of(Role.STREET_CLERK, "340102001"), id_of("340102001")
    add(city.town, *(draft(city.town, f"新村{number}期", "340102001001") for number in range(60)))
    first = text_of(clerk, pages.figure, "/?verdict=no", place_id=place, code="F10")
    assert first.count('<li class="row">') == pages.PAGE
    older = next(part for part in first.split('"') if "after=" in part).replace("&amp;", "&")
    second = text_of(clerk, pages.figure, older, place_id=place, code="F10")
    assert second.count('<li class="row">') == 61 - pages.PAGE
    yes = text_of(clerk, pages.figure, "/?verdict=yes", place_id=place, code="F10")
    assert yes.count('<li class="row">') == 2
    assert "由长淮物业有限公司" not in yes
    sheet = show(clerk, pages.figure_sheet, "/?verdict=no", place_id=place, code="F10")
    content = b"".join(sheet.streaming_content)  # type: ignore[attr-defined]
    sheet.file_to_stream.close()  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 1 + 61
    bent = text_of(clerk, pages.figure, "/?verdict=x&body=%F0&after=%00", place_id=place, code="F10")
    assert bent.count('<li class="row">') == pages.PAGE


def test_a_definition_names_its_clause_or_who_may_change_it(city: Ground) -> None:
    bureau, place = actor_of(Role.CITY_BUREAU, "340100"), id_of("340100")
    large = text_of(bureau, pages.figure, place_id=place, code="F11")
    assert "2万平方米以上的住宅小区物业管理覆盖率达98%" in large
    assert "建筑面积2万平方米以上的住宅小区" in large
    design = text_of(bureau, pages.figure, place_id=place, code="C6")
    assert "可由市物业管理主管部门发布自己的文件替换" in design
    with pytest.raises(Http404):
        show(bureau, pages.figure, place_id=place, code="F99")


def test_a_wall_renews_itself_until_it_is_told_to_stand_still(city: Ground) -> None:
    bureau, place = actor_of(Role.CITY_BUREAU, "340100"), id_of("340100")
    assert show(bureau, pages.wall, place_id=place)["Refresh"] == "60"
    assert "Refresh" not in show(bureau, pages.wall, "/?still=1", place_id=place)


@pytest.mark.parametrize(
    ("view", "more", "statements"), [(pages.board, {}, 32), (pages.figure, {"code": "F10"}, 22)]
)
def test_a_page_takes_the_same_statements_however_much_there_is(
    city: Ground,
    django_assert_num_queries: Counted,
    view: Callable[..., HttpResponse],
    more: dict[str, str],
    statements: int,
) -> None:
    actor = actor_of(Role.COUNTY_COORDINATOR, "340102")
    place = id_of("340102")
    show(actor, view, place_id=place, **more)
    with django_assert_num_queries(statements):
        show(actor, view, place_id=place, **more)
    add(city.town, *(draft(city.town, f"新村{number}期", "340102001001") for number in range(30)))
    with django_assert_num_queries(statements):
        show(actor, view, place_id=place, **more)


def test_a_board_from_roll_ups_takes_few_statements(city: Ground, django_assert_num_queries: Counted) -> None:
    """All numbers of the place, its parts and its peers come in one, those of the week in another."""
    actor, place = actor_of(Role.COUNTY_COORDINATOR, "340102"), id_of("340102")
    services.refresh_rollups(now=NOW - timedelta(minutes=2))
    services.refresh_rollups(now=NOW - timedelta(minutes=1))
    assert "一周前 100.0%，现在 66.7%" in text_of(actor, pages.board, place_id=place)
    with django_assert_num_queries(19):
        show(actor, pages.board, place_id=place)


def test_a_map_shows_the_estates_of_the_place_and_a_list_that_says_the_same(city: Ground) -> None:
    clerk, place = actor_of(Role.STREET_CLERK, "340102001"), id_of("340102001")
    add(city.town, *(draft(city.town, f"新村{number}期", "340102001001") for number in range(3)))
    page = text_of(clerk, map_pages.estate_map, place_id=place)
    answer = show(clerk, map_pages.points, place_id=place)
    found = json.loads(answer.content)["features"]
    names = {one["properties"]["name"] for one in found if one["geometry"]["type"] == "Point"}
    assert names == {"东风小区", "长丰小区", "新村0期", "新村1期", "新村2期"}  # 翡翠花园 has no position
    assert all(name in page for name in {*names, "翡翠花园"})
    assert "没有登记位置" in page
    assert page.count("data-show=") == 5
    assert {one["properties"]["counted"] for one in found} == {"yes", "no"}


def test_an_unchanged_map_is_not_sent_twice(city: Ground) -> None:
    clerk, place = actor_of(Role.STREET_CLERK, "340102001"), id_of("340102001")
    mark = show(clerk, map_pages.points, place_id=place)["ETag"]

    def again() -> HttpResponse:
        request = RequestFactory().get("/", headers={"If-None-Match": mark})
        request.actor, request.user = replace(clerk, account_id=1), AnonymousUser()  # type: ignore[attr-defined]
        with records.acting(clerk):
            return map_pages.points(request, place_id=place)

    assert again().status_code == 304
    assert again().content == b""
    add(city.town, draft(city.town, "新村", "340102001001"))
    assert again().status_code == 200
    with pytest.raises(Http404):
        show(actor_of(Role.STREET_CLERK, "340104001"), map_pages.points, place_id=place)


def test_a_visitor_is_sent_to_sign_in(city: Ground, client: Client) -> None:
    response = client.get(f"/cockpit/{id_of('340100')}")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")
