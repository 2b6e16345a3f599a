"""What assessment and honours know of a company, as stars ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hemei.oversight.assessment import queries as assessment
from hemei.oversight.honours import queries as honours

STANDARD = "company-service"
_KINDS = {"exemplar": honours.Kind.COMPANY_SERVICE, "demonstration": honours.Kind.DEMONSTRATION}


def assessed(company_id: int, on: date) -> tuple[Fraction | None, tuple[str, ...]]:
    """Return the share of a hundred of the last assessment published by a day, and the vetoes it failed."""
    found = assessment.latest("company", company_id, STANDARD, on)
    if found is None or found.share is None:
        return None, ()
    return found.share * 100, found.vetoes


def honours_of(company_id: int, on: date) -> Mapping[str, int]:
    """Return how many honours of each kind a company holds on a day; row-level security applies."""
    return {
        code: sum(one.company_id == company_id for one in honours.exemplars(kind, on))
        for code, kind in _KINDS.items()
    }
