"""The readers of the Party side; other apps enter here. Row-level security holds what covers an estate."""

from hemei.kernel.periods import REPEAT_TEXTS, Repeat
from hemei.leadership.party.queries.coverage import COVERED_COMPANIES, COVERED_ESTATES
from hemei.leadership.party.queries.lists import list_progress, lists_on, responsibility_lines
from hemei.leadership.party.queries.organisations import (
    OrganisationPage,
    OrganisationRow,
    TieRow,
    Turn,
    community_organisations,
    host_of,
    organisation_page,
    organisations,
    organisations_called,
    structure_note,
    ties_of_estate,
    turns_of,
)
from hemei.leadership.party.queries.system import (
    SYSTEM_LEVELS,
    PartRow,
    lines_to_choose,
    parts_missing,
    parts_of,
)
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.founding import FORMS_AT, FOUNDS, may_found
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
    "FORMS_AT",
    "FORM_TEXTS",
    "FOUNDS",
    "LEVEL_TEXTS",
    "PART_TEXTS",
    "RELATION_TEXTS",
    "REPEAT_TEXTS",
    "SYSTEM_LEVELS",
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
    "Turn",
    "community_organisations",
    "host_of",
    "lines_to_choose",
    "list_progress",
    "lists_on",
    "may",
    "may_found",
    "organisation_page",
    "organisations",
    "organisations_called",
    "parts_missing",
    "parts_of",
    "responsibility_lines",
    "structure_note",
    "ties_of_estate",
    "turns_of",
]
