"""A calendar as programs read it (RFC 5545). The same entries give the same bytes, so that an ETag means something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.faces.notices import queries
from hemei.ui.words import is_english, say

CITY_TIME = ZoneInfo("Asia/Shanghai")
_ALARM = timedelta(hours=-2)
_REFRESH = timedelta(minutes=30)


def calendar_bytes(entries: Iterable[queries.Entry]) -> bytes:
    """Return the calendar; times are those of the city, which knows no summer time."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - only who reads a calendar needs it

    book = Calendar()
    book.add("prodid", f"-//Hemei//notices//{'EN' if is_english() else 'ZH'}")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _("小区治理办事日历"))
    book.add("x-wr-timezone", CITY_TIME.key)
    book.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    domain = settings.ADDRESS.partition("://")[2]
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{domain}")
        event.add(
            "dtstamp", entry.begins_at
        )  # not the moment of asking: nothing changes while nothing changes
        event.add("dtstart", entry.begins_at.astimezone(CITY_TIME))
        if entry.ends_at is not None:  # RFC 5545 wants an end behind the beginning, or none
            event.add("dtend", entry.ends_at.astimezone(CITY_TIME))
        words = say(entry.what, {"number": entry.number, "clock": entry.clock})
        event.add("summary", _("%(what)s（暂定）") % {"what": words} if entry.provisional else words)
        event.add(
            "url",
            settings.ADDRESS + (reverse(entry.page, args=[entry.arg]) if entry.arg else reverse(entry.page)),
        )
        event.add("class", "PRIVATE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", _ALARM)
        event.add_component(alarm)
        book.add_component(event)
    book.add_missing_timezones()
    return bytes(book.to_ical())
