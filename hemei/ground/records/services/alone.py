"""One of many that cannot go on does not stop the others: what a schedule does to each, it does alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

_log = logging.getLogger("hemei.schedules")
T = TypeVar("T")


def each_alone(rows: Iterable[T], act: Callable[[T], int | None]) -> int:
    """Do one act on each row and return the sum of what they return.

    Where one fails nothing of it is left, the log says which and why, and the others have their turn. For schedules
    that go through the city: a document that one estate lacks is no reason for the rest to wait.
    """
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                done += act(row) or 0
        except Exception:  # noqa: BLE001 - whatever one of them raises, the others go on
            _log.exception("%s was passed over by the schedule", row)
    return done
