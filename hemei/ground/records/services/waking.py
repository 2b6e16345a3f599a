"""Telling the worker that something waits."""

from __future__ import annotations

import contextlib
from datetime import datetime
from functools import partial

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued


def wake(task: str, now: datetime) -> None:
    """Tell the worker, after commit, to run a task that finds its work itself; a call that already waits will do."""
    transaction.on_commit(partial(_wake, task, now))


def _wake(task: str, now: datetime) -> None:
    with contextlib.suppress(AlreadyEnqueued):
        jobs.configure_task(task, queueing_lock=task).defer(timestamp=int(now.timestamp()))
