"""What an app tells the personal-data desk: what it holds of a person, and how its keeping ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from hemei.kernel.decision import mark

FROM, UNTIL = mark("起"), mark("止")
Fact = tuple[str, str]
"""What a column is called and what stands in it; both may be marked messages."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing held of a person: an office, a unit he owns, a case he reported.

    `matter` is a marked message, `name` says which one. Sealed texts of the same `stream` join it. While it
    `runs` the person's name is needed for it, and a deletion has to wait (PIPL article 47).
    """

    matter: str
    name: str = ""
    facts: tuple[Fact, ...] = ()
    stream: str = ""
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """An app's answer to 'what do you hold of these persons?'.

    `tables` are all of its tables that speak of a person; a test fails where one has no holder. The caller
    has opened the places in which the rows lie.
    """

    tables: frozenset[str]
    held: Callable[[Sequence[int], date], list[Held]]


@dataclass(frozen=True, slots=True)
class Ended:
    """Something whose keeping counts from a moment; `key` is what its keeper knows it by, such as its stream."""

    key: str
    since: datetime


class Keeper(Protocol):
    """What an app offers for an activity of the notice: what it still keeps, and how it erases."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return what still holds data of the activity, what ended first, first."""

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase the data of these and return how many fields and files went."""


def period(since: date, until: date | None) -> tuple[Fact, ...]:
    """Return a period as facts."""
    return ((FROM, since.isoformat()), *(((UNTIL, until.isoformat()),) if until else ()))


def runs_on(since: date, until: date | None, day: date) -> bool:
    """Whether a period holds a day; the upper end is excluded."""
    return since <= day and (until is None or day < until)
