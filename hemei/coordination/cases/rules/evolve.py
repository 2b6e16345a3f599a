"""Put an event in place: `evolve(state, event) -> state`, and back: the event between two states.

An event's data holds the new values of what changed. Calls, clocks,
supervisions, requests and re-visits have a key or a number of their own and come one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from hemei.coordination.cases.rules.state import (
    Arbitration,
    CaseState,
    Clock,
    Request,
    Revisit,
    Standstill,
    Supervision,
    Task,
)
from hemei.coordination.cases.rules.words import (
    Answer,
    Channel,
    ClockKind,
    Ending,
    Found,
    Outcome,
    PauseReason,
    Settled,
    State,
    TaskEnd,
    TaskKind,
)

Data = dict[str, Any]

_PLAIN = frozenset({str, int, bool})
_KEYED: dict[str, tuple[type, str]] = {
    "tasks": (Task, "number"),
    "clocks": (Clock, "key"),
    "supervisions": (Supervision, "number"),
    "requests": (Request, "number"),
    "arbitrations": (Arbitration, "number"),
    "revisits": (Revisit, "number"),
}
_READ: dict[str, Any] = {
    "state": State,
    "channel": Channel,
    "outcome": Outcome,
    "ended": Ending,
    "fact_on": date.fromisoformat,
    "evidence": tuple,
    "escalated": lambda pairs: tuple((clock, step) for clock, step in pairs),
    "limits": tuple,
    "steps_done": tuple,
    "unwanted": tuple,
    "settled": Settled,
    "result": Outcome,
    "reason": PauseReason,
    "answer": Answer,
    "found": Found,
}
_READ_OF: dict[type, dict[str, Any]] = {
    Task: {"kind": TaskKind, "ended": TaskEnd},
    Clock: {
        "kind": ClockKind,
        "standstills": lambda items: tuple(_decode(Standstill, item) for item in items),
    },
}


# Asked at every act, so the names of the fields are looked up once.
_NAMES: dict[type, tuple[str, ...]] = {
    record: tuple(item.name for item in fields(record))
    for record in (Arbitration, CaseState, Clock, Request, Revisit, Standstill, Supervision, Task)
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case; `data` is plain JSON without personal data or free text.

    `change` is what became of the case; `about` what the act said (a reason, a line of the list).
    """

    type: str
    at: datetime
    change: Mapping[str, Any]
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Data:
        """The event as it is recorded."""
        return {"change": dict(self.change), "about": dict(self.about)}

    @classmethod
    def of(cls, event_type: str, at: datetime, data: Mapping[str, Any]) -> Event:
        """Read a recorded event."""
        return cls(event_type, at, data["change"], data.get("about", {}))


def evolve(state: CaseState | None, event: Event) -> CaseState:
    """Return the case after the event; the first event of a case needs no state."""
    change = {name: _read(CaseState, name, value) for name, value in event.change.items()}
    if state is None:
        return CaseState(**change)
    for name, (_, key) in _KEYED.items():
        if name in change:
            change[name] = _merged(getattr(state, name), change[name], key)
    return replace(state, **change)


def rebuild(events: Iterable[Event]) -> CaseState | None:
    """Return the case from its events alone; None without events."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event)
    return state


def changes(before: CaseState | None, after: CaseState) -> Data:
    """Return what an event must carry to lead from `before` to `after`."""
    change: Data = {}
    for name in _NAMES[CaseState]:
        new = getattr(after, name)
        if before is not None:
            old = getattr(before, name)
            if new is old or new == old:
                continue
            if name in _KEYED:
                new = tuple(entry for entry in new if entry not in old)
        change[name] = encode(new)
    return change


def encode(value: Any) -> Any:
    """Return plain JSON: times as ISO 8601, words as text, records as objects."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    names = _NAMES.get(type(value))
    return value if names is None else {name: encode(getattr(value, name)) for name in names}


def _read(record: type, name: str, value: Any) -> Any:
    if value is None:
        return None
    if record is CaseState and name in _KEYED:
        return tuple(_decode(_KEYED[name][0], item) for item in value)
    reader = _READ_OF.get(record, {}).get(name) or _READ.get(name)
    if reader is not None:
        return reader(value)
    if name.endswith("_at") or name in {"start", "end", "until"}:
        return datetime.fromisoformat(value)
    return value


def _decode(record: type, data: Mapping[str, Any]) -> Any:
    return record(**{name: _read(record, name, value) for name, value in data.items()})


def _merged(old: tuple[Any, ...], new: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    by_key = {getattr(entry, key): entry for entry in old}
    by_key.update({getattr(entry, key): entry for entry in new})
    return tuple(by_key.values())
