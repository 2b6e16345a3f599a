"""What is decided about a case before it is told, and what telling it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hemei.coordination.cases.rules.acts import Act
from hemei.coordination.cases.rules.decide import Decided
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.words import Channel, State
from hemei.kernel.actor import Actor
from hemei.project.demonstration.acting import Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """How a case begins. `sent_as` is the kind the sender chose, `kind` what it really is.

    A story with `halt` stops being told, clocks apart, once it stands in that state at the body of that
    level (0 the community, 3 the city); `pace` below one makes everybody quicker.
    """

    number: int
    stage: Stage
    facts: Facts = field(repr=False)
    kind: str
    sent_as: str
    channel: Channel
    at: datetime
    fact_on: date
    resident: Actor | None
    contact: bool
    hidden: bool
    photos: int
    spot: str = ""
    phone: str = ""
    halt: State | None = None
    level: int = 0
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing of a scene, before or after, and from where."""

    scene: str
    after: bool
    view: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One act that went through: who did what when, what became of the case, with which pictures."""

    act: Act
    actor: Actor
    at: datetime
    decided: Decided
    pictures: tuple[Picture, ...] = ()
