"""What an app gives the engine: a register's declaration and the writer of its batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection

from hemei.ground.records.rules import Choice
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Problem, Register, Row


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something on record that a row may mean: how it is called, and what would change, column by column."""

    subject: int
    label: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """A row with what it is like on record, the likeliest first; `kind` is one of the entry's `likenesses`."""

    row: Row
    column: str
    kind: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """In whose name and when a batch is written; `source` says where from, for events.

    `choices` is what the clerk said of rows that are like something on record, by row: with the subject that is
    the same, if one is, and no choice where he has not said it. In a trial (`dry`) such a row is taken as new.
    """

    actor: Actor
    now: datetime
    today: date
    source: str
    choices: Mapping[int, tuple[Choice | None, int | None]] = field(default_factory=dict)
    dry: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with a life of its own that a batch began; undo says in its stream that it was withdrawn."""

    stream: str
    scope: str


@dataclass(slots=True)
class Written:
    """What a writer did with a batch.

    `inserted` lists tables in the order they were written, each with the ids of its new rows; `before` the rows
    that were changed, as they were. Undo goes through both backwards. `notes` say what the rows of the run so far lead
    to, by what they are about, and None where there is nothing to say any more: no row is wrong for it.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    alike: list[Alike] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inserted: dict[str, list[int]] = field(default_factory=dict)
    before: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    notes: dict[str, Reason | None] = field(default_factory=dict)

    def refuse(self, row: Row, column: str, value: object, reason: Reason) -> None:
        """Say that a row cannot be taken; the cell is shown as it was given, where there is one."""
        shown = row.text(column) or ("" if value is None else str(value))
        self.problems.append(Problem(row.number, column, shown, reason))

    def decide(self, work: Work, alike: Alike) -> tuple[Choice, int | None]:
        """Return what becomes of a row that is like something on record, and the subject it is the same as.

        In earnest a row that nobody decided is refused, so that no likely double comes in unseen. What the check
        did not find alike is new: it is like another row of its own file at most.
        """
        choice, subject = work.choices.get(alike.row.number, (Choice.NEW, None))
        if work.dry and alike.row.number not in work.choices:
            self.alike.append(alike)
        if choice is not None:
            self.left += choice is Choice.LEAVE
            return choice, subject
        reason = Reason(_LIKE, {"found": alike.candidates[0].label}, _DECIDE, code="undecided")
        self.refuse(alike.row, alike.column, alike.row.values[alike.column], reason)
        return Choice.LEAVE, None

    def add(self, table: str, ids: Sequence[int]) -> None:
        """Note new rows of a table."""
        if ids:
            self.inserted.setdefault(table, []).extend(ids)

    @property
    def bad(self) -> int:
        """How many rows were refused."""
        return len({problem.row for problem in self.problems})


_LIKE = mark("与在册的“{found}”相像，还没有决定是不是同一个。")
_DECIDE = mark("请在“可能重复”一页逐行或成批决定后再导入。")

Writer = Callable[[Work, Sequence[Row]], Written]
Search = Callable[[Sequence[Row], Written], object]
"""Refuses the rows that name something that is not on record; the rest of a row is not looked at."""


def _nothing_to_seek(work: Work) -> Mapping[tuple[str, ...], Search]:  # noqa: ARG001 - the shape of every one
    return {}


def _no_aliases(day: date) -> Mapping[str, tuple[str, ...]]:  # noqa: ARG001 - the shape of every one
    return {}


def _always(day: date) -> bool:  # noqa: ARG001 - the shape of every one
    return True


def _not_kept(day: date) -> int:  # noqa: ARG001 - the shape of every one
    return 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A register and how to begin writing it.

    `writer` is called once a run and returns what writes the batches, so that it may keep what it looked up. A
    batch runs in one transaction under the actor's walls; the writer joins it. `likenesses` says in words how a row
    may be like something on record. `searches` says what of a refused row can be looked up by itself: the columns a
    search needs, and the search.

    `aliases` are what a standard of the day calls the columns besides; `keeps` for how many days a file stays after
    it was written, because something goes back in it. With `names` the register's subjects stand apart: undo leaves
    those that moved on since, whole, and says which by these names; without, it takes all of a batch back or nothing.
    What the system writes of its own there as time goes by (`timed`, types of events) is no such move: nobody acted.
    `page` is where the file is carried on once its rows stand. A register that a standard names is `open_on` the days
    it does; what came by it before stays what it is. `kept` says in words why what it wrote is not taken back whole,
    and what to do instead.
    """

    register: Register
    writer: Callable[[], Writer]
    likenesses: Mapping[str, str] = field(default_factory=dict)
    searches: Callable[[Work], Mapping[tuple[str, ...], Search]] = _nothing_to_seek
    aliases: Callable[[date], Mapping[str, tuple[str, ...]]] = _no_aliases
    keeps: Callable[[date], int] = _not_kept
    names: Callable[[Sequence[str]], Sequence[str]] | None = None
    timed: frozenset[str] = frozenset()
    page: str = ""
    open_on: Callable[[date], bool] = _always
    kept: str = ""

    def known_on(self, day: date) -> Register:
        """Return the register with all that its columns are called on a day."""
        more = self.aliases(day)
        columns = [
            replace(one, aliases=(*one.aliases, *more[one.name])) if one.name in more else one
            for one in self.register.columns
        ]
        return replace(self.register, columns=tuple(columns))


@cache
def _declared() -> tuple[list[Entry], list[Callable[[], Sequence[Entry]]]]:
    """Collect from every app's `registers.py` its registers, and what names those that standards bring."""
    found: list[Entry] = []
    named: list[Callable[[], Sequence[Entry]]] = []
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.registers"):
            module = import_module(f"{config.name}.registers")
            found += getattr(module, "REGISTERS", ())
            named += getattr(module, "NAMED", ())
    return found, named


def register_entries() -> dict[str, Entry]:
    """Return every register in the order of a workbook; those that a standard ever named are among them."""
    found, named = _declared()
    every = [*found, *(entry for name in named for entry in name())]
    return {entry.register.name: entry for entry in sorted(every, key=lambda one: one.register.order)}


def register_entry(name: str) -> Entry:
    """Return a register by its name; raise KeyError for an unknown one."""
    return register_entries()[name]


def images(table: str, ids: Sequence[int]) -> list[tuple[str, dict[str, Any]]]:
    """Lock rows and return them whole, as undo will put them back."""
    with connection.cursor() as cursor:
        cursor.execute(f"select to_jsonb(t)::text from {table} t where id = any(%s) for update", [list(ids)])
        return [(table, json.loads(row)) for (row,) in cursor.fetchall()]
