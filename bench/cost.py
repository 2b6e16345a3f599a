"""Processor time and memory of the processes that serve: the steadiest figures on a shared machine."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all below it."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def dwellers(folder: Path) -> list[psutil.Process]:
    """Return the database's processes: server and sessions stand in its data folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if Path(process.cwd()) == folder:
                found.append(process)
    return found


def _spent(processes: list[psutil.Process]) -> float:
    """Return processor seconds, those of ended children included."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds so far."""

    web: float
    database: float

    def __sub__(self, before: Spent) -> Spent:
        return Spent(self.web - before.web, self.database - before.database)


def spent(web_pid: int, data: Path) -> Spent:
    """Return what the web server's and the database's processes have used."""
    return Spent(_spent(family(web_pid)), _spent(dwellers(data)))


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of one worker: resident, its fair share of what is shared, and what is its own alone."""

    resident: float
    proportional: float
    own: float


def workers_memory(web_pid: int) -> list[Memory]:
    """Return the memory of each worker process under a web server."""
    found = []
    for process in psutil.Process(web_pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            full = process.memory_full_info()
            found.append(Memory(*(round(value / 1e6, 1) for value in (full.rss, full.pss, full.uss))))
    return found
