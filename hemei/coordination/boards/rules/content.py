"""What a board says, whether two boards say the same, and who accepts and who handles a problem.

The content is one value made of plain ones, so that its digest is the same wherever it is computed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemei.coordination.boards.rules.words import PART_NAMES

ESTATE_CODES = frozenset({"ST", "CO", "PC", "OC"})
"""Bodies of the responsibility list that differ from estate to estate: street, community, company, committee."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A body and the number it is reached at; the number is empty where none is registered."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Handler:
    """A line of the list for the board: its lead, and whether the lead accepts it directly, without the community."""

    code: str
    name: str
    lead: str
    direct: bool


def problems_of(
    lines: Sequence[Handler], *, bodies: Mapping[str, Reached], names: Mapping[str, str]
) -> list[list[str]]:
    """Return for each line its code, its name, who accepts it with number, and who handles it with number.

    `bodies` are those responsible for the estate by their code of the list. Where the estate has none, as without a
    company, the handler's kind stands there and the community, which carries the main responsibility, accepts.
    """
    accepts = bodies.get("CO") or Reached(names.get("CO", "CO"))
    rows = []
    for line in lines:
        handles = bodies.get(line.lead) or Reached(names.get(line.lead, line.lead))
        first = handles if line.direct and handles.number else accepts
        rows.append([line.code, line.name, first.name, first.number, handles.name, handles.number])
    return rows


def digest_of(content: Mapping[str, Any], manager: str) -> str:
    """Return the SHA-256 of what a board says, the manager's name with it."""
    text = json.dumps([content, manager], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_parts(
    before: Mapping[str, Any], now: Mapping[str, Any], *, manager_before: str, manager_now: str
) -> list[str]:
    """Return the parts in which two boards differ, in the board's order."""
    return [
        part
        for part in PART_NAMES
        if (manager_before != manager_now if part == "manager" else before.get(part) != now.get(part))
    ]


def changed_lines(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of problems whose accepting or handling side differs between two boards."""
    known = {row[0]: row for row in before.get("problems", ())}
    return [row[1] for row in now.get("problems", ()) if known.get(row[0]) != row]
