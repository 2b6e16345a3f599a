"""Who does what where residents' committee and company manage together: people there, technical upkeep here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hemei.kernel.decision import mark
from hemei.kernel.standards import Head, Misfit, Warrant


class Side(StrEnum):
    """One of the two who manage an estate of the mixed mode."""

    COMMITTEE = "committee"
    COMPANY = "company"


SIDE_TEXTS: dict[Side, str] = {Side.COMMITTEE: mark("居委会"), Side.COMPANY: mark("物业企业")}


@dataclass(frozen=True, slots=True)
class MixedDuty:
    """A part of the work with its side; `matters` are rows of the responsibility list that belong to it."""

    code: str
    name: str
    falls_to: Literal["committee", "company"]
    matters: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MixedDuties:
    """`mixed-mode-duties`: the division of duties of 居委会+物业."""

    head: Head
    duty: tuple[MixedDuty, ...]

    def __post_init__(self) -> None:
        sides = {one.falls_to for one in self.duty}
        if sides != {side.value for side in Side}:
            raise Misfit("each side has a part of the work", "duty")
        seen: set[str] = set()
        for position, one in enumerate(self.duty):
            if twice := seen & set(one.matters):
                raise Misfit(f"{', '.join(sorted(twice))} belongs to two parts", "duty", position, "matters")
            seen |= set(one.matters)

    def by_matter(self) -> Mapping[str, MixedDuty]:
        """Return which part of the work each row of the responsibility list belongs to."""
        return {matter: one for one in self.duty for matter in one.matters}
