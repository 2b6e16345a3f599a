"""`case-ladders`: what may happen to the time of a case, step by step: longer, told upwards, supervised.

Three ladders in one document: when more time may be asked for and who grants it, after which miss which
level is told, when supervision begins, how often it is recalled and when it ends. For the days before there
was such a document the same was said in `case-limits` and `case-acts`; :func:`ladders_before` reads it there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

from hemei.coordination.cases.rules.standards.acts import CaseActs, EscalationStep, Refusing, When
from hemei.coordination.cases.rules.standards.limits import CaseLimits
from hemei.coordination.cases.rules.standards.words import Level, Missed, ServiceClass
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant

Begins = Literal["decided", "overdue", "refused"]
Ends = Literal["answered", "case_ended"]


@dataclass(frozen=True, slots=True)
class ExtensionRung:
    """The `times`th extension of a case: by how much, granted at which level, answered how soon.

    It is asked for before the handling is late, where `ahead` is given at least so long before.
    """

    code: str
    classes: tuple[ServiceClass, ...]
    times: int
    limit: Limit
    approver: Level
    answer: Limit
    warrant: Warrant
    ahead: Limit | None = None


@dataclass(frozen=True, slots=True)
class SupervisionRung:
    """When supervision (督办) begins, by whom, how long the answer may take, how often it is recalled.

    `decided` is what a body above decides itself; the others begin by themselves, `after` a clock ran out or
    a department refused to come. Recalled is an answer that is owed; where it ends only with the case, also
    the answered one, for as long as the case is at work.
    """

    code: str
    name: str
    name_en: str
    when: Begins
    classes: tuple[ServiceClass, ...]
    answer: Limit
    ends: Ends
    warrant: Warrant
    supervisor: Level | None = None
    after: Limit | None = None
    clocks: tuple[Missed, ...] = ()
    remind: Limit | None = None
    reminders: int | None = None

    def __post_init__(self) -> None:
        if (self.when == "decided") != (self.supervisor is None):
            raise Misfit('"supervisor" belongs to what begins by itself and to nothing else', "supervisor")
        if self.when == "decided" and self.after is not None:
            raise Misfit('"after" does not belong to what is decided', "after")
        if self.clocks and self.when != "overdue":
            raise Misfit('"clocks" belongs to overdue and to nothing else', "clocks")
        if "supervision" in self.clocks:
            raise Misfit("a late answer to a supervision is told upwards, not supervised", "clocks")
        if (self.remind is None) != (self.reminders is None) or self.reminders == 0:
            raise Misfit('"remind" and "reminders" go together, at least one', "reminders")
        if self.ends == "case_ended" and self.remind is None:
            raise Misfit("what ends with the case only is recalled until then", "remind")


@dataclass(frozen=True, slots=True)
class VisitMissed:
    """What follows a re-visit that is not made in time: the level above the visitor is told, and `after` owes it.

    Beyond the top, where its owner may not make it, it is another bureau of the city: that of the matter, else the
    first of the departments `beyond`.
    """

    after: Limit
    warrant: Warrant
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLadders:
    """`case-ladders`: extension, escalation, supervision, and re-visits not made, of which older ones say nothing."""

    head: Head
    extension: tuple[ExtensionRung, ...]
    escalation: tuple[EscalationStep, ...]
    refusing: tuple[Refusing, ...]
    supervision: tuple[SupervisionRung, ...]
    revisit: VisitMissed | None = None

    def __post_init__(self) -> None:
        """Hold that rungs are counted from one, and that what a class needs is there exactly once."""
        for found in get_args(ServiceClass):
            times = sorted(rung.times for rung in self.extension if found in rung.classes)
            if times != list(range(1, len(times) + 1)):
                raise Misfit(f"the extensions of {found} are not counted from 1 without a gap", "extension")
        decided = Counter(found for one in self.supervision if one.when == "decided" for found in one.classes)
        if decided != Counter(get_args(ServiceClass)):
            raise Misfit("every service class has one supervision that is decided", "supervision")
        told = {found for step in self.escalation if step.when == "refused" for found in step.classes}
        meant = {found for rule in self.refusing for found in rule.classes}
        if told != meant:
            codes = ", ".join(sorted(told ^ meant))
            raise Misfit(f"a refusal and what follows it do not go together for {codes}", "refusing")

    def extension_of(self, service_class: str, times: int) -> ExtensionRung | None:
        """Return the `times`th extension of this class; None where it has no more."""
        return next(
            (rung for rung in self.extension if rung.times == times and service_class in rung.classes), None
        )

    def extensions_of(self, service_class: str) -> int:
        """Return how often a case of this class may be extended."""
        return sum(service_class in rung.classes for rung in self.extension)

    def escalations_of(self, service_class: str, when: When) -> tuple[EscalationStep, ...]:
        """Return the steps up of this class, in the order of the document."""
        return tuple(step for step in self.escalation if step.when == when and service_class in step.classes)

    def refusals_of(self, service_class: str) -> tuple[Refusing, ...]:
        """Return what counts as refusing to come in this class."""
        return tuple(rule for rule in self.refusing if service_class in rule.classes)

    def supervisions_of(self, service_class: str, when: Begins) -> tuple[SupervisionRung, ...]:
        """Return the supervisions of this class that begin so."""
        return tuple(one for one in self.supervision if one.when == when and service_class in one.classes)

    def supervision_of(self, service_class: str, code: str) -> SupervisionRung:
        """Return the supervision of this code, for a code of another document the decided one of the class."""
        found = next((one for one in self.supervision if one.code == code), None)
        return found or self.supervisions_of(service_class, "decided")[0]


def ladders_before(limits: CaseLimits, acts: CaseActs) -> CaseLadders:
    """Return the ladders of a day before `case-ladders`: one extension, steps up, supervision as it is decided."""
    asked = limits.supervision_answer
    if asked is None:
        raise Misfit(
            "without case-ladders the answer to a supervision has its time here", "supervision_answer"
        )
    return CaseLadders(
        head=limits.head,
        extension=tuple(
            ExtensionRung(
                code=f"{row.code}.extension",
                classes=(row.code,),
                times=1,
                limit=row.extension.limit,
                approver=row.extension.approver,
                answer=row.extension.answer,
                warrant=row.extension.warrant,
            )
            for row in limits.service_class
            if row.extension is not None
        ),
        escalation=acts.escalation,
        refusing=acts.refusing,
        supervision=(
            SupervisionRung(
                code="supervision_answer",
                name="",
                name_en="",
                when="decided",
                classes=get_args(ServiceClass),
                answer=asked.limit,
                ends="answered",
                warrant=asked.warrant,
            ),
        ),
    )
