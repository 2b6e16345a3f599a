"""The document `management-modes`: which modes of management count as covered.

A city without it still works: an estate is then covered while a contract with a company runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.companies.rules.mixed import MixedDuties
from hemei.ground.companies.rules.modes import BY_COMPANY, Mode
from hemei.kernel.standards import Head, NoStandard, Standards, Warrant


@dataclass(frozen=True, slots=True)
class ModeItem:
    """A mode; `covered` says whether an estate managed so counts as managed."""

    code: str
    covered: bool
    warrant: Warrant

    def __post_init__(self) -> None:
        Mode(self.code)


@dataclass(frozen=True, slots=True)
class ManagementModes:
    """The document `management-modes`."""

    head: Head
    mode: tuple[ModeItem, ...]

    def __post_init__(self) -> None:
        named = sorted(item.code for item in self.mode)
        if named != sorted(Mode):
            raise ValueError(f"every mode must be named once: {sorted(Mode)}, not {named}")
        if any(item.covered for item in self.mode if item.code == Mode.NONE):
            raise ValueError("an estate that nobody manages cannot count as managed")

    def of(self, code: str) -> ModeItem:
        """Return a mode by its code."""
        return next(item for item in self.mode if item.code == code)


STANDARDS: dict[str, type] = {"management-modes": ManagementModes, "mixed-mode-duties": MixedDuties}


def covered_modes(standards: Standards, *, on: date) -> frozenset[Mode]:
    """Return the modes that count as covered on a day."""
    try:
        document = standards.find("management-modes", ManagementModes, on=on)
    except NoStandard:
        return BY_COMPANY
    return frozenset(Mode(item.code) for item in document.mode if item.covered)


def is_covered(mode: Mode | None, covered: frozenset[Mode], *, contract: bool) -> bool:
    """Whether an estate of this mode counts; the relation of the figures says the same in SQL.

    A contract that runs is a fact: where no mode is entered, or one without a company, it counts as chosen on
    the market. Where it has ended, no mode of a company counts, whatever is entered.
    """
    if contract:
        return (mode if mode in BY_COMPANY else Mode.MARKET) in covered
    return mode is not None and mode not in BY_COMPANY and mode in covered
