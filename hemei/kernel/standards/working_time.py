"""The working time of a city, from its documents: every year's notice and the business hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hemei.kernel.standards.calendar import STANDARDS, CalendarNotice, OfficeHours
from hemei.kernel.standards.library import Document, Standards
from hemei.kernel.standards.reader import (
    NATIONAL,
    read_document,
    read_sources,
    shipped_calendars,
    shipped_documents,
)
from hemei.kernel.workdays import WorkingTime


def working_time(standards: Standards, *, on: date) -> WorkingTime:
    """Return the calendar of every noticed year with the business hours in force on this day."""
    return WorkingTime(standards.calendars(), standards.find("business-hours", OfficeHours, on=on).hours())


def shipped_clock_standards(folder: Path, *, city: str) -> Standards:
    """Read only the shipped documents a clock needs, so that a clock answers without the rest.

    Documents issued by the city in its database are not among them.
    """
    file = folder / "sources.toml"
    sources = read_sources(f"{folder.name}/{file.name}", file.read_text(encoding="utf-8"))
    texts = [text for jurisdiction in (NATIONAL, city) for text in shipped_documents(folder, jurisdiction)]
    contents = [
        *(read_document(text, CalendarNotice, sources) for text in shipped_calendars(folder)),
        *(read_document(text, STANDARDS[text.name], sources) for text in texts if text.name in STANDARDS),
    ]
    return Standards(
        city=city, sources=sources, documents=[Document(content.head, content) for content in contents]
    )
