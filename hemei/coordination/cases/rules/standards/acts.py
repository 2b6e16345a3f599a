"""`case-acts`: the reasons, outcomes and steps of a case's life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.coordination.cases.rules.standards.words import Level, Missed, ServiceClass
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant

When = Literal["overdue", "refused"]
ReturnRule = Literal["other_lead", "not_community_duty"]


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
class ResultForm:
    """What the result of a called lead must carry: the evidence of its outcome already, or only at closing."""

    needs_evidence: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """Who decides when a case is returned for the nth time."""

    code: str
    times: int
    to: Level
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Arbitration:
    """How long the level that decides a returned case may take, by the class of the case."""

    code: str
    classes: tuple[ServiceClass, ...]
    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """When a case goes up: `after` a missed deadline or a refusal to come, at once where it is missing.

    `clocks` are those whose miss counts, every body's where it is missing. `own` tells the level `to` what its own
    body owes of a case it is the home of, and of nothing else.
    """

    code: str
    when: When
    classes: tuple[ServiceClass, ...]
    to: Level
    warrant: Warrant
    after: Limit | None = None
    clocks: tuple[Missed, ...] = ()
    own: bool = False

    def __post_init__(self) -> None:
        if self.own and self.when != "overdue":
            raise Misfit('"own" belongs to overdue and to nothing else', "own")
        if self.clocks and self.when != "overdue":
            raise Misfit('"clocks" belongs to overdue and to nothing else', "clocks")


@dataclass(frozen=True, slots=True)
class Refusing:
    """When a whistled department counts as refusing to come (拒不报到).

    Either it is not there `after` its arrival limit, or it returned the whistle for the
    `times`th time in one case although it had been called again.
    """

    code: str
    name: str
    name_en: str
    when: Literal["not_arrived", "returned_again"]
    classes: tuple[ServiceClass, ...]
    warrant: Warrant
    after: Limit | None = None
    times: int | None = None

    def __post_init__(self) -> None:
        if (self.when == "not_arrived") != (self.after is not None):
            raise Misfit('"after" belongs to not_arrived and to nothing else', "after")
        if (self.when == "returned_again") != (self.times is not None):
            raise Misfit('"times" belongs to returned_again and to nothing else', "times")


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a case nobody owns, in this order."""

    code: str
    level: Level
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CommunityDuty:
    """What counts as a duty of the community: the lines of the list that name one of these kinds of body."""

    named: tuple[str, ...]
    warrant: Warrant

    def is_named(self, *bodies: str) -> bool:
        """Whether one of these kinds of body is a community."""
        return any(body in self.named for body in bodies)


@dataclass(frozen=True, slots=True)
class CaseActs:
    """`case-acts`: the reasons and steps of a case's life.

    `escalation` and `refusing` count for the days before `case-ladders` alone, which says them since.
    """

    head: Head
    refusal: tuple[Phrase, ...]
    return_rule: tuple[Phrase, ...]
    outcome: tuple[Outcome, ...]
    return_step: tuple[ReturnStep, ...]
    duty: tuple[Duty, ...]
    community_duty: CommunityDuty
    result: ResultForm | None = None  # a city's document of before says nothing: nothing is demanded then
    arbitration: tuple[Arbitration, ...] = ()  # likewise: without it the level above whistles as it sees fit
    escalation: tuple[EscalationStep, ...] = ()
    refusing: tuple[Refusing, ...] = ()

    def __post_init__(self) -> None:
        """Hold that every return rule acts, and that a refusal and what follows it go together by class."""
        rules = {rule.code for rule in self.return_rule}
        if rules != set(get_args(ReturnRule)):
            known = ", ".join(get_args(ReturnRule))
            raise Misfit(f"the return rules are {known}, each once", "return_rule")
        timed = [found for rule in self.arbitration for found in rule.classes]
        if timed and sorted(timed) != sorted(get_args(ServiceClass)):
            raise Misfit("every service class has one time to decide", "arbitration")
        told = {found for step in self.escalation if step.when == "refused" for found in step.classes}
        meant = {found for rule in self.refusing for found in rule.classes}
        if told != meant:
            codes = ", ".join(sorted(told ^ meant))
            raise Misfit(f"a refusal and what follows it do not go together for {codes}", "refusing")

    def return_rule_of(self, code: ReturnRule) -> Phrase:
        """Return the rule by which a case is handed back or up."""
        return next(rule for rule in self.return_rule if rule.code == code)

    def duty_of(self, level: Level) -> Duty | None:
        """Return which responsibility a body of this level carries for what nobody owns."""
        return next((duty for duty in self.duty if duty.level == level), None)

    def arbitration_of(self, service_class: str) -> Arbitration | None:
        """Return how long a decision in this class may take; None where no decision is demanded."""
        return next((rule for rule in self.arbitration if service_class in rule.classes), None)

    def refusal_of(self, code: str) -> Phrase | None:
        """Return the reason to refuse of this code."""
        return next((reason for reason in self.refusal if reason.code == code), None)

    def outcome_of(self, code: str) -> Outcome | None:
        """Return the outcome of this code."""
        return next((outcome for outcome in self.outcome if outcome.code == code), None)

    def result_needs_evidence(self, code: str) -> bool:
        """Whether a called lead may say this outcome only with the evidence that closing it will need."""
        outcome = self.outcome_of(code)
        return bool(self.result and self.result.needs_evidence and outcome and outcome.needs_evidence)
