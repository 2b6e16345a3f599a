"""The document `information-board`: what a board says, who accepts a complaint, how soon a board is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Warrant

Accepts = Literal["community", "lead"]
"""Who accepts 受理 a complaint: the community, or directly the department that handles it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A part that a board must show; `code` is one of `PART_NAMES`."""

    code: Literal["estate", "company", "manager", "committee", "guides", "phones", "ways", "problems"]
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepts; `classes` are the service classes of the responsibility list it holds for, none for all others."""

    code: str
    accepts: Accepts
    classes: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Way:
    """A way to complain that is the same for every estate of the city."""

    code: str
    name: str
    name_en: str
    number: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Replacement:
    """Within what time a board that has lapsed is replaced."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class InformationBoard:
    """The document `information-board`."""

    head: Head
    shown: tuple[Shown, ...]
    acceptance: tuple[Acceptance, ...]
    way: tuple[Way, ...]
    replacement: Replacement

    def __post_init__(self) -> None:
        if sum(not row.classes for row in self.acceptance) != 1:
            raise ValueError("exactly one acceptance must hold for all other classes (classes = [])")

    def accepts(self, service_class: str) -> Acceptance:
        """Return who accepts a problem of a service class."""
        named = (row for row in self.acceptance if service_class in row.classes)
        return next(named, None) or next(row for row in self.acceptance if not row.classes)


STANDARDS: dict[str, type] = {"information-board": InformationBoard}
