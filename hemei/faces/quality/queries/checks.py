"""The checks that are made on a day: those the apps offer and the document names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hemei.faces.quality.rules import CheckItem, DataQuality, lacking
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.checks import Check
from hemei.kernel.standards import NoStandard, Standards


@dataclass(frozen=True, slots=True)
class Entry:
    """A check with what the document says of it."""

    check: Check
    item: CheckItem


def entries(day: date) -> tuple[Entry, ...]:
    """Return the checks of a day in the order of the document; none where no document names any."""
    return _entries(records.standards(), day)


def entry_of(code: str, day: date) -> Entry | None:
    """Return one check."""
    return next((entry for entry in entries(day) if entry.check.code == code), None)


def document(day: date) -> DataQuality | None:
    """Return the document of a day."""
    return _document(records.standards(), day)


@lru_cache(maxsize=64)
def _document(standards: Standards, day: date) -> DataQuality | None:
    try:
        return standards.find("data-quality", DataQuality, on=day)
    except NoStandard:
        return None


@lru_cache(maxsize=64)
def _entries(standards: Standards, day: date) -> tuple[Entry, ...]:
    named = _document(standards, day)
    if named is None:
        return ()
    offered = {check.code: check for check in (*places.CHECKS, *companies.CHECKS, *people.CHECKS)}
    found = []
    for item in named.check:
        check = offered.get(item.code)
        if check is None:
            raise LookupError(f"data-quality names the check {item.code!r}, which no register offers")
        if missing := lacking(check, item):
            raise LookupError(f"data-quality gives the check {item.code!r} no {', '.join(missing)}")
        found.append(Entry(check, item))
    return tuple(found)
