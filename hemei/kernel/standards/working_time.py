"""The working time of a city, from its documents: every year's notice and the business hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hemei.kernel.standards.calendar import CalendarNotice, OfficeHours
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


def clock_standards(folder: Path, *, city: str) -> Standards:
    """Read only the documents a clock needs, so that a clock answers without the rest.

    Documents the city has issued in its database are not among them.
    """
    file = folder / "sources.toml"
    sources = read_sources(f"{folder.name}/{file.name}", file.read_text(encoding="utf-8"))
    texts = [
        *shipped_calendars(folder),
        *shipped_documents(folder, NATIONAL),
        *shipped_documents(folder, city),
    ]
    contents = [
        read_document(text, shape, sources) for text in texts if (shape := _shape_of(text.name)) is not None
    ]
    documents = [Document(content.head, content) for content in contents]
    return Standards(city=city, sources=sources, documents=documents)


def _shape_of(name: str) -> type[CalendarNotice | OfficeHours] | None:
    if name.startswith("calendar-"):
        return CalendarNotice
    return OfficeHours if name == "business-hours" else None
