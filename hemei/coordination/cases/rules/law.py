"""The standards of the day of the fact (案发日), put together for decisions.

The documents themselves are `standards.ResponsibilityList`, `CaseLimits`, `CaseActs`, `CaseLadders`
and `IntakeLimits`; a decision asks this one record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemei.coordination.cases.rules.standards import (
    CaseActs,
    CaseChecks,
    CaseLadders,
    CaseLimits,
    IntakeLimits,
    Outcome,
    Phrase,
    Problem,
    ResponsibilityList,
    ReturnStep,
    Terms,
    ladders_before,
    terms_of,
)
from hemei.coordination.cases.rules.words import OTHER_KIND
from hemei.kernel.decision import Reference
from hemei.kernel.limits import Limit
from hemei.kernel.standards import NoStandard, Source, Standards

NOT_WHISTLED = frozenset({"CO", "OC", "PC"})
"""Kinds of body the list names that are not departments: they are at the place already."""

URGENT = ("S0", "S1")
"""The service classes of what cannot wait, the gravest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """All that is written about a case of one day; one record a day, so it is its own key."""

    day: date
    lines: Mapping[str, Problem]
    departments: Mapping[str, str]
    evidence: Mapping[str, str]
    pictured: frozenset[str]
    of_called: frozenset[str]
    limits: CaseLimits
    acts: CaseActs
    ladders: CaseLadders
    intake: IntakeLimits
    checks: CaseChecks

    def knows(self, kind: str, variant: str = "") -> bool:
        """Whether the list of that day has this kind and, if named, this variant of it."""
        if kind == OTHER_KIND:
            return not variant
        line = self.lines.get(kind)
        return line is not None and (not variant or line.variant_of(variant) is not None)

    def emergencies(self) -> tuple[str, ...]:
        """Return the kinds of the gravest class, danger to life, in the order of the list."""
        return tuple(code for code, line in self.lines.items() if line.service_class == URGENT[0])

    def terms(self, kind: str, variant: str = "") -> Terms:
        """Return the times of a kind; what no line names has a class of its own. Raises KeyError."""
        if kind != OTHER_KIND:
            return terms_of(self.lines[kind], self.limits, variant)
        found = self.limits.of(self.limits.other_kind.service_class)
        return Terms(
            service_class=found.code,
            handling_class=found.code,
            accept=found.accept,
            arrival=found.arrival,
            handling=found.handling,
            feedback=found.feedback,
            return_window=found.return_window,
            rework=found.rework,
            steps=(),
        )

    def references(self, kind: str, *limits: Reference) -> tuple[Reference, ...]:
        """Return what a decision about this kind rests on: the law of its line, then the limits.

        No law is cited that was repealed before the day of the fact or came into force after it.
        """
        line = self.lines.get(kind)
        cited = line.legal_on(self.day) if line else ()
        return (*(citation.warrant.reference for citation in cited), *limits)

    def leads(self, kind: str) -> str:
        """Return the code of the department that leads by the list, empty where none does."""
        line = self.lines.get(kind)
        return line.lead if line is not None and line.lead not in NOT_WHISTLED else ""

    def is_department(self, code: str) -> bool:
        """Whether a body of this code can be whistled for."""
        return code in self.departments and code not in NOT_WHISTLED

    def ground(self, code: str) -> Phrase | None:
        """Return a ground on which a report is refused or found to be no case."""
        return self.acts.refusal_of(code)

    def outcome(self, code: str) -> Outcome | None:
        """Return what an outcome demands."""
        return self.acts.outcome_of(code)

    def return_step(self, returns: int) -> ReturnStep | None:
        """Return who decides at this number of returns, None for the home body itself."""
        return next((step for step in self.acts.return_step if step.times == returns), None)

    @property
    def sources(self) -> dict[str, Source]:
        """Return what the list and the acts rest on, by code: what a decision of the day may cite."""
        cited = [found for line in self.lines.values() for found in line.legal_on(self.day)]
        return {
            found.warrant.source.code: found.warrant.source
            for found in cited
            if found.warrant.basis != "design"
        }

    def code_of(self, department: str, level: str) -> str:
        """Return by which code the list names a body: its department, or what it is at the place."""
        return department or {"community": "CO", "street": "ST"}.get(level, "")

    def ruled(self, returns: int) -> str:
        """Return the code of the level that has ruled who leads after so many returns, empty before it has.

        After the last return step of the standard there is nobody left to rule otherwise.
        """
        last = max(self.acts.return_step, key=lambda step: step.times, default=None)
        return last.to if last is not None and returns >= last.times else ""

    @property
    def acceptance(self) -> Limit:
        """How long the reporter may answer."""
        return self.limits.reporter_acceptance.limit


def law_on(standards: Standards, day: date) -> Law:
    """Return the law of a day; raises NoStandard when a document was not yet in force."""
    listed = standards.find("responsibility-list", ResponsibilityList, on=day)
    limits = standards.find("case-limits", CaseLimits, on=day)
    acts = standards.find("case-acts", CaseActs, on=day)
    return Law(
        day=day,
        lines={row.code: row for row in listed.problem},
        departments={department.code: department.name for department in listed.department},
        evidence={kind.code: kind.name for kind in listed.evidence_kind},
        pictured=frozenset(kind.code for kind in listed.evidence_kind if kind.form != "text"),
        of_called=frozenset(kind.code for kind in listed.evidence_kind if kind.called_only),
        limits=limits,
        acts=acts,
        ladders=ladders_on(standards, day, limits, acts),
        intake=standards.find("intake-limits", IntakeLimits, on=day),
        checks=standards.find("case-checks", CaseChecks, on=day),
    )


def ladders_on(standards: Standards, day: date, limits: CaseLimits, acts: CaseActs) -> CaseLadders:
    """Return the ladders of a day: their own document, before there was one what limits and acts said of them."""
    try:
        return standards.find("case-ladders", CaseLadders, on=day)
    except NoStandard:
        return ladders_before(limits, acts)
