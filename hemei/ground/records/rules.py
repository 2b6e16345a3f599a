"""What the record is made of, as pure functions: how an event is proven and chained, how an import moves."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from hemei.kernel.decision import mark
from hemei.kernel.standards import Head, Warrant


class ImportState(StrEnum):
    """How far an import has come; the value is stored."""

    OPEN = "open"
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    HALTED = "halted"
    WRITTEN = "written"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


STATE_WORDS: dict[ImportState, tuple[str, str]] = {
    ImportState.OPEN: (mark("待检查"), ""),
    ImportState.CHECKING: (mark("正在检查"), "brand"),
    ImportState.CHECKED: (mark("检查完毕，待导入"), "warn"),
    ImportState.WRITING: (mark("正在导入"), "brand"),
    ImportState.HALTED: (mark("已停下"), "bad"),
    ImportState.WRITTEN: (mark("已导入"), "good"),
    ImportState.UNDOING: (mark("正在撤销"), "brand"),
    ImportState.UNDONE: (mark("已撤销"), ""),
    ImportState.DROPPED: (mark("已放弃"), ""),
}
"""What each state is called, and how it looks."""

# From which states an import may be asked for what. `HALTED` met a bad row that nobody had agreed to leave out.
IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.OPEN: frozenset({ImportState.OPEN, ImportState.CHECKED}),
    ImportState.CHECKING: frozenset({ImportState.OPEN, ImportState.CHECKED}),
    ImportState.WRITING: frozenset({ImportState.CHECKED, ImportState.HALTED}),
    ImportState.UNDOING: frozenset({ImportState.WRITTEN, ImportState.HALTED}),
    ImportState.DROPPED: frozenset({ImportState.OPEN, ImportState.CHECKED}),
}
# What the other tables of a workbook may be when the rest of it is asked for something: a workbook goes as one.
BESIDE: dict[ImportState, frozenset[ImportState]] = {
    ImportState.CHECKING: frozenset(),
    ImportState.WRITING: frozenset({ImportState.WRITTEN}),
    ImportState.UNDOING: frozenset({ImportState.UNDONE, ImportState.CHECKED}),
    ImportState.DROPPED: frozenset(),
}
RUNNING = frozenset({ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING})


def asked_of(states: Sequence[ImportState], wanted: ImportState) -> list[bool]:
    """Say which tables of a workbook move when it is asked for a state; none where it cannot be asked."""
    moves = [state in IMPORT_MOVES[wanted] for state in states]
    fits = all(move or state in BESIDE[wanted] for move, state in zip(moves, states, strict=True))
    return moves if fits else [False] * len(states)


class Choice(StrEnum):
    """What a clerk says of a row that is like something on record; the value is stored."""

    SAME = "same"
    NEW = "new"
    LEAVE = "leave"


def event_mac(key: bytes, stream: str, scope: str, text: bytes) -> bytes:
    """Return the application's proof that it wrote this payload, in canonical text, into this stream."""
    return hmac.digest(key, b"\n".join((stream.encode(), scope.encode(), text)), "sha256")


def event_hash(previous: bytes, place: tuple[int, str, int, str], payload_text: str) -> bytes:
    """Recompute what the database chained from (id, stream, seq, scope) and `payload::text`."""
    identity, stream, seq, scope = place
    return hashlib.sha256(
        previous + f"{identity}\n{stream}\n{seq}\n{scope}\n{payload_text}".encode()
    ).digest()


@dataclass(frozen=True, slots=True)
class PaperTemplate:
    """The fixed words of a document: its title, how it is numbered, and its passages by name.

    `{name}` stands for a value that the chapter gives when it writes the document.
    """

    code: str
    warrant: Warrant
    title: str
    number: str
    words: Mapping[str, str | int]

    def __post_init__(self) -> None:
        for text in (self.title, self.number, *self.words.values()):
            _refuse_odd_places(str(text))

    def say(self, name: str, **values: str | int) -> str:
        """Return a passage with its values; raises KeyError where the template has no such passage."""
        return str(self.words[name]).format(**values)


@dataclass(frozen=True, slots=True)
class PaperTemplates:
    """The document `paper-templates`."""

    head: Head
    template: tuple[PaperTemplate, ...]

    def of(self, code: str) -> PaperTemplate | None:
        """Return the template of a kind of document."""
        return next((one for one in self.template if one.code == code), None)


STANDARDS: dict[str, type] = {"paper-templates": PaperTemplates}


def _refuse_odd_places(text: str) -> None:
    """Refuse a text whose braces are anything but names: a value may not reach into another."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (not name.isidentifier() or form or conversion):
            raise ValueError(f'"{{{name}}}" in "{text}" is no name in braces')
