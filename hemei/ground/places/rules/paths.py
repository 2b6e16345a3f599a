"""Paths of permanent ids and the text ranges that select them.

A path is the ids from the city down, each followed by a dot: `1.4.37.512.`. Text is compared by bytes
(collation "C"), so a subtree is the range from its path to the same text with `/` for the last dot.
"""

from __future__ import annotations

from collections.abc import Iterable

from hemei.kernel.actor import PlaceRange


def child_path(parent_path: str, place_id: int) -> str:
    """Return the path of a place below `parent_path`; the city's parent path is empty."""
    return f"{parent_path}{place_id}."


def moved_path(path: str, *, old: str, new: str) -> str:
    """Return `path` after its ancestor (or itself) moved from `old` to `new`."""
    if not path.startswith(old):
        raise ValueError(f"Path {path!r} does not lie under {old!r}")
    return new + path[len(old) :]


def ids_of(path: str) -> tuple[int, ...]:
    """Return the ids of a path from the city down."""
    return tuple(int(part) for part in path.split(".") if part)


def fewest_ranges(paths: Iterable[str]) -> tuple[PlaceRange, ...]:
    """Return the fewest ranges that cover all these paths, in byte order."""
    kept: list[PlaceRange] = []
    for path in sorted(set(paths)):
        if not kept or not kept[-1].covers(path):
            kept.append(PlaceRange(path))
    return tuple(kept)
