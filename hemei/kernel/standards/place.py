"""Where the reader stands in a document, so that every refusal can point there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hemei.kernel.standards.errors import StandardError
from hemei.kernel.standards.lines import Path, TomlText
from hemei.kernel.standards.source import Head, Source


@dataclass(frozen=True, slots=True)
class Place:
    """A key or table of one document being read.

    `item` is its name in a Reference: the codes on the way, joined by dots.
    `head` is None only while the list of sources itself is read.
    """

    toml: TomlText
    sources: Mapping[str, Source]
    head: Head | None = None
    path: Path = ()
    item: str = ""

    def key(self, name: str) -> Place:
        """Return the place of a key in this table."""
        return replace(self, path=(*self.path, name))

    def inside(self, path: Path) -> Place:
        """Return a place further inside this table."""
        return replace(self, path=(*self.path, *path))

    def table(self) -> Place:
        """Return this key's place as a table, whose items are named after the key."""
        return self.named(str(self.path[-1]))

    def element(self, number: int, code: object) -> Place:
        """Return the place of one element of this list; a table with a code is named after it."""
        here = replace(self, path=(*self.path, number))
        return here.named(code) if isinstance(code, str) else here

    def error(self, problem: str, remedy: str) -> StandardError:
        """Build the error that points here."""
        return self.toml.error(self.path, problem, remedy)

    def source_of(self, code: str) -> Source:
        """Return the source of this code; raise StandardError where the citation leads nowhere."""
        if code in self.sources:
            return self.sources[code]
        problem = f'The document "{code}" is not among the sources.'
        raise self.error(problem, "Add it to sources.toml, or correct the code.")

    def named(self, name: str) -> Place:
        """Return the same place with one more name in its item."""
        return replace(self, item=f"{self.item}.{name}" if self.item else name)
