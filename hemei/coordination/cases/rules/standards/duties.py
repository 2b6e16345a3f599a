"""`responsibility-list` (职责清单): who leads, who joins, by which law, with what proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hemei.coordination.cases.rules.standards.words import Moment, ServiceClass
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Warrant


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
    """Something that shows a case is really done. `form` is how it is handed in.

    `called_only` is a paper of another body: it is asked for only where a department was called.
    """

    code: str
    name: str
    name_en: str
    form: Literal["photo", "text", "document"]
    called_only: bool = False


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
    """A time of its own within a problem, as 'stop work'; `final` is the one that ends the handling.

    For a called body it runs from the call: nobody is late before he was asked.
    """

    code: str
    name: str
    name_en: str
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


def _refuse_strangers(codes: Iterable[str], known: set[str], kind: str, path: tuple[int, str]) -> None:
    for code in codes:
        if code not in known:
            raise Misfit(f'"{code}" is no {kind} of this list', "problem", *path)
