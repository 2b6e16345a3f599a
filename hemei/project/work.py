"""The worker: events to reactions as they come, schedules by the clock.

Everything it does is claimed in the database and may be repeated, so it can be
killed at any time and several may run side by side.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.project import embedded

_log = logging.getLogger("hemei.worker")
IDLE_SECONDS = 1.0
GRACE_SECONDS = 5.0


def run(*, once: bool) -> None:
    """Work until told to stop; with `once`, deliver what waits, run every sweep, and end."""
    _load_tasks()
    if once:
        _drain()
        for task in _sweeps():
            records.look_again()
            task(timestamp=int(utc_now().timestamp()))
        _drain()
        return
    _catch_up()
    stopped = threading.Event()
    outbox = threading.Thread(target=_keep_draining, args=(stopped,), name="outbox")
    outbox.start()
    try:
        asyncio.run(_keep_schedules(stopped))
    finally:
        stopped.set()
        outbox.join()


async def _keep_schedules(stopped: threading.Event) -> None:
    """Run the schedules until a signal asks to stop; a database that is away is waited for."""
    loop = asyncio.get_running_loop()
    while not stopped.is_set():
        working = asyncio.create_task(_schedules())
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, stopped, working)
        with contextlib.suppress(asyncio.CancelledError, DatabaseError, ConnectorException):
            await working
        if not stopped.is_set():
            _log.warning("the schedules stopped; starting them again")
            await asyncio.sleep(IDLE_SECONDS)


def _stop(stopped: threading.Event, working: asyncio.Task[None]) -> None:
    stopped.set()
    working.cancel()
    patience = threading.Timer(GRACE_SECONDS, _abandon)
    patience.daemon = True
    patience.start()


def _abandon() -> None:
    """End in the middle of a sweep: what it has not committed is rolled back, and the next worker does it."""
    if settings.EMBEDDED:
        embedded.release(settings.CLUSTER)
    os._exit(0)


async def _schedules() -> None:
    # The connector of web requests cannot wait for notices; a worker needs one of its own.
    connector = cast("DjangoConnector", jobs.connector).get_worker_connector()
    with jobs.replace_connector(connector) as own:
        async with own.open_async():
            await own.run_worker_async(
                concurrency=2,
                delete_jobs="always",
                fetch_job_polling_interval=1.0,
                task_middleware=[_by_what_is_issued],
                install_signal_handlers=False,
            )


def _by_what_is_issued(call_next: Callable[[], Any], _context: object, _worker: object) -> Any:
    """Run a sweep by the documents as they are issued now, though another process issued them a moment ago.

    A sweep that was woken by a document and compared with the one before would not be woken again.
    """
    records.look_again()
    return call_next()


def _sweeps() -> Iterator[Any]:
    """Yield our own scheduled tasks, by name."""
    for name, task in sorted(jobs.tasks.items()):
        if name.startswith("hemei."):
            yield task


def _catch_up() -> None:
    """Ask for every sweep once: what was due while no worker ran is done now; each may be repeated."""
    for task in _sweeps():
        with contextlib.suppress(AlreadyEnqueued):  # the one that waits does the same
            task.configure().defer(timestamp=int(utc_now().timestamp()))


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
