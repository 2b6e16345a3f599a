"""What assessment and honours know of a company, as stars ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hemei.oversight.assessment import queries as assessment

STANDARD = "company-service"


def assessed(company_id: int, on: date) -> tuple[Fraction | None, tuple[str, ...]]:
    """Return the share of a hundred of the last assessment published by a day, and the vetoes it failed."""
    found = assessment.latest("company", company_id, STANDARD, on)
    if found is None or found.share is None:
        return None, ()
    return found.share * 100, found.vetoes


def honours_of(company_id: int, on: date) -> Mapping[str, int]:  # noqa: ARG001
    """Return how many honours of each kind a company holds on a day."""
    return {}
