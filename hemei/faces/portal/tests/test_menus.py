"""The menu of every role: each of its pages opens for that role, and the group of a page stands open."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve, reverse

from hemei.faces.portal.menus import MENUS, OTHERS, Group, menu_of
from hemei.faces.portal.site import site
from hemei.ground.people.tests.factories import Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, Role
from tests.grounds import standing

NEAR = "340102001001"
HOME = {
    Role.STREET_CLERK: ("340102001", "明光路街道办"),
    Role.COUNTY_COORDINATOR: ("340102", ""),
    Role.COMMUNITY_CLERK: (NEAR, "东风社区居委会"),
    Role.COMMUNITY_SECRETARY: (NEAR, "东风社区居委会"),
    Role.GRID_WORKER: (NEAR, "东风社区居委会"),
    Role.DEPARTMENT_CLERK: ("340100", "市应急局"),
    Role.COMPANY_MANAGER: ("340100", "大地物业公司"),
}
STAFF = sorted(set(Role) - {Role.PUBLIC, Role.RESIDENT, Role.SYSTEM})


def _asked(actor: Actor, path: str) -> HttpRequest:
    request: HttpRequest = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request.session = SessionStore()
    request.resolver_match = resolve(path)
    return request


@standing
def town() -> Town:
    return made_town()


@pytest.mark.parametrize("role", STAFF)
def test_every_page_of_a_menu_opens_for_its_role(town: Town, role: Role) -> None:
    code, body = HOME.get(role, ("340100", ""))
    actor = town.actor(role, code, body=body, person="张三")
    refused = []
    for part in MENUS.get(role, OTHERS):
        for words, name in part.items if isinstance(part, Group) else (part,):
            path = reverse(name)
            view, args, kwargs = resolve(path)
            with records.acting(actor):
                try:
                    answer = view(_asked(actor, path), *args, **kwargs)
                except PermissionDenied:
                    refused.append(words)
                    continue
            if answer.status_code not in {200, 302}:
                refused.append(words)
    assert not refused


def test_the_department_that_is_the_authority_of_the_fund_finds_its_pages(town: Town) -> None:
    clerk = town.actor(Role.DEPARTMENT_CLERK, "340102", "瑶海区住建局", person="张三", account=1)
    assert menu_of(clerk)[:-1] == MENUS[Role.DEPARTMENT_CLERK]
    group = menu_of(clerk)[-1]
    assert isinstance(group, Group)
    for _words, name in group.items:
        acting = clerk.at(Matter.MAINTENANCE_FUND)
        view, args, kwargs = resolve(reverse(name))
        with records.acting(acting):
            assert view(_asked(acting, reverse(name)), *args, **kwargs).status_code == 200, name
    other = town.actor(Role.DEPARTMENT_CLERK, "340100", "市应急局")
    assert menu_of(other) == MENUS[Role.DEPARTMENT_CLERK]


def test_only_keepers_of_registers_see_the_way_to_imports() -> None:
    menus = {role: [item for part in menu for item in (part.items if isinstance(part, Group) else (part,))]
             for role, menu in MENUS.items()}  # fmt: skip
    keepers = {role for role, items in menus.items() if "people:imports" in {name for _words, name in items}}
    assert keepers == {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM_ADMIN}


@pytest.mark.parametrize(
    ("path", "group", "inside"),
    [
        ("/work", "工作", "我的工作"),
        ("/estates/340102001001001", "小区", "小区"),
        ("/management", "小区", "管理覆盖"),
        ("/offices/streets", "党建和政策", "机构队伍"),
        ("/party/lists", "党建和政策", "党组织"),
        ("/account", "", ""),
        ("/", "", ""),
    ],
)
def test_one_group_stands_open(town: Town, path: str, group: str, inside: str) -> None:
    actor = town.actor(Role.STREET_CLERK, "340102001", body="明光路街道办")
    menu = site(_asked(actor, path)).menu
    assert [entry.words for entry in menu if entry.here] == ([group] if group else [])
    under = next((entry.under for entry in menu if entry.here), ())
    assert [entry.words for entry in under if entry.here] == ([inside] if inside else [])
    assert len(menu) <= 7  # one line at 1280 px, in English too
