"""A foreign street, a foreign company, a foreign resident: each runs every list query and sees nothing.

Every app registers its list queries in a module `access.py` of its tests:

    LISTS = {"cases.work_list": lambda actor, now: queries.work_list(actor=actor, now=now)}
    def furnish(town, now) -> None: ...   # writes rows of the near community, so that there is something to miss

The near community's own people must see rows by the same query; a query that shows nobody anything proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from hemei.ground.people.queries import SEES_BY_PLACE, places_of
from hemei.ground.people.tests.factories import NOW, TODAY, Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, PUBLIC, Actor, Role

NEAR, FAR = "340102001001", "340104001001"


def _registered() -> list[Any]:
    """Return the access modules of every app's tests."""
    found = []
    for config in apps.get_app_configs():  # earlier apps first: a case stands in an estate
        name = f"{config.name}.tests.access"
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.tests") and find_spec(name):
            found.append(import_module(name))
    return found


MODULES = _registered()
LISTS = {name: query for module in MODULES for name, query in module.LISTS.items()}


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """All rows of all apps, written once for all tests here; who writes more does it within `left_as_found`."""
    with django_db_blocker.unblock(), left_as_found():
        town = made_town()
        with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
            for module in MODULES:
                module.furnish(town, NOW)
        yield town


@contextmanager
def left_as_found() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Those who have nothing to do with the near community: role, home, body, person.
# They are at home in a district where nothing ever happened.
STRANGERS: dict[str, tuple[Role, str, str]] = {
    "foreign street": (Role.STREET_CLERK, "340103001", "逍遥津街道办"),
    "foreign community": (Role.COMMUNITY_CLERK, "340103001001", "四古巷社区居委会"),
    "foreign grid worker": (Role.GRID_WORKER, "340103001001", "四古巷社区居委会"),
    "foreign county": (Role.COUNTY_COORDINATOR, "340103", ""),
    "foreign department": (Role.DEPARTMENT_CLERK, "340100", "市应急局"),
    "foreign company": (Role.COMPANY_MANAGER, "340100", "远山物业公司"),
    "foreign committee": (Role.COMMITTEE_MEMBER, "340100", "远山物业公司"),
    "foreign resident": (Role.RESIDENT, "340103001001", ""),
    "system administration": (Role.SYSTEM_ADMIN, "340100", ""),
    "security administration": (Role.SECURITY_ADMIN, "340100", ""),
    "audit": (Role.AUDITOR, "340100", ""),
    "data protection": (Role.DATA_OFFICER, "340100", "远山物业公司"),
    "foreign assessor": (Role.ASSESSOR, "340100", "远山物业公司"),
    "foreign mediator": (Role.MEDIATOR, "340100", "远山物业公司"),
    "visitor": (Role.PUBLIC, "340103001001", ""),
}
NOBODY = 999_999_999


def stranger(town: Town, who: str) -> Actor:
    return replace(town.actor(*STRANGERS[who]), person_id=NOBODY)


@pytest.mark.parametrize("app", sorted({name.partition(".")[0] for name in LISTS}))
def test_no_stranger_sees_anything_in_a_list(furnished: Town, app: str) -> None:
    """Three looks at each list: a stranger's own, his at the near community's query, the near community's own.

    The second is the wall alone: the query is told of the near community, the transaction is the stranger's.
    """
    near = furnished.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", person="张三")
    lists = {name: ask for name, ask in LISTS.items() if name.partition(".")[0] == app}
    seen: dict[tuple[str, str], list[object]] = {}
    for who in STRANGERS:
        actor = stranger(furnished, who)
        with records.acting(actor):
            for name, ask in lists.items():
                seen[name, who] = [*ask(actor, NOW), *ask(near, NOW)]
    assert {key: rows for key, rows in seen.items() if rows} == {}
    with records.acting(near):
        assert [name for name, ask in lists.items() if not list(ask(near, NOW))] == []


ROLE_REACH = {
    Role.PUBLIC: set(),
    Role.RESIDENT: set(),
    Role.GRID_WORKER: {"near"},
    Role.COMMUNITY_CLERK: {"near"},
    Role.COMMUNITY_SECRETARY: {"near"},
    Role.STREET_CLERK: {"near"},
    Role.COUNTY_COORDINATOR: {"near"},
    Role.CITY_BUREAU: {"near", "far"},
    Role.HOTLINE_CLERK: {"near", "far"},
    Role.DEPARTMENT_CLERK: set(),
    Role.COMPANY_MANAGER: set(),
    Role.COMMITTEE_MEMBER: set(),
    Role.SYSTEM_ADMIN: set(),
    Role.SECURITY_ADMIN: set(),
    Role.AUDITOR: set(),
    Role.DATA_OFFICER: set(),
    Role.ASSESSOR: set(),
    Role.MEDIATOR: set(),
    Role.SYSTEM: {"near", "far"},
}
HOME = {
    Role.STREET_CLERK: "340102001",
    Role.COUNTY_COORDINATOR: "340102",
    Role.CITY_BUREAU: "340100",
    Role.HOTLINE_CLERK: "340100",
    Role.SYSTEM: "340100",
    Role.DEPARTMENT_CLERK: "340102",
    Role.COMPANY_MANAGER: "340100",
    Role.COMMITTEE_MEMBER: "340102001001",
    Role.SYSTEM_ADMIN: "340100",
    Role.SECURITY_ADMIN: "340100",
    Role.AUDITOR: "340100",
    Role.DATA_OFFICER: "340100",
    Role.ASSESSOR: "340100",
    Role.MEDIATOR: "340100",
}


def test_the_table_of_reach_has_every_role() -> None:
    assert set(ROLE_REACH) == set(Role)
    assert {role for role, reach in ROLE_REACH.items() if reach} == SEES_BY_PLACE


@pytest.mark.parametrize("table", ["people_person", "records_sealed", "records_event"])
def test_postgresql_shows_each_role_the_rows_of_its_places_only(furnished: Town, table: str) -> None:
    """The role's reach once more, asked of the database with no condition of ours in the query."""
    paths = {furnished.path(NEAR): "near", furnished.path(FAR): "far"}
    seen = {}
    for role in ROLE_REACH:
        places = places_of(role, furnished.place(HOME.get(role, NEAR)), TODAY, 0)
        with records.acting(Actor(role=role, places=places)), connection.cursor() as cursor:
            cursor.execute(f"select distinct scope from {table} where scope = any(%s)", [list(paths)])
            seen[role] = {paths[scope] for (scope,) in cursor.fetchall()}
    assert seen == ROLE_REACH


@pytest.mark.parametrize("table", ["people_person", "records_sealed", "records_event"])
def test_a_stream_opens_to_the_body_or_person_on_its_access_list_and_to_nobody_else(
    furnished: Town, table: str
) -> None:
    stream = f"people.person:{furnished.persons['张三']}"
    body, other = furnished.bodies["大地物业公司"], furnished.bodies["市应急局"]

    def sees(actor: Actor) -> bool:
        with records.acting(actor), connection.cursor() as cursor:
            cursor.execute(f"select 1 from {table} where stream = %s limit 1", [stream])
            return cursor.fetchone() is not None

    with left_as_found():
        with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
            records.grant_access(stream=stream, bodies=(body,))
        assert sees(Actor(role=Role.COMPANY_MANAGER, body_id=body))
        assert not sees(Actor(role=Role.DEPARTMENT_CLERK, body_id=other))
        assert sees(Actor(role=Role.RESIDENT, person_id=furnished.persons["张三"]))
        assert not sees(Actor(role=Role.RESIDENT, person_id=furnished.persons["李四"]))
        assert not sees(PUBLIC)
