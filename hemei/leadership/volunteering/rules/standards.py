"""The shapes of the documents: what may be recorded as hours, and the items of the yearly agreement."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant

FOUR = 4


@dataclass(frozen=True, slots=True)
class Minutes:
    """A bound in minutes, itself allowed."""

    minutes: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Within:
    """Within how many days something is recorded."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """`service-hours`: the shortest service that is recorded, the most of one day, how long afterwards."""

    head: Head
    least: Minutes
    most_a_day: Minutes
    told_within: Within


@dataclass(frozen=True, slots=True)
class AgreementItem:
    """One link or fix of the agreement; a fix has a time within which its duty is done."""

    code: str
    name: str
    name_en: str
    warrant: Warrant
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class FourLinks:
    """`four-links`: the four links and the four fixes of the yearly agreement (四联四定)."""

    head: Head
    link: tuple[AgreementItem, ...]
    fix: tuple[AgreementItem, ...]

    def __post_init__(self) -> None:
        for name in ("link", "fix"):
            found = len(getattr(self, name))
            if found != FOUR:
                raise Misfit(f"the name says four, here are {found}", name)

    def of(self, code: str) -> AgreementItem | None:
        """Return the link or fix of this code."""
        return next((item for item in (*self.link, *self.fix) if item.code == code), None)


STANDARDS: dict[str, type] = {"service-hours": ServiceHours, "four-links": FourLinks}
