"""What an app gives the engine: a register's declaration and the writer of its batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason
from hemei.kernel.registers import Problem, Register, Row


@dataclass(frozen=True, slots=True)
class Work:
    """In whose name and when a batch is written; `source` says where from, for events."""

    actor: Actor
    now: datetime
    today: date
    source: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with a life of its own that a batch began; undo says in its stream that it was withdrawn."""

    stream: str
    scope: str


@dataclass(slots=True)
class Written:
    """What a writer did with a batch.

    `inserted` lists tables in the order they were written, each with the ids of its new rows; `before` the rows
    that were changed, as they were. Undo goes through both backwards.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    inserted: dict[str, list[int]] = field(default_factory=dict)
    before: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)

    def refuse(self, row: Row, column: str, value: object, reason: Reason) -> None:
        """Say that a row cannot be taken."""
        self.problems.append(Problem(row.number, column, "" if value is None else str(value), reason))

    def add(self, table: str, ids: Sequence[int]) -> None:
        """Note new rows of a table."""
        if ids:
            self.inserted.setdefault(table, []).extend(ids)

    @property
    def bad(self) -> int:
        """How many rows were refused."""
        return len({problem.row for problem in self.problems})


Writer = Callable[[Work, Sequence[Row]], Written]


@dataclass(frozen=True, slots=True)
class Entry:
    """A register and how to begin writing it.

    `writer` is called once a run and returns what writes the batches, so that it may keep what it looked up. A
    batch runs in one transaction under the actor's walls; the writer joins it.
    """

    register: Register
    writer: Callable[[], Writer]


@cache
def register_entries() -> dict[str, Entry]:
    """Collect every app's registers from its `registers.py`, in the order of a workbook."""
    found: list[Entry] = []
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.registers"):
            found += import_module(f"{config.name}.registers").REGISTERS
    return {entry.register.name: entry for entry in sorted(found, key=lambda one: one.register.order)}


def register_entry(name: str) -> Entry:
    """Return a register by its name; raise KeyError for an unknown one."""
    return register_entries()[name]


def images(table: str, ids: Sequence[int]) -> list[tuple[str, dict[str, Any]]]:
    """Lock rows and return them whole, as undo will put them back."""
    with connection.cursor() as cursor:
        cursor.execute(f"select to_jsonb(t)::text from {table} t where id = any(%s) for update", [list(ids)])
        return [(table, json.loads(row)) for (row,) in cursor.fetchall()]
