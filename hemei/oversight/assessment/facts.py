"""Load what a decision must know: the version of a standard, and the rules of a day."""

from __future__ import annotations

from datetime import date

from hemei.ground.records import queries as records
from hemei.kernel.standards import NoStandard
from hemei.oversight.assessment.rules.standards import (
    EVALUATIONS,
    AssessmentRules,
    EvaluationConsequences,
    EvaluationStandard,
)


def standard_on(name: str, day: date) -> EvaluationStandard | None:
    """Return the version of an evaluation standard in force on a day; None where there was none."""
    if name not in EVALUATIONS:
        return None
    try:
        return records.standards().find(name, EvaluationStandard, on=day)
    except NoStandard:
        return None


def version(name: str, day: date) -> EvaluationStandard:
    """Return the very version a round was opened by; `day` is its day in force."""
    return records.standards().find(name, EvaluationStandard, on=day)


def rules_on(day: date) -> AssessmentRules:
    """Return what holds for every round on a day."""
    return records.standards().find("assessment-rules", AssessmentRules, on=day)


def consequences_on(day: date) -> EvaluationConsequences | None:
    """Return what follows from which grade on a day; None in a city without the document."""
    try:
        return records.standards().find("evaluation-consequences", EvaluationConsequences, on=day)
    except NoStandard:
        return None
