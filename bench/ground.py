"""The ground a run stands on: a state folder of its own under /tmp, its database, the two web servers."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

CHECKOUT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
FLOOR_DATABASE = "floor"


class AbsentError(RuntimeError):
    """Something a row needs is not on this machine; the message says what to do."""


def floor_folder() -> Path:
    """Return where the floor lies: `HEMEI_FLOOR`, or `../shared/floor` beside this checkout."""
    folder = Path(os.environ.get("HEMEI_FLOOR") or CHECKOUT.parent / "shared" / "floor")
    if not (folder / "floor_app.py").exists():
        raise AbsentError(f"There is no floor_app.py in {folder}. Set HEMEI_FLOOR to the folder that has it.")
    return folder


def socket_folder() -> Path:
    """Return the folder of the database's socket."""
    from hemei.project import locations

    return locations.socket_folder("main")


def data_folder() -> Path:
    """Return the database's data folder."""
    from hemei.project import embedded

    return embedded.folder("main").resolve()


def connect(name: str = "hemei", user: str = "hemei") -> psycopg.Connection[Any]:
    """Connect to a database of this run, as the owner unless told otherwise."""
    return psycopg.connect(host=str(socket_folder()), user=user, dbname=name, autocommit=True)


def make_floor() -> None:
    """Make the floor's database from its own schema, once."""
    schema = (floor_folder() / "floor_schema.sql").read_text(encoding="utf-8")
    with connect() as admin:
        known = admin.execute("select 1 from pg_database where datname = %s", [FLOOR_DATABASE]).fetchone()
        if not known:
            admin.execute(f"create database {FLOOR_DATABASE}")
            with connect(FLOOR_DATABASE) as floor:
                floor.execute(schema)


def free_port() -> int:
    """Return a free port of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def floor_server() -> Iterator[tuple[int, int]]:
    """Run the floor unchanged under our web server; yields its port and process number."""
    port = free_port()
    server = Path(sys.prefix) / "bin" / "granian"
    command = [
        str(server), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--no-log",
        "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "floor_app:application",
    ]  # fmt: skip
    place = {
        "PGHOST": str(socket_folder()),
        "PGPORT": "5432",
        "PGUSER": "hemei",
        "PGDATABASE": FLOOR_DATABASE,
    }
    unwritten = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}
    with _running(command, place | unwritten, cwd=floor_folder()) as pid:
        _wait_for(f"http://127.0.0.1:{port}/l")
        yield port, pid


@contextlib.contextmanager
def our_server(**environment: str) -> Iterator[tuple[int, int]]:
    """Run `hemei serve`; yields its port and process number."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "hemei.project", "serve", "--port", str(port)]
    size = {"HEMEI_WORKERS": str(WORKERS), "HEMEI_THREADS": str(THREADS), "HEMEI_DEMO": "yes"}
    size["HEMEI_PROXIES"] = "1"  # the load generator stands where a city's proxy does
    with _running(command, size | {"HEMEI_LOG_LEVEL": "warning"} | environment, cwd=CHECKOUT) as pid:
        _wait_for(f"http://127.0.0.1:{port}/health")
        yield port, pid


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str], *, cwd: Path) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)


def _wait_for(address: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 60
    said = "nothing"
    while time.monotonic() < until:
        try:
            with direct.open(address, timeout=5):
                return
        except OSError as error:  # also an answer that is an error
            said = str(error)
        time.sleep(0.2)
    raise AbsentError(f"{address} is not ready within a minute: {said}.")
