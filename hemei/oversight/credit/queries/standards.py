"""The dated documents of credit."""

from __future__ import annotations

from datetime import date

from hemei.ground.records.queries import standards
from hemei.kernel.standards import NoStandard
from hemei.oversight.credit.rules.standards import CreditCatalogue, CreditConsequences, CreditRepair


def catalogue_on(day: date) -> CreditCatalogue:
    """Return the catalogue 信用清单 in force on a day; raises NoStandard before the first."""
    return standards().find("credit-catalogue", CreditCatalogue, on=day)


def catalogue_if_any(day: date) -> CreditCatalogue | None:
    """Return the catalogue of a day, or None before the first."""
    try:
        return catalogue_on(day)
    except NoStandard:
        return None


def repair_on(day: date) -> CreditRepair | None:
    """Return the rule of objection and repair in force on a day, or None before the first."""
    try:
        return standards().find("credit-repair", CreditRepair, on=day)
    except NoStandard:
        return None


def catalogues() -> list[CreditCatalogue]:
    """Return the versions of the catalogue that hold for this city, the oldest first."""
    known = standards()
    days = sorted({one.head.day for one in known.documents if one.head.name == "credit-catalogue"})
    found = [catalogue_on(day) for day in days]
    return list({one.head.day: one for one in found}.values())


def consequences_on(day: date) -> CreditConsequences:
    """Return what levels lead to on a day; raises NoStandard before the first such rule."""
    return standards().find("credit-consequences", CreditConsequences, on=day)
