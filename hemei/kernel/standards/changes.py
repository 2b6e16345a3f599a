"""What a new version of a document changes: items by their names, and every line of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Literal

from hemei.kernel.standards.markdown import Values, valued_items
from hemei.kernel.standards.source import Warrant

Kind = Literal["added", "removed", "changed"]
Said = tuple[tuple[Values, Warrant], ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that came, went or says something else; each side holds what it says and what it rests on."""

    kind: Kind
    item: str
    before: Said
    after: Said


def changed_items(before: object | None, after: object) -> tuple[ItemChange, ...]:
    """Return the items in which two contents differ, in the order of the new one, what went after it."""
    old, new = _by_item(before), _by_item(after)
    found = [_change(item, old.get(item, ()), said) for item, said in new.items()]
    gone = [ItemChange("removed", item, said, ()) for item, said in old.items() if item not in new]
    return tuple(change for change in (*found, *gone) if change is not None)


def changed_lines(before: str, after: str) -> tuple[str, ...]:
    """Return the lines in which two texts differ, with `+` and `-` before them and two lines around.

    A document may hold values that belong to no item of its own, such as the days of a calendar: the lines
    show those too.
    """
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return tuple(lines)[2:]


def _by_item(content: object | None) -> dict[str, Said]:
    found: dict[str, list[tuple[Values, Warrant]]] = {}
    for values, warrant in valued_items(content):
        found.setdefault(warrant.reference.item, []).append((values, warrant))
    return {item: tuple(said) for item, said in found.items()}


def _change(item: str, before: Said, after: Said) -> ItemChange | None:
    if not before:
        return ItemChange("added", item, (), after)
    same = list(_compared(before)) == list(_compared(after))
    return None if same else ItemChange("changed", item, before, after)


def _compared(said: Said) -> Iterator[tuple[object, ...]]:
    """Yield what counts in a comparison: the day of a reference is another one in every version."""
    for values, warrant in said:
        yield (
            values,
            warrant.basis,
            warrant.source.code,
            warrant.clause,
            warrant.owner,
            warrant.reason,
            warrant.verify,
        )
