"""Pages of estates: what a clerk finds, what a stranger does not, and how many statements that takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from hemei.ground.places import pages, queries, services
from hemei.ground.places.tests.factories import HOUSE, NOW, City, add, draft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

Counted = Callable[[int], AbstractContextManager[None]]


def show(actor: Actor, view: Callable[..., HttpResponse], address: str, **kwargs: str) -> str:
    """Run a view as the middleware does: in the actor's transaction."""
    request: HttpRequest = RequestFactory().get(address)
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with records.acting(actor):
        return view(request, **kwargs).content.decode()


def code_of(town: City, estate: int) -> str:
    with records.acting(town.actor):
        return queries.estates_by_id([estate], actor=town.actor)[estate].code


@standing
def estates(town: City) -> list[int]:
    more = [draft(town, f"长淮新村{number}期", "340102003001") for number in range(1, 60)]
    touching = [town.id("340102003001")]
    return add(town, draft(town, buildings=[HOUSE, replace(HOUSE, name="2幢")], touching=touching), *more)


def test_a_list_shows_a_page_and_the_way_to_the_next(town: City, estates: list[int]) -> None:
    first = show(town.actor, pages.estates, "/estates")
    assert first.count("<tr>") == 1 + pages.PAGE
    last = show(town.actor, pages.estates, f"/estates?after={code_of(town, estates[49])}")
    assert last.count("<tr>") == 1 + 10
    found = show(town.actor, pages.estates, "/estates?q=fchy")
    assert "翡翠花园" in found
    assert "长淮新村" not in found
    assert "没有找到小区" in show(town.actor, pages.estates, "/estates?q=%00%25")


def test_a_list_takes_the_same_statements_however_long_it_is(
    town: City, estates: list[int], django_assert_num_queries: Counted
) -> None:
    del estates
    show(town.actor, pages.estates, "/estates")
    for address in ("/estates?q=fchy", "/estates"):
        # three around the transaction's sight, two for its savepoint, the list, the communities' names
        with django_assert_num_queries(8):
            show(town.actor, pages.estates, address)


def test_an_estate_shows_where_it_lies_and_what_stands_in_it(town: City, estates: list[int]) -> None:
    services.give_estate_to(
        actor=town.actor,
        now=NOW,
        estate_id=estates[0],
        community_id=town.id("340102001002"),
        day=date(2024, 5, 1),
    )
    code = code_of(town, estates[0])
    page = show(town.actor, pages.estate, f"/estates/{code}", code=code)
    for words in (
        "合肥市 › 瑶海区 › 明光路街道 › 长丰路社区",
        "25,000 平方米",
        "东风社区居民委员会",
        "共 2 幢、6 套",
        "299.00",
        "东经 117.300000",
    ):
        assert words in page, words


def test_a_stranger_is_told_nothing_is_there(town: City, estates: list[int]) -> None:
    stranger = town.clerk(town.id("340104001"), NOW.date())
    code = code_of(town, estates[0])
    assert "没有找到小区" in show(stranger, pages.estates, "/estates")
    for address in (code, "340102001001999", "x\x00"):
        with pytest.raises(Http404):
            show(stranger, pages.estate, "/estates/x", code=address)


def test_a_resident_is_led_to_where_everybody_finds_estates(town: City, estates: list[int]) -> None:
    del estates
    page = show(replace(town.actor, role=Role.RESIDENT, places=()), pages.estates, "/estates")
    assert "没有找到小区" not in page
    assert 'href="/report"' in page


def test_a_visitor_is_sent_to_sign_in(town: City, client: Client) -> None:
    del town
    response = client.get("/estates")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")
