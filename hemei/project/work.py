"""The worker: events to reactions as they come, schedules by the clock.

Everything it does is claimed in the database and may be repeated, so it can be
killed at any time and several may run side by side.
"""

from __future__ import annotations

import logging
import signal
import threading
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import DatabaseError, close_old_connections, connection
from procrastinate.contrib.django import app as jobs

from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now

_log = logging.getLogger("hemei.worker")
IDLE_SECONDS = 1.0


def run(*, once: bool) -> None:
    """Work until told to stop; with `once`, deliver what waits, run every sweep, and end."""
    _load_tasks()
    if once:
        _drain()
        for name, task in sorted(jobs.tasks.items()):
            if name.startswith("hemei."):
                task(timestamp=int(utc_now().timestamp()))
        _drain()
        return
    stopped = threading.Event()
    outbox = threading.Thread(target=_keep_draining, args=(stopped,), name="outbox")
    outbox.start()
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGTERM))
    try:
        jobs.run_worker(concurrency=2, delete_jobs="always", fetch_job_polling_interval=1.0)
    finally:
        stopped.set()
        outbox.join()


def _load_tasks() -> None:
    """Import every app's `tasks`, which registers its schedules."""
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")


def _drain() -> int:
    count = 0
    while taken := records.deliver_pending(now=utc_now()):
        count += taken
    return count


def _keep_draining(stopped: threading.Event) -> None:
    """Deliver until stopped; a database that is away is waited for."""
    while not stopped.is_set():
        try:
            taken = records.deliver_pending(now=utc_now())
        except DatabaseError:
            _log.warning("the database does not answer; trying again")
            close_old_connections()
            taken = 0
        if not taken:
            stopped.wait(IDLE_SECONDS)
    connection.close()
