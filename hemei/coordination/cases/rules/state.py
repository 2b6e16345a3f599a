"""What is known of a case at one instant; frozen, and nothing in it is personal: texts and photos stay outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.coordination.cases.rules.words import (
    OPEN_STATES,
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
from hemei.kernel.workdays import Pause


@dataclass(frozen=True, slots=True)
class Standstill:
    """A pause of a clock; a person's ends by itself at `until`. The reporter it waits for answered at `answered_at`."""

    start: datetime
    end: datetime | None
    reason: PauseReason
    until: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of one body.

    `limits` are spent one after the other (the second is the extension), each in the form of the standard,
    `5 working_days`. While the clock stands still, `due_at` is the earliest end there can be.
    """

    key: str
    kind: ClockKind
    body: int
    started_at: datetime
    limits: tuple[str, ...]
    due_at: datetime
    provisional: bool = False
    standstills: tuple[Standstill, ...] = ()
    settled_at: datetime | None = None
    settled: Settled | None = None

    @property
    def open(self) -> bool:
        """Whether the clock is still to be met."""
        return self.settled_at is None

    @property
    def step(self) -> str:
        """The code of the step on the way this clock belongs to; empty for every other clock."""
        return self.key.split(":")[1] if self.kind is ClockKind.STEP else ""

    @property
    def standstill(self) -> Standstill | None:
        """Why the clock stands still now, or None."""
        last = self.standstills[-1] if self.standstills else None
        return last if self.open and last is not None and last.end is None else None

    @property
    def running(self) -> bool:
        """Whether time is being used up."""
        return self.open and self.standstill is None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """The pauses as the calendar reads them."""
        return tuple(Pause(still.start, still.end) for still in self.standstills)

    @property
    def next_at(self) -> datetime | None:
        """When something is to be done about this clock, or None."""
        if not self.open:
            return None
        still = self.standstill
        return self.due_at if still is None else still.until

    def missed(self, now: datetime) -> bool:
        """Whether the clock ran out: late when settled, or running beyond its end."""
        if self.settled is not None:
            return self.settled is Settled.MISSED
        return (self.standstill.start if self.standstill else now) > self.due_at


@dataclass(frozen=True, slots=True)
class Task:
    """One body called to a case: a whistle to a department, or the company's turn.

    `refused_at` is since when a department counts as refusing to come; that stays, even if it comes. `rework_of` is
    the number of this body's call before, where it had given a result already; `line` the kind it was called for.
    """

    number: int
    kind: TaskKind
    body: int
    is_lead: bool
    called_by: int
    called_at: datetime
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    ended: TaskEnd | None = None
    result: Outcome | None = None
    returned_by_line: str = ""
    refused_at: datetime | None = None
    rework_of: int | None = None
    line: str = ""

    @property
    def open(self) -> bool:
        """Whether a result is still owed."""
        return self.ended_at is None

    @property
    def arrival_key(self) -> str:
        """Key of the clock that runs until the department arrives."""
        return f"arrival:{self.number}"

    @property
    def refusal_key(self) -> str:
        """What stands for a clock's key where this body's refusal to come was told upwards."""
        return f"refusal:{self.number}"

    @property
    def handling_key(self) -> str:
        """Key of the clock that runs until the result is given."""
        return f"handling:task-{self.number}"


@dataclass(frozen=True, slots=True)
class Supervision:
    """A question put to the accountable body, with a time for the answer; the case does not move.

    `rule` is the code of the ladder it follows; `cause` what it began for by itself, a clock's or a refusal's
    key, empty where a body decided it. It was recalled `reminded` times, the next time after `remind_at`.
    """

    number: int
    by: int
    to: int
    opened_at: datetime
    answered_at: datetime | None = None
    rule: str = ""
    cause: str = ""
    reminded: int = 0
    remind_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the answer is still owed."""
        return self.answered_at is None

    @property
    def clock_key(self) -> str:
        """Key of the clock of the answer."""
        return f"supervision:{self.number}"


@dataclass(frozen=True, slots=True)
class Request:
    """A request for more time (延期申请) put to the body that may grant it, with a time for the answer."""

    number: int
    by: int
    to: int
    asked_at: datetime
    answered_at: datetime | None = None
    answer: Answer | None = None

    @property
    def open(self) -> bool:
        """Whether the answer is still owed."""
        return self.answered_at is None

    @property
    def clock_key(self) -> str:
        """Key of the clock of the answer."""
        return f"extension:{self.number}"


@dataclass(frozen=True, slots=True)
class Arbitration:
    """A dispute over who has to act (裁定), put to the body that decides it, with a time for the decision.

    `accepting` is the body the decision makes the case's home, `handling` the one that must do the work and
    cannot return the case, of the `kind` ruled on (of old not said). It lapses when the case leaves him undecided.
    """

    number: int
    to: int
    opened_at: datetime
    ended_at: datetime | None = None
    accepting: int | None = None
    handling: int | None = None
    kind: str = ""

    @property
    def open(self) -> bool:
        """Whether the decision is still owed."""
        return self.ended_at is None

    @property
    def decided(self) -> bool:
        """Whether it was decided; what lapsed was not."""
        return self.handling is not None

    @property
    def clock_key(self) -> str:
        """Key of the clock of the decision."""
        return f"arbitration:{self.number}"


@dataclass(frozen=True, slots=True)
class Revisit:
    """A visit by the body above to a case that ended as solved, or in part, because the lot fell on it.

    `solver` had called it solved in the `round` ended at `ended_at`; it was `passed` on so often, for nobody went.
    """

    number: int
    lot: int
    by: int
    solver: int
    round: int
    ended_at: datetime
    drawn_at: datetime
    visited_at: datetime | None = None
    found: Found | None = None
    outcome: Outcome | None = Outcome.SOLVED
    passed: int = 0

    @property
    def open(self) -> bool:
        """Whether the visit is still owed."""
        return self.visited_at is None

    @property
    def clock_key(self) -> str:
        """Key of the clock of the visit."""
        return f"revisit:{self.number}" + (f".{self.passed}" if self.passed else "")


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case at one instant, as its events tell it.

    `place` is the estate, None elsewhere in the community of `scope`; `house` is what the register calls the
    building and entrance, `spot_key` the place in the estate as two reports can share it. `fact_on` is the day of the
    fact and picks the standards; `contact` says whether the reporter can be asked, `phone` whether by a number he
    left, `reporter_body` for which body he reported; `hidden` that the company must not learn who reported;
    `escalated` holds pairs of a clock's key and the step up that was taken for it; `left` says its reporter left it.
    `solver` said, at `solved_at`, that it is solved or in part, where this round was closed so: a later one forgets it.
    Until `final_at` the reporter may say that it was not he who wanted it ended; he said so of the `unwanted` rounds.
    `own`: he said himself how it ended. `ground` is on which it was not taken in this round.
    """

    state: State
    scope: str
    place: int | None
    place_name: str
    channel: Channel
    fact_on: date
    reported_at: datetime
    reporter: int | None
    contact: bool
    hidden: bool
    kind: str
    variant: str
    kind_confirmed: bool
    service_class: str
    home: int
    accountable: int
    round: int = 1
    returns: int = 0
    level: int = 0
    extended: bool = False
    extensions: int = 0
    outcome: Outcome | None = None
    ended: Ending | None = None
    ended_at: datetime | None = None
    evidence: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    clocks: tuple[Clock, ...] = ()
    supervisions: tuple[Supervision, ...] = ()
    requests: tuple[Request, ...] = ()
    arbitrations: tuple[Arbitration, ...] = ()
    steps_done: tuple[str, ...] = ()
    escalated: tuple[tuple[str, str], ...] = ()
    building: int | None = None
    entrance: int | None = None
    house: str = ""
    spot_key: str = ""
    revisits: tuple[Revisit, ...] = ()
    reporter_body: int | None = None
    phone: bool = False
    left: bool = False
    solver: int | None = None
    solved_at: datetime | None = None
    final_at: datetime | None = None
    unwanted: tuple[int, ...] = ()
    own: bool = False
    ground: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done or waited for."""
        return self.state in OPEN_STATES

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """Calls whose result is owed."""
        return tuple(task for task in self.tasks if task.open)

    @property
    def open_clocks(self) -> tuple[Clock, ...]:
        """Clocks not yet settled, standing still or not."""
        return tuple(clock for clock in self.clocks if clock.open)

    @property
    def open_steps(self) -> tuple[Clock, ...]:
        """Clocks of the steps on the way; they are the accountable body's."""
        return tuple(clock for clock in self.open_clocks if clock.kind is ClockKind.STEP)

    @property
    def lead(self) -> Task | None:
        """The open call that leads, or None."""
        return next((task for task in self.open_tasks if task.is_lead), None)

    @property
    def request(self) -> Request | None:
        """The request for more time that waits for its answer, or None."""
        return next((request for request in self.requests if request.open), None)

    @property
    def arbitration(self) -> Arbitration | None:
        """The dispute over who has to act that waits for its decision, or None."""
        return next((item for item in self.arbitrations if item.open), None)

    @property
    def ruling(self) -> Arbitration | None:
        """The last decision on who has to act that binds: one on the kind the case has now; or None."""
        found = (item for item in reversed(self.arbitrations) if item.decided)
        return next((item for item in found if item.kind in {"", self.kind}), None)

    @property
    def revisit(self) -> Revisit | None:
        """The re-visit that is still owed, or None."""
        return next((visit for visit in self.revisits if visit.open), None)

    @property
    def next_at(self) -> datetime | None:
        """When the next of all open clocks runs out, a refusal is to be told or a supervision recalled; else None."""
        moments = [clock.next_at for clock in self.open_clocks if clock.next_at is not None]
        told = {key for key, _ in self.escalated}
        moments += [
            task.refused_at
            for task in self.tasks
            if self.is_open and task.refused_at is not None and task.refusal_key not in told
        ]
        moments += [
            item.remind_at for item in self.supervisions if self.at_work and item.remind_at is not None
        ]
        return min(moments, default=None)

    @property
    def times_extended(self) -> int:
        """How often the handling was lengthened; of old it was not counted, for it was so once."""
        return max(self.extensions, int(self.extended))

    @property
    def at_work(self) -> bool:
        """Whether somebody has something to do, other than the reporter to answer."""
        return self.state not in {State.AWAITING, State.REFUSED, State.ENDED}

    @property
    def home_handling_key(self) -> str:
        """Key of the home body's handling clock in this round at this level, after so many rulings."""
        rulings = sum(item.decided for item in self.arbitrations)
        return f"handling:{self.round}.{self.level}" + (f".{rulings}" if rulings else "")

    def clock(self, key: str) -> Clock:
        """Return the clock of this key; raises KeyError."""
        for clock in self.clocks:
            if clock.key == key:
                return clock
        raise KeyError(key)

    def task_of(self, body: int | None) -> Task | None:
        """Return the open call of this body, or None."""
        return next((task for task in self.open_tasks if task.body == body), None)
