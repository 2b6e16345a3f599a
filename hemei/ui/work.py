"""What waits for a person beyond cases: later chapters offer it, the workbench shows it among the rest.

An app declares in its `work.py` `THINGS`, readers of what has an end, and `COUNTS`, readers of what has none. What they
return need not be read yet: as `Lines` of the record, the workbench reads all of it by one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hemei.kernel.actor import Actor
    from hemei.ui.rows import Row


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of the workbench; (`due_at`, `deadline_id`) is its place and the key of the next page."""

    due_at: datetime
    deadline_id: int
    face: Row


@dataclass(frozen=True, slots=True)
class Count:
    """So many of something wait, on a list of their own."""

    words: str
    address: str


class Things(Protocol):
    """Returns what the actor must do now of one kind, the next to end first; `after` is the page before's last."""

    def __call__(self, actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
        """Read it, or say what is to be read; nothing for a role it is not for, without a statement."""


class Counts(Protocol):
    """Returns what waits for the actor without an end."""

    def __call__(self, actor: Actor) -> Sequence[Count]:
        """Read it, or say what is to be read; nothing for a role it is not for, without a statement."""


@cache
def things() -> tuple[Things, ...]:
    """Return what the apps offer that has an end."""
    return _offered("THINGS")


@cache
def counts() -> tuple[Counts, ...]:
    """Return what the apps offer that has none."""
    return _offered("COUNTS")


def _offered(name: str) -> tuple[Any, ...]:
    modules = (
        import_module(f"{config.name}.work")
        for config in apps.get_app_configs()
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.work")
    )
    return tuple(one for module in modules for one in getattr(module, name, ()))
