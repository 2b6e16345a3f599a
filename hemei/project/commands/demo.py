"""`hemei demo`: one command from nothing to a whole city in the browser."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from hemei.project import environment, locations, supervise


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--reset", is_flag=True, envvar="RESET", help="Throw the demonstration city away and build it anew."
)
@click.option("--build-only", is_flag=True, help="Build the city and end without serving it.")
def demo(*, port: int, reset: bool, build_only: bool) -> None:
    """Build the demonstration city where there is none, then serve it until Ctrl-C."""
    os.environ["HEMEI_DEMO"] = "yes"
    with _only_one():
        supervise.interrupt_on_signals()
        supervise.end_leftovers()
        if not build_only:
            _refuse_taken_port(port)
        if reset or not _as_we_left_it():
            from hemei.project.start import ready  # noqa: PLC0415

            ready()
            _prepare(reset=reset)
        if not build_only:
            _serve(port)


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Hold this copy's demonstration; a second start of the same copy says so and ends."""
    state = locations.state_folder()
    state.mkdir(parents=True, exist_ok=True)
    with (state / "demo.lock").open("a+") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                "This copy's demonstration already runs. Open its address, or stop it with Ctrl-C first."
            ) from None
        yield


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}"
            ) from None


def _stamp() -> Path:
    return locations.state_folder() / "demo.json"


def _known() -> dict[str, Any]:
    try:
        found = json.loads(_stamp().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _as_we_left_it() -> bool:
    """Whether the city is complete and neither code nor data changed since: then it starts without a look."""
    from hemei.project import embedded  # noqa: PLC0415

    known = _known()
    if not known.get("complete") or known.get("shape") != _shape() or environment.text("HEMEI_DATABASE_URL"):
        return False
    if not (embedded.folder("main") / "PG_VERSION").exists():
        return False
    embedded.hold("main")
    return True


def _shape() -> str:
    """Return a mark of all migrations and of what the builder builds; another mark means a look is due."""
    files = [
        *locations.PACKAGE.glob("*/*/migrations/*.py"),
        locations.PACKAGE / "project/demonstration/__init__.py",
    ]
    content = b"".join(path.read_bytes() for path in sorted(files))
    return hashlib.sha256(content).hexdigest()[:16]


def _prepare(*, reset: bool) -> None:
    """Migrate; build the city where none is complete; say when it is of an older version."""
    from hemei.project.demonstration import VERSION, build  # noqa: PLC0415
    from hemei.project.migrating import migrate  # noqa: PLC0415

    begun = time.monotonic()
    known = {} if reset else _known()
    if known.get("complete"):
        migrate()
        if _is_loaded():
            _say_age(known.get("version"), VERSION)
            if known.get("version") == VERSION:
                _note(known)
            return
    _throw_away()
    migrate()
    with _never_waiting_for_the_disk():
        build(progress=sys.stderr)
    _note({"complete": True, "version": VERSION, "seconds": round(time.monotonic() - begun)})


@contextlib.contextmanager
def _never_waiting_for_the_disk() -> Iterator[None]:
    """Let no commit of the builder wait for the disk: a city cut off half-way is thrown away; at the end one waits."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    name = settings.DATABASES["owner"]["NAME"]
    os.environ["PGOPTIONS"] = (
        "-c synchronous_commit=off"  # sessions opened from here on, those of other hands too
    )
    try:
        yield
    finally:
        del os.environ["PGOPTIONS"]
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    with connections["owner"].cursor() as cursor:  # its commit writes all before it to the disk
        cursor.execute(f"comment on database \"{name}\" is 'The demonstration city'")


def _note(known: dict[str, Any]) -> None:
    _stamp().write_text(json.dumps({**known, "shape": _shape()}), encoding="utf-8")


def _is_loaded() -> bool:
    """Whether the database really holds a city: its folder may have been removed, or restored from elsewhere."""
    from hemei.ground.records import queries  # noqa: PLC0415

    return queries.is_loaded()


def _say_age(known: object, current: object) -> None:
    if known != current:
        click.echo(
            f"Your demonstration city is of an older version ({known}; this code builds {current}). "
            "Its data is kept. `make demo RESET=1` builds it anew."
        )


def _throw_away() -> None:
    """Drop the demonstration's database and files; a half-built city goes the same way."""
    import shutil  # noqa: PLC0415

    import psycopg  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    if not settings.EMBEDDED:
        raise click.ClickException(
            "HEMEI_DATABASE_URL is set: the demonstration builds only in this copy's own database. Unset it."
        )
    _stamp().unlink(missing_ok=True)
    connections.close_all()
    place = settings.DATABASES["owner"]
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True) as admin:
        admin.execute(f'drop database if exists "{place["NAME"]}" with (force)')
        admin.execute(f'create database "{place["NAME"]}"')
    for folder in (settings.MEDIA, settings.PUBLISHED):
        shutil.rmtree(folder, ignore_errors=True)


def _serve(port: int) -> None:
    """Run web server and worker until asked to stop, and the database under them."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from hemei.project import embedded  # noqa: PLC0415

    connections.close_all()
    hemei = [sys.executable, "-P", "-m", "hemei.project"]  # -P: never another copy in the current folder
    children = supervise.Children()
    children.start("web server", [*hemei, "serve", "--port", str(port)])
    address = f"http://localhost:{port}/"
    answers = _answers(address, children)
    children.start("worker", [*hemei, "worker"])  # after it: both read the whole product in, on few cores
    if answers:
        click.echo(f"\nHemei is ready: {address}   (Ctrl-C stops it)")
    ended = children.wait(tend=lambda: embedded.revive(settings.CLUSTER))
    if ended:
        raise click.ClickException(f"The {ended} ended by itself; its last lines stand above.")


def _answers(address: str, children: supervise.Children) -> bool:
    """Wait until the health page says ready."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
    until = time.monotonic() + 60
    while time.monotonic() < until and children.alive() and not children.stopping:
        with contextlib.suppress(OSError), direct.open(f"{address}health", timeout=2) as answer:
            if answer.status == 200:  # noqa: PLR2004
                return True
        time.sleep(0.05)
    return False
