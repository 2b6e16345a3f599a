"""A line of credit and how it stands on a day: frozen, withdrawn, repaired, expired, or counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from hemei.kernel.decision import mark
from hemei.kernel.periods import months_after
from hemei.oversight.credit.rules.standards import Behaviour, CreditCatalogue, CreditRepair, Holder


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to a line: filed on, and what was decided on which day."""

    filed_on: date
    decided_on: date | None = None
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """Good or bad conduct on a project, confirmed by an authority.

    `company` and `manager` are those of the project on the day of the conduct; later changes move no line. Lines of
    one group with the same `about` speak of one thing (an honour given by county and city, say).
    """

    key: str
    behaviour: str
    project: str
    company: str
    manager: str
    happened_on: date
    confirmed_on: date
    about: str = ""
    objections: tuple[Objection, ...] = ()
    repaired_on: date | None = None

    def of(self, holder: Holder) -> str:
        """Return whose line it is, as the holder of the given kind."""
        return self.company if holder == "company" else self.manager


class Standing(StrEnum):
    """How a line stands on a day; only the first counts."""

    COUNTS = "counts"
    AHEAD = "ahead"
    FROZEN = "frozen"
    WITHDRAWN = "withdrawn"
    REPAIRED = "repaired"
    EXPIRED = "expired"


STANDING_TEXTS: dict[Standing, str] = {
    Standing.COUNTS: mark("计分"),
    Standing.AHEAD: mark("尚未认定"),
    Standing.FROZEN: mark("异议处理中，暂不计分"),
    Standing.WITHDRAWN: mark("异议成立，已撤销"),
    Standing.REPAIRED: mark("已修复，不再计分"),
    Standing.EXPIRED: mark("已到期，不再计分"),
}


def expires_on(line: Recorded, row: Behaviour, repair: CreditRepair | None) -> date:
    """Return the first day on which a line no longer counts; the corresponding day itself still does.

    Bad conduct counts no longer than the repair rule lets it be shown. The rule is that of the day on which one asks:
    whoever looks later is bound by the later rule, and a score of the past stays as it was.
    """
    return last_counted(line.happened_on, row, repair) + timedelta(days=1)


def last_counted(happened_on: date, row: Behaviour, repair: CreditRepair | None) -> date:
    """Return the last day on which conduct of this row counts."""
    return months_after(happened_on, months_counted(row, repair))


def months_counted(row: Behaviour, repair: CreditRepair | None) -> int:
    """Return for how many months conduct of this row counts under the repair rule."""
    if repair is None or row.conduct != "bad":
        return row.months
    return min(row.months, repair.of(row.grade).most_months)


def repairable_from(line: Recorded, row: Behaviour, repair: CreditRepair) -> date | None:
    """Return the first day on which repair may be asked for, or None where the row allows none.

    It is the later of the least time the rule wants the line shown and the rule's share of the whole time.
    """
    if row.conduct != "bad" or not row.repair:
        return None
    whole = months_counted(row, repair)
    part = ceil(repair.repair.share.value * whole)
    return months_after(line.happened_on, min(whole, max(repair.of(row.grade).least_months, part)))


def standing(line: Recorded, row: Behaviour, repair: CreditRepair | None, *, on: date) -> Standing:
    """Say how a line stands at the end of a day."""
    if line.confirmed_on > on:
        return Standing.AHEAD
    filed = [one for one in line.objections if one.filed_on <= on]
    if any(one.upheld and one.decided_on is not None and one.decided_on <= on for one in filed):
        return Standing.WITHDRAWN
    if expires_on(line, row, repair) <= on:
        return Standing.EXPIRED
    if line.repaired_on is not None and line.repaired_on <= on:
        return Standing.REPAIRED
    if any(one.decided_on is None or one.decided_on > on for one in filed):
        return Standing.FROZEN
    return Standing.COUNTS


def known(line: Recorded, catalogue: CreditCatalogue) -> Behaviour:
    """Return the row of the catalogue a line rests on.

    Raises:
        LookupError: the catalogue of that day has no such row; the line should never have been recorded.
    """
    row = catalogue.of(line.behaviour)
    if row is None:
        raise LookupError(f"{line.key}: the catalogue of {catalogue.head.day} has no {line.behaviour}")
    return row
