"""`hemei serve | worker | migrate | check`: the pieces of a running system."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hemei.project.start import ready, ready_as_owner

STOP_SECONDS = 5  # what a request under way is given when the server is asked to stop


@click.command()
def migrate() -> None:
    """Bring the database to this code's shape; keeps all data. Runs as the owner."""
    ready_as_owner()
    from django.db import connections  # noqa: PLC0415

    from hemei.project import migrating  # noqa: PLC0415

    with connections["owner"].cursor() as cursor:
        cursor.execute("set lock_timeout = '3s'")  # rather give up and be repeated than hold up the city
    migrating.migrate()
    click.echo("The database is migrated.")


@click.command()
def check() -> None:
    """Check settings, standards, migrations and the database; exit 1 with what is wrong."""
    ready()
    from django.core.management import call_command  # noqa: PLC0415

    from hemei.ground.records.queries import standards  # noqa: PLC0415
    from hemei.project.health import waiting_migrations  # noqa: PLC0415

    call_command("check", verbosity=0)
    standards()
    waiting = waiting_migrations()
    if waiting:
        click.echo(
            f"{len(waiting)} migrations wait, the first is {waiting[0]}. Run `hemei migrate`.", err=True
        )
        sys.exit(1)
    click.echo("Settings, standards and database are in order.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the pages and the API."""
    ready()
    from django.conf import settings  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    _read_standards()
    _collect_static()
    _load_application()
    server = Server(
        "hemei.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        static_path_route=[settings.STATIC_URL.rstrip("/")],
        static_path_mount=[Path(settings.STATIC_ROOT)],
        static_path_expires=31_536_000,
    )
    # Our own loader: the server's looks in the current folder first, where another copy may lie.
    server.serve(target_loader=_application, wrap_loader=False)


def _application() -> Callable[..., Any]:
    from hemei.project.wsgi import application  # noqa: PLC0415

    return application


def _load_application() -> None:
    """Load everything before the workers fork: they share it, and a fault stops the start with its reason."""
    from importlib import import_module  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415

    from hemei.ui.jinja import load_templates  # noqa: PLC0415

    _application()
    import_module(settings.ROOT_URLCONF)
    load_templates(settings.LANGUAGE_CODE)


def _read_standards() -> None:
    """Read every standard now: one that does not hold stops the start, and no page waits for the reading."""
    from django.db import connection  # noqa: PLC0415
    from django.utils.timezone import localdate  # noqa: PLC0415

    from hemei.coordination.cases.queries import law_of  # noqa: PLC0415
    from hemei.ground.records.queries import standards  # noqa: PLC0415
    from hemei.kernel.standards import StandardError  # noqa: PLC0415

    try:
        standards()
        law_of(localdate())
    except StandardError as error:
        raise click.ClickException(str(error)) from error
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined] # the workers are about to fork; each makes its own


def _collect_static() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    mark = _static_mark()
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if not stamp.exists() or stamp.read_text(encoding="ascii") != mark:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(mark, encoding="ascii")


def _static_mark() -> str:
    """Return a mark of every static file as it lies there: name, size and time."""
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    files = [
        (name, Path(storage.path(name)).stat())
        for finder in get_finders()
        for name, storage in finder.list([])
    ]
    lines = sorted(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@click.command()
@click.option("--once", is_flag=True, help="Deliver what waits, run each sweep once, and end.")
def worker(*, once: bool) -> None:
    """Feed events to reactions and run the schedules; may be killed at any time."""
    ready()
    _read_standards()
    from hemei.project import work  # noqa: PLC0415

    work.run(once=once)
