"""What an example asks of a document, and the shape of what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.kernel.limits import Limit
from hemei.kernel.standards.examples import Example
from hemei.kernel.workdays import SHANGHAI, WorkingTime

Answer = Mapping[str, str | int]


@dataclass(frozen=True)
class Asked:
    """A document, the example that asks it, and the calendar to count with."""

    content: Any
    example: Example
    working: WorkingTime

    @property
    def facts(self) -> Mapping[str, str | int]:
        return self.example.facts

    def due(self, limit: Limit) -> str:
        """Return when the limit ends that starts at the example's `start`, in Shanghai time."""
        start = datetime.fromisoformat(str(self.facts["start"])).replace(tzinfo=SHANGHAI)
        return self.working.due(start, limit).at.astimezone(SHANGHAI).isoformat()
