"""`case-limits`: how long, for the five service classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.coordination.cases.rules.standards.words import Level, Moment, ServiceClass
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long, counted from which moment of the case or of the whistle.

    `note` says where the clause counts from another moment than a case knows.
    """

    limit: Limit
    counts_from: Moment
    warrant: Warrant
    note: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension a case may have, at which level it is approved, and how soon a request is answered."""

    limit: Limit
    approver: Level
    answer: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ClassLimits:
    """The times of one service class. `extension` is missing where none is allowed.

    `arrival` and `return_window` run for each whistled department, the others for the
    case; `feedback` is the time to check a result, close the case and tell the reporter.
    """

    code: ServiceClass
    name: str
    name_en: str
    accept: TimeLimit
    arrival: TimeLimit
    handling: TimeLimit
    feedback: TimeLimit
    return_window: TimeLimit
    rework: TimeLimit
    warrant: Warrant
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class SendBack:
    """How often the reporter may send a result back before the case goes up a level."""

    most: int
    then: Level
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PausesInAll:
    """For how many days a clock may stand still by its owner's own word, all pauses together; then another decides."""

    days: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.days < 1:
            raise Misfit("a sum of pauses is at least one day", "days")


@dataclass(frozen=True, slots=True)
class CalledAgain:
    """What time a body has that is called again: where its call was taken back, and after it gave its result.

    After `most` results of one body the home body calls it no more, and may hand the case up.
    """

    time: Literal["runs_on", "anew"]
    after_result: Literal["rework", "anew"]
    most: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.most < 1:
            raise Misfit("a body gives at least one result", "most")


@dataclass(frozen=True, slots=True)
class OtherKind:
    """The service class of a case that no row of the responsibility list names."""

    service_class: ServiceClass
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CaseLimits:
    """`case-limits`: the times of all service classes, and those that are the same for every case.

    `extension` of a class and `supervision_answer` count for the days before `case-ladders` alone.
    """

    head: Head
    service_class: tuple[ClassLimits, ...]
    reporter_acceptance: TimeLimit
    send_back: SendBack
    longest_pause: TimeLimit
    pauses_in_all: PausesInAll
    called_again: CalledAgain
    other_kind: OtherKind
    supervision_answer: TimeLimit | None = None

    def __post_init__(self) -> None:
        missing = set(get_args(ServiceClass)) - {found.code for found in self.service_class}
        if missing:
            raise Misfit(f"the service classes {', '.join(sorted(missing))} are missing")

    def of(self, code: ServiceClass) -> ClassLimits:
        """Return the times of a service class."""
        return next(found for found in self.service_class if found.code == code)
