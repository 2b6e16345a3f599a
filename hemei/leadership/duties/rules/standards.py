"""`duty-rules`: what holds for every duty, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Warrant


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Most:
    """An upper number, itself allowed."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DutyRules:
    """`duty-rules`: acceptance, rework, reminders, escalation, extensions.

    `acceptance` runs for the setter once a result is there, `rework` for the owner once it is sent back.
    A reminder goes out `remind_before` the end, an escalation `escalate_after` it. `longest` is how many
    days ahead a duty, or an extension of one, may end.
    """

    head: Head
    acceptance: Length
    rework: Length
    remind_before: Length
    escalate_after: Length
    extensions: Most
    longest_days: Most


STANDARDS: dict[str, type] = {"duty-rules": DutyRules}
