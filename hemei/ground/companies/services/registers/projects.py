"""Projects from files, an estate under contract each, with the managers and sights that come with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hemei.ground.companies.models import Company, Project, ProjectManager
from hemei.ground.companies.rules.contracts import CODE, SINCE, code_key
from hemei.ground.companies.services.registers.contracts import NO_COMPANY, entered_companies
from hemei.ground.companies.services.registers.placing import open_to, placed
from hemei.ground.people import services as people
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


def project_writer() -> ProjectWriter:
    """Begin a run."""
    return ProjectWriter()


@dataclass
class ProjectWriter:
    """Writes projects; keeps the estates of the run, and what it entered."""

    estates: Estates | None = field(default=None)
    entered: set[int] = field(default_factory=set)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of projects."""
        self.estates = self.estates or Estates(work.actor)
        written = records.Written()
        found = placed(self.estates, rows, written)
        companies = entered_companies(row.values["uscc"] for row, _ in found)
        known = _known({site.id for _, site in found})
        persons = people.Persons([_person(row) for row, _ in found])
        fresh: list[tuple[Row, Site, Project]] = []
        for row, site in found:
            company = companies.get(row.values["uscc"])
            wanted = self._take(work, row, site, company, known.setdefault(site.id, []), written)
            if wanted is not None:
                fresh.append((row, site, wanted))
        _begin(work, fresh, companies, persons, written)
        self.entered.update(project.pk for _, _, project in fresh)
        return written

    def _take(
        self,
        work: records.Work,
        row: Row,
        site: Site,
        company: Company | None,
        there: list[Project],
        written: records.Written,
    ) -> Project | None:
        """Take a row in, and return the project it begins, if it begins one."""
        near = [one for one in there if one.pk and one.pk not in self.entered]
        same = None
        if (alike := _like(row, company, near)) is not None:
            choice, subject = written.decide(work, alike)
            if work.dry and row.number not in work.choices:
                written.new += (
                    1  # beside what it is like it could not stand: it is counted, and tried once decided
                )
                return None
            if choice is Choice.LEAVE:
                return None
            same = next((one for one in near if one.pk == subject), None)
        company = same.company if same else company
        if company is None:
            written.refuse(row, "uscc", row.values["uscc"], NO_COMPANY)
            return None
        wanted = _project(row, site, company)
        _match(work, row, wanted, there, written, same=same)
        return wanted if wanted in there else None


def _like(row: Row, company: Company | None, near: Sequence[Project]) -> records.Alike | None:
    """Return the contract on record that a row may mean with another beginning or a misread code."""
    since, until, code = (row.values[name] for name in ("since", "until", "uscc"))
    if company is None:
        column, kind = "uscc", CODE
        key = code_key(code)
        found = [one for one in near if one.valid_from == since and code_key(one.company.uscc) == key]
    else:
        column, kind = "since", SINCE
        own = [one for one in near if one.company_id == company.pk]
        given = Project(valid_from=since, valid_until=until)
        exact = any(one.valid_from == since for one in own)
        found = [] if exact else [one for one in own if _meet(one, given)]
    return records.Alike(row, column, kind, tuple(_candidate(one, since) for one in found)) if found else None


def _candidate(project: Project, since: date) -> records.Candidate:
    began = project.valid_from.isoformat()
    changes = (("since", began, since.isoformat()),) if project.valid_from != since else ()
    return records.Candidate(
        project.pk, f"{project.company.name}（{project.company.uscc}），{began}", changes
    )


def _known(estate_ids: set[int]) -> dict[int, list[Project]]:
    found: dict[int, list[Project]] = {}
    rows = Project.objects.select_for_update(of=("self",)).select_related("company")
    for row in rows.filter(estate_id__in=estate_ids):
        found.setdefault(row.estate_id, []).append(row)
    return found


def _person(row: Row) -> dict[str, Any]:
    return {"name": row.values["manager"], "phone": row.values["manager_phone"], "identity": None}


def _project(row: Row, site: Site, company: Company) -> Project:
    values = row.values
    last = values["term_last"]
    return Project(
        scope=site.scope,
        company=company,
        estate_id=site.id,
        contract=values["contract"].value,
        term_until=last + timedelta(days=1) if last else None,
        fee_fen=values["fee"],
        service_grade=values["grade"] or "",
        services=values["services"] or "",
        valid_from=values["since"],
        valid_until=values["until"],
    )


def _match(
    work: records.Work,
    row: Row,
    wanted: Project,
    known: list[Project],
    written: records.Written,
    *,
    same: Project | None,
) -> None:
    """Find the project a row means, or note it as new; overlapping contracts are refused with whom they meet.

    `same` is the one a clerk said it is: its beginning follows the file too.
    """
    own = same or next(
        (one for one in known if one.company_id == wanted.company_id and one.valid_from == wanted.valid_from),
        None,
    )
    other = next((one for one in known if one is not own and _meet(one, wanted)), None)
    if other is not None:
        values = {
            "company": other.company.name,
            "since": other.valid_from.isoformat(),
            "until": other.valid_until.isoformat() if other.valid_until else "-",
        }
        reason = Reason(_OVERLAP, values, _END_FIRST, code="overlap")
        written.refuse(row, "since", wanted.valid_from.isoformat(), reason)
    elif own is None:
        known.append(wanted)
    elif own.valid_from == wanted.valid_from or _may_begin(own, wanted.valid_from):
        _correct(work, own, wanted, written)
    else:
        written.refuse(row, "since", wanted.valid_from.isoformat(), _BEGUN)


def _may_begin(own: Project, day: date) -> bool:
    """Whether a contract may begin on another day: nothing that happened in it lies before."""
    revised = own.revisions.filter(voided_at=None, valid_from__lte=day)
    managed = own.managers.filter(valid_until__lte=day) | own.managers.filter(
        valid_from__gt=own.valid_from, valid_from__lte=day
    )
    return not (revised.exists() or managed.exists())


def _meet(one: Project, other: Project) -> bool:
    return (one.valid_until is None or other.valid_from < one.valid_until) and (
        other.valid_until is None or one.valid_from < other.valid_until
    )


def _correct(work: records.Work, own: Project, wanted: Project, written: records.Written) -> None:
    """Correct what the file says otherwise; an end ends the manager's time and the company's sight too."""
    names = ("contract", "term_until", "fee_fen", "service_grade", "services", "valid_from", "valid_until")
    changes = {
        name: (getattr(own, name), new)
        for name in names
        if (new := getattr(wanted, name)) not in (None, "") and new != getattr(own, name)
    }
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_project", [own.pk])
    if "valid_from" in changes:  # the manager of the first day was there from the first day
        first = own.managers.filter(valid_from=own.valid_from)
        written.before += records.images("companies_projectmanager", list(first.values_list("pk", flat=True)))
        first.update(valid_from=wanted.valid_from)
    for name, (_, new) in changes.items():
        setattr(own, name, new)
    own.save(update_fields=list(changes))
    if own.valid_until is not None and "valid_until" in changes:
        running = own.managers.filter(valid_until=None, valid_from__lt=own.valid_until)
        written.before += records.images(
            "companies_projectmanager", list(running.values_list("pk", flat=True))
        )
        running.update(valid_until=own.valid_until)
        records.revoke_access(stream=f"places.estate:{own.estate_id}", bodies=(own.company.body_id,))
    written.changed += 1
    records.record_event(
        stream=own.stream,
        type="companies.project_corrected",
        actor=work.actor,
        at=work.now,
        scope=own.scope,
        data={
            "changes": {name: [_told(old), _told(new)] for name, (old, new) in changes.items()},
            "source": work.source,
        },
    )


def _begin(
    work: records.Work,
    fresh: Sequence[tuple[Row, Site, Project]],
    companies: dict[str, Company],
    persons: people.Persons,
    written: records.Written,
) -> None:
    if not fresh:
        return
    managers = []
    drafts = []
    streams: list[str] = []
    bodies: list[int] = []
    for number, (row, site, project) in zip(
        records.next_ids("companies_project", len(fresh)), fresh, strict=True
    ):
        project.pk, project.stream = number, f"companies.project:{number}"
        given = _person(row)
        person = (persons.find(given) or persons.enter(given, site.scope)) if given["name"] else None
        if person is not None:
            managers.append(_manager(project, person))
        body = companies[row.values["uscc"]].body_id
        opened = [project.stream] if project.valid_until else [project.stream, site.stream]
        streams += opened
        bodies += [body] * len(opened)
        drafts.append(_begun(project, body, person, work))
    persons.write(work.now, written)
    records.insert_rows([project for _, _, project in fresh])
    written.add("companies_project", [project.pk for _, _, project in fresh])
    for manager, number in zip(
        managers, records.next_ids("companies_projectmanager", len(managers)), strict=True
    ):
        manager.pk = number
    records.insert_rows(managers)
    written.add("companies_projectmanager", [manager.pk for manager in managers])
    open_to(streams, bodies, written)
    written.new += len(fresh)
    written.subjects += [records.Subject(project.stream, project.scope) for _, _, project in fresh]
    records.record_many((draft, work.actor) for draft in drafts)


def _manager(project: Project, person: int) -> ProjectManager:
    return ProjectManager(
        stream=project.stream,
        scope=project.scope,
        project_id=project.pk,
        person_id=person,
        valid_from=project.valid_from,
        valid_until=project.valid_until,
    )


def _begun(project: Project, body: int, person: int | None, work: records.Work) -> records.EventDraft:
    data = {
        "company": project.company_id,
        "body": body,
        "estate": project.estate_id,
        "contract": project.contract,
        "day": project.valid_from.isoformat(),
        "term_until": _told(project.term_until),
        "until": _told(project.valid_until),
        "fee_fen": project.fee_fen,
        "manager": person,
        "source": work.source,
    }
    return records.EventDraft(project.stream, "companies.project_begun", work.now, project.scope, data)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_OVERLAP = mark("与{company}的合同时间重叠（{since} 至 {until}）。")
_END_FIRST = mark("请先填写前一份合同的退出日期，或核对起始日期。")
_BEGUN = Reason(
    mark("这份合同在改写后的起始日期之前已有收费调整或项目经理更替。"),
    {},
    mark("请先更正这些记录，或核对起始日期。"),
    code="begun",
)
