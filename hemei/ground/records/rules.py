"""What the record is made of, as pure functions: canonical text, proofs, Merkle roots.

The tree is RFC 6962's: a leaf is SHA-256(0x00 ‖ event hash), a node is
SHA-256(0x01 ‖ left ‖ right), and a lone node moves up unchanged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import Any

from hemei.kernel.standards import Head, Warrant

_LEAF = b"\x00"
_NODE = b"\x01"
_WHOLE = frozenset({str, int, bool, type(None)})


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


# From which states an import may be asked for what. `HALTED` met a bad row that nobody had agreed to leave out.
IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.OPEN: frozenset({ImportState.OPEN, ImportState.CHECKED}),
    ImportState.CHECKING: frozenset({ImportState.OPEN, ImportState.CHECKED}),
    ImportState.WRITING: frozenset({ImportState.CHECKED, ImportState.HALTED}),
    ImportState.UNDOING: frozenset({ImportState.WRITTEN, ImportState.HALTED}),
    ImportState.DROPPED: frozenset({ImportState.OPEN, ImportState.CHECKED}),
}
RUNNING = frozenset({ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING})


def canonical(payload: Any) -> bytes:
    """Return the one text of a JSON value: keys sorted, no spaces, UTF-8. Floats are refused."""
    _refuse_floats(payload)
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"An event holds whole numbers and texts only, not the float {value!r}.")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for part in parts:
        if type(part) not in _WHOLE:  # most are, so most are spared the call
            _refuse_floats(part)


def event_mac(key: bytes, stream: str, scope: str, text: bytes) -> bytes:
    """Return the application's proof that it wrote this payload, in canonical text, into this stream."""
    return hmac.digest(key, b"\n".join((stream.encode(), scope.encode(), text)), "sha256")


def event_hash(previous: bytes, place: tuple[int, str, int, str], payload_text: str) -> bytes:
    """Recompute what the database chained from (id, stream, seq, scope) and `payload::text`."""
    identity, stream, seq, scope = place
    return hashlib.sha256(
        previous + f"{identity}\n{stream}\n{seq}\n{scope}\n{payload_text}".encode()
    ).digest()


def commitment(salt: bytes, text: str) -> str:
    """Return the salted commitment of a text that an event may carry in its stead."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


@dataclass(slots=True)
class MerkleTree:
    """A growing tree that keeps only its frontier: the roots of its complete subtrees, largest first."""

    size: int = 0
    frontier: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Append one leaf."""
        node = hashlib.sha256(_LEAF + leaf).digest()
        self.size += 1
        carried = self.size
        while carried % 2 == 0:
            node = hashlib.sha256(_NODE + self.frontier.pop() + node).digest()
            carried //= 2
        self.frontier.append(node)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append many leaves."""
        for leaf in leaves:
            self.add(leaf)

    def root(self) -> bytes:
        """Return the root; that of the empty tree is SHA-256 of nothing."""
        if not self.frontier:
            return hashlib.sha256(b"").digest()
        node = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            node = hashlib.sha256(_NODE + left + node).digest()
        return node


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
