"""What anybody can check again: one canonical text, salted commitments, Merkle roots.

The tree is RFC 6962's: a leaf is SHA-256(0x00 ‖ data), a node is SHA-256(0x01 ‖ left ‖ right), and a lone node moves up
unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_LEAF = b"\x00"
_NODE = b"\x01"
_WHOLE = frozenset({str, int, bool, type(None)})


def canonical(payload: Any) -> bytes:
    """Return the one text of a JSON value: keys sorted, no spaces, UTF-8. Floats are refused."""
    _refuse_floats(payload)
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"A canonical text holds whole numbers and texts only, not the float {value!r}.")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for part in parts:
        if type(part) not in _WHOLE:  # most are, so most are spared the call
            _refuse_floats(part)


def commitment(salt: bytes, text: str) -> str:
    """Return the salted commitment of a text that may be shown in its stead."""
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
