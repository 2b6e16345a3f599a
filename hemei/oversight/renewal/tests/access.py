"""The list queries of renewal, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.ground.people.tests.factories import Town
from hemei.oversight.renewal.tests import access_estates, access_packages

LISTS: dict[str, Callable[..., Iterable[object]]] = {**access_packages.LISTS, **access_estates.LISTS}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community have something to miss."""
    access_packages.furnish(town, now)
    access_estates.furnish(town, now)
