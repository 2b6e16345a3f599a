"""Two characters find what this reader may know of, and a stranger finds no more than is public."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from hemei.coordination.cases.tests import access as cases
from hemei.faces.portal.search import search
from hemei.ground.companies.tests import access as companies
from hemei.ground.people import services as people_services
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, Town, made_town
from hemei.ground.places.tests import access as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

NEAR, FAR = "340102001001", "340103001001"
Counted = Callable[[int], AbstractContextManager[None]]


@standing
def town() -> Town:
    town = made_town()
    with records.acting(SYSTEM):
        for module in (places, companies, cases):
            module.furnish(town, NOW)
    chair = people_services.create_person(
        actor=SYSTEM, now=NOW, scope=town.path(NEAR), name="欧阳明", public_office=True
    )
    people_services.create_person(actor=SYSTEM, now=NOW, scope=town.path(NEAR), name="欧阳静")
    people_services.appoint(
        actor=SYSTEM, now=NOW, person_id=chair, body_id=town.bodies["东风社区居委会"],
        role=Role.COMMUNITY_SECRETARY, valid_from=SINCE,
    )  # fmt: skip
    return town


def found(actor: Actor, words: str, **more: str) -> str:
    request: HttpRequest = RequestFactory().get("/search", {"q": words, **more})
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with records.acting(actor):
        return search(request).content.decode()


def clerk(town: Town, code: str, body: str) -> Actor:
    return town.actor(Role.COMMUNITY_CLERK, code, body=body)


@pytest.mark.parametrize("words", ["绿地", "lvdi", "ldxq", "绿 地", "绿地小区"])
def test_an_estate_is_found_by_two_characters_pinyin_or_initials(town: Town, words: str) -> None:
    assert "绿地小区" in found(clerk(town, NEAR, "东风社区居委会"), words).replace('value="绿地小区"', "")


@pytest.mark.parametrize("words", ["大地", "dadi", "ddwy", "91350100M000100Y43"])
def test_a_company_is_found_by_name_letters_or_credit_code(town: Town, words: str) -> None:
    assert "大地物业有限公司" in found(clerk(town, FAR, "四古巷社区居委会"), words)


@pytest.mark.parametrize("words", ["逍遥", "xiaoyaojin", "xyjjd"])
def test_a_body_is_found_by_name_or_letters(town: Town, words: str) -> None:
    assert "逍遥津街道办" in found(clerk(town, NEAR, "东风社区居委会"), words)


@pytest.mark.parametrize("words", ["欧阳", "ouyang", "oym"])
def test_public_office_is_found_from_anywhere_and_nobody_else_is(town: Town, words: str) -> None:
    page = found(clerk(town, FAR, "四古巷社区居委会"), words)
    assert "欧阳明" in page
    assert "社区书记" in page
    assert "欧阳静" not in page


def test_a_case_is_found_by_its_number_and_only_within_reach(town: Town) -> None:
    assert "/cases/261102" in found(clerk(town, NEAR, "东风社区居委会"), "261102")
    assert "/cases/261102" not in found(clerk(town, FAR, "四古巷社区居委会"), "261102")
    assert "没有找到" in found(clerk(town, FAR, "四古巷社区居委会"), "261102")


def test_a_personal_number_is_not_searched_for_here_and_leaves_the_address(town: Town) -> None:
    near = clerk(town, NEAR, "东风社区居委会")
    assert found(near, "138 0013 8000") == ""
    assert "会留在网址里" in found(near, "", personal="1")
    assert "/persons" in found(near, "绿地")
    assert "/persons" not in found(town.actor(Role.COMPANY_MANAGER, NEAR, body="大地物业公司"), "绿地")


def test_an_estate_elsewhere_is_not_found(town: Town) -> None:
    assert "绿地小区" not in found(clerk(town, FAR, "四古巷社区居委会"), "绿地")


@pytest.mark.parametrize("words", ["绿", "a", " ", "\x00"])
def test_one_character_is_asked_for_more(town: Town, words: str) -> None:
    page = found(clerk(town, NEAR, "东风社区居委会"), words)
    assert ("至少写两个字" in page) == bool(words.strip())
    assert "没有找到" not in page


def test_wild_cards_are_letters(town: Town) -> None:
    for words in ("%%", "__", "\\\\"):
        assert "没有找到" in found(clerk(town, NEAR, "东风社区居委会"), words)


def test_a_resident_and_the_administrations_do_not_search(town: Town) -> None:
    for role in (Role.RESIDENT, Role.SECURITY_ADMIN, Role.AUDITOR, Role.SYSTEM_ADMIN):
        with pytest.raises(PermissionDenied):
            found(Actor(role=role), "绿地")


def test_a_search_takes_the_same_statements_whatever_it_finds(
    town: Town, django_assert_num_queries: Counted
) -> None:
    reader = clerk(town, NEAR, "东风社区居委会")
    found(reader, "绿地")
    # Three around the transaction's sight, two for its savepoint, four registers, the names of places, the words of
    # cases; where these are found, their texts and their rows.
    for words, count in (("绿地", 11), ("dadi", 11), ("没有这个", 11), ("消防通道被堵", 13)):
        with django_assert_num_queries(count):
            found(reader, words)


def test_a_case_is_found_by_its_words_and_only_within_reach(town: Town) -> None:
    page = found(clerk(town, NEAR, "东风社区居委会"), "通道被堵")
    assert "/cases/261102" in page
    assert "消防通道被堵" in page
    assert "/cases/261102" not in found(clerk(town, FAR, "四古巷社区居委会"), "通道被堵")


@pytest.mark.parametrize("view", ["public_officer", "public_checkpoint", "public_issued_document"])
def test_what_is_published_cannot_be_written_through(db: None, view: str) -> None:
    privileges = "select has_table_privilege('hemei_app', %s, %s)"
    with connection.cursor() as cursor:
        for privilege, held in {"select": True, "insert": False, "update": False, "delete": False}.items():
            cursor.execute(privileges, [view, privilege])
            assert cursor.fetchone() == (held,)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f"delete from {view} where false")
