"""The readers of the Party side; other apps enter here. Row-level security holds what covers an estate."""

from hemei.kernel.periods import REPEAT_TEXTS, Repeat
from hemei.leadership.party.queries.coverage import COVERED_COMPANIES, COVERED_ESTATES
from hemei.leadership.party.queries.lists import list_progress, lists_on, responsibility_lines
from hemei.leadership.party.queries.organisations import (
    OrganisationPage,
    OrganisationRow,
    TieRow,
    organisation_page,
    organisations,
    structure_note,
    ties_of_estate,
)
from hemei.leadership.party.queries.system import PartRow, lines_to_choose, parts_of
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.words import (
    COVERAGE_TEXTS,
    FORM_TEXTS,
    LEVEL_TEXTS,
    PART_TEXTS,
    RELATION_TEXTS,
    Coverage,
    Form,
    Level,
    Part,
    RelationKind,
)

__all__ = [
    "COVERAGE_TEXTS",
    "COVERED_COMPANIES",
    "COVERED_ESTATES",
    "FORM_TEXTS",
    "LEVEL_TEXTS",
    "PART_TEXTS",
    "RELATION_TEXTS",
    "REPEAT_TEXTS",
    "Act",
    "Coverage",
    "Form",
    "Level",
    "OrganisationPage",
    "OrganisationRow",
    "Part",
    "PartRow",
    "RelationKind",
    "Repeat",
    "TieRow",
    "lines_to_choose",
    "list_progress",
    "lists_on",
    "may",
    "organisation_page",
    "organisations",
    "parts_of",
    "responsibility_lines",
    "structure_note",
    "ties_of_estate",
]
