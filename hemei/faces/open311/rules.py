"""GeoReport v2 as the specification has it: which requests are asked for, and what is wrong with a question.

See the specification at wiki.open311.org/GeoReport_v2: the filters, 90 days at most, 1,000 requests at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SPAN = timedelta(days=90)
MOST = 1_000
STATUSES = ("open", "closed")
NEAR_METRES = 300
"""A position this far from every estate is in none: the sender is asked to name one."""

YEARS = range(1900, 3000)
"""Moments of other years are no report's; at the ends of the calendar there is no day before or after."""

LONGEST_SPOT = 100
"""As on the page for reporting; what is longer stands in the text."""


class Fault(Exception):  # noqa: N818 - an answer to a call, not a defect of the program
    """What is wrong with a call, as the specification wants it told: an HTTP status, words, how long to wait."""

    def __init__(self, status: int, description: str, *, wait: int = 0) -> None:
        super().__init__(description)
        self.status, self.description, self.wait = status, description, wait


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests are asked for; with numbers the rest is not looked at, as the specification says."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


def asked_of(params: Mapping[str, str], now: datetime) -> Asked:
    """Return what the parameters ask for; without dates the last 90 days.

    Raises:
        Fault: 400 where a value is not what the specification allows.
    """
    numbers = _listed(params.get("service_request_id", ""))
    if numbers:
        if len(numbers) > MOST:
            raise Fault(400, f"service_request_id: {len(numbers)} ids, at most {MOST} at once.")
        return Asked(numbers=numbers)
    statuses = _listed(params.get("status", ""))
    wrong = next((one for one in statuses if one not in STATUSES), None)
    if wrong is not None:
        raise Fault(400, f"status: '{wrong[:20]}' is neither open nor closed.")
    start, end = _moment(params, "start_date"), _moment(params, "end_date")
    if start is None:
        start = (end or now) - SPAN
    if end is None:
        end = min(start + SPAN, now) if start <= now else start
    if end < start:
        raise Fault(400, "end_date lies before start_date.")
    if end - start > SPAN:
        raise Fault(400, "start_date and end_date are more than 90 days apart.")
    return Asked(services=_listed(params.get("service_code", "")), statuses=statuses, start=start, end=end)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in text.replace("\x00", "").split(",")) if part)


def _moment(params: Mapping[str, str], name: str) -> datetime | None:
    text = params.get(name, "").strip()
    if not text:
        return None
    # In an address `+08:00` arrives as ` 08:00`.
    head, _, tail = text.partition(" ")
    joined = f"{head}+{tail}" if "T" in head and ":" in tail else text
    try:
        found = datetime.fromisoformat(joined)
    except (ValueError, OverflowError):
        raise Fault(400, f"{name}: '{text[:40]}' is no date like 2026-11-02T00:00:00Z.") from None
    if found.year not in YEARS:
        raise Fault(400, f"{name}: '{text[:40]}' lies outside the years {YEARS.start} to {YEARS.stop - 1}.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


KEPT_NOT = ("account_id", "device_id", "email", "first_name", "last_name")
"""What the specification lets a program send of a reporter and a case does not keep: to answer, a number is enough."""


ASKED_FOR = "attribute[spot]"
"""The one attribute that the definition of every service asks for."""
LONGEST_NAME, MOST_NAMES = 60, 10


def left_out(params: Mapping[str, str]) -> tuple[str, ...]:
    """Return what was sent and is not kept, so that the answer says so: of a reporter, and attributes nobody asked."""
    unasked = (
        name[:LONGEST_NAME]
        for name, value in params.items()
        if name.startswith("attribute[") and name != ASKED_FOR and value.strip()
    )
    return (
        *(name for name in KEPT_NOT if params.get(name, "").strip()),
        *sorted(dict.fromkeys(unasked))[:MOST_NAMES],
    )


def coordinate(params: Mapping[str, str], name: str, limit: int) -> float | None:
    """Return a coordinate in degrees, None where there is none.

    Raises:
        Fault: 400 where it is no number of a place on earth.
    """
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise Fault(400, f"{name}: '{text[:20]}' is no number.") from None
    if not -limit <= value <= limit:
        raise Fault(400, f"{name}: '{text[:20]}' is no place on earth.")
    return value
