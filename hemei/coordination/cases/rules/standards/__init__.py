"""The shapes of the documents a case rests on: who is responsible, how long, by which words.

`responsibility-list` is the city's 职责清单, `case-limits` its times for the five
service classes, `case-acts` the reasons and outcomes of a case's life, `case-ladders` what may happen to its time,
`intake-limits` what a report may carry, `kind-suggestions` how its kind is guessed.
`intake-limits` what a report may carry, `case-checks` what keeps a closing honest.
"""

from hemei.coordination.cases.rules.standards.acts import (
    Arbitration,
    CaseActs,
    Duty,
    EscalationStep,
    Outcome,
    Phrase,
    Refusing,
    ReturnStep,
    When,
)
from hemei.coordination.cases.rules.standards.checks import (
    CaseChecks,
    DuplicateRule,
    PatternRule,
    RevisitRule,
)
from hemei.coordination.cases.rules.standards.duties import (
    Citation,
    Column,
    CompanyReport,
    Department,
    EvidenceKind,
    LeadChoice,
    Problem,
    ResponsibilityList,
    Step,
    Variant,
)
from hemei.coordination.cases.rules.standards.intake import IntakeLimits, Most
from hemei.coordination.cases.rules.standards.ladders import (
    CaseLadders,
    ExtensionRung,
    SupervisionRung,
    VisitMissed,
    ladders_before,
)
from hemei.coordination.cases.rules.standards.limits import (
    CaseLimits,
    ClassLimits,
    Extension,
    OtherKind,
    SendBack,
    TimeLimit,
)
from hemei.coordination.cases.rules.standards.suggesting import KindSuggestions
from hemei.coordination.cases.rules.standards.terms import Terms, interim, terms_of
from hemei.coordination.cases.rules.standards.words import Level, Moment, ServiceClass

__all__ = [
    "STANDARDS",
    "Arbitration",
    "CaseActs",
    "CaseChecks",
    "CaseLadders",
    "CaseLimits",
    "Citation",
    "ClassLimits",
    "Column",
    "CompanyReport",
    "Department",
    "DuplicateRule",
    "Duty",
    "EscalationStep",
    "EvidenceKind",
    "Extension",
    "ExtensionRung",
    "IntakeLimits",
    "KindSuggestions",
    "LeadChoice",
    "Level",
    "Moment",
    "Most",
    "OtherKind",
    "Outcome",
    "PatternRule",
    "Phrase",
    "Problem",
    "Refusing",
    "ResponsibilityList",
    "ReturnStep",
    "RevisitRule",
    "SendBack",
    "ServiceClass",
    "Step",
    "SupervisionRung",
    "Terms",
    "TimeLimit",
    "Variant",
    "VisitMissed",
    "When",
    "interim",
    "ladders_before",
    "terms_of",
]

STANDARDS: dict[str, type] = {
    "responsibility-list": ResponsibilityList,
    "case-limits": CaseLimits,
    "case-acts": CaseActs,
    "intake-limits": IntakeLimits,
    "kind-suggestions": KindSuggestions,
    "case-checks": CaseChecks,
    "case-ladders": CaseLadders,
}
