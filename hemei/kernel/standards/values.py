"""Single values: a text, a number, a day, a word of a list, a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from hemei.kernel.standards.place import Place

_PLAIN: dict[type, str] = {str: "a text", int: "a whole number", bool: "true or false", time: "a time of day"}


def choice_of(choices: Sequence[Any], value: Any, place: Place) -> Any:
    """Return a word of a closed list."""
    if isinstance(value, str) and value in choices:
        return value
    raise place.error(f"{value!r} is not a known word.", f"Write one of {', '.join(choices)}.")


def facts_of(value: Any, place: Place) -> Mapping[str, str | int]:
    """Return a free table of texts and whole numbers, as examples use it."""
    if not isinstance(value, dict):
        raise place.error(f"{value!r} stands where a table belongs.", "Write { key = value }.")
    for key, entry in value.items():
        if not isinstance(entry, str | int):
            raise place.error(
                f'"{key}" is neither text nor a whole number.', "Write dates and limits as text."
            )
    return MappingProxyType(dict(value))


def parsed_of(kind: Any, value: Any, place: Place) -> Any:
    """Return a value that is written as text and read by its own type."""
    if not isinstance(value, str):
        raise place.error(f"{value!r} stands where a text belongs.", "Write it in quotes.")
    try:
        return kind.parse(value)
    except ValueError as error:
        raise place.error(f"{error}.", "Correct the value.") from error


def plain_of(kind: Any, value: Any, place: Place) -> Any:
    """Return a text, whole number, truth value, time of day or day, and nothing that merely resembles it."""
    if kind is date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise place.error(f"{value!r} is not a day.", "Write a day as 2026-01-01, unquoted.")
    if kind not in _PLAIN:
        raise TypeError(f"The reader cannot fill a field of type {kind}")
    if type(value) is not kind:
        raise place.error(f"{value!r} is not {_PLAIN[kind]}.", f"Write {_PLAIN[kind]}.")
    return value


def text_of(table: Mapping[str, Any], key: str, place: Place) -> str:
    """Return an optional text of a table, empty where it is missing."""
    value: str = plain_of(str, table.get(key, ""), place.key(key))
    return value.strip()
