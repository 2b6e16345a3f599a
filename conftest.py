"""Test ground: a real PostgreSQL, migrated once as the owner, used as the application's role.

Each run copies a template database whose name carries the digest of all
migrations, so a run starts in a moment and runs never meet.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key as blocker_key

from hemei.kernel import clock

# How busy a machine is says nothing about our code. What holds for whatever happens is tried on some examples each
# time, on many in the long proof.
settings.register_profile(
    "hemei", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30
)
settings.register_profile("prove", settings.get_profile("hemei"), max_examples=300)
settings.load_profile("hemei")
# Nearly all objects of a run live to its end; looking for cycles among them as often as Python does took a fifth of it.
gc.set_threshold(200_000, 20, 50)

ROOT = Path(__file__).parent
NAME = f"test_{os.getpid()}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--ahead", type=int, default=0, metavar="DAYS", help="run as if it were so many days later"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let the long proof try many examples, and a later day find what only today's date lets pass."""
    if config.option.markexpr == "prove":
        settings.load_profile("prove")
    if config.option.ahead:
        from tests import later

        later.move(config.option.ahead)


@pytest.fixture(autouse=True)
def _clock_stands(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let our clock stand at the moment a test is marked with: `pytest.mark.at(NOW)`."""
    with pytest.MonkeyPatch.context() as patch:
        if mark := request.node.get_closest_marker("at"):
            patch.setattr(clock, "datetime", SimpleNamespace(now=lambda _zone: mark.args[0]))
        yield


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let each test of properties run again, with many examples, where only the long proofs run."""
    if item.config.option.markexpr == "prove" and getattr(
        getattr(item, "obj", None), "is_hypothesis_test", False
    ):
        item.add_marker("prove")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the journeys on one worker where the run is split: they share one served city.

    Not by `xdist_group`: this pytest no longer reads the attribute in which xdist 3.8 writes the group of a test.
    """
    from xdist.scheduler import LoadScopeScheduling

    class JourneysTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "journeys" if nodeid.startswith("tests/journeys/") else super()._split_scope(nodeid)

    return JourneysTogether(config, log)


def _files() -> dict[str, str]:
    """Return what a template is made from: every migration and what they call, each with its digest."""
    files = [*sorted(ROOT.glob("hemei/**/migrations/*.py")), ROOT / "hemei/ground/records/security.py"]
    return {str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files}


def _name_of(files: dict[str, str]) -> str:
    return f"template_hemei_{hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]}"


def _owner(name: str):
    import psycopg

    from hemei.project import embedded

    place = embedded.connection("test", embedded.OWNER, name)
    return psycopg.connect(host=place["HOST"], user=place["USER"], dbname=name, autocommit=True)


def _admin():
    return _owner("postgres")


def _start_template(template: str, files: dict[str, str]) -> None:
    """Begin from the template before, where this code only adds migrations to it, else from nothing."""
    with _admin() as admin:
        for old, told in admin.execute(
            "select datname, shobj_description(oid, 'pg_database') from pg_database "
            "where datname like 'template_hemei_%'"
        ).fetchall():
            had = json.loads(told or "{}")
            if had and had.items() <= files.items():
                admin.execute(f'alter database "{old}" rename to "{template}_new"')
                admin.execute(f'comment on database "{template}_new" is null')  # half-made from here on
                return
            admin.execute(f'drop database if exists "{old}" with (force)')
        admin.execute(f'create database "{template}_new"')


def _make_template(template: str, files: dict[str, str]) -> None:
    """Migrate a database under the template's name; half-made ones are thrown away."""
    from django.db import connections

    from hemei.project.migrating import migrate

    _start_template(template, files)
    owner = connections["owner"]
    owner.settings_dict["NAME"] = f"{template}_new"
    migrate()
    owner.close()
    with _admin() as admin:
        admin.execute(f"comment on database \"{template}_new\" is '{json.dumps(files)}'")
        admin.execute(f'alter database "{template}_new" rename to "{template}"')


def ready_template(copied_as: str = "") -> str:
    """Return the template's name, made where it is missing, and copied; one process at a time.

    `scripts/test_database` makes it ahead, while the types are checked on the other core.
    """
    from django.conf import settings

    files = _files()
    template = _name_of(files)
    with (settings.STATE / "test-template.lock").open("wb") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        with _admin() as admin:
            known = admin.execute("select 1 from pg_database where datname = %s", [template]).fetchone()
        if not known:
            _make_template(template, files)
        if copied_as:
            _copy(template, copied_as)
    return template


@pytest.fixture(autouse=True, scope="session")
def _counting_begins_with_standards_read() -> Iterator[None]:
    """Once a minute a process looks for newly issued documents; who counts statements shall not meet that by chance.

    The minute therefore begins anew with each counting. The city's name, which the first page of a process reads and
    keeps for some minutes, is at hand too. What the transaction shows is asked for as outside the tests.
    """
    from django.test.utils import CaptureQueriesContext

    from hemei.faces.portal import site
    from hemei.ground.records import standards as read
    from tests.grounds import forget_what_is_shown

    plain = CaptureQueriesContext.__enter__

    def entered(self: CaptureQueriesContext) -> CaptureQueriesContext:
        read.standards()
        seen = read._seen
        seen |= {city: (newest, time.monotonic()) for city, (newest, _at) in seen.items()}
        site.keep_city_name()
        forget_what_is_shown()
        return plain(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaptureQueriesContext, "__enter__", entered)
        yield


@pytest.fixture(autouse=True, scope="session")
def _sessions_belong_to_threads() -> None:
    """Keep one database session a thread, also while the browser of the journeys has an event loop run in it.

    Django would begin others beside the loop, and a process forked then, where none runs, would take up the first.
    """
    from django.db import connections

    connections.close_all()
    connections._connections = threading.local()


@pytest.fixture(autouse=True, scope="session")
def _statements_stay_prepared() -> Iterator[None]:
    """Let the server plan a statement once in a session, not in each test; planning took it more than doing.

    The driver forgets what it prepared at each rollback, which here ends every test; PostgreSQL does not, and plans
    anew by itself where a table changed.
    """
    from django.db.backends.signals import connection_created
    from psycopg._preparing import PrepareManager

    def kept(connection: Any, **_: Any) -> None:
        if connection.alias == "default":
            connection.connection.prepare_threshold = 1
            connection.connection.prepared_max = 1000
            connection.connection.execute("set plan_cache_mode = force_generic_plan")

    connection_created.connect(kept)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PrepareManager, "_should_discard", lambda self, prep, results: False)
        yield
    connection_created.disconnect(kept)


@pytest.fixture(autouse=True, scope="session")
def _fonts_stay_open() -> Iterator[None]:
    """Set all pages with fonts opened once: to open them takes twenty times as long as to set a page."""
    from hemei.ground.records.services import fonts_kept

    with fonts_kept():
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_stay_compiled() -> None:
    """Take a template as any run before compiled it; to compile all of them takes five seconds a language.

    Jinja2 compares the template's own text; what else decides what comes of it decides the folder.
    """
    from django.conf import settings
    from django.template import engines
    from jinja2 import FileSystemBytecodeCache

    makers = [*ROOT.glob("hemei/ui/*.py"), *ROOT.glob("locale/*/LC_MESSAGES/*.mo")]
    mark = hashlib.sha256(b"".join(maker.read_bytes() for maker in sorted(makers))).hexdigest()[:12]
    for language, _name in settings.LANGUAGES:
        folder = settings.STATE / "test-templates" / f"{language}-{mark}"
        folder.mkdir(parents=True, exist_ok=True)
        engines[language].env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def _point_at(name: str) -> None:
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def _template(django_test_environment, django_db_blocker) -> Iterator[str]:
    """The migrated template of this code, on a server that runs as long as the session."""
    from hemei.project import embedded

    embedded.hold("test")
    try:
        with django_db_blocker.unblock():
            template = ready_template(copied_as=NAME)
        _part_the_numbers(NAME)
        yield template
    finally:
        with _admin() as admin:
            admin.execute(f'drop database if exists "{NAME}" with (force)')
        embedded.release("test")


def _copy(template: str, name: str) -> None:
    from tests import later

    with _admin() as admin:
        admin.execute(f'drop database if exists "{name}" with (force)')
        admin.execute(f'create database "{name}" template "{template}"')
    if later.Later.ahead:
        with _owner(name) as owner:
            later.move_database(owner, name)


def _part_the_numbers(name: str) -> None:
    """Number the rows of each table from a place of its own.

    So a key of one table never happens to be a key of another, nor a digit of whatever else a page shows.
    """
    with _owner(name) as owner:
        owner.execute(
            "select setval(format('%I.%I', schemaname, sequencename)::regclass, 1000003 * row_number() over ())"
            " from pg_sequences"
        )


@pytest.fixture(scope="session")
def django_db_setup(_template, django_db_blocker) -> Iterator[None]:
    """Point both roles at this run's copy; tests roll back."""
    from tests.grounds import STACK

    _point_at(NAME)
    yield
    with django_db_blocker.unblock():
        STACK.leave([])
        _point_at("postgres")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of a module that stand on the same ground follow one another."""
    from tests.grounds import grounds_of

    module = [item.nodeid.partition("::")[0] for item in items]
    first = {name: place for place, name in reversed(list(enumerate(module)))}
    names = [[make.__qualname__ for make in grounds_of(item)] for item in items]
    order = sorted(range(len(items)), key=lambda place: (first[module[place]], names[place]))
    items[:] = [items[place] for place in order]


def _no_issued_document_outlives_its_test() -> None:
    """What a test issued is gone with its rows, and must not be answered by for the rest of the minute."""
    from hemei.ground.records import standards as read

    if any(issued != (0, 0) for issued, _at in read._seen.values()):
        read.forget()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    from tests.grounds import STACK, grounds_of

    blocker = item.config.stash[blocker_key]
    with blocker.unblock():
        STACK.leave(grounds_of(item))
        _no_issued_document_outlives_its_test()


@pytest.fixture
def _ground(request: pytest.FixtureRequest, django_db_setup, django_db_blocker) -> None:
    """What a test stands on is there before its own transaction begins: see `tests/grounds.py`."""
    from tests.grounds import STACK, grounds_of

    with django_db_blocker.unblock():
        STACK.build(grounds_of(request.node))


@pytest.fixture
def _django_db_helper(_ground: None, _django_db_helper: None) -> None:
    """The test's own transaction, in pytest-django's name for it."""


@pytest.fixture
def own_database(_template, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of the test's own, where commits are real; for what a rolled-back test cannot show.

    Use it instead of the `django_db` mark, never beside it.
    """
    with own_copy(_template, django_db_blocker) as name:
        yield name


@contextmanager
def own_copy(template: str, blocker: Any) -> Iterator[str]:
    """Let both roles work in a copy of a database, for as long as the block runs."""
    name = f"{NAME}_own"
    _copy(template, name)
    with blocker.unblock():
        _point_at(name)
        try:
            yield name
        finally:
            _point_at(NAME)
            with _admin() as admin:
                admin.execute(f'drop database if exists "{name}" with (force)')
