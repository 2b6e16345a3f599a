"""What evaluation lies before a group: the latest published result of the standard a kind of honour is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from hemei.oversight.assessment import queries as assessment
from hemei.oversight.assessment.queries import SubjectKind
from hemei.oversight.honours.facts import Evidence
from hemei.oversight.honours.models import Nomination
from hemei.oversight.honours.rules.standards import ExemplarRules
from hemei.oversight.honours.rules.words import Kind

_SUBJECTS: dict[Kind, SubjectKind] = {
    Kind.MECHANISM: "community",
    Kind.COMMITTEE: "committee",
    Kind.COMPANY_SERVICE: "company",
    Kind.DEMONSTRATION: "project",
}
"""Of which kind of subject the evaluation of each kind of honour speaks."""


def _subject(row: Nomination) -> int:
    found = row.community_id or row.committee_id
    if found is not None:
        return found
    return (row.project_id if row.kind == Kind.DEMONSTRATION else row.company_id) or 0


def evidence_of(rows: Sequence[Nomination], rules: ExemplarRules, *, on: date) -> dict[int, Evidence]:
    """Return the latest published result of each that has been evaluated, by its id; one statement a kind."""
    found = {}
    for kind in {Kind(row.kind) for row in rows}:
        standard = rules.of(kind).standard
        of_kind = [row for row in rows if row.kind == kind]
        results = assessment.results(
            standard, on, kind=_SUBJECTS[kind], subject_ids={_subject(row) for row in of_kind}
        )
        for row in of_kind:
            result = results.get(_subject(row))
            if result is not None and result.of:
                found[row.pk] = Evidence(
                    standard, result.entry_id, Fraction(result.points), Fraction(result.of)
                )
    return found
