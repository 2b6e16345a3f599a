"""What a decision is told beside the case itself: the law of the day, the calendar, the bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hemei.coordination.cases.rules.law import Law
from hemei.kernel.workdays import WorkingTime

LEVELS = ("community", "street", "county", "city")
"""From the main responsibility up; a case's `level` is an index into these."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a decision sees it; `department` is its code in the list or empty."""

    id: int
    name: str
    department: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision may look at.

    `city` is the path of the city's place. `chain` holds the bodies responsible for
    the place of the case, by level; `bodies` those the act names.
    """

    law: Law
    working: WorkingTime
    city: str
    chain: Mapping[str, Body]
    bodies: Mapping[int, Body] = field(default_factory=dict)

    def above(self, level: int) -> tuple[int, Body] | None:
        """Return the next level up that has a body, with its body; None at the top."""
        for higher in range(level + 1, len(LEVELS)):
            body = self.chain.get(LEVELS[higher])
            if body is not None and body.active:
                return higher, body
        return None
