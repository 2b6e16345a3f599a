"""`docs/standards.md`: every document and item with its clause, what is design plainly shown as such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import groupby
from types import MappingProxyType

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
Values = Mapping[str, object]
"""What stands beside a warrant, by key."""
_NOTHING: Values = MappingProxyType({})
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


def said_items(content: object) -> Iterator[tuple[str, Warrant]]:
    """Walk a document; each warrant comes with what the table around it says, as it is written."""
    for values, warrant in valued_items(content):
        yield as_written(values), warrant


def valued_items(content: object, around: Values = _NOTHING) -> Iterator[tuple[Values, Warrant]]:
    """Walk a document; each warrant comes with the values of its table, or of the next one around that has any."""
    if isinstance(content, Warrant):
        yield around, content
    elif isinstance(content, tuple):
        for element in content:
            yield from valued_items(element, around)
    elif is_dataclass(content):
        own = _plain_values(content)
        around = own if as_written(own) else around
        for field in fields(content):
            yield from valued_items(getattr(content, field.name), around)


def _plain_values(content: object) -> Values:
    """Return the values of a table that stand beside its warrant, its code and nested tables apart."""
    return {
        field.name: value
        for field in fields(content)  # type: ignore[arg-type]  # only dataclasses come here
        if field.name not in {"code", "head"}
        and (value := getattr(content, field.name)) not in (None, "", ())
        and _is_plain(value)
    }


def _is_plain(value: object) -> bool:
    """Whether a value is no nested table: a value with a text of its own, as a Limit, or a list of texts."""
    if isinstance(value, tuple):
        return all(isinstance(element, str) for element in value)
    return not is_dataclass(value) or type(value).__str__ is not object.__str__


def as_written(values: Values) -> str:
    """Return the values of a table as its text has them; the English name is for screens."""
    return "; ".join(_text(name, value) for name, value in values.items() if name != "name_en")


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return key if value else f"not {key}"
    if isinstance(value, tuple):
        return f"{key} {'、'.join(value)}"
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
