"""What a duty is at one moment, and how an event moves it. Plain values, so a row can be rebuilt from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from hemei.leadership.duties.rules.words import AT_WORK, ENDED, ClockKind, Reminder, State


@dataclass(frozen=True, slots=True)
class Clock:
    """The one clock that runs: of the owner while he works, of the setter while a result waits."""

    kind: ClockKind
    round: int
    body: int
    started_at: datetime
    limits: tuple[str, ...]
    due_at: datetime
    provisional: bool = False

    @property
    def key(self) -> str:
        """Its name within the duty's stream."""
        return f"{self.kind}:{self.round}"


@dataclass(frozen=True, slots=True)
class DutyState:
    """A duty. `owner` must act, `setter` accepts; `on_behalf` is the organisation whose duty it is, if another.

    `superior` is told by rule when the owner is late; `escalated_to` says that this has happened, and to whom.
    `submitted_by` is the person whose result waits, or was judged last.
    """

    state: State
    scope: str
    owner: int
    setter: int
    superior: int | None
    on_behalf: int | None
    photo_needed: bool
    clock: Clock | None
    round: int = 1
    extensions: int = 0
    asked_until: date | None = None
    reminded: Reminder | None = None
    escalated_to: int | None = None
    submitted_at: datetime | None = None
    submitted_by: int | None = None
    late: bool = False
    ended_at: datetime | None = None

    @property
    def at_work(self) -> bool:
        """Whether the owner has something to do."""
        return self.state in AT_WORK

    @property
    def ended(self) -> bool:
        """Whether nothing can happen any more."""
        return self.state in ENDED

    def bodies(self) -> frozenset[int]:
        """Return every body that has to do with the duty."""
        named = (self.owner, self.setter, self.superior, self.on_behalf, self.escalated_to)
        return frozenset(body for body in named if body is not None)


def encode(state: DutyState) -> dict[str, Any]:
    """Return the state as JSON."""
    return {name: _json(value) for name, value in asdict(state).items()}


def change_of(before: DutyState | None, after: DutyState) -> dict[str, Any]:
    """Return what an event says of a change: the new values of what is new."""
    new, old = encode(after), encode(before) if before else {}
    return {name: value for name, value in new.items() if before is None or value != old[name]}


def decode(values: Mapping[str, Any]) -> DutyState:
    """Return the state from its JSON."""
    return DutyState(**_plain(values))


def evolve(state: DutyState | None, change: Mapping[str, Any]) -> DutyState:
    """Fold the change of one event into the state."""
    return decode(change) if state is None else replace(state, **_plain(change))


def rebuild(changes: Iterable[Mapping[str, Any]]) -> DutyState | None:
    """Return the state that the changes of all events lead to."""
    state: DutyState | None = None
    for change in changes:
        state = evolve(state, change)
    return state


def flaws(state: DutyState) -> tuple[str, ...]:
    """Return what must never be; for tests and for checking rows."""
    clock = state.clock
    rules = {
        "an ended duty has no clock and an end": state.ended
        == (clock is None)
        == (state.ended_at is not None),
        "who works has the clock": not state.at_work
        or (clock is not None and clock.kind is ClockKind.WORK and clock.body == state.owner),
        "who accepts has the clock": state.state is not State.SUBMITTED
        or (clock is not None and clock.kind is ClockKind.ACCEPTANCE and clock.body == state.setter),
        "a waiting result was submitted": state.state is not State.SUBMITTED
        or state.submitted_at is not None,
        "only who works waits for an extension": state.asked_until is None or state.at_work,
        "the clock is of this round": clock is None or clock.round == state.round,
    }
    return tuple(rule for rule, holds in rules.items() if not holds)


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _json(part) for name, part in value.items()}
    return list(value) if isinstance(value, tuple) else value


_MOMENTS = frozenset({"submitted_at", "ended_at"})
_KNOWN = frozenset(field.name for field in fields(DutyState))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name, value in values.items() if name in _KNOWN}
    for name, value in found.items():
        if value is None:
            continue
        if name in _MOMENTS:
            found[name] = datetime.fromisoformat(value)
        elif name == "asked_until":
            found[name] = date.fromisoformat(value)
        elif name == "state":
            found[name] = State(value)
        elif name == "reminded":
            found[name] = Reminder(value)
        elif name == "clock":
            found[name] = _clock(value)
    return found


def _clock(values: Mapping[str, Any]) -> Clock:
    moments = {name: datetime.fromisoformat(values[name]) for name in ("started_at", "due_at")}
    return Clock(
        **{**values, **moments, "kind": ClockKind(values["kind"]), "limits": tuple(values["limits"])}
    )
