"""One old estate: what fits it and why, what was decided, built and served there; and one project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.community.voting import queries as voting
from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.oversight.renewal.models import EmergencyService, ModeDecision, RenovationProject, Survey
from hemei.oversight.renewal.queries.facts import estate_facts, renewal_modes
from hemei.oversight.renewal.queries.serving import ServiceFilter, ServiceRow, served
from hemei.oversight.renewal.rules.acts import Act, may
from hemei.oversight.renewal.rules.proposing import Proposal, propose
from hemei.oversight.renewal.rules.words import Decider, Mode


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as it was entered; `reason` is why another mode was decided than was proposed."""

    id: int
    proposed: Mode
    mode: Mode
    by: Decider
    assembly_id: int | None
    document: str
    package: str
    decided_on: date
    valid_from: date
    valid_until: date | None
    in_force: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """What was found on the spot, and when."""

    surveyed_on: date
    enclosed: bool
    facilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project with its renovation, for the page of its estate; `project_id` is None where only the days are known."""

    renovation: companies.RenovationRow
    project_id: int | None
    budget_fen: int | None
    accepted_on: date | None
    cover_by: date | None
    covered_on: date | None


@dataclass(frozen=True, slots=True)
class EstatePage:
    """Everything renewal knows of an estate on a day; `votes` are published ones of its owners, newest first."""

    estate: places.EstateRow
    proposal: Proposal | None
    survey: SurveyRow | None
    decisions: tuple[DecisionRow, ...]
    projects: tuple[ProjectLine, ...]
    services: tuple[ServiceRow, ...]
    votes: tuple[tuple[str, str], ...]
    managed: companies.ManagedRow | None

    def waits(self, on: date) -> bool:
        """Whether a decision holds on a day that nobody has put in force."""
        return any(
            not row.in_force and row.valid_from <= on and (row.valid_until is None or row.valid_until > on)
            for row in self.decisions
        )


def estate_page(code: str, *, actor: Actor, on: date) -> EstatePage | None:
    """Return an old estate of the actor's places; one that is not there and one that is not his look alike."""
    if not may(actor.role, Act.SEE).allowed:
        return None
    site = places.estate_by_code(code, actor=actor)
    if site is None or not actor.covers(site.scope):
        return None
    return EstatePage(
        site,
        propose(estate_facts(site, actor=actor, on=on), renewal_modes(on)),
        _survey(site.id, on),
        tuple(_decisions(site.id)),
        tuple(_projects(site.id, actor, on)),
        tuple(served(ServiceFilter(), actor=actor, on=on, estate_id=site.id)),
        tuple(_votes(site.id, actor)),
        companies.counts_on(site.id, on, actor=actor),
    )


def _survey(estate_id: int, on: date) -> SurveyRow | None:
    rows = Survey.objects.filter(estate_id=estate_id, voided_at=None, surveyed_on__lte=on)
    row = rows.order_by("-surveyed_on").first()
    return SurveyRow(row.surveyed_on, row.enclosed, tuple(row.facilities)) if row else None


def _decisions(estate_id: int) -> list[DecisionRow]:
    rows = list(ModeDecision.objects.filter(estate_id=estate_id, voided_at=None).order_by("-valid_from"))
    texts = record.open_sealed(row.reason_id for row in rows if row.reason_id)
    return [
        DecisionRow(
            row.pk, Mode(row.proposed), Mode(row.mode), Decider(row.decided_by), row.assembly_id, row.document,
            row.package, row.decided_on, row.valid_from, row.valid_until, row.management_id is not None,
            texts.get(row.reason_id) if row.reason_id else None,
        )
        for row in rows
    ]  # fmt: skip


def _projects(estate_id: int, actor: Actor, on: date) -> list[ProjectLine]:
    filed = {row.renovation_id: row for row in RenovationProject.objects.filter(estate_id=estate_id)}
    found = []
    for renovation in companies.renovations_of(estate_id, actor=actor, on=on):
        row = filed.get(renovation.id)
        found.append(
            ProjectLine(renovation, row.pk, row.budget_fen, row.accepted_on, row.cover_by, row.covered_on)
            if row
            else ProjectLine(renovation, None, None, None, None, None)
        )
    return found


def _votes(estate_id: int, actor: Actor) -> list[tuple[str, str]]:
    """Return votes of the estate's published assemblies as a form offers them: 'assembly:number' and words."""
    matters = {"hire_company", "other_major"}
    held = voting.assemblies(actor=actor, asked=voting.AssemblyFilter(estate_id=estate_id), limit=10)
    return [
        (f"{one.id}:{vote.number}", f"{one.title}：{vote.title}")
        for one in held
        if one.published_at is not None
        for vote in voting.votes_of(one.id, actor=actor)
        if vote.matter in matters
    ]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a project."""

    number: int
    name: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project with its estate, its renovation's days and its stages."""

    id: int
    estate: places.EstateRow
    renovation: companies.RenovationRow
    works: tuple[str, ...]
    budget_fen: int
    due_on: date
    stages: tuple[StageRow, ...]
    accepted_on: date | None
    acceptance: str
    cover_by: date | None
    covered_on: date | None


def project_page(project_id: int, *, actor: Actor, on: date) -> ProjectPage | None:
    """Return a project of the actor's places."""
    row = RenovationProject.objects.filter(pk=project_id).first()
    if row is None or not may(actor.role, Act.SEE).allowed or not actor.covers(row.scope):
        return None
    site = places.estates_by_id([row.estate_id], actor=actor).get(row.estate_id)
    renovation = companies.renovation(row.renovation_id, actor=actor, on=on)
    if site is None or renovation is None:
        return None
    stages = row.stages.order_by("number").values_list("number", "name", "due_on", "done_on")
    return ProjectPage(
        row.pk, site, renovation, tuple(row.works), row.budget_fen, row.due_on,
        tuple(StageRow(*one) for one in stages), row.accepted_on, row.acceptance, row.cover_by, row.covered_on,
    )  # fmt: skip


def emergency_estate(service_id: int, *, actor: Actor) -> str | None:
    """Return the code of the estate of an emergency service, for who follows a duty to where it comes from."""
    row = EmergencyService.objects.filter(pk=service_id).select_related("estate").first()
    return str(row.estate.code) if row is not None and actor.covers(row.scope) else None
