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
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import psutil

from hemei.project import locations

_PR_SET_PDEATHSIG = 1
STOP_SECONDS = 8.0
# Loaded here, not in the child between fork and exec, where a lock of another thread may be held.
_SYSTEM = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Ask Linux to end a child whose parent was killed; elsewhere the next start cleans up."""
    if _SYSTEM is not None:
        _SYSTEM.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def interrupt_on_signals() -> None:
    """Let every polite way of ending us raise `KeyboardInterrupt`, so that clean-up runs."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def _run_file() -> Path:
    return locations.state_folder() / "children.json"


def end_leftovers() -> int:
    """End children of an earlier start that was killed; returns how many processes were ended.

    Only processes of the recorded groups that run our Python are touched: a
    group's number may be somebody else's by now.
    """
    try:
        groups = set(json.loads(_run_file().read_text(encoding="ascii")))
    except (OSError, ValueError):
        return 0
    ended = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        with contextlib.suppress(psutil.Error, OSError):
            ours = any(sys.prefix in part for part in process.info["cmdline"] or [])
            if ours and process.pid != os.getpid() and os.getpgid(process.pid) in groups:
                process.kill()
                ended.append(process)
    psutil.wait_procs(ended, timeout=STOP_SECONDS)
    _run_file().unlink(missing_ok=True)
    return len(ended)


class Children:
    """Child processes in groups of their own, so that grandchildren are reached too."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child and note its group for a later clean-up."""
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call of the system, prepared above
        )
        self._running[name] = child
        numbers = [child.pid for child in self._running.values()]
        _run_file().write_text(json.dumps(numbers), encoding="ascii")

    def wait(self, tend: Callable[[], None]) -> str:
        """Tend what the children need until asked to stop or one ends; then end them all.

        Returns the name of the child that ended by itself, or nothing.
        """
        ended = ""
        try:
            while not self._stopping and not ended:
                tend()
                time.sleep(0.2)
                ended = next((name for name, child in self._running.items() if child.poll() is not None), "")
        finally:
            self.stop()
        return ended if not self._stopping else ""

    @property
    def stopping(self) -> bool:
        """Whether somebody asked us to stop."""
        return self._stopping

    def alive(self) -> bool:
        """Whether every child still runs."""
        return all(child.poll() is None for child in self._running.values())

    def stop(self) -> None:
        """Ask every group to end, then insist."""
        for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            children = list(self._running.values())
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, number)
            until = time.monotonic() + patience
            while time.monotonic() < until and any(_group_alive(child.pid) for child in children):
                for child in children:
                    child.poll()  # a child that ended lingers in its group until it is asked for
                time.sleep(0.05)
        _run_file().unlink(missing_ok=True)


def _group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
