"""What assessment and honours know of a company, as stars ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction


def assessed(company_id: int, on: date) -> tuple[Fraction | None, tuple[str, ...]]:  # noqa: ARG001
    """Return the share of a hundred of the last assessment published by a day, and the vetoes it failed."""
    return None, ()


def honours_of(company_id: int, on: date) -> Mapping[str, int]:  # noqa: ARG001
    """Return how many honours of each kind a company holds on a day."""
    return {}
