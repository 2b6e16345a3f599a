"""Tables into frozen dataclasses, strictly.

The type of a field says what its key may hold: str, int, bool, date, time, a
Literal, another dataclass, `X | None`, `tuple[X, ...]`, `Mapping[str, str | int]`,
or any type with a classmethod `parse` (Limit, Share, Bar), which is written as text.
Two types are filled by the reader: :class:`Head` from the `[source]` table and
:class:`Warrant` from the keys that stand beside the item's own.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hemei.kernel.standards.errors import Misfit
from hemei.kernel.standards.place import Place
from hemei.kernel.standards.source import Head, Warrant
from hemei.kernel.standards.values import choice_of, facts_of, parsed_of, plain_of
from hemei.kernel.standards.warrants import WARRANT_KEYS, warrant_of

T = TypeVar("T")


def build(shape: type[T], table: Mapping[str, Any], place: Place) -> T:
    """Fill a dataclass from a table; raise StandardError at the first thing that does not fit."""
    hints = _hints(shape)  # type: ignore[arg-type] # a class is hashable
    known: set[str] = set()
    values: dict[str, Any] = {}
    for field in fields(shape):  # type: ignore[arg-type]
        hint = hints[field.name]
        if hint is Head:
            known.add("source")
            values[field.name] = place.head
        elif hint is Warrant:
            known |= WARRANT_KEYS
            values[field.name] = warrant_of(table, place)
        else:
            known.add(field.name)
            values |= _field(field, hint, table, place)
    _refuse_unknown(table, known, place)
    try:
        return shape(**values)
    except Misfit as error:
        raise place.inside(error.path).error(f"{error}.", "Correct the value.") from error
    except ValueError as error:
        raise place.error(f"{error}.", "Correct the values of this table.") from error


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _field(field: Field[Any], hint: Any, table: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return the value of one key, or nothing where the shape has a default for a missing key."""
    if field.name in table:
        return {field.name: _value(hint, table[field.name], place.key(field.name))}
    if field.default is not MISSING or field.default_factory is not MISSING:
        return {}
    raise place.error(f'The key "{field.name}" is missing.', f"Add {field.name} = ...")


def _refuse_unknown(table: Mapping[str, Any], known: set[str], place: Place) -> None:
    for key in table:
        if key not in known:
            remedy = f"Remove it or correct its name; known keys are {', '.join(sorted(known))}."
            raise place.key(key).error(f'The key "{key}" is unknown here.', remedy)


def _value(hint: Any, value: Any, place: Place) -> Any:
    """Return one value in the type of its field."""
    if isinstance(value, float):
        remedy = 'Write a whole number, or a share as "2/3" or "50%".'
        raise place.error(f"{value} is a float, and floats cannot be compared exactly.", remedy)
    if get_origin(hint) is not None:
        return _composed(hint, value, place)
    if hasattr(hint, "parse"):
        return parsed_of(hint, value, place)
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise place.error(f"{value!r} stands where a table belongs.", "Write a table.")
        return build(hint, value, place.table())
    return plain_of(hint, value, place)


def _composed(hint: Any, value: Any, place: Place) -> Any:
    """Return a value whose type is built from others."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return choice_of(parts, value, place)
    if origin is tuple:
        return _sequence(parts[0], value, place)
    if origin is Mapping:
        return facts_of(value, place)
    if origin in {Union, types.UnionType}:
        kinds = [kind for kind in parts if kind is not types.NoneType]
        if len(kinds) == 1:
            return _value(kinds[0], value, place)
    raise TypeError(f"The reader cannot fill a field of type {hint}")


def _sequence(kind: Any, value: Any, place: Place) -> tuple[Any, ...]:
    """Return a list, or the tables of an array; codes within one array are unique."""
    if not isinstance(value, list):
        raise place.error(f"{value!r} stands where a list belongs.", "Write a list: [ ... ].")
    if not (is_dataclass(kind) and isinstance(kind, type) and not hasattr(kind, "parse")):
        return tuple(
            _value(kind, element, place.element(number, None)) for number, element in enumerate(value)
        )
    built: list[Any] = []
    codes: set[str] = set()
    for number, element in enumerate(value):
        if not isinstance(element, dict):
            raise place.error(f"{element!r} stands where a table belongs.", "Write a table.")
        code = element.get("code")
        here = place.element(number, code)
        if code in codes:
            raise here.error(f'The code "{code}" stands here twice.', "Give each its own code.")
        codes |= {code} if isinstance(code, str) else set()
        built.append(build(kind, element, here))
    return tuple(built)
