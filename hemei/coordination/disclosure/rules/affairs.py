"""What must be told of the property's affairs (Civil Code art. 943), from what registers, cases and meetings hold.

A line keeps the code of what it says and its values; it is worded when it is read, in the reader's language. What no
register holds is told as missing, with who has to enter it. The name of the person in charge stands in no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hemei.coordination.disclosure.rules.lines import Json, count_line, said_line, sum_line
from hemei.coordination.disclosure.rules.standards import AffairCode, DisclosureCalendar
from hemei.kernel.money import yuan

AFFAIRS = "affairs"


@dataclass(frozen=True, slots=True)
class OwnersDecision:
    """What the owners voted on in the period, as published."""

    vote_id: int
    title: str
    passed: bool
    published_on: date
    annulled: bool


@dataclass(frozen=True, slots=True)
class CommitteeDecision:
    """What the owners' committee adopted at a meeting that ended in the period, and on which day."""

    item_id: int
    title: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class ParkingTerms:
    """A contract by which common land is parked on: where, how much each time, how often (in marked words)."""

    contract_id: int
    place: str
    amount_fen: int
    every: str


@dataclass(frozen=True, slots=True)
class Reports:
    """What came of an estate's reports in a period, and of what was looked at and came again in it."""

    taken: int = 0
    closed: int = 0
    accepted: tuple[int, int] = (0, 0)
    handled: tuple[int, int] = (0, 0)
    false: tuple[int, int] = (0, 0)
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Affairs:
    """What registers, cases and meetings say of an estate in a period."""

    company: str = ""
    since: date | None = None
    manager_since: date | None = None
    services: str = ""
    service_grade: str = ""
    fee_fen: int | None = None
    reports: Reports = Reports()
    meetings: int = 0
    decided: tuple[OwnersDecision, ...] = ()
    adopted: tuple[CommitteeDecision, ...] = ()
    committee: bool = False
    parking_fen: int = 0
    spaces: int = 0
    parking: tuple[ParkingTerms, ...] = ()


def affair_lines(affairs: Affairs, calendar: DisclosureCalendar) -> list[Json]:
    """Return the lines of property affairs in the order of the calendar, each followed by what belongs to it."""
    names = {one.code: (one.name, one.name_en) for one in calendar.affair}
    return [line for one in calendar.affair for line in _lines(one.code, names[one.code], affairs)]


def _lines(code: AffairCode, names: tuple[str, str], affairs: Affairs) -> Iterator[Json]:
    counts = {
        "performance": (affairs.reports.taken, None),
        "in_time": (affairs.reports.closed, affairs.reports.taken),
        "accepted": affairs.reports.accepted,
        "handled": affairs.reports.handled,
        "found_false": affairs.reports.false,
        "repeated": (affairs.reports.repeated, None),
        "decisions": (affairs.meetings, None),
    }
    if code in counts:
        yield count_line(code, AFFAIRS, names, *counts[code])
    elif code == "parking":
        yield sum_line(code, AFFAIRS, names, affairs.parking_fen)
    else:
        said, values = _said(code, affairs)
        yield said_line(code, AFFAIRS, names, said, values)
    if code == "decisions":
        yield from (_decision(one) for one in affairs.decided)
        yield from (_adopted(one) for one in affairs.adopted)
    if code == "spaces":
        yield from (_parking(one) for one in affairs.parking)


def _said(code: AffairCode, affairs: Affairs) -> tuple[str, dict[str, str | int]]:
    if code == "committee":
        return ("committee.there" if affairs.committee else "committee.none"), {}
    if code == "spaces":
        return ("spaces.count" if affairs.spaces else "spaces.missing"), {"count": affairs.spaces}
    if not affairs.company:
        return "company.none", {}
    return _contract(code, affairs) or (f"{code}.missing", {"company": affairs.company})


def _contract(code: AffairCode, affairs: Affairs) -> tuple[str, dict[str, str | int]] | None:
    """Return what the register says of the company and its contract, None where it says nothing."""
    if code == "company":
        return "company.since", {"company": affairs.company, "since": str(affairs.since)}
    if code == "manager" and affairs.manager_since is not None:
        return "manager.since", {"since": affairs.manager_since.isoformat()}
    if code == "services" and affairs.services:
        return "services.agreed", {"services": affairs.services}
    if code == "quality" and affairs.service_grade:
        return "quality.grade", {"grade": affairs.service_grade}
    if code in {"charges", "prices"} and affairs.fee_fen is not None:
        return f"{code}.fee", {"yuan": yuan(affairs.fee_fen)}
    return None


def _decision(one: OwnersDecision) -> Json:
    came = "annulled" if one.annulled else "passed" if one.passed else "failed"
    names = (one.title, one.title)
    return said_line(
        f"vote-{one.vote_id}", AFFAIRS, names, f"vote.{came}", {"day": one.published_on.isoformat()}
    )


def _adopted(one: CommitteeDecision) -> Json:
    values = {"day": one.decided_on.isoformat() if one.decided_on else ""}
    return said_line(f"adopted-{one.item_id}", AFFAIRS, (one.title, one.title), "committee.adopted", values)


def _parking(one: ParkingTerms) -> Json:
    values = {"yuan": yuan(one.amount_fen), "every": one.every}
    return said_line(f"parking-{one.contract_id}", AFFAIRS, (one.place, one.place), "parking.price", values)
