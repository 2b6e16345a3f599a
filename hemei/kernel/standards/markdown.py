"""`docs/standards.md`: every document and item with its clause, what is design plainly shown as such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import groupby

from hemei.kernel.decision import Basis
from hemei.kernel.standards.library import Document, Standards
from hemei.kernel.standards.source import Source, Warrant

INTRODUCTION = """# Standards

Written by `hemei standards write` from `standards/`; do not edit by hand.

What the law and the city decide is data. A document is named by its day in force and never edited; the city's
document comes before the nation's, by the day of the fact. Every item says what it rests on:

- **law** - an article of a law or regulation; *to verify* where its text was not at hand;
- **sourced** - a public report, standard or extract that was read;
- **design** - no rule was found: the named owner may change it by issuing the city's own document.
"""

READ_WORDS = {
    "whole": "in full",
    "articles": "the cited articles",
    "excerpt": "a report or extract",
    "unread": "not at hand, verify",
}
_BASES: tuple[Basis, ...] = ("law", "sourced", "design")


def document_markdown(standards: Standards) -> str:
    """Return the page; the same standards always give the same text."""
    parts = [INTRODUCTION, *_summary(standards.documents)]
    for document in standards.documents:
        parts += ["", *_document(document)]
    parts += ["", *_sources(standards.sources)]
    return "\n".join(parts) + "\n"


def _summary(documents: Iterable[Document]) -> Iterator[str]:
    yield "## Documents"
    yield ""
    yield "| document | of | in force from | law | sourced | design |"
    yield "|---|---|---|---|---|---|"
    for document in documents:
        head = document.head
        counts = Counter(warrant.basis for _, warrant in said_items(document.content))
        numbers = " | ".join(str(counts[basis]) for basis in _BASES)
        link = f"[{head.name}](#{_anchor(document)})"
        yield f"| {link} {_cell(head.title)} | {head.jurisdiction} | {head.day} | {numbers} |"


def _document(document: Document) -> Iterator[str]:
    head = document.head
    yield f'<a id="{_anchor(document)}"></a>'
    yield f"## {head.name}, {head.jurisdiction}, in force from {head.day}"
    yield ""
    yield f"{head.title}. File `{head.file}`, source {head.source.title}."
    if head.note:
        yield f"{head.note}"
    yield ""
    yield "| item | says | basis | clause, or owner and reason |"
    yield "|---|---|---|---|"
    for (item, says), group in groupby(said_items(document.content), key=_named):
        warrants = [warrant for _, warrant in group]
        bases = "<br>".join(_basis(warrant) for warrant in warrants)
        rests_on = "<br>".join(_cell(_rests_on(warrant)) for warrant in warrants)
        yield f"| `{item}` | {_cell(says)} | {bases} | {rests_on} |"


def _named(entry: tuple[str, Warrant]) -> tuple[str, str]:
    says, warrant = entry
    return warrant.reference.item, says


def said_items(content: object, says: str = "") -> Iterator[tuple[str, Warrant]]:
    """Walk a document; each warrant comes with what the table around it says."""
    if isinstance(content, Warrant):
        yield says, content
    elif isinstance(content, tuple):
        for element in content:
            yield from said_items(element, says)
    elif is_dataclass(content):
        own = _plain_values(content) or says
        for field in fields(content):
            yield from said_items(getattr(content, field.name), own)


def _plain_values(content: object) -> str:
    """Return the values of a table that stand beside its warrant, its names and nested tables apart."""
    values = []
    for field in fields(content):  # type: ignore[arg-type]  # only dataclasses come here
        value = getattr(content, field.name)
        if field.name in {"code", "name_en", "head"} or value in (None, "", ()):
            continue
        if isinstance(value, tuple) and all(isinstance(element, str) for element in value):
            values.append(f"{field.name} {'、'.join(value)}")
        elif not isinstance(value, tuple) and not _is_table(value):
            values.append(_text(field.name, value))
    return "; ".join(values)


def _is_table(value: object) -> bool:
    """Whether a value is a nested table rather than a value with a text of its own, as a Limit."""
    return is_dataclass(value) and type(value).__str__ is object.__str__


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return key if value else f"not {key}"
    return f"{key} {value}" if key not in {"name", "limit", "note"} else str(value)


def _basis(warrant: Warrant) -> str:
    if warrant.basis == "design":
        return "**design**"
    return f"{warrant.basis}, *to verify*" if warrant.verify else warrant.basis


def _rests_on(warrant: Warrant) -> str:
    cited = f"{warrant.source.title} {warrant.clause}" if warrant.clause else ""
    if warrant.basis != "design":
        return cited
    return f"{warrant.owner}: {warrant.reason}" + (f" ({cited})" if cited else "")


def _sources(sources: Mapping[str, Source]) -> Iterator[str]:
    yield "## Sources"
    yield ""
    yield "| code | title | number | issuer | in force | read |"
    yield "|---|---|---|---|---|---|"
    for source in sources.values():
        force = source.in_force or source.issued or ""
        until = f" to {source.until}" if source.until else ""
        cells = (source.title, source.number, source.issuer, f"{force}{until}", READ_WORDS[source.where_read])
        yield f"| `{source.code}` | {' | '.join(_cell(cell) for cell in cells)} |"


def _anchor(document: Document) -> str:
    head = document.head
    return f"{head.jurisdiction}-{head.name}-{head.day}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
