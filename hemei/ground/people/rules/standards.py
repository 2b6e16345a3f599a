"""`committee-rules`: sizes, terms and filing of owners' committees; `person-search`: how residents are searched for."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.ground.people.rules import authorities
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Share, Warrant


@dataclass(frozen=True, slots=True)
class Most:
    """An upper bound, included; its unit is in the name of its key."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PersonSearch:
    """`person-search`: searches of one account in an hour, and persons one search shows."""

    head: Head
    searches_per_hour: Most
    persons_shown: Most


@dataclass(frozen=True, slots=True)
class Size:
    """How many members there may be, both bounds included; `odd` bars even numbers."""

    least: int
    most: int
    odd: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Longest:
    """How many years a term may be, that many included."""

    most_years: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Within:
    """How long after the election a committee is filed."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MonthsBefore:
    """How many months before its end a term is spoken of."""

    months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DaysBefore:
    """How many days before its end a term is spoken of."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Below:
    """A share of the seats below which all are elected anew."""

    below: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CommitteeRules:
    """`committee-rules`: by the day of the election for size, term and filing, by today's day for warnings."""

    head: Head
    size: Size
    term: Longest
    filing: Within
    renewal: MonthsBefore
    warning: DaysBefore
    vacancy: Below


STANDARDS: dict[str, type] = {
    "committee-rules": CommitteeRules,
    "person-search": PersonSearch,
    **authorities.STANDARDS,
}
