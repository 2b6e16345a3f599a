"""Journeys: a small demonstration city on a database of its own, the real server, a real browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from hemei.project.demonstration.drawings import draw
from tests import browser as system
from tests import prebuilt
from tests.journeys.people import Person

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=15_000)  # a laden machine is slow, not wrong
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
READY_SECONDS = 180
MOVED_CLOCK = Path(__file__).parent / "moved_clock"


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(name: str, state: Path) -> dict[str, str]:
    return {
        **prebuilt.environment(name, state),
        "PYTHONPATH": os.pathsep.join((str(MOVED_CLOCK), str(ROOT))),
        "HEMEI_JOURNEY_CLOCK": str(state / "clock"),
    }


@dataclass(frozen=True)
class City:
    """A served city: its address, what it wrote to its terminal, its commands, and its clock."""

    address: str
    environment: dict[str, str]

    @property
    def _state(self) -> Path:
        return Path(self.environment["HEMEI_STATE"])

    def let_pass(self, time: timedelta) -> None:
        """Move the city's clock on, counted from the real time."""
        (self._state / "clock").write_text(str(int(time.total_seconds())), encoding="ascii")

    def code_sent_to(self, phone: str) -> str:
        """Return the last code the terminal shows for this phone, known there by its end only."""
        lines = (self._state / "terminal").read_text(encoding="utf-8").splitlines()
        said = [json.loads(line) for line in lines if line.startswith("{")]
        return next(str(line["code"]) for line in reversed(said) if line.get("phone", "")[-4:] == phone[-4:])

    def case_of_another_county(self, county: str) -> str:
        """Return the number of a case that lies outside a county."""
        statement = (
            "select number from cases_case c where not exists (select 1 from places_place p"
            " join places_placename n on n.place_id = p.id where n.name = %s"
            " and c.scope like '%%.' || p.id || '.%%') order by id desc limit 1"
        )
        return str(self._ask(statement, county)[0][0])

    def events_of(self, number: str) -> list[dict[str, Any]]:
        """Return what is recorded of a case, oldest first."""
        statement = (
            "select e.payload from records_event e join cases_case c on c.stream = e.payload ->> 'subject'"
            " where c.number = %s order by e.id"
        )
        return [row[0] for row in self._ask(statement, number)]

    def forget_codes(self) -> None:
        """Forget the codes sent to phones: one sent under a moved clock would stay the latest for weeks."""
        with psycopg.connect(self.environment["HEMEI_OWNER_DATABASE_URL"]) as database:
            database.execute("delete from people_phonecode")

    def _ask(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.environment["HEMEI_OWNER_DATABASE_URL"]) as database:
            return database.execute(statement, values).fetchall()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let the worker of this city do what is waiting, as it comes."""
        command = [sys.executable, "-P", "-m", "hemei.project", "worker"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=quiet, stderr=quiet) as worker:
            try:
                yield
            finally:
                worker.terminate()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours against this city."""
        command = [sys.executable, "-P", "-m", "hemei.project", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True
        )


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), direct.open(f"{address}/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("The server of the journeys did not become ready.")


@pytest.fixture(scope="session")
def city(_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A served small city; all journeys of a run share it."""
    from hemei.project import embedded

    name = f"journey_{os.getpid()}"
    place = embedded.connection("test", embedded.OWNER, "postgres")
    admin = psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True)
    state = tmp_path_factory.mktemp("served") / "state"
    ahead = prebuilt.stands(prebuilt.SERVED)
    environment = _environment(name, state)
    port = _free_port()
    python = [sys.executable, "-P"]
    with closing(admin):
        admin.execute(f'create database "{name}" template "{prebuilt.SERVED if ahead else _template}"')
        try:
            if ahead:
                shutil.copytree(prebuilt.folder(prebuilt.SERVED), state)
            else:
                prebuilt.build(name, state)
            command = [*python, "-m", "hemei.project", "serve", "--port", str(port)]
            terminal = (Path(environment["HEMEI_STATE"]) / "terminal").open("wb")
            with (
                terminal,
                subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=terminal, stderr=terminal
                ) as server,
            ):
                try:
                    _await(f"http://127.0.0.1:{port}", server)
                    yield City(f"http://127.0.0.1:{port}", environment)
                finally:
                    server.terminate()
        finally:
            admin.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def address(city: City) -> str:
    """The address of the served city."""
    return city.address


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's Chromium."""
    return system.launch_arguments()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, city: City) -> Iterator[Open]:
    """Open a page as a person of one's own: `open_page("/report", viewport=PHONE)`.

    Each call is another browser session; without a path nothing is loaded yet. `script=False` switches
    JavaScript off; axe needs `bypass_csp=True`. Where a journey moved the clock, the next one starts today again,
    and no code of the one before makes a phone wait.
    """
    contexts = []

    def opened(
        path: str = "", *, viewport: dict[str, int] = PHONE, script: bool = True, bypass_csp: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=city.address,
            locale="zh-CN",
            viewport=viewport,
            java_script_enabled=script,
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    city.let_pass(timedelta())
    city.forget_codes()


@pytest.fixture
def estate(open_page: Open) -> str:
    """The name of the estate around which the sample persons stand."""
    resident = Person(open_page(), "居民")
    resident.page.goto("/work")
    return str(resident.page.locator("ul.rows > li p").first.inner_text().rsplit(" ", 1)[0])


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two drawn photos of a blocked fire lane."""
    files = [tmp_path / "现场一.jpg", tmp_path / "现场二.jpg"]
    for file in files:
        file.write_bytes(draw("fire_lane", after=False))
    return files
