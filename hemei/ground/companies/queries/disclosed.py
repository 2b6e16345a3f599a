"""What a company must disclose of its contract with an estate: itself, services, grade, fee; many estates at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.ground.companies.models import FeeRevision, Project, ProjectManager
from hemei.ground.companies.queries.projects import runs_on
from hemei.ground.companies.rules.fees import FeeDraft, agreed_on


@dataclass(frozen=True, slots=True)
class Served:
    """An estate's company on a day, with what the contract says then, and the person in charge with his first day."""

    estate_id: int
    project_id: int
    company_id: int
    company: str
    uscc: str
    body_id: int
    since: date
    fee_fen: int | None
    service_grade: str
    services: str
    manager_id: int | None
    manager_since: date | None


def served_on(estate_ids: Iterable[int], day: date) -> dict[int, Served]:
    """Return who serves these estates on a day; three statements, row-level security applies."""
    rows = list(Project.objects.filter(runs_on(day), estate_id__in=set(estate_ids)).select_related("company"))
    numbers = [row.pk for row in rows]
    managers = {
        project: (person, since)
        for project, person, since in ProjectManager.objects.filter(
            runs_on(day), project_id__in=numbers
        ).values_list("project_id", "person_id", "valid_from")
    }
    revisions: dict[int, list[FeeDraft]] = {}
    for one in FeeRevision.objects.filter(project_id__in=numbers, voided_at=None):
        changed = FeeDraft(one.valid_from, one.fee_fen, one.service_grade, one.services)
        revisions.setdefault(one.project_id, []).append(changed)
    return {row.estate_id: _served(row, revisions.get(row.pk, []), managers.get(row.pk), day) for row in rows}


def _served(row: Project, revisions: list[FeeDraft], manager: tuple[int, date] | None, day: date) -> Served:
    agreed = agreed_on(FeeDraft(row.valid_from, row.fee_fen, row.service_grade, row.services), revisions, day)
    return Served(
        row.estate_id, row.pk, row.company_id, row.company.name, row.company.uscc, row.company.body_id,
        row.valid_from, agreed.fee_fen, agreed.service_grade, agreed.services, *(manager or (None, None)),
    )  # fmt: skip
