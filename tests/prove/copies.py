"""A running copy of the system in a state folder of its own, for long proofs: start it, load it, kill it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90

_SMALL_CITY = """
import json, sys
from hemei.project.start import ready
ready()
from hemei.project.migrating import migrate
migrate()
from hemei.kernel.clock import utc_now
from hemei.project.demonstration import VERSION
from hemei.project.demonstration.building import build_city
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import SMALL
build_city(scale=SMALL, now=utc_now().replace(microsecond=0), progress=Progress(sys.stderr))
from hemei.project import locations
(locations.state_folder() / "demo.json").write_text(json.dumps({"complete": True, "version": VERSION}))
"""


def new_state() -> Path:
    """Return a fresh state folder that an unprivileged database may enter."""
    state = Path(tempfile.mkdtemp(prefix="hemei-prove-", dir="/tmp"))
    state.chmod(0o755)
    return state


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Copy:
    """One copy: its state folder and what we started of it."""

    state: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)  # further settings
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith(("HEMEI_", "DJANGO_"))
        }
        ours = {"HEMEI_STATE": str(self.state), "HEMEI_DEMO": "yes", "HEMEI_LOG_LEVEL": "warning"}
        return plain | ours | self.more | {"DJANGO_SETTINGS_MODULE": "hemei.project.settings"}

    def build(self) -> None:
        """Build a small city and mark it as the demonstration's."""
        self.python(_SMALL_CITY)

    def python(self, script: str) -> str:
        """Run a script against this copy and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", script],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environment(),
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def hemei(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [str(Path(sys.prefix) / "bin" / "hemei"), *words],
            check=False,
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=300,
        )

    def start(self, *words: str, cwd: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a command in a group of its own, as a terminal does."""
        with (self.state / "said.log").open("ab") as said:
            process = subprocess.Popen(
                [str(Path(sys.prefix) / "bin" / "hemei"), *words],
                cwd=cwd,
                env=self.environment(),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        self._started.append(process)
        return process

    def wait_until_ready(self, process: subprocess.Popen[bytes]) -> float:
        """Wait for the health page; returns the seconds it took."""
        begun = time.monotonic()
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() - begun < PATIENCE:
            with contextlib.suppress(OSError), direct.open(self.address("/health"), timeout=2) as answer:
                assert json.load(answer)["ready"] is True
                return time.monotonic() - begun
            assert process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(f"not ready within {PATIENCE} s: {self.said()}")

    def said(self) -> str:
        """Return the last lines the started commands wrote."""
        return (self.state / "said.log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def database(self) -> list[psutil.Process]:
        """Return the processes of the database: server and sessions stand in its data folder."""
        data = self.state / "postgres-main"
        return [process for process in psutil.process_iter() if _stands_in(process, data)]

    def owner(self) -> psycopg.Connection[Any]:
        """Connect as the owner; the database must be running."""
        options = (self.state / "postgres-main" / "postmaster.opts").read_text(encoding="utf-8")
        found = re.search(r"unix_socket_directories=([^\"\s]+)", options)
        assert found, options
        return psycopg.connect(host=found.group(1), user="hemei", dbname="hemei", autocommit=True)

    def asked(self, statement: str) -> Any:
        """Return the first value of a statement asked as the owner."""
        with self.owner() as owner:
            row = owner.execute(statement).fetchone()
        return row[0] if row else None

    def processes(self) -> list[psutil.Process]:
        """Return every process that works for this copy, the database's apart."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.environ().get("HEMEI_STATE") == str(self.state) and process.pid != os.getpid():
                    found.append(process)
        return found

    def kill_everything(self) -> None:
        """Pull the plug: every process of this copy, database included, at once."""
        doomed = [*self.processes(), *self.database()]
        for process in doomed:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(doomed, timeout=10)
        for process in self._started:
            process.wait(10)

    def throw_away(self) -> None:
        self.kill_everything()
        shutil.rmtree(self.state, ignore_errors=True)


def _stands_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder
    except (psutil.Error, OSError):
        return False


def interrupt(process: subprocess.Popen[bytes]) -> int:
    """Press Ctrl-C: the whole group gets it, as from a terminal. Returns the exit status."""
    os.killpg(process.pid, signal.SIGINT)
    return process.wait(60)
