"""The shapes of the documents a case rests on: who is responsible, how long, by which words.

`responsibility-list` is the city's 职责清单, `case-limits` its times for the five
service classes, `case-acts` the reasons, outcomes and steps of a case's life,
`intake-limits` what a report may carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant

ServiceClass = Literal["S0", "S1", "S2", "S3", "S4"]
Level = Literal["community", "street", "county", "city"]
Moment = Literal[
    "reported", "accepted", "whistled", "result_given", "awaiting", "sent_back", "supervised", "paused"
]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long, counted from which moment of the case or of the whistle."""

    limit: Limit
    counts_from: Moment
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension a case may have, and at which level it is approved."""

    limit: Limit
    approver: Level
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
class OtherKind:
    """The service class of a case that no row of the responsibility list names."""

    service_class: ServiceClass
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CaseLimits:
    """`case-limits`: the times of all service classes, and those that are the same for every case."""

    head: Head
    service_class: tuple[ClassLimits, ...]
    reporter_acceptance: TimeLimit
    send_back: SendBack
    supervision_answer: TimeLimit
    longest_pause: TimeLimit
    other_kind: OtherKind

    def __post_init__(self) -> None:
        missing = set(ServiceClass.__args__) - {found.code for found in self.service_class}  # type: ignore[attr-defined]
        if missing:
            raise Misfit(f"the service classes {', '.join(sorted(missing))} are missing")

    def of(self, code: ServiceClass) -> ClassLimits:
        """Return the times of a service class."""
        return next(found for found in self.service_class if found.code == code)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the responsibility list rests on where a row says nothing else."""

    code: Literal["lead", "joint", "words", "numbers", "service_class", "evidence"]
    note: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of body the list names; which body it is in a county is an appointment, not a standard."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """Something that shows a case is really done. `form` is how it is handed in."""

    code: str
    name: str
    name_en: str
    form: Literal["photo", "text", "document"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One law or document a row rests on."""

    warrant: Warrant


@dataclass(frozen=True, slots=True)
class LeadChoice:
    """Where the row names two leads, or one that is no department: who else it names, and why this one."""

    others: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Step:
    """A time of its own within a problem, as 'stop work'; `final` is the one that ends the handling."""

    code: str
    name: str
    limit: Limit
    counts_from: Moment
    warrant: Warrant
    final: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """A form of the problem with a service class or a final time of its own; the clerk chooses."""

    code: str
    name: str
    name_en: str
    words: tuple[str, ...]
    service_class: ServiceClass
    warrant: Warrant
    step: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the list. `legal` holds at least one citation; `words` are what residents say.

    In `words` a space means 'and': "楼道 充电" is found where both occur. Where the row
    arrives by one class and is handled by another, `handling_class` is the second.
    """

    code: str
    number: int
    name: str
    name_en: str
    words: tuple[str, ...]
    lead: str
    joint: tuple[str, ...]
    service_class: ServiceClass
    evidence: tuple[str, ...]
    legal: tuple[Citation, ...]
    numbers: str = ""
    handling_class: ServiceClass | None = None
    lead_choice: LeadChoice | None = None
    step: tuple[Step, ...] = ()
    variant: tuple[Variant, ...] = ()

    def __post_init__(self) -> None:
        for key, values in (("legal", self.legal), ("words", self.words), ("evidence", self.evidence)):
            if not values:
                raise Misfit(f'the row "{self.code}" has no {key}', key)

    def legal_on(self, day: date) -> tuple[Citation, ...]:
        """Return the citations whose source was in force on the day of the fact."""
        return tuple(citation for citation in self.legal if citation.warrant.source.covers(day))

    def variant_of(self, code: str) -> Variant | None:
        """Return the variant of this code, None for the problem itself."""
        return next((variant for variant in self.variant if variant.code == code), None)


@dataclass(frozen=True, slots=True)
class CompanyReport:
    """How soon a property company reports what it could not stop by talking; it may never punish."""

    limit: Limit
    note: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ResponsibilityList:
    """`responsibility-list`: who leads, who joins, by which law, how fast, with what proof."""

    head: Head
    column: tuple[Column, ...]
    department: tuple[Department, ...]
    evidence_kind: tuple[EvidenceKind, ...]
    problem: tuple[Problem, ...]
    company_report: CompanyReport | None = None

    def __post_init__(self) -> None:
        departments = {department.code for department in self.department}
        kinds = {kind.code for kind in self.evidence_kind}
        numbers: set[int] = set()
        for position, row in enumerate(self.problem):
            _refuse_strangers((row.lead,), departments, "department", (position, "lead"))
            _refuse_strangers(row.joint, departments, "department", (position, "joint"))
            _refuse_strangers(row.evidence, kinds, "evidence kind", (position, "evidence"))
            if row.number in numbers:
                raise Misfit(f"the row number {row.number} stands twice", "problem", position, "number")
            numbers.add(row.number)

    def of(self, code: str) -> Problem:
        """Return the row of this code; raise KeyError for an unknown one."""
        found = {row.code: row for row in self.problem}
        return found[code]

    def department_of(self, code: str) -> Department:
        """Return the kind of body of this code; raise KeyError for an unknown one."""
        found = {department.code: department for department in self.department}
        return found[code]

    def evidence_of(self, code: str) -> EvidenceKind:
        """Return the kind of evidence of this code; raise KeyError for an unknown one."""
        found = {kind.code: kind for kind in self.evidence_kind}
        return found[code]


@dataclass(frozen=True, slots=True)
class Terms:
    """The times of one case, put together from its row and its service class."""

    service_class: ServiceClass
    accept: TimeLimit
    arrival: TimeLimit
    handling: TimeLimit
    feedback: TimeLimit
    return_window: TimeLimit
    rework: TimeLimit
    extension: Extension | None
    steps: tuple[Step, ...]


def terms_of(problem: Problem, limits: CaseLimits, variant: str = "") -> Terms:
    """Return the times of a case of this problem: a row's own final step comes before its class."""
    chosen = problem.variant_of(variant)
    service_class = chosen.service_class if chosen else problem.service_class
    arrives = limits.of(service_class)
    handled = limits.of((not chosen and problem.handling_class) or service_class)
    steps = (chosen.step if chosen else ()) or problem.step
    final = next((step for step in steps if step.final), None)
    handling = TimeLimit(final.limit, final.counts_from, final.warrant) if final else handled.handling
    return Terms(
        service_class=service_class,
        accept=arrives.accept,
        arrival=arrives.arrival,
        handling=handling,
        feedback=arrives.feedback,
        return_window=arrives.return_window,
        rework=handled.rework,
        extension=handled.extension,
        steps=steps,
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reason or an outcome with its words; `advice` tells the reader where to turn or what to add."""

    code: str
    name: str
    name_en: str
    warrant: Warrant
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case may end. `needs_evidence` and `needs_reason` are what the closing form must carry."""

    code: Literal["solved", "solved_in_part", "not_solved", "not_a_case"]
    name: str
    name_en: str
    needs_evidence: bool
    needs_reason: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """Who decides when a case is returned for the nth time."""

    code: str
    times: int
    to: Level
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """When a case goes up: `after` a missed deadline or a refusal to come, at once where it is missing."""

    code: str
    when: Literal["overdue", "refused"]
    classes: tuple[ServiceClass, ...]
    to: Level
    warrant: Warrant
    after: Limit | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a case nobody owns, in this order."""

    code: str
    level: Level
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CaseActs:
    """`case-acts`: the reasons and steps of a case's life."""

    head: Head
    refusal: tuple[Phrase, ...]
    return_rule: tuple[Phrase, ...]
    outcome: tuple[Outcome, ...]
    return_step: tuple[ReturnStep, ...]
    escalation: tuple[EscalationStep, ...]
    duty: tuple[Duty, ...]

    def refusal_of(self, code: str) -> Phrase | None:
        """Return the reason to refuse of this code."""
        return next((reason for reason in self.refusal if reason.code == code), None)

    def outcome_of(self, code: str) -> Outcome | None:
        """Return the outcome of this code."""
        return next((outcome for outcome in self.outcome if outcome.code == code), None)

    def escalations_of(self, service_class: ServiceClass) -> tuple[EscalationStep, ...]:
        """Return the steps up of an overdue clock of this class, in the order of the document."""
        return tuple(
            step for step in self.escalation if step.when == "overdue" and service_class in step.classes
        )


@dataclass(frozen=True, slots=True)
class Most:
    """An upper bound, included; its unit is in the name of its key."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """`intake-limits`: what one report may carry."""

    head: Head
    photos: Most
    photo_megabytes: Most
    photo_megapixels: Most
    text_characters: Most
    reports_per_hour: Most


STANDARDS: dict[str, type] = {
    "responsibility-list": ResponsibilityList,
    "case-limits": CaseLimits,
    "case-acts": CaseActs,
    "intake-limits": IntakeLimits,
}


def _refuse_strangers(codes: Iterable[str], known: set[str], kind: str, path: tuple[int, str]) -> None:
    for code in codes:
        if code not in known:
            raise Misfit(f'"{code}" is no {kind} of this list', "problem", *path)
