"""Ground that tests stand on: written once, and left as it was by each test on it.

Furnishing a town takes longer than most tests on it. A fixture marked `standing` therefore runs once for the tests in a
row that ask for it: what it wrote stays in a transaction around them, each test rolls back its own part only, and gets
a copy of what the fixture returned. A ground may stand on another one, which it asks for by name:

    @standing
    def quarter() -> Quarter: ...

    @standing
    def side(quarter: Quarter) -> Side: ...

It can ask for nothing else: what a test sets for itself (settings, clocks) cannot be part of it.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, models, transaction

from hemei.ground.records.services import scope

_FOUND = pytest.StashKey[dict[tuple[str, ...], list[Callable[..., Any]]]]()


def standing(make: Callable[..., Any]) -> Any:
    """Let a function, or a generator of one value, be a ground under its own name."""

    def copied(_ground: None, db: None) -> Any:
        return STACK.copies[make]

    copied.__doc__ = make.__doc__
    copied.make = make  # type: ignore[attr-defined]
    return pytest.fixture(name=make.__name__)(copied)


def grounds_of(item: pytest.Item) -> list[Callable[..., Any]]:
    """Return the grounds a test asks for, the lowest first."""
    # Tests of a module that ask for the same stand on the same; to look for each took a fifth of collecting them.
    names = tuple(getattr(item, "fixturenames", ()))
    found = item.parent.stash.setdefault(_FOUND, {})
    if names not in found:
        found[names] = _looked_up(item, names)
    return found[names]


def _looked_up(item: pytest.Item, names: tuple[str, ...]) -> list[Callable[..., Any]]:
    found: list[Callable[..., Any]] = []

    def add(name: str) -> None:
        fixtures = item.session._fixturemanager.getfixturedefs(name, item)
        make = getattr(fixtures[-1].func, "make", None) if fixtures else None
        if make and make not in found:
            for lower in inspect.signature(make).parameters:
                add(lower)
            found.append(make)

    for name in names:
        add(name)
    return found


@dataclass
class _Layer:
    """A ground that stands: who made it, what he returned, and the transaction it stays in."""

    make: Callable[..., Any]
    value: Any
    written: transaction.Atomic
    kept: Iterator[Any] | None
    shown: list[str]  # what the transaction shows after it: the settings of `records.acting`

    def take_away(self) -> None:
        if connection.connection is not None:
            transaction.set_rollback(True)
        if self.kept:
            self.kept.close()  # type: ignore[attr-defined]
            if connection.connection is not None:
                transaction.set_rollback(True)
        self.written.__exit__(None, None, None)


class _Stack:
    """The grounds that stand now, each on the one before."""

    def __init__(self) -> None:
        self._layers: list[_Layer] = []
        self.copies: dict[Callable[..., Any], Any] = {}

    def leave(self, wanted: list[Callable[..., Any]]) -> None:
        """Take away what the next test does not ask for."""
        common = 0
        for layer, make in zip(self._layers, wanted, strict=False):
            if layer.make is not make:
                break
            common += 1
        while len(self._layers) > common:
            self._layers.pop().take_away()
        scope._known.set(None)

    def build(self, wanted: list[Callable[..., Any]]) -> None:
        """Make what is missing, and fresh copies of all that was returned."""
        for make in wanted[len(self._layers) :]:
            lower = {layer.make.__name__: layer.value for layer in self._layers}
            written = transaction.atomic()
            written.__enter__()
            kept = None
            try:
                value = make(**{name: lower[name] for name in inspect.signature(make).parameters})
                if inspect.isgenerator(value):
                    kept, value = value, next(value)
                connection.check_constraints()  # now, and not once more in each test
            except BaseException:
                transaction.set_rollback(True)
                written.__exit__(None, None, None)
                raise
            self._layers.append(_Layer(make, value, written, kept, scope._settings()))
        # Whose rows a test's transaction shows at first is known, and not asked for by each act of the test.
        scope._known.set(self._layers[-1].shown if self._layers else _NOBODY)
        seen: dict[int, Any] = {}
        self.copies = {layer.make: _copied(layer.value, seen) for layer in self._layers}


STACK = _Stack()
_NOBODY = [""] * len(scope._NAMES)


def forget_what_is_shown() -> None:
    """Let the next act ask whose rows the transaction shows, unless an act around it knows by itself."""
    if any(scope._known.get() is shown for shown in (_NOBODY, *(layer.shown for layer in STACK._layers))):
        scope._known.set(None)


def _copied(value: Any, seen: dict[int, Any]) -> Any:
    """Copy what a test may change; what cannot change stays the same thing."""
    if id(value) in seen:
        return seen[id(value)]
    if isinstance(value, models.Model):
        made = copy.deepcopy(value)
    elif isinstance(value, dict):
        made = type(value)()
        made.update((key, _copied(part, seen)) for key, part in value.items())
    elif type(value) in {list, set, tuple}:
        made = type(value)(_copied(part, seen) for part in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        if type(value).__dataclass_params__.frozen:  # type: ignore[attr-defined]
            return value
        made = copy.copy(value)
        for each in dataclasses.fields(value):
            setattr(made, each.name, _copied(getattr(value, each.name), seen))
    else:
        return value
    seen[id(value)] = made
    return made
