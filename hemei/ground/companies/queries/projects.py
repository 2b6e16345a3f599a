"""Readers of companies, their projects and the managers of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q
from django.db.models.expressions import RawSQL

from hemei.ground.companies.models import Company, FeeRevision, Project, ProjectManager
from hemei.ground.companies.rules.contracts import CODE_LENGTH, Contract, ContractState, contract_state
from hemei.ground.companies.rules.fees import FeeDraft, agreed_on
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places.queries import city as places_city
from hemei.ground.places.queries import found_by_name, name_wanted
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company of the public register; `body_id` is its body among people."""

    id: int
    name: str
    uscc: str
    body_id: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as it stands on the day it was asked for."""

    id: int
    estate_id: int
    company_id: int
    company: str
    body_id: int
    contract: Contract
    state: ContractState
    valid_from: date
    valid_until: date | None
    term_until: date | None


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract of an estate as it stood on a day; `manager_id` is the person in charge then.

    Fee, grade and services are those of the day, `fee_since` and the like when each took force.
    """

    id: int
    company: str
    contract: Contract
    state: ContractState
    valid_from: date
    valid_until: date | None
    term_until: date | None
    fee_fen: int | None
    service_grade: str
    manager_id: int | None
    fee_since: date
    grade_since: date
    services: str
    services_since: date


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A change of fee, grade or services within a contract; what is empty stayed as it was."""

    id: int
    valid_from: date
    fee_fen: int | None
    service_grade: str
    services: str


def companies() -> list[CompanyRow]:
    """Return all companies still entered, by pinyin. The register is public."""
    rows = Company.objects.filter(valid_until=None).order_by("pinyin", "id")
    return [CompanyRow(*row) for row in rows.values_list("id", "name", "uscc", "body_id")]


def found_companies(text: str, *, limit: int = 10) -> list[CompanyRow]:
    """Return companies by a part of the name, pinyin, initials, or by their credit code; best first."""
    wanted = name_wanted(text)
    if not wanted:
        return []
    entered = Company.objects.filter(valid_until=None)
    by_code = entered.filter(uscc=wanted.upper())
    rows = by_code if len(wanted) == CODE_LENGTH else found_by_name(entered, wanted)
    return [CompanyRow(*row) for row in rows.values_list("id", "name", "uscc", "body_id")[:limit]]


def company_of_body(body_id: int) -> CompanyRow | None:
    """Return the company that this body is, if it is one."""
    row = Company.objects.filter(body_id=body_id).values_list("id", "name", "uscc", "body_id").first()
    return CompanyRow(*row) if row else None


def company_body_on(estate_id: int, day: date) -> tuple[int, str] | None:
    """Return body and short name of the company that serves an estate on the day; row-level security applies."""
    rows = Project.objects.filter(runs_on(day), estate_id=estate_id)
    return rows.values_list("company__body_id", "company__body__short_name").first()


def project_at(estate_id: int, day: date) -> int | None:
    """Return the project of an estate on the day; row-level security applies."""
    return Project.objects.filter(runs_on(day), estate_id=estate_id).values_list("id", flat=True).first()


def projects_on(estate_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return estate to project for those estates that have one on the day; row-level security applies."""
    rows = Project.objects.filter(runs_on(day), estate_id__in=set(estate_ids))
    return dict(rows.values_list("estate_id", "id"))


def company_bodies_on(estate_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return estate to company body for those estates that have a company on the day, in one query."""
    rows = Project.objects.filter(runs_on(day), estate_id__in=set(estate_ids))
    return dict(rows.values_list("estate_id", "company__body_id"))


def project_on(estate_id: int, day: date, *, actor: Actor) -> ProjectRow | None:
    """Return the project of an estate on the day, if the actor may see it."""
    return next(iter(_rows(_seen_by(actor) & runs_on(day) & Q(estate_id=estate_id), day)), None)


def running_project(project_id: int, day: date, *, actor: Actor) -> ProjectRow | None:
    """Return a project that runs on the day, if the actor may see it."""
    return next(iter(_rows(_seen_by(actor) & runs_on(day) & Q(pk=project_id), day)), None)


def projects(*, actor: Actor, on: date, limit: int = 50, after: int = 0) -> list[ProjectRow]:
    """Return the actor's running projects by id; `after` is the last id of the page before."""
    return _rows(_seen_by(actor) & runs_on(on) & Q(pk__gt=after), on, limit)


def projects_of(company_id: int, *, actor: Actor, on: date, limit: int = 200) -> list[ProjectRow]:
    """Return the actor's projects of a company on a day by id; one statement."""
    return _rows(_seen_by(actor) & runs_on(on) & Q(company_id=company_id), on, limit)


def contracts_of(estate_id: int, *, actor: Actor, on: date) -> list[ContractRow]:
    """Return all contracts of an estate, the latest first, each as it stood on the day; three statements."""
    rows = list(
        Project.objects.filter(_seen_by(actor), estate_id=estate_id, valid_from__lte=on)
        .select_related("company")
        .order_by("-valid_from")
    )
    managers = dict(
        ProjectManager.objects.filter(runs_on(on), project_id__in=[row.pk for row in rows]).values_list(
            "project_id", "person_id"
        )
    )
    revisions: dict[int, list[FeeDraft]] = {}
    for one in FeeRevision.objects.filter(project_id__in=[row.pk for row in rows], voided_at=None):
        changed = FeeDraft(one.valid_from, one.fee_fen, one.service_grade, one.services)
        revisions.setdefault(one.project_id, []).append(changed)
    return [_contract(row, on, managers.get(row.pk), revisions.get(row.pk, ())) for row in rows]


def _contract(row: Project, on: date, manager: int | None, revisions: Iterable[FeeDraft]) -> ContractRow:
    first = FeeDraft(row.valid_from, row.fee_fen, row.service_grade, row.services)
    agreed = agreed_on(first, revisions, on)
    return ContractRow(
        row.pk,
        row.company.name,
        Contract(row.contract),
        contract_state(began=row.valid_from, ended=row.valid_until, term_until=row.term_until, on=on),
        row.valid_from,
        row.valid_until,
        row.term_until,
        agreed.fee_fen,
        agreed.service_grade,
        manager,
        agreed.fee_since,
        agreed.grade_since,
        agreed.services,
        agreed.services_since,
    )


_FEE = ("id", "valid_from", "fee_fen", "service_grade", "services")


def fees_of(project_id: int, *, actor: Actor) -> list[FeeRow]:
    """Return how fee, grade and services of a contract changed, the latest first; what was voided is left out."""
    rows = FeeRevision.objects.filter(_seen_by(actor), project_id=project_id, voided_at=None)
    return [FeeRow(*row) for row in rows.order_by("-valid_from").values_list(*_FEE)]


def first_fee(project_id: int, *, actor: Actor) -> FeeRow | None:
    """Return the fee, grade and services a contract began with."""
    rows = Project.objects.filter(_seen_by(actor), pk=project_id)
    found = rows.values_list(*_FEE).first()
    return FeeRow(*found) if found else None


def manager_on(project_id: int, day: date) -> int | None:
    """Return the person in charge of a project on the day; row-level security applies."""
    rows = ProjectManager.objects.filter(runs_on(day), project_id=project_id)
    return rows.values_list("person_id", flat=True).first()


def managers_on(project_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return project to person in charge on the day, of those that have one; row-level security applies."""
    rows = ProjectManager.objects.filter(runs_on(day), project_id__in=set(project_ids))
    return dict(rows.values_list("project_id", "person_id"))


@dataclass(frozen=True, slots=True)
class Managed:
    """Another project that a manager has in hand on a day."""

    project_id: int
    estate: str
    company: str


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody who may be in charge of a project: masked, for his name is nobody's but his company's."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ProjectDates:
    """A project with the days of its contract; `valid_until` is excluded."""

    id: int
    company_id: int
    estate_id: int
    scope: str
    valid_from: date
    valid_until: date | None

    def runs_on(self, day: date) -> bool:
        """Whether the contract runs on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


_DATES = ("id", "company_id", "estate_id", "scope", "valid_from", "valid_until")


def project_dates(project_id: int, *, actor: Actor) -> ProjectDates | None:
    """Return a project with its days, running or ended, if the actor may see it."""
    row = Project.objects.filter(_seen_by(actor), pk=project_id).values_list(*_DATES).first()
    return ProjectDates(*row) if row else None


def projects_at(estate_id: int, day: date) -> list[ProjectDates]:
    """Return the project that runs in an estate on a day, as a list; row-level security applies."""
    rows = Project.objects.filter(runs_on(day), estate_id=estate_id).values_list(*_DATES)
    return [ProjectDates(*row) for row in rows]


def companies_at_work(on: date) -> dict[int, date]:
    """Return every company with a project on the day, and since when it has any; row-level security applies."""
    at_work = Project.objects.filter(runs_on(on)).values("company_id")
    rows = Project.objects.filter(company_id__in=at_work).values("company_id")
    return dict(rows.annotate(since=Min("valid_from")).values_list("company_id", "since"))


def managers_at_work(on: date) -> dict[int, date]:
    """Return every person in charge of a project on the day, and since when of any; row-level security applies."""
    at_work = ProjectManager.objects.filter(runs_on(on)).values("person_id")
    rows = ProjectManager.objects.filter(person_id__in=at_work).values("person_id")
    return dict(rows.annotate(since=Min("valid_from")).values_list("person_id", "since"))


def bodies_of(company_ids: Iterable[int]) -> dict[int, int]:
    """Return the body of each of these companies."""
    return dict(Company.objects.filter(pk__in=set(company_ids)).values_list("id", "body_id"))


def company_names(company_ids: Iterable[int]) -> dict[int, str]:
    """Return the name of each of these companies; the register is public."""
    return dict(Company.objects.filter(pk__in=set(company_ids)).values_list("id", "name"))


def project_names(project_ids: Iterable[int]) -> dict[int, str]:
    """Return the estate's name of each of these projects; row-level security applies."""
    return dict(Project.objects.filter(pk__in=set(project_ids)).values_list("id", "estate__name"))


def managers_of(project: ProjectRow, *, actor: Actor, now: datetime) -> tuple[Manager | None, list[Manager]]:
    """Return who is in charge of a project and whom its company has besides, by its appointments of the day."""
    day = shanghai_day(now)
    running = manager_on(project.id, day)
    held = {
        row.person_id
        for row in people.appointments_on(day, body_id=project.body_id)
        if row.role == Role.COMPANY_MANAGER
    }
    wanted = held | ({running} if running else set())
    with opened(actor, places_city().path):  # a manager is looked after by his company's place, the city
        names = {row.id: row.name for row in people.persons(wanted, now=now).values()}
    found = [Manager(number, names.get(number, "")) for number in sorted(wanted)]
    return (
        next((row for row in found if row.person_id == running), None),
        [row for row in found if row.person_id != running],
    )


def managed_besides(project: ProjectRow, person_id: int, *, actor: Actor, on: date) -> list[Managed]:
    """Return what else a person manages on a day, for other companies and within the actor's sight."""
    rows = ProjectManager.objects.filter(runs_on(on), _seen_by(actor), person_id=person_id)
    rows = rows.filter(Q(project__valid_until=None) | Q(project__valid_until__gt=on))
    rows = rows.exclude(project__company_id=project.company_id).order_by("project_id")
    found = rows.values_list("project_id", "project__estate__name", "project__company__name")
    return [Managed(*row) for row in found[:20]]


def company(company_id: int) -> CompanyRow | None:
    """Return a company of the public register."""
    row = Company.objects.filter(pk=company_id).values_list("id", "name", "uscc", "body_id").first()
    return CompanyRow(*row) if row else None


def runs_on(day: date) -> Q:
    """Return the rows whose period holds a day."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def _seen_by(actor: Actor) -> Q:
    """Return the first wall: the actor's places, or what is shared with his body or person."""
    shared = RawSQL(
        "select stream from records_access where body_id = %s or person_id = %s",
        [actor.body_id, actor.person_id],
    )
    condition = Q(stream__in=shared)
    for place in actor.places:
        condition |= Q(scope__gte=place.lower, scope__lt=place.upper)
    return condition


def _rows(condition: Q, day: date, limit: int = 1) -> list[ProjectRow]:
    rows = Project.objects.filter(condition).select_related("company").order_by("id")[:limit]
    return [
        ProjectRow(
            row.pk,
            row.estate_id,
            row.company_id,
            row.company.name,
            row.company.body_id,
            Contract(row.contract),
            contract_state(began=row.valid_from, ended=row.valid_until, term_until=row.term_until, on=day),
            row.valid_from,
            row.valid_until,
            row.term_until,
        )
        for row in rows
    ]
