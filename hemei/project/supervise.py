"""Keeping a few child processes together: they start together, and stop together, however we end."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import psutil

from hemei.project import locations

_PR_SET_PDEATHSIG = 1
STOP_SECONDS = 8.0


def _die_with_parent() -> None:
    """Ask Linux to end a child whose parent was killed; elsewhere the next start cleans up."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _run_file() -> Path:
    return locations.state_folder() / "children.json"


def end_leftovers() -> int:
    """End children of an earlier start that was killed; returns how many processes were ended.

    Only processes of the recorded groups that run this copy's Python are touched.
    """
    try:
        groups = set(json.loads(_run_file().read_text(encoding="ascii")))
    except (OSError, ValueError):
        return 0
    ended = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            ours = any(str(locations.CHECKOUT) in part for part in process.info["cmdline"] or [])
            if ours and process.pid != os.getpid() and os.getpgid(process.pid) in groups:
                process.kill()
                ended.append(process)
    psutil.wait_procs(ended, timeout=STOP_SECONDS)
    _run_file().unlink(missing_ok=True)
    return len(ended)


class Children:
    """Child processes in groups of their own, so that grandchildren are reached too."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []
        self._stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def start(self, command: Sequence[str], **environment: str) -> None:
        """Start a child and note its group for a later clean-up."""
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - we are single-threaded here
        )
        self._running.append(child)
        _run_file().write_text(json.dumps([child.pid for child in self._running]), encoding="ascii")

    def wait(self) -> int:
        """Wait until asked to stop or until a child ends; then end them all. Returns the exit status."""
        status = 0
        while not self._stopping:
            ended = [child for child in self._running if child.poll() is not None]
            if ended:
                status = ended[0].returncode or 1
                break
            time.sleep(0.2)
        self.stop()
        return status

    @property
    def stopping(self) -> bool:
        """Whether somebody asked us to stop."""
        return self._stopping

    def alive(self) -> bool:
        """Whether every child still runs."""
        return all(child.poll() is None for child in self._running)

    def stop(self) -> None:
        """Ask every group to end, then insist."""
        for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            for child in self._running:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, number)
            until = time.monotonic() + patience
            while time.monotonic() < until and any(_group_alive(child.pid) for child in self._running):
                for child in self._running:
                    child.poll()
                time.sleep(0.05)
        _run_file().unlink(missing_ok=True)


def _group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
