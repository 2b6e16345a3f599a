"""`person-search`: how often residents are searched for, and how many of one name are shown."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.standards import Head, Warrant


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


STANDARDS: dict[str, type] = {"person-search": PersonSearch}
