"""When a limit ends: working days, business hours, pauses (Civil Code art. 201 to 203).

Instants come in and go out as aware datetimes; inside, an instant is a whole
number of microseconds since the table's first midnight in Shanghai, and
*working time* is the business time that has passed since then. A limit in
working time is then one addition and one look-up, however long it is.

Days begin and end in Shanghai. China has kept +08:00 without summer time
since 1991, so a fixed offset is exact for every year this table covers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from itertools import accumulate

from hemei.kernel.limits import Limit

__all__ = [
    "SHANGHAI",
    "BusinessHours",
    "CalendarYear",
    "Due",
    "Limit",
    "NoNotice",
    "Pause",
    "WorkingTime",
    "shanghai_day",
]

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

FIRST_YEAR, END_YEAR = 2000, 2100
_FIRST_DAY = date(FIRST_YEAR, 1, 1)
_ORIGIN = datetime(FIRST_YEAR, 1, 1, tzinfo=SHANGHAI)
_DAY_COUNT = (date(END_YEAR, 1, 1) - _FIRST_DAY).days
_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE
_MICROSECOND = timedelta(microseconds=1)


class NoNotice(Exception):  # noqa: N818 - an answer about the calendar, not a defect of the program
    """The State Council's holiday notice of this year is not loaded."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"no holiday notice for {year}: its working days are not known; "
            f"add standards/calendar/{year}.toml when the notice is out."
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count: from `start` up to, not including, `end`; None is still open."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause from {self.start} cannot end before, at {self.end}")


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment to act; provisional where a notice was missing (Monday to Friday, less the fixed holidays)."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's notice: weekdays off and weekend days worked.

    A notice may move days of the neighbouring year (that of 2019 took
    2018-12-31 off); where two notices name one day, the later year decides.
    """

    year: int
    holidays: tuple[date, ...]
    makeup_days: tuple[date, ...]
    notice: str = ""

    def __post_init__(self) -> None:
        both = sorted(set(self.holidays) & set(self.makeup_days))
        if both:
            raise ValueError(f"{both[0]} is both a holiday and a working day in the notice of {self.year}")
        for day in (*self.holidays, *self.makeup_days):
            if abs(day.year - self.year) > 1:
                raise ValueError(f"{day} cannot stand in the notice of {self.year}")


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """The spans of a working day, in minutes after midnight; (0, 1440) is a day that never shuts."""

    spans: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("business hours need at least one span")
        earlier_close = 0
        for opens, closes in self.spans:
            if not earlier_close <= opens < closes <= 24 * 60:
                raise ValueError(f"business hours {self} overlap, run backwards or leave the day")
            earlier_close = closes

    def __str__(self) -> str:
        return ", ".join(f"{_clock_text(opens)}-{_clock_text(closes)}" for opens, closes in self.spans)

    @classmethod
    def parse(cls, spans: Iterable[str]) -> BusinessHours:
        """Read spans such as `08:30-12:00`; `24:00` is the end of the day."""
        return cls(tuple(_span(text) for text in spans))

    @property
    def closes(self) -> int:
        """Minute of the close of business."""
        return self.spans[-1][1]

    @property
    def minutes(self) -> int:
        """Business minutes in a working day."""
        return sum(closes - opens for opens, closes in self.spans)


class WorkingTime:
    """The working calendar of a city: all loaded notices and its business hours.

    Years without a notice count Monday to Friday but for the holidays the law
    fixes by month and day (`fixed`); :meth:`due` says so by `provisional`, the
    `exact_` methods raise :class:`NoNotice` instead.
    `documents` maps the standards behind it to fingerprints, `digest` is that
    of all: two calendars of the same digest give the same answers.
    """

    def __init__(
        self, years: Iterable[CalendarYear], hours: BusinessHours, fixed: Iterable[tuple[int, int]] = ()
    ) -> None:
        self.years = tuple(sorted(years, key=lambda year: year.year))
        self.hours = hours
        self.fixed = tuple(sorted(fixed))
        self._noticed = frozenset(year.year for year in self.years)
        if len(self._noticed) != len(self.years):
            raise ValueError("two notices for the same year: " + str([year.year for year in self.years]))
        self.documents = _fingerprints(self.years, hours, self.fixed)
        self.digest = _digest(sorted(self.documents.items()))
        works = _working_table(self.years, self.fixed)
        self._working_days = [number for number, working in enumerate(works) if working]
        self._days_before = list(accumulate(works, initial=0))
        self._spans = tuple((opens * _MINUTE, closes * _MINUTE) for opens, closes in hours.spans)
        self._served = tuple(accumulate((closes - opens for opens, closes in self._spans), initial=0))
        self._day_length = self._served[-1]
        self._closes = self._spans[-1][1]

    def due(self, start: datetime, limit: Limit, pauses: Iterable[Pause] = ()) -> Due:
        """Return when a limit that starts at `start` ends; paused time does not count.

        Hour periods run from the moment itself (art. 201). Day periods begin
        on the next day and end at the close of business of their last day; a
        last day that is no working day moves to the next one (art. 203). A
        pause lengthens a day period by the paused time, rounded up to whole
        days. A pause still open is left out: until it closes nobody knows by
        how much it will move the end, so the answer is the earliest one.
        """
        begin = _position(start)
        gaps = sorted((_position(p.start), _position(p.end)) for p in pauses if p.end is not None)
        if limit.unit in {"minutes", "hours"}:
            return Due(_instant(_spend(begin, _minutes(limit), gaps)), provisional=False)
        if limit.unit in {"working_minutes", "working_hours"}:
            end = self._after_working(begin, _minutes(limit), gaps)
            return Due(_instant(end), not self._has_notices(begin, end))
        morning = (begin // _DAY + 1) * _DAY
        if limit.unit == "working_days":
            last = self._after_working(morning, limit.amount * self._day_length, gaps) - 1
            end = self._closing(last // _DAY, gaps)
            return Due(_instant(end), not self._has_notices(morning, end))
        last = _spend(morning, _calendar_length(begin // _DAY, limit), gaps) - 1
        end = self._closing(last // _DAY, gaps)
        return Due(_instant(end), not self._has_notices(last, end))

    def due_in_turn(self, start: datetime, limits: Iterable[Limit], pauses: Iterable[Pause] = ()) -> Due:
        """Return when several limits end that are spent one after the other, an extension after the first."""
        stops = tuple(pauses)
        due = Due(start, provisional=False)
        for limit in limits:
            later = self.due(due.at, limit, stops)
            due = Due(later.at, due.provisional or later.provisional)
        return due

    def exact_due(self, start: datetime, limit: Limit, pauses: Iterable[Pause] = ()) -> datetime:
        """Return the end of a limit; raises NoNotice where :meth:`due` would be provisional."""
        due = self.due(start, limit, pauses)
        if due.provisional:
            raise NoNotice(self._first_without_notice(_position(start), _position(due.at)))
        return due.at

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Return the whole business minutes from `a` to `b`; raises ValueError if `b` lies before `a`.

        Years without a notice count Monday to Friday.
        """
        if b < a:
            raise ValueError(f"{b} lies before {a}: give the earlier moment first")
        return (self._working_at(_position(b)) - self._working_at(_position(a))) // _MINUTE

    def exact_minutes_between(self, a: datetime, b: datetime) -> int:
        """Return the whole business minutes from `a` to `b`; raises NoNotice where a year has none."""
        minutes = self.working_minutes_between(a, b)
        begin, end = _position(a), _position(b)
        if not self._has_notices(begin, end):
            raise NoNotice(self._first_without_notice(begin, end))
        return minutes

    def is_open(self, at: datetime) -> bool:
        """Whether business is done at this moment."""
        day, moment = divmod(_position(at), _DAY)
        return self._is_working_day(day) and any(opens <= moment < closes for opens, closes in self._spans)

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` itself in business time, else the next moment the doors open."""
        if self.is_open(at):
            return at
        # The first microsecond of business time after `at` begins where the doors open.
        return _instant(self._when_worked(self._working_at(_position(at)) + 1) - 1)

    def is_working_day(self, day: date) -> bool:
        """Whether business is done on this day in Shanghai."""
        return self._is_working_day((day - _FIRST_DAY).days)

    def _is_working_day(self, day: int) -> bool:
        _check_day(day)
        return self._days_before[day + 1] > self._days_before[day]

    def _working_at(self, position: int) -> int:
        """Return the business time from the origin to this position."""
        day, moment = divmod(position, _DAY)
        _check_day(day)
        whole = self._days_before[day] * self._day_length
        if self._days_before[day + 1] == self._days_before[day]:
            return whole
        return whole + sum(min(max(moment - opens, 0), closes - opens) for opens, closes in self._spans)

    def _when_worked(self, worked: int) -> int:
        """Return the earliest position at which this much business time has passed."""
        whole_days, rest = divmod(worked - 1, self._day_length)
        if whole_days >= len(self._working_days):
            raise NoNotice(END_YEAR)
        rest += 1
        span = bisect_left(self._served, rest) - 1
        return self._working_days[whole_days] * _DAY + self._spans[span][0] + rest - self._served[span]

    def _after_working(self, begin: int, length: int, gaps: list[tuple[int, int]]) -> int:
        worked_gaps = [(self._working_at(start), self._working_at(end)) for start, end in gaps]
        return self._when_worked(_spend(self._working_at(begin), length, worked_gaps))

    def _closing(self, day: int, gaps: list[tuple[int, int]]) -> int:
        """Return the close of business of this day or the next working day, never inside a pause.

        Who resumes after the last day has passed gets the rest of that day.
        """
        while True:
            _check_day(day)
            index = self._days_before[day]
            if index >= len(self._working_days):
                raise NoNotice(END_YEAR)
            closing = self._working_days[index] * _DAY + self._closes
            ends = [end for start, end in gaps if start < closing <= end]
            if not ends:
                return closing
            day = max(ends) // _DAY
            if max(ends) >= day * _DAY + self._closes:
                day += 1

    def _has_notices(self, begin: int, end: int) -> bool:
        return self._first_without_notice(begin, end) == 0

    def _first_without_notice(self, begin: int, end: int) -> int:
        """Return the first year touched by [begin, end) that has no notice, 0 if all have."""
        first, last = _year(begin), _year(max(begin, end - 1))
        return next((year for year in range(first, last + 1) if year not in self._noticed), 0)


def shanghai_day(at: datetime) -> date:
    """Return the day on which an aware instant lies; the day's boundaries are Shanghai's."""
    return at.astimezone(SHANGHAI).date()


def _fingerprints(
    years: Iterable[CalendarYear], hours: BusinessHours, fixed: tuple[tuple[int, int], ...]
) -> dict[str, str]:
    """Return a short fingerprint of every document; the notice's number, which is shown, is part of it."""
    found = {
        f"calendar-{year.year}": _digest([year.notice, sorted(year.holidays), sorted(year.makeup_days)])
        for year in years
    }
    law = {"public-holidays": _digest(fixed)} if fixed else {}
    return {**found, **law, "business-hours": _digest(hours.spans)}


def _digest(content: object) -> str:
    return sha256(repr(content).encode()).hexdigest()[:12]


def _working_table(years: tuple[CalendarYear, ...], fixed: tuple[tuple[int, int], ...]) -> bytearray:
    """Return one byte a day from the first year on, 1 for a working day."""
    first_weekday = _FIRST_DAY.weekday()
    friday = 4
    table = bytearray((first_weekday + number) % 7 <= friday for number in range(_DAY_COUNT))
    noticed = {year.year for year in years}
    for number in (one for one in range(FIRST_YEAR, END_YEAR) if one not in noticed):
        for month, day_of_month in fixed:
            table[(date(number, month, day_of_month) - _FIRST_DAY).days] = 0
    for year in years:
        for days, working in ((year.holidays, 0), (year.makeup_days, 1)):
            for day in days:
                _check_day((day - _FIRST_DAY).days)
                table[(day - _FIRST_DAY).days] = working
    return table


def _check_day(day: int) -> None:
    if not 0 <= day < _DAY_COUNT:
        raise NoNotice((_FIRST_DAY + timedelta(days=day)).year if day < 0 else END_YEAR)


def _spend(begin: int, length: int, gaps: list[tuple[int, int]]) -> int:
    """Return where a length that does not run in the gaps (sorted by start) is used up."""
    for start, end in gaps:
        run = max(start - begin, 0)
        if run >= length:
            break
        if end > begin:
            length -= run
            begin = end
    return begin + length


def _minutes(limit: Limit) -> int:
    return limit.amount * (60 if limit.unit.endswith("hours") else 1) * _MINUTE


def _calendar_length(start_day: int, limit: Limit) -> int:
    """Return the length of a day or month period that begins the day after `start_day`."""
    if limit.unit == "days":
        return limit.amount * _DAY
    start = _FIRST_DAY + timedelta(days=start_day)
    months = start.year * 12 + start.month - 1 + limit.amount
    year, month = months // 12, months % 12 + 1
    if year >= END_YEAR:
        raise NoNotice(END_YEAR)
    # The corresponding day, or the month's last where it has none (art. 202).
    last = date(year, month, min(start.day, monthrange(year, month)[1]))
    return (last - start).days * _DAY


def _position(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; instants are aware")
    return (at - _ORIGIN) // _MICROSECOND


def _instant(position: int) -> datetime:
    return (_ORIGIN + timedelta(microseconds=position)).astimezone(UTC)


def _year(position: int) -> int:
    return (_FIRST_DAY + timedelta(days=position // _DAY)).year


def _clock_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])", text)
    if not found:
        raise ValueError(f"{text!r} is no span of business hours; write it as in '08:30-12:00'")
    hours_from, minutes_from, hours_to, minutes_to = (int(part) for part in found.groups())
    return hours_from * 60 + minutes_from, hours_to * 60 + minutes_to
