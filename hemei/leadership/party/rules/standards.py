"""The shapes of the documents of the Party side: the responsibility lists and the city's structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant
from hemei.leadership.party.rules.words import Level

Repeat = Literal["once", "yearly", "quarterly", "monthly"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a responsibility list."""

    code: str
    number: int
    name: str
    name_en: str
    limit: Limit
    repeat: Repeat
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ListLevel:
    """The list of one level; where its source gives a number of lines, there are so many."""

    code: str
    name: str
    name_en: str
    warrant: Warrant
    line: tuple[Line, ...]
    count: int | None = None

    def __post_init__(self) -> None:
        if self.code not in set(Level):
            raise Misfit(f'"{self.code}" is no level of Party organisations', "code")
        if self.count is not None and len(self.line) != self.count:
            raise Misfit(f"the source gives {self.count} lines, here are {len(self.line)}", "count")

    def of(self, code: str) -> Line | None:
        """Return the line of this code."""
        return next((line for line in self.line if line.code == code), None)


@dataclass(frozen=True, slots=True)
class PartyResponsibilities:
    """`party-responsibilities`: the responsibility lists, level by level."""

    head: Head
    level: tuple[ListLevel, ...]

    def of(self, level: str) -> ListLevel | None:
        """Return the list of a level."""
        return next((found for found in self.level if found.code == level), None)


@dataclass(frozen=True, slots=True)
class NamedOrganisation:
    """An organisation that the city's source names."""

    code: str
    name: str
    short_name: str
    form: Literal["work_committee", "leading_group", "committee", "general_branch", "branch", "group"]
    level: Literal["city"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class NamedRelation:
    """Who leads or guides whom, as the source says."""

    code: str
    above: str
    below: str
    kind: Literal["leads", "guides"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PartyStructure:
    """`party-structure`: the organisations above the lists, and how they stand to each other."""

    head: Head
    organisation: tuple[NamedOrganisation, ...]
    relation: tuple[NamedRelation, ...]

    def __post_init__(self) -> None:
        codes = {row.code for row in self.organisation}
        for place, row in enumerate(self.relation):
            for end in ("above", "below"):
                if getattr(row, end) not in codes:
                    raise Misfit(f'"{getattr(row, end)}" is no organisation here', "relation", place, end)


STANDARDS: dict[str, type] = {
    "party-responsibilities": PartyResponsibilities,
    "party-structure": PartyStructure,
}
INDUSTRY_CODE = "industry"
"""The code of the industry committee in `party-structure`; it has the list of its own level."""
