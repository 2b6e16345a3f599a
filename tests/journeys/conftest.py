"""Journeys: a small demonstration city on a database of its own, the real server, a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from tests import browser as system

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
READY_SECONDS = 60
_BUILD = """
from hemei.project.start import ready
ready()
import sys
from hemei.kernel.clock import utc_now
from hemei.project.demonstration.building import build_city
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import SMALL
build_city(scale=SMALL, now=utc_now().replace(microsecond=0), progress=Progress(sys.stderr))
"""


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(name: str, state: Path) -> dict[str, str]:
    from hemei.project import embedded

    place = embedded.connection("test", embedded.OWNER, name)
    url = f"postgresql:///{name}?host={place['HOST']}&port={place['PORT']}&user="
    return {
        **os.environ,
        "HEMEI_TESTING": "yes",
        "HEMEI_DEMO": "yes",
        "HEMEI_STATE": str(state),
        "HEMEI_DATABASE_URL": url + embedded.APP,
        "HEMEI_OWNER_DATABASE_URL": url + embedded.OWNER,
        "HEMEI_SECRET_KEY": "5" * 64,
        "HEMEI_VAULT_KEY": "7" * 64,
        "DJANGO_SETTINGS_MODULE": "hemei.project.settings",
    }


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), direct.open(f"{address}/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("The server of the journeys did not become ready; its last lines stand above.")


@pytest.fixture(scope="session")
def address(_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served small city; all journeys of a run share it."""
    from hemei.project import embedded

    name = f"journey_{os.getpid()}"
    place = embedded.connection("test", embedded.OWNER, "postgres")
    admin = psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True)
    environment = _environment(name, tmp_path_factory.mktemp("state"))
    port = _free_port()
    python = [sys.executable, "-P"]
    with closing(admin):
        admin.execute(f'create database "{name}" template "{_template}"')
        try:
            subprocess.run([*python, "-c", _BUILD], cwd=ROOT, env=environment, check=True)
            command = [*python, "-m", "hemei.project", "serve", "--port", str(port)]
            with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
                try:
                    _await(f"http://127.0.0.1:{port}", server)
                    yield f"http://127.0.0.1:{port}"
                finally:
                    server.terminate()
        finally:
            admin.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's Chromium."""
    return system.launch_arguments()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page as a person of one's own: `open_page("/report", viewport=PHONE)`.

    Each call is another browser session. `script=False` switches JavaScript off; axe needs
    `bypass_csp=True`.
    """
    contexts = []

    def opened(
        path: str, *, viewport: dict[str, int] = PHONE, script: bool = True, bypass_csp: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            locale="zh-CN",
            viewport=viewport,
            java_script_enabled=script,
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
