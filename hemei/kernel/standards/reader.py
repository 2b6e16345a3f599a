"""One document: its place, its `[source]` table, its shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from hemei.kernel.standards.build import build
from hemei.kernel.standards.errors import StandardError
from hemei.kernel.standards.lines import read_toml
from hemei.kernel.standards.place import Place
from hemei.kernel.standards.source import Head, Source, SourceList
from hemei.kernel.standards.values import text_of

T = TypeVar("T")
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of one document before it is read: from a shipped file, or issued and kept in the database.

    `jurisdiction` is "national" or the city's folder name; `label` is shown in errors.
    """

    jurisdiction: str
    name: str
    day: date
    text: str
    label: str


def read_sources(file: str, text: str) -> dict[str, Source]:
    """Read `sources.toml`; the reader refuses a code that stands twice."""
    toml = read_toml(file, text)
    listed = build(SourceList, toml.tables, Place(toml, {}))
    return {source.code: source for source in listed.source}


def read_document(document: DocumentText, shape: type[T], sources: Mapping[str, Source]) -> T:
    """Read one document into its shape; raise StandardError with file, line and remedy."""
    toml = read_toml(document.label, document.text)
    place = Place(toml, sources, _head(document, toml.tables, Place(toml, sources)))
    return build(shape, toml.tables, place)


def shipped_documents(
    folder: Path, jurisdiction: str, names: Collection[str] | None = None
) -> list[DocumentText]:
    """Return the texts of `<folder>/<jurisdiction>/<name>/<day in force>.toml`, of some names or all; no examples."""
    found = []
    for file in sorted((folder / jurisdiction).glob("*/*.toml")):
        if file.name == "examples.toml" or (names is not None and file.parent.name not in names):
            continue
        label = file.relative_to(folder.parent).as_posix()
        text = file.read_text(encoding="utf-8")
        found.append(DocumentText(jurisdiction, file.parent.name, _day_of(file, label), text, label))
    return found


def shipped_calendars(folder: Path) -> list[DocumentText]:
    """Return the texts of `<folder>/calendar/<year>.toml` as national documents named `calendar-<year>`.

    They are dated the first of January, so that a correction issued during the year replaces them.
    """
    found = []
    for file in sorted((folder / "calendar").glob("*.toml")):
        label = file.relative_to(folder.parent).as_posix()
        if not file.stem.isdecimal():
            problem = f'"{file.stem}" is not a year.'
            raise StandardError(label, 1, problem, "Name the file by its year, as 2026.toml.")
        day = date(int(file.stem), 1, 1)
        text = file.read_text(encoding="utf-8")
        found.append(DocumentText(NATIONAL, f"calendar-{day.year}", day, text, label))
    return found


def _day_of(file: Path, label: str) -> date:
    try:
        return date.fromisoformat(file.stem)
    except ValueError as error:
        problem = f'"{file.stem}" is not a day.'
        raise StandardError(
            label, 1, problem, "Name the file by its day in force, as 2022-01-01.toml."
        ) from error


def _head(document: DocumentText, tables: Mapping[str, Any], place: Place) -> Head:
    table = tables.get("source")
    if not isinstance(table, dict):
        remedy = 'Add [source] with document = "a code of sources.toml".'
        raise place.error("The document does not say where it comes from.", remedy)
    here = place.key("source")
    for key in table:
        if key not in {"document", "title", "note"}:
            remedy = "Remove it; [source] has document, title and note."
            raise here.key(key).error(f'The key "{key}" is unknown here.', remedy)
    code = text_of(table, "document", here)
    if not code:
        raise here.error("The [source] table names no document.", 'Add document = "..." to it.')
    source = here.key("document").source_of(code)
    title, note = text_of(table, "title", here), text_of(table, "note", here)
    return Head(document.name, document.day, document.jurisdiction, document.label, source, title, note)
