"""The working time of a city, from its documents: every year's notice, the fixed holidays and the business hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hemei.kernel.standards.calendar import STANDARDS, OfficeHours, PublicHolidays
from hemei.kernel.standards.library import Standards, load_some_standards
from hemei.kernel.workdays import WorkingTime


def working_time(standards: Standards, *, on: date) -> WorkingTime:
    """Return the calendar of every noticed year with the fixed holidays and business hours in force on this day."""
    return WorkingTime(
        standards.calendars(),
        standards.find("business-hours", OfficeHours, on=on).hours(),
        standards.find("public-holidays", PublicHolidays, on=on).days(),
    )


def clock_standards(folder: Path, *, city: str) -> Standards:
    """Read only the documents a clock needs: calendars, fixed holidays and business hours."""
    return load_some_standards(folder, city=city, shapes=STANDARDS, calendars=True)
