"""A draft of ladders from single values: the document in force, with only these values other and a reason for each.

Which items there are, when each begins and for which classes stays as it is: who changes that writes a draft.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from hemei.coordination.cases.rules.standards import CaseLadders
from hemei.coordination.cases.rules.standards.ladders import Ends
from hemei.coordination.cases.rules.standards.words import Level
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Warrant
from hemei.kernel.standards.lines import read_toml

LONGEST_REASON, MOST = 300, 999
_AT = re.compile(r'(\s*[A-Za-z0-9_-]+\s*=\s*)("(?:[^"\\]|\\.)*"|[^#\s]+)(.*)')


class Shape(StrEnum):
    """What a value is: a length of time, a level, a number, what ends a supervision."""

    LIMIT = "limit"
    LEVEL = "level"
    NUMBER = "number"
    END = "end"


TABLES: dict[str, tuple[tuple[str, Shape], ...]] = {
    "extension": (
        ("limit", Shape.LIMIT), ("approver", Shape.LEVEL), ("answer", Shape.LIMIT), ("ahead", Shape.LIMIT),
    ),
    "escalation": (("to", Shape.LEVEL), ("after", Shape.LIMIT)),
    "refusing": (("after", Shape.LIMIT), ("times", Shape.NUMBER)),
    "supervision": (
        ("supervisor", Shape.LEVEL), ("after", Shape.LIMIT), ("answer", Shape.LIMIT), ("remind", Shape.LIMIT),
        ("reminders", Shape.NUMBER), ("ends", Shape.END),
    ),
    "revisit": (("after", Shape.LIMIT),),
}  # fmt: skip
"""The ladders and the values of an item of each that may be changed one by one."""
_OPTIONAL = {
    ("extension", "ahead"), ("escalation", "after"), ("supervision", "after"), ("supervision", "remind"),
    ("supervision", "reminders"),
}  # fmt: skip
_CHOICES: dict[Shape, tuple[str, ...]] = {Shape.LEVEL: get_args(Level), Shape.END: get_args(Ends)}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an item as the document writes it; empty where it says none."""

    table: str
    place: int
    key: str
    shape: Shape
    now: str
    required: bool

    @property
    def name(self) -> str:
        """The name of its field in a form."""
        return f"{self.table}-{self.place}-{self.key}"


@dataclass(frozen=True, slots=True)
class Rung:
    """An item with its values; one that rests on a law is shown and not changed here."""

    table: str
    place: int
    code: str
    name: str
    name_en: str
    when: str
    times: int | None
    classes: tuple[str, ...]
    values: tuple[Value, ...]
    free: bool


def rungs_of(ladders: CaseLadders) -> tuple[Rung, ...]:
    """Return every item of the ladders with its values, in the order of the document."""
    return tuple(_rung(table, place, row) for table in TABLES for place, row in _rows(ladders, table))


def _rows(ladders: CaseLadders, table: str) -> list[tuple[int, object]]:
    """Return the items of a table with their places; one that has no list of them is its own and only item."""
    found = getattr(ladders, table)
    if isinstance(found, tuple):
        return list(enumerate(found))
    return [] if found is None else [(0, found)]


def _rung(table: str, place: int, row: object) -> Rung:
    warrant: Warrant = row.warrant  # type: ignore[attr-defined]
    values = []
    for key, shape in TABLES[table]:
        found = getattr(row, key)
        optional = (table, key) in _OPTIONAL and not _decided(table, key, row)
        if found is not None or optional:
            said = "" if found is None else str(found)
            values.append(Value(table, place, key, shape, said, required=not optional))
    return Rung(
        table,
        place,
        getattr(row, "code", table),
        getattr(row, "name", ""),
        getattr(row, "name_en", ""),
        getattr(row, "when", ""),
        getattr(row, "times", None) if table == "extension" else None,
        getattr(row, "classes", ()),
        tuple(values),
        free=warrant.basis == "design",
    )


def _decided(table: str, key: str, row: object) -> bool:
    """Whether a value has no place here: what is decided does not begin after a time."""
    return table == "supervision" and key == "after" and getattr(row, "when", "") == "decided"


def drafted(text: str, rungs: Sequence[Rung], given: Mapping[str, str], reason: str) -> str:
    """Return the text with the given values in place of its own, and the reason at each item that changed.

    Raises:
        Refused: nothing is changed, a value is none, or no reason is given; every fault with its field.
    """
    changed = [
        (rung, value, said)
        for rung in rungs
        if rung.free
        for value in rung.values
        if (said := given.get(value.name, value.now).strip()) != value.now
    ]
    faults = [fault for _, value, said in changed if (fault := _fault(value, said)) is not None]
    why = " ".join(reason.split())
    if not changed:
        faults.append(Reason(mark("还没有改动任何一项。"), {}, mark("请至少改一项再试算。"), "rules", "same"))
    elif not why or len(why) > LONGEST_REASON:
        faults.append(
            Reason(
                mark("请写明为什么这样改，最多 {most} 字。"), {"most": LONGEST_REASON}, "", "why", "reason"
            )
        )
    if faults:
        raise Refused(Decision.no(*faults))
    return _edited(text, changed, why)


def _fault(value: Value, said: str) -> Reason | None:
    if not said:
        return (
            Reason(mark("这一项不能空。"), {}, mark("请填写。"), value.name, "empty")
            if value.required
            else None
        )
    if value.shape is Shape.LIMIT:
        try:
            Limit.parse(said)
        except ValueError:
            return Reason(mark("不是时限。"), {}, mark("请填大于 0 的整数，并选单位。"), value.name, "limit")
    elif value.shape is Shape.NUMBER:
        if not (said.isascii() and said.isdigit() and 1 <= int(said) <= MOST):
            return Reason(
                mark("须是 1 到 {most} 的整数。"), {"most": MOST}, mark("请改正。"), value.name, "number"
            )
    elif said not in _CHOICES[value.shape]:
        return Reason(mark("没有这个选项。"), {}, mark("请重新选择。"), value.name, "choice")
    return None


def _edited(text: str, changed: Sequence[tuple[Rung, Value, str]], why: str) -> str:
    """Replace, add and drop lines from below, so that the numbers of those above stay true."""
    at = read_toml("draft", text).lines
    lines = text.splitlines()
    edits: dict[tuple[int, int], str | None] = {}
    for order, (rung, value, said) in enumerate(changed, start=1):
        path = (rung.table,) if (rung.table, rung.place, "reason") not in at else (rung.table, rung.place)
        line = at.get((*path, value.key))
        written = said if value.shape is Shape.NUMBER else json.dumps(said, ensure_ascii=False)
        if line is None:
            edits[at[*path, "code"], order] = f"{value.key} = {written}"
        else:
            edits[line, 0] = _put(lines[line - 1], written) if said else None
        told = at[*path, "reason"]
        edits[told, 0] = _put(lines[told - 1], json.dumps(why, ensure_ascii=False))
    for (line, order), new in sorted(edits.items(), reverse=True):
        if order:
            lines.insert(line, new or "")
        elif new is None:
            del lines[line - 1]
        else:
            lines[line - 1] = new
    return "\n".join(lines) + "\n"


def _put(line: str, written: str) -> str:
    return _AT.sub(lambda found: f"{found[1]}{written}{found[3]}", line)
