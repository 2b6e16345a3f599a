"""A board in English: what the standards name in both languages. The print is Chinese, and names of bodies stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from hemei.coordination.boards import queries
from hemei.coordination.cases import queries as cases
from hemei.ui.words import is_english

if TYPE_CHECKING:
    from datetime import date


class _Named(Protocol):
    @property
    def name(self) -> str:
        """What it is called in Chinese."""

    @property
    def name_en(self) -> str:
        """What it is called in English."""


def kinds_said(names: Sequence[str], day: date) -> list[str]:
    """Return kinds of problems as the list of a day names them in the reader's language."""
    english = _english(cases.listed_on(day).problem) if is_english() else {}
    return [english.get(name, name) for name in names]


def problems_said(rows: Sequence[Sequence[str]], day: date) -> list[list[str]]:
    """Return the lines of a board made on a day: the kind, and who stands there by his kind for want of a body."""
    if not is_english():
        return [list(row) for row in rows]
    listed = cases.listed_on(day)
    kinds, bodies = _english(listed.problem), _english(listed.department)
    return [
        [code, kinds.get(name, name), bodies.get(accepts, accepts), first, bodies.get(handles, handles), lead]
        for code, name, accepts, first, handles, lead in rows
    ]


def ways_said(rows: Sequence[Sequence[str]], day: date) -> list[tuple[str, str]]:
    """Return the ways to complain that a board made on a day names."""
    english = _english(queries.board_rules(day).way) if is_english() else {}
    return [(english.get(name, name), number) for name, number in rows]


def _english(items: Iterable[_Named]) -> Mapping[str, str]:
    """Return what the standard calls in English what it calls so in Chinese; a name it no longer has stays."""
    return {one.name: one.name_en for one in items if one.name_en}
