"""Running a copy: settings, privileges, crashes of the embedded database, children, logs, units."""

from __future__ import annotations

import configparser
import errno
import importlib
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import psutil
import psycopg
import pytest
from django.db.utils import OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory

from hemei.project import embedded, environment, supervise
from hemei.project.cli import _COMMANDS
from hemei.project.commands import demo
from hemei.project.commands.database import address
from hemei.project.complaints import plain_line
from hemei.project.logs import JsonFormatter
from hemei.project.middleware import ClientAddress

ROOT = Path(__file__).parent.parent


@pytest.fixture
def own_state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder of the test's own that an unprivileged database may enter."""
    state = Path(tempfile.mkdtemp(prefix="hemei-ops-", dir="/tmp"))
    state.chmod(0o755)
    monkeypatch.setenv("HEMEI_STATE", str(state))
    yield state
    embedded.release("main")
    shutil.rmtree(embedded.locations.socket_folder("main"), ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)


# --- settings ------------------------------------------------------------------------------------
WRONG = [
    ("HEMEI_WORKERS", "many", "a whole number from 1 to 64"),
    ("HEMEI_THREADS", "0", "a whole number from 1 to 64"),
    ("HEMEI_HTTPS", "perhaps", "yes or no"),
    ("HEMEI_LOG_LEVEL", "loud", "one of: debug, info"),
    ("HEMEI_STATE", "var/here", "an absolute path"),
    ("HEMEI_DATABASE_URL", "mysql://x/y", "the address of a PostgreSQL database"),
    ("HEMEI_DATABASE_URL", "postgresql://host:port/name", "the address of a PostgreSQL database"),
    ("HEMEI_DATABASE_URL", "postgresql://host", "the address of a PostgreSQL database"),
    ("HEMEI_VAULT_KEY_FILE", "/does/not/exist", "cannot be read (No such file"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_setting_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    from hemei.project import settings

    monkeypatch.setenv(name, value)
    kept = dict(vars(settings))
    try:
        with pytest.raises(environment.ConfigurationError) as stopped:
            importlib.reload(settings)
    finally:
        vars(settings).update(kept)
    assert name.removesuffix("_FILE") in str(stopped.value)
    assert said in str(stopped.value)


def test_a_real_server_needs_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    from hemei.project import settings

    monkeypatch.setenv("HEMEI_DATABASE_URL", "postgresql://hemei_app:secret@db/hemei")
    kept = dict(vars(settings))
    try:
        with pytest.raises(environment.ConfigurationError, match="HEMEI_SECRET_KEY is not set"):
            importlib.reload(settings)
    finally:
        vars(settings).update(kept)


def test_the_command_line_says_it_in_one_line() -> None:
    told = _hemei("check", HEMEI_WORKERS="many")
    assert told.returncode == 2
    assert told.stderr.strip() == "hemei: HEMEI_WORKERS is 'many'. It takes a whole number from 1 to 64."


def test_counting_hours_starts_without_the_framework() -> None:
    script = (
        "import sys; sys.argv = ['hemei', 'clock', 'due', '--from', '2026-09-30T16:30', '--hours', '4']\n"
        "from hemei.project.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')]"
    )
    assert _run([sys.executable, "-c", script]).returncode == 0


def test_an_address_survives_its_way_through_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for written in (
        "postgresql://hemei_app:p%40ss%2Fword@db.example.cn:5433/hemei",
        "postgresql:///hemei?host=/run/postgresql&port=5432&user=hemei_app",
    ):
        monkeypatch.setenv("HEMEI_DATABASE_URL", written)
        place = environment.database("HEMEI_DATABASE_URL")
        assert place is not None
        assert address(place) == written


def _hemei(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return _run([sys.executable, "-P", "-m", "hemei.project", *words], **variables)


def _run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("HEMEI_", "DJANGO_"))}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=plain | variables, timeout=60
    )


# --- what an administrator is told -----------------------------------------------------------------
def _from_django(kind: type[Exception], cause: Exception) -> Exception:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/media"), "The disk is full (/x/media)"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "set HEMEI_STATE"),
        (embedded.DatabaseError("does not start"), "does not start"),
        (_from_django(OperationalError, psycopg.errors.DiskFull("could not extend")), "no room left"),
        (
            _from_django(OperationalError, psycopg.OperationalError("refused\nmore")),
            "does not answer: refused.",
        ),
        (_from_django(ProgrammingError, psycopg.errors.UndefinedTable("no x")), "Run `hemei migrate`"),
        (
            _from_django(ProgrammingError, psycopg.errors.InsufficientPrivilege("permission denied")),
            "docs/howto/deploy.md",
        ),
    ],
)
def test_what_can_be_mended_is_one_line(error: Exception, said: str) -> None:
    line = plain_line(error)
    assert line is not None
    assert said in line
    assert "\n" not in line


def test_what_only_a_programmer_can_mend_keeps_its_traceback() -> None:
    assert plain_line(ValueError("x")) is None
    assert plain_line(_from_django(ProgrammingError, psycopg.errors.SyntaxError("x"))) is None


# --- the embedded database -------------------------------------------------------------------------
def test_a_killed_server_starts_again_though_its_number_is_somebody_elses(own_state: Path) -> None:
    embedded.hold("main")
    server = embedded.server("main")
    assert server is not None
    assert server.uids().effective != 0
    server.kill()
    psutil.wait_procs([server], timeout=5)
    lock = embedded.folder("main") / "postmaster.pid"
    lines = lock.read_text(encoding="ascii").splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:], ""]), encoding="ascii")
    embedded.revive("main")
    place = embedded.connection("main", embedded.OWNER, "postgres")
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres") as admin:
        assert admin.execute("show fsync").fetchone() == ("on",)
    embedded.release("main")
    assert not embedded.running("main")


@pytest.mark.parametrize("strange", ["link", "file"])
def test_what_somebody_else_put_where_the_socket_goes_is_refused(own_state: Path, strange: str) -> None:
    place = own_state / "socket"
    if strange == "link":
        place.symlink_to(ROOT)
    else:
        place.touch()
    with pytest.raises(embedded.DatabaseError, match="belongs to another user"):
        embedded._private(place)


# --- the demonstration's children ------------------------------------------------------------------
def test_a_taken_port_and_a_second_start_are_refused_with_what_to_do(own_state: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Port {port} is taken.*PORT={port + 1}"):
            demo._refuse_taken_port(port)
    with demo._only_one(), pytest.raises(click.ClickException, match="already runs"), demo._only_one():
        pass


@pytest.fixture
def quiet_signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("quiet_signals")
def test_stopping_reaches_grandchildren(own_state: Path) -> None:
    children = supervise.Children()
    children.start("server", ["sh", "-c", "sleep 60 & wait"])
    group = json.loads((own_state / "children.json").read_text(encoding="ascii"))[0]
    assert children.alive()
    children.stop()
    assert not supervise._group_alive(group)
    assert not (own_state / "children.json").exists()


@pytest.mark.usefixtures("quiet_signals")
def test_a_child_that_ends_by_itself_is_named(own_state: Path) -> None:
    children = supervise.Children()
    children.start("worker", [sys.executable, "-c", "pass"])
    assert children.wait(tend=lambda: None) == "worker"


def test_leftovers_of_a_killed_start_are_ended_and_strangers_are_not(own_state: Path) -> None:
    ours = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    (own_state / "children.json").write_text(json.dumps([ours.pid, stranger.pid]), encoding="ascii")
    try:
        assert supervise.end_leftovers() == 1
        assert ours.poll() is not None
        assert stranger.poll() is None
    finally:
        for process in (ours, stranger):
            process.kill()
            process.wait()


# --- requests and logs -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proxies", "sent", "address_seen"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "6.6.6.6, 10.1.1.1, 10.0.0.1", "10.1.1.1"),
        (2, "10.0.0.1", "127.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    settings, proxies: int, sent: str, address_seen: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": sent})
    ClientAddress(lambda _request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address_seen


def test_a_line_of_the_log_carries_no_value_of_an_error() -> None:
    typed_in = "13800138000"
    try:
        int(f"tel {typed_in}")
    except ValueError:
        record = logging.LogRecord("hemei", logging.ERROR, "f", 1, "failed", None, sys.exc_info())
    record.text = typed_in
    line = JsonFormatter().format(record)
    assert typed_in not in line
    assert json.loads(line)["error"] == "ValueError"


# --- deployment ------------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", sorted((ROOT / "deploy").glob("*.service")), ids=lambda path: path.name)
def test_units_start_commands_that_exist(unit: Path) -> None:
    sections = configparser.RawConfigParser(strict=False)
    sections.read(unit, encoding="utf-8")
    service = sections["Service"]
    (command,) = re.findall(r"/opt/hemei/\.venv/bin/hemei (\w+)", service["ExecStart"])
    assert command in _COMMANDS
    assert service["User"] == "hemei"
    timed = unit.with_suffix(".timer").exists()
    assert service.get("Restart", "") == ("" if timed else "always")


def test_the_examples_of_settings_are_ones_we_read() -> None:
    known = set(re.findall(r"`(HEMEI_\w+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    for example in (ROOT / "deploy").glob("*.example"):
        named = set(re.findall(r"^(HEMEI_\w+)=", example.read_text(encoding="utf-8"), re.MULTILINE))
        assert {name.removesuffix("_FILE") for name in named} <= known
