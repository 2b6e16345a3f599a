"""Where an item comes from: laws and documents, and what an item rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from hemei.kernel.decision import Basis, Reference

Level = Literal[
    "law",
    "judicial_interpretation",
    "state_council",
    "provincial",
    "city",
    "department",
    "notice",
    "standard",
    "report",
    "agreement",
    "design",
]

WhereRead = Literal["whole", "articles", "excerpt", "unread"]


@dataclass(frozen=True, slots=True)
class Source:
    """A law, notice, standard or report that items cite.

    `where_read` is honest about the authors: `whole` means read in full, `articles`
    that the cited articles were read in a public collection, `excerpt` that a public
    report or extract was read, `unread` that the text was not at hand and must be
    verified before it is quoted to a resident. `in_force` and `until` (excluded) are
    days of force.
    """

    code: str
    title: str
    title_en: str
    issuer: str
    level: Level
    where_read: WhereRead
    number: str = ""
    issued: date | None = None
    in_force: date | None = None
    until: date | None = None
    note: str = ""

    def covers(self, day: date) -> bool:
        """Whether the source was in force on this day; an unknown day never excludes."""
        begin = self.in_force or self.issued
        return (begin is None or begin <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class SourceList:
    """The whole of `sources.toml`."""

    source: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Which document this is: its name, day in force and the `[source]` table.

    `jurisdiction` is the folder the document came from; `file` is where an
    administrator finds it (a path, or the label of an issued document).
    """

    name: str
    day: date
    jurisdiction: str
    file: str
    source: Source
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Warrant:
    """What an item rests on. In TOML its keys stand flat among the item's own.

    `sourced` and `law` need a clause; `design` needs an owner (who may change it)
    and a reason. `verify` says that the article was cited from knowledge and its
    text was not at hand.
    """

    basis: Basis
    source: Source
    reference: Reference
    owner: str = ""
    reason: str = ""
    verify: bool = False

    @property
    def clause(self) -> str:
        """The article or passage, empty where a design item names none."""
        return self.reference.clause

    @property
    def cited(self) -> str:
        """The article with the document it stands in; empty where a design item names none."""
        return f"《{self.source.title}》{self.clause}" if self.clause else ""
