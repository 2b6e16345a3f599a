"""The writers of companies, their projects and the managers of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from hemei.ground.companies.models import (
    Company,
    FeeRevision,
    Management,
    Project,
    ProjectManager,
    Renovation,
)
from hemei.ground.companies.rules.contracts import (
    CompanyDraft,
    ProjectDraft,
    code_doubt,
    may_add_company,
    may_begin,
    may_correct_code,
    may_end,
    may_extend,
)
from hemei.ground.places import queries as places
from hemei.ground.places.services import name_keys
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def add_companies(*, actor: Actor, now: datetime, drafts: Sequence[CompanyDraft]) -> list[int]:
    """Enter companies, all or none; return their ids in order.

    Raises:
        Refused: a credit code is doubtful and nobody has said why it is right, or it is taken.
    """
    for draft in drafts:
        demand(may_add_company(actor.role, draft))
    city = places.city()
    with records.acting(actor):
        ids = records.next_ids("companies_company", len(drafts))
        sealed = records.write_seals(
            [_override(number, draft, city.path) for number, draft in _overridden(ids, drafts)]
        )
        overrides = dict(zip((number for number, _ in _overridden(ids, drafts)), sealed, strict=True))
        rows = [_company(number, draft, overrides) for number, draft in zip(ids, drafts, strict=True)]
        try:
            with transaction.atomic():
                Company.objects.bulk_create(rows)
        except IntegrityError as error:
            raise Refused.because(
                mark("统一社会信用代码或机构已经登记过。"), field="uscc", code="company_exists"
            ) from error
        records.record_events(
            actor=actor,
            drafts=[
                records.EventDraft(
                    row.stream,
                    "companies.company_added",
                    now,
                    city.path,
                    {
                        "uscc": row.uscc,
                        "body": row.body_id,
                        "override": overrides[row.pk].commitment if row.pk in overrides else None,
                    },
                )
                for row in rows
            ],
        )
    return ids


def begin_projects(*, actor: Actor, now: datetime, drafts: Sequence[ProjectDraft]) -> list[int]:
    """Put estates under contract, all or none; return the projects' ids in order.

    From now on the company's body sees the estate and the project wherever they lie.

    Raises:
        Refused: an estate is not the actor's, has a company in that period, or the dates will not do.
    """
    today = shanghai_day(now)
    for draft in drafts:
        demand(may_begin(actor.role, draft, today=today))
    with records.acting(actor):
        sites = places.estates_by_id({draft.estate_id for draft in drafts}, actor=actor)
        if any(draft.estate_id not in sites for draft in drafts):
            raise Refused.because(mark("没有找到这个小区。"), field="estate", code="not_found")
        bodies = dict(
            Company.objects.filter(pk__in={draft.company_id for draft in drafts}).values_list("id", "body_id")
        )
        if any(draft.company_id not in bodies for draft in drafts):
            raise Refused.because(mark("没有找到这家企业。"), field="company", code="no_company")
        ids = records.next_ids("companies_project", len(drafts))
        pairs = list(zip(ids, drafts, strict=True))
        _write_projects([_project(number, draft, sites[draft.estate_id].scope) for number, draft in pairs])
        ProjectManager.objects.bulk_create(
            _manager(number, person, sites[draft.estate_id].scope, draft.valid_from)
            for number, draft in pairs
            if (person := draft.manager_id) is not None
        )
        for number, draft in pairs:
            _open_to(bodies[draft.company_id], draft.estate_id, number)
        records.record_events(
            actor=actor,
            drafts=[
                _begun(number, draft, bodies[draft.company_id], sites[draft.estate_id].scope, now)
                for number, draft in pairs
            ],
        )
    return ids


def end_project(*, actor: Actor, now: datetime, project_id: int, day: date) -> None:
    """End a project on a day (itself excluded), with its manager's time and the company's sight of the estate.

    Raises:
        Refused: the project is not the actor's or has ended, or the day will not do.
    """
    with records.acting(actor):
        project = _locked(project_id)
        demand(may_end(actor.role, began=project.valid_from, day=day, today=shanghai_day(now)))
        Project.objects.filter(pk=project_id).update(valid_until=day)
        project.managers.filter(valid_until=None, valid_from__lt=day).update(valid_until=day)
        body = project.company.body_id
        records.revoke_access(stream=_estate_stream(project.estate_id), bodies=(body,))
        _record(project, "companies.project_ended", {"day": day.isoformat(), "body": body}, actor, now)


def extend_term(*, actor: Actor, now: datetime, project_id: int, term_until: date) -> None:
    """Agree a new term for a running project.

    Raises:
        Refused: the project is not the actor's or has ended, or the term does not reach further.
    """
    with records.acting(actor):
        project = _locked(project_id)
        demand(may_extend(actor.role, former=project.term_until or project.valid_from, term_until=term_until))
        former = project.term_until.isoformat() if project.term_until else None
        Project.objects.filter(pk=project_id).update(term_until=term_until)
        _record(
            project, "companies.term_extended", {"from": former, "to": term_until.isoformat()}, actor, now
        )


def correct_code(*, actor: Actor, now: datetime, company_id: int, uscc: str, override: str = "") -> None:
    """Correct a company's credit code, or say why one that fails its check is right all the same.

    Raises:
        Refused: not the city's bureau; the code fails its check and no reason is given; another company has it.
    """
    demand(may_correct_code(actor.role, uscc=uscc, override=override))
    city = places.city().path
    with records.acting(actor):
        company = Company.objects.select_for_update().filter(pk=company_id).first()
        if company is None:
            raise Refused.because(mark("没有找到这家企业。"), code="not_found")
        former, said = company.uscc, override.strip()
        sealed = (
            records.seal(stream=company.stream, scope=city, field="uscc_override", text=said)
            if said and code_doubt(uscc)
            else None
        )
        company.uscc, company.override_id = uscc, sealed.vault_id if sealed else None
        try:
            with transaction.atomic():
                company.save(update_fields=["uscc", "override_id"])
        except IntegrityError as error:
            raise Refused.because(
                mark("统一社会信用代码或机构已经登记过。"), field="uscc", code="company_exists"
            ) from error
        records.record_event(
            stream=company.stream,
            type="companies.code_corrected",
            actor=actor,
            at=now,
            scope=city,
            data={"from": former, "to": uscc, "override": sealed.commitment if sealed else None},
        )


def appoint_manager(
    *, actor: Actor, now: datetime, project_id: int, person_id: int | None, day: date
) -> None:
    """Put another person in charge of a project from the day on, or, with None, nobody until the company names one.

    Raises:
        Refused: the project is not the actor's or has ended, the day will not do, or nothing would change.
    """
    today = shanghai_day(now)
    with records.acting(actor):
        project = _locked(project_id)
        running = project.managers.filter(valid_until=None).first()
        if person_id == (running.person_id if running else None):
            raise Refused.because(
                mark("登记的就是这样，没有变化。"),
                remedy=mark("请选择另一名项目经理。"),
                field="manager",
                code="same",
            )
        began = running.valid_from if running else project.valid_from - timedelta(days=1)
        demand(may_end(actor.role, began=began, day=day, today=today))
        project.managers.filter(valid_until=None).update(valid_until=day)
        if person_id is not None:
            ProjectManager.objects.create(
                stream=project.stream,
                scope=project.scope,
                project=project,
                person_id=person_id,
                valid_from=day,
            )
        data = {"from": running.person_id if running else None, "to": person_id, "day": day.isoformat()}
        _record(project, "companies.manager_appointed", data, actor, now)


def follow_estates(*, actor: Actor) -> int:
    """Copy the scope of estates that moved into their projects and what is entered of them; may be repeated.

    Returns how many projects followed.
    """
    with records.acting(actor):
        for model in (Management, Renovation):
            strayed = model.objects.exclude(scope=F("estate__scope"))
            for number, scope in strayed.values_list("id", "estate__scope"):
                model.objects.filter(pk=number).update(scope=scope)
        moved = Project.objects.exclude(scope=F("estate__scope")).values_list("id", "estate__scope")
        for number, scope in moved:
            Project.objects.filter(pk=number).update(scope=scope)
            ProjectManager.objects.filter(project_id=number).update(scope=scope)
            FeeRevision.objects.filter(project_id=number).update(scope=scope)
        return len(moved)


def _overridden(ids: Sequence[int], drafts: Sequence[CompanyDraft]) -> list[tuple[int, CompanyDraft]]:
    return [(number, draft) for number, draft in zip(ids, drafts, strict=True) if draft.override.strip()]


def _override(company_id: int, draft: CompanyDraft, scope: str) -> dict[str, Any]:
    return records.prepare_seal(
        stream=_company_stream(company_id), scope=scope, field="uscc_override", text=draft.override
    )


def _company(number: int, draft: CompanyDraft, overrides: Mapping[int, records.Sealed]) -> Company:
    keys = name_keys(draft.name)
    return Company(
        id=number,
        stream=_company_stream(number),
        body_id=draft.body_id,
        name=draft.name,
        pinyin=keys.pinyin,
        initials=keys.initials,
        uscc=draft.uscc,
        override_id=overrides[number].vault_id if number in overrides else None,
        valid_from=draft.valid_from,
    )


def _project(number: int, draft: ProjectDraft, scope: str) -> Project:
    return Project(
        id=number,
        stream=_project_stream(number),
        scope=scope,
        company_id=draft.company_id,
        estate_id=draft.estate_id,
        contract=draft.contract.value,
        term_until=draft.term_until,
        fee_fen=draft.fee_fen,
        service_grade=draft.service_grade,
        services=draft.services,
        valid_from=draft.valid_from,
    )


def _manager(project_id: int, person_id: int, scope: str, day: date) -> ProjectManager:
    return ProjectManager(
        stream=_project_stream(project_id),
        scope=scope,
        project_id=project_id,
        person_id=person_id,
        valid_from=day,
    )


def _write_projects(rows: Sequence[Project]) -> None:
    try:
        with transaction.atomic():
            Project.objects.bulk_create(rows)
    except IntegrityError as error:
        if "no_overlap" not in str(error):
            raise
        raise Refused.because(
            mark("该小区在此期间已有物业企业服务。"),
            remedy=mark("请先登记原企业的退出日期。"),
            field="valid_from",
            code="overlap",
        ) from error


def _open_to(body_id: int, estate_id: int, project_id: int) -> None:
    for stream in (_estate_stream(estate_id), _project_stream(project_id)):
        records.grant_access(stream=stream, bodies=(body_id,))


def _locked(project_id: int) -> Project:
    project = (
        Project.objects.select_for_update(of=("self",))
        .select_related("company")
        .filter(pk=project_id, valid_until=None)
        .first()
    )
    if project is None:
        raise Refused.because(mark("没有找到这个在管项目。"), code="not_found")
    return project


def _begun(number: int, draft: ProjectDraft, body_id: int, scope: str, now: datetime) -> records.EventDraft:
    data = {
        "company": draft.company_id,
        "body": body_id,
        "estate": draft.estate_id,
        "contract": draft.contract.value,
        "day": draft.valid_from.isoformat(),
        "term_until": draft.term_until.isoformat() if draft.term_until else None,
        "fee_fen": draft.fee_fen,
        "manager": draft.manager_id,
    }
    return records.EventDraft(_project_stream(number), "companies.project_begun", now, scope, data)


def _record(project: Project, type_: str, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    records.record_event(
        stream=project.stream, type=type_, actor=actor, at=now, scope=project.scope, data=data
    )


def _company_stream(company_id: int) -> str:
    return f"companies.company:{company_id}"


def _project_stream(project_id: int) -> str:
    return f"companies.project:{project_id}"


def _estate_stream(estate_id: int) -> str:
    return f"places.estate:{estate_id}"
