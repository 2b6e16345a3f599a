"""The shapes every city's clock needs: the yearly holiday notice, the fixed holidays and the business hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.kernel.standards.source import Head, Warrant
from hemei.kernel.workdays import BusinessHours, CalendarYear

_COMMON_YEAR = 2025


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day and the festival it belongs to."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the State Council's office that the year rests on; a later one may amend the first."""

    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CalendarNotice:
    """`calendar/<year>.toml`: all days off, weekends within them included, and all make-up workdays."""

    head: Head
    year: int
    notice: tuple[Notice, ...]
    holiday: tuple[NamedDay, ...]
    workday: tuple[NamedDay, ...] = ()

    def __post_init__(self) -> None:
        if not self.notice:
            raise ValueError("a year needs the notice it rests on")
        if self.head.name != f"calendar-{self.year}":
            raise ValueError(f"the year {self.year} stands in the file of another year")
        self.calendar_year()

    def calendar_year(self) -> CalendarYear:
        """Return the year as the working-time rules read it."""
        holidays = tuple(found.day for found in self.holiday)
        makeup_days = tuple(found.day for found in self.workday)
        numbers = "、".join(notice.warrant.source.number for notice in self.notice)
        return CalendarYear(self.year, holidays, makeup_days, numbers)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """`business-hours`: the spans of a working day."""

    head: Head
    spans: tuple[str, ...]
    warrant: Warrant

    def __post_init__(self) -> None:
        self.hours()

    def hours(self) -> BusinessHours:
        """Return the spans as the working-time rules read them."""
        return BusinessHours.parse(self.spans)


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A holiday of every year that the law fixes by its day of the month."""

    code: str
    name: str
    month: int
    day: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """`public-holidays`: what is off in a year whose notice is not out yet."""

    head: Head
    holiday: tuple[FixedHoliday, ...]

    def __post_init__(self) -> None:
        for one in self.holiday:
            date(_COMMON_YEAR, one.month, one.day)

    def days(self) -> tuple[tuple[int, int], ...]:
        """Return month and day of each as the working-time rules read them."""
        return tuple((one.month, one.day) for one in self.holiday)


STANDARDS: dict[str, type] = {"business-hours": OfficeHours, "public-holidays": PublicHolidays}
