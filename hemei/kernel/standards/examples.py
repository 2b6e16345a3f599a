"""The examples beside a document: facts, the expected outcome, the clause a clerk checks it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from hemei.kernel.standards.build import build
from hemei.kernel.standards.lines import read_toml
from hemei.kernel.standards.place import Place
from hemei.kernel.standards.source import Warrant


@dataclass(frozen=True, slots=True)
class Example:
    """One case a clerk can check by hand: the item, the day of the fact, the facts, what must come out."""

    item: str
    on: date
    facts: Mapping[str, str | int]
    expect: Mapping[str, str | int]
    clause: str


@dataclass(frozen=True, slots=True)
class ExampleList:
    """The whole of `examples.toml`."""

    example: tuple[Example, ...]


def read_examples(file: str, text: str) -> tuple[Example, ...]:
    """Read the examples beside a document; raise StandardError where they are not as they must be."""
    toml = read_toml(file, text)
    return build(ExampleList, toml.tables, Place(toml, {})).example


def warrants_of(content: object) -> Iterator[Warrant]:
    """Return every warrant of a document, in the order of its shape; several may name the same item."""
    if isinstance(content, Warrant):
        yield content
    elif isinstance(content, tuple):
        for element in content:
            yield from warrants_of(element)
    elif is_dataclass(content):
        for field in fields(content):
            yield from warrants_of(getattr(content, field.name))


def without_example(content: object, examples: tuple[Example, ...]) -> tuple[str, ...]:
    """Return the items of a document that no example covers."""
    items = dict.fromkeys(warrant.reference.item for warrant in warrants_of(content))
    covered = {example.item for example in examples}
    return tuple(item for item in items if item not in covered)
