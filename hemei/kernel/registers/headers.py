"""Headers: which column of a file is which column of a register, and of which register a file is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hemei.kernel.registers.shape import Register

MOST_HEADER_ROWS = 10
# The sheet of a template that explains its columns; it is no register.
EXPLANATIONS = "填写说明"
LEAST_SHARE = 0.5
# What a sheet of refused rows says beside a row's own columns; it may come back mended, and they are no columns then.
REPORTED = ("原行号", "问题", "怎么改")
_DROPPED = str.maketrans("", "", " \t\r\n　*＊:：_-")
_BRACKETS = str.maketrans("（）［］【】", "()()()")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A register, the row its headers stand in, and which header is which of its columns."""

    register: str
    header_row: int
    mapping: dict[str, int]
    missing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether no required column is missing."""
        return not self.missing


def normal(header: str) -> str:
    """Return a header without what people vary: spaces, stars, brackets' width, case, a note (必填)."""
    text = header.translate(_BRACKETS).translate(_DROPPED).lower()
    return text.removesuffix("(必填)").removesuffix("(选填)")


def own_width(headers: Sequence[str]) -> int:
    """Return how many headers are the file's own: those before what a sheet of refused rows adds."""
    width = len(headers)
    while width and not normal(headers[width - 1]):
        width -= 1
    own = width - len(REPORTED)
    return own if own >= 0 and tuple(headers[own:width]) == REPORTED else len(headers)


def header_digest(headers: Sequence[str]) -> str:
    """Return the digest of a set of headers in their order; a remembered mapping is found by it."""
    own = headers[: own_width(headers)]
    return hashlib.sha256("\n".join(normal(header) for header in own).encode()).hexdigest()


def propose(register: Register, headers: Sequence[str]) -> dict[str, int]:
    """Return column name to header index, by title and aliases; the first of two equal headers wins."""
    known: dict[str, int] = {}
    for index, header in enumerate(headers[: own_width(headers)]):
        known.setdefault(normal(header), index)
    found: dict[str, int] = {}
    taken: set[int] = set()
    for column in register.columns:
        for name in (column.title, column.name, *column.aliases):
            at = known.get(normal(name))
            if at is not None and at not in taken:
                found[column.name] = at
                taken.add(at)
                break
    return found


def recognise(registers: Iterable[Register], rows: Sequence[Sequence[str]]) -> list[Recognised]:
    """Return what the first rows may be the headers of, the likeliest first; empty where nothing fits.

    A title above the table is passed over: the header row is the one that names most columns. A register of
    which fewer than half the required columns are there is not meant.
    """
    found = [best for register in registers if (best := _best(register, rows)) is not None]
    return sorted(found, key=lambda one: (len(one.missing), -len(one.mapping)))


def _best(register: Register, rows: Sequence[Sequence[str]]) -> Recognised | None:
    required = [column.name for column in register.columns if column.required]
    best: Recognised | None = None
    for number, row in enumerate(rows[:MOST_HEADER_ROWS]):
        mapping = propose(register, row)
        if best is None or len(mapping) > len(best.mapping):
            best = Recognised(register.name, number, mapping, missing_of(register, mapping))
    if best is None or len(required) - len(best.missing) < LEAST_SHARE * len(required):
        return None
    return best


def missing_of(register: Register, mapping: Mapping[str, int]) -> tuple[str, ...]:
    """Return the required columns that have no header."""
    return tuple(column.name for column in register.columns if column.required and column.name not in mapping)
