"""The registers of an estate on one page: as of a day, owners masked, for those whose estate it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from hemei.ground.companies import queries
from hemei.ground.companies.pages import register as pages
from hemei.ground.companies.services import Contract, ProjectDraft, begin_projects
from hemei.ground.companies.tests.conftest import Ground
from hemei.ground.companies.tests.test_services import BEGAN, LATER, TERM
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

HOUSES = ("小区", "楼栋", "层数", "单元")
UNITS = ("小区", "楼栋", "单元", "房号", "楼层", "专有面积", "用途", "交付日期")
OWNERS = ("小区", "楼栋", "单元", "房号", "姓名", "共有份额", "起始日期", "终止日期")


def code_of(ground: Ground) -> str:
    with records.acting(ground.town.actor):
        return places.estates_by_id([ground.estates[0]], actor=ground.town.actor)[ground.estates[0]].code


def show(actor: Actor, code: str, query: str = "") -> str:
    request: HttpRequest = RequestFactory().get(f"/estates/{code}/register{query}")
    request.actor = replace(actor, account_id=1)  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with records.acting(actor):
        return pages.register(request, code=code).content.decode()


@standing
def code(ground: Ground) -> str:
    """An estate with a building, two units, an owner who sold, and a company whose term is over."""
    actor, code = ground.town.actor, code_of(ground)
    spot = (code, "1幢", "1单元", "101")
    files = (
        ("places.buildings", HOUSES, [(code, "1幢", "6", "1")]),
        (
            "places.units",
            UNITS,
            [(*spot, "1", "89.50", "住宅", "2020-06-30"), (*spot[:3], "102", "1", "90", "住宅", "")],
        ),
        (
            "people.owners",
            OWNERS,
            [(*spot, "王芳", "", "2020-06-30", "2024-05-01"), (*spot, "赵新", "1/2", "2024-05-01", "")],
        ),
        ("places.units", UNITS, [(*spot, "1", "89.75", "住宅", "")]),
    )
    for register, header, rows in files:
        done = importing.take_in(actor, NOW, importing.comma(header, *rows), register)
        assert (done.bad, done.refusal) == (0, ())
    project = ProjectDraft(
        ground.companies[0], ground.estates[0], Contract.OWNERS, BEGAN, TERM, ground.persons[0]
    )
    begin_projects(actor=actor, now=NOW, drafts=[project])
    return code


def test_the_page_shows_who_serves_who_owns_and_what_changed(ground: Ground, code: str) -> None:
    page = show(ground.town.actor, code)
    for words in (
        "和美物业有限公司",
        "不定期",
        "89.75",
        "赵**",
        "1/2",
        "更正房屋",
        "89.50 → 89.75",
        "登记小区",
    ):
        assert words in page, words
    for words in ("王芳", "王**", "赵新"):
        assert words not in page, words


def test_as_of_a_day_the_page_shows_what_was_then(ground: Ground, code: str) -> None:
    page = show(ground.town.actor, code, "?on=2023-01-01")
    assert "合同期内" in page
    assert "王**" in page
    assert "赵**" not in page
    before = show(ground.town.actor, code, "?on=2019-01-01")
    assert "当日没有物业服务合同" in before
    assert "王**" not in before
    assert "不定期" in show(ground.town.actor, code, "?on=nonsense&building=x&after=%00")


def test_a_company_sees_the_homes_it_serves_and_not_whose_they_are(ground: Ground, code: str) -> None:
    page = show(Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[0]), code)
    assert "89.75" in page
    assert "赵**" not in page
    with pytest.raises(Http404):
        show(Actor(role=Role.COMPANY_MANAGER, body_id=ground.bodies[1]), code)


def test_the_page_takes_the_same_statements_however_many_units_there_are(
    ground: Ground, code: str, django_assert_num_queries
) -> None:
    show(ground.town.actor, code)
    with django_assert_num_queries(18):
        show(ground.town.actor, code)
    rows = [(code, "1幢", "1单元", str(number), "2", "90", "住宅", "") for number in range(200, 260)]
    importing.take_in(ground.town.actor, NOW, importing.comma(UNITS, *rows), "places.units")
    with django_assert_num_queries(18):
        show(ground.town.actor, code)


def test_contracts_stand_as_they_stood(ground: Ground, code: str) -> None:
    (row,) = queries.contracts_of(ground.estates[0], actor=ground.town.actor, on=LATER)
    assert (row.state, row.manager_id) == (queries.ContractState.INDEFINITE, ground.persons[0])
    assert queries.contracts_of(ground.estates[0], actor=ground.town.actor, on=BEGAN.replace(year=2000)) == []
