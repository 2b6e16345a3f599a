"""All documents, found by name and day of the fact: the city's before the nation's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from hemei.kernel.standards.calendar import CalendarNotice
from hemei.kernel.standards.errors import NoStandard, StandardError
from hemei.kernel.standards.reader import (
    NATIONAL,
    DocumentText,
    read_document,
    read_sources,
    shipped_calendars,
    shipped_documents,
)
from hemei.kernel.standards.source import Head, Source
from hemei.kernel.workdays import CalendarYear

T = TypeVar("T")


@dataclass(frozen=True)
class Document:
    """A document that was read: its head, its content in the shape of its name, and the text it was read from."""

    head: Head
    content: Any
    text: str = ""


class Standards:
    """Every document of one city and the nation, read once at start and never changed."""

    def __init__(self, *, city: str, sources: Mapping[str, Source], documents: Iterable[Document]) -> None:
        self.city = city
        self.sources = sources
        self.documents = tuple(sorted(documents, key=lambda found: _order(found.head)))
        _refuse_twins(self.documents)
        self._named: dict[tuple[str, str], list[Document]] = {}
        for one in reversed(self.documents):  # of each name the latest first
            self._named.setdefault((one.head.jurisdiction, one.head.name), []).append(one)

    def find(self, name: str, shape: type[T], *, on: date) -> T:
        """Return the document in force on the day of the fact; raise NoStandard where there is none.

        The city's latest document of that day counts whole; only where the city has
        none does the nation's. `shape` must be the one the name was read into.
        """
        found = self.in_force(name, on=on)
        if found is not None:
            content = found.content
            if not isinstance(content, shape):
                raise TypeError(f'"{name}" is read as {type(content).__name__}, not as {shape.__name__}')
            return content
        raise NoStandard(
            f'No document "{name}" was in force in {self.city} on {on}. '
            f"Add standards/{self.city}/{name}/<day in force>.toml, or issue the document."
        )

    def calendars(self) -> tuple[CalendarYear, ...]:
        """Return the working calendar of every year with a notice; a later correction replaces the year.

        What the city has issued comes before the nation's file here too.
        """
        notices = [found.content for found in self.documents if isinstance(found.content, CalendarNotice)]
        notices.sort(key=lambda notice: (notice.head.jurisdiction == self.city, notice.head.day))
        latest = {notice.year: notice.calendar_year() for notice in notices}
        return tuple(latest[year] for year in sorted(latest))

    def in_force(self, name: str, *, on: date) -> Document | None:
        """Return the whole document that counts on this day, None where there is none."""
        return self._latest(self.city, name, on) or self._latest(NATIONAL, name, on)

    def _latest(self, jurisdiction: str, name: str, on: date) -> Document | None:
        documents = self._named.get((jurisdiction, name), ())
        return next((document for document in documents if document.head.day <= on), None)


def load_standards(
    folder: Path, *, city: str, shapes: Mapping[str, type], issued: Iterable[DocumentText] = ()
) -> Standards:
    """Read all shipped documents of the nation and this city and all issued ones.

    Args:
        folder: The shipped `standards/` folder.
        city: The folder name of the city, which is also the jurisdiction of what it issues.
        shapes: The shape of every document name, as the apps' rules declare them.
        issued: Documents from the database, the same TOML text.

    Raises:
        StandardError: At the first thing that is not as it must be; the start stops there.
    """
    sources, stated = _sources(folder)
    texts = [
        *shipped_calendars(folder),
        *shipped_documents(folder, NATIONAL),
        *shipped_documents(folder, city),
        *issued,
    ]
    documents = [_read(text, _shape_of(text, shapes), *stated) for text in texts]
    return Standards(city=city, sources=sources, documents=documents)


def load_some_standards(
    folder: Path, *, city: str, shapes: Mapping[str, type], calendars: bool = False
) -> Standards:
    """Read only the shipped documents of these shapes, so that a command answers without database and without the rest.

    Documents the city has issued in its database are not among them.
    """
    sources, stated = _sources(folder)
    texts = [
        *(shipped_calendars(folder) if calendars else ()),
        *shipped_documents(folder, NATIONAL, shapes),
        *shipped_documents(folder, city, shapes),
    ]
    documents = [_read(text, _shape_of(text, shapes), *stated) for text in texts]
    return Standards(city=city, sources=sources, documents=documents)


def _sources(folder: Path) -> tuple[Mapping[str, Source], tuple[str, str]]:
    """Return the sources, and the label and text they were read from."""
    file = folder / "sources.toml"
    label = file.relative_to(folder.parent).as_posix()
    if not file.is_file():
        raise StandardError(
            label, 1, "The list of sources is missing.", "Restore it; every document needs it."
        )
    stated = (label, file.read_text(encoding="utf-8"))
    return _read_sources(*stated), stated


@lru_cache(maxsize=8)
def _read_sources(label: str, text: str) -> Mapping[str, Source]:
    return read_sources(label, text)


def _shape_of(text: DocumentText, shapes: Mapping[str, type]) -> Any:
    shape: type[Any] | None = CalendarNotice if text.name.startswith("calendar-") else shapes.get(text.name)
    if shape is None:
        remedy = f"Correct the name; known names are {', '.join(sorted(shapes))}."
        raise StandardError(text.label, 1, f'No rule reads a document named "{text.name}".', remedy)
    return shape


# A document that is issued has all others read with it; what is the same text under the same sources is the same.
@lru_cache(maxsize=1_000)
def _read(text: DocumentText, shape: type[Any], sources_label: str, sources_text: str) -> Document:
    content = read_document(text, shape, _read_sources(sources_label, sources_text))
    return Document(content.head, content, text.text)


def _order(head: Head) -> tuple[str, str, date]:
    return (head.jurisdiction, head.name, head.day)


def _refuse_twins(documents: tuple[Document, ...]) -> None:
    for earlier, later in pairwise(documents):
        if _order(earlier.head) == _order(later.head):
            problem = f'"{later.head.name}" of {later.head.day} is also in {earlier.head.file}.'
            raise StandardError(later.head.file, 1, problem, "Issue it with a day of force of its own.")
