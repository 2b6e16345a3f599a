"""G14: what a newcomer waits for, from a fresh clone in an empty folder, with cold and with warm package caches.

Registry settings of the machine stay as they are; only the caches of pip, uv
and npm lie in a folder of this run.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench import ground
from bench.table import Report

ROW = "G14"
MOST_SECONDS, MOST_AGAIN = 90, 5
PATIENCE = 1800


def run(report: Report, *, tests: bool = True) -> None:
    """Clone, start and test twice: first with empty caches, then with what the first run left there."""
    report.title(ROW, "a newcomer: fresh clone to first page, and make test")
    with tempfile.TemporaryDirectory(prefix="hemei-newcomer-", ignore_cleanup_errors=True) as scratch:
        room = Path(scratch)
        room.chmod(0o755)  # root's database runs as another user
        for caches in ("cold", "warm"):
            _one(room / caches, room / "caches", caches, report, tests=tests)
    warm = float(report.rows[ROW]["warm caches: clone to first page"]["value"])
    again = float(report.rows[ROW]["warm caches: second start to first page"]["value"])
    report.goal(ROW, f"first page within {MOST_SECONDS} s with warm caches", met=warm <= MOST_SECONDS)
    report.goal(ROW, f"second start within {MOST_AGAIN} s", met=again < MOST_AGAIN)


def _one(room: Path, caches: Path, name: str, report: Report, *, tests: bool) -> None:
    copy = room / "hemei"
    copy.parent.mkdir()
    environment = _environment(room, caches)
    begun = time.monotonic()
    subprocess.run(["git", "clone", "-q", str(ground.CHECKOUT), str(copy)], check=True)
    with _demonstration(copy, environment):
        report.figure(ROW, f"{name} caches: clone to first page", time.monotonic() - begun, "s")
    begun = time.monotonic()
    with _demonstration(copy, environment):
        report.figure(ROW, f"{name} caches: second start to first page", time.monotonic() - begun, "s")
    if tests:
        begun = time.monotonic()
        done = subprocess.run(
            ["make", "-C", str(copy), "test"], check=False, env=environment, capture_output=True, text=True
        )
        report.figure(ROW, f"{name} caches: make test after that", time.monotonic() - begun, "s")
        if done.returncode:
            print("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
        report.goal(ROW, f"make test passes in a fresh clone, {name} caches", met=not done.returncode)


def _environment(room: Path, caches: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEMEI_", "DJANGO_"))}
    return {
        **kept,
        "HEMEI_STATE": str(room / "state"),
        "XDG_CACHE_HOME": str(caches),
        "PIP_CACHE_DIR": str(caches / "pip"),
        "UV_CACHE_DIR": str(caches / "uv"),
        "npm_config_cache": str(caches / "npm"),
    }


@contextlib.contextmanager
def _demonstration(copy: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run `make demo` until the front page is there, and Ctrl-C it at the end."""
    port = ground.free_port()
    process = subprocess.Popen(
        ["make", "-C", str(copy), "demo", f"PORT={port}"],
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_page(f"http://127.0.0.1:{port}/", process)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def _wait_for_page(address: str, process: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), direct.open(address, timeout=5) as answer:
            if answer.status == 200:  # noqa: PLR2004
                return
        time.sleep(0.1)
    raise ground.AbsentError("make demo did not bring the front page; run it by hand to see why.")
