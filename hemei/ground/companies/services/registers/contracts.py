"""Companies and projects from files, with the bodies, managers and sights that come with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hemei.ground.companies.models import Company, Project, ProjectManager
from hemei.ground.companies.rules.contracts import code_doubt
from hemei.ground.companies.services.likes import Likes, company_changes
from hemei.ground.companies.services.registers.placing import open_to, placed
from hemei.ground.people import services as people
from hemei.ground.people.queries import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.places.services import name_keys
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


def company_writer() -> CompanyWriter:
    """Begin a run."""
    return CompanyWriter()


def project_writer() -> ProjectWriter:
    """Begin a run."""
    return ProjectWriter()


class CompanyWriter:
    """Writes companies, each with its body; a doubtful code needs its reason, which is sealed."""

    def __init__(self) -> None:
        self.entered: set[int] = set()

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of companies."""
        written = records.Written()
        known = {
            row.uscc: row
            for row in Company.objects.select_for_update().filter(
                uscc__in=[row.values["uscc"] for row in rows]
            )
        }
        fresh = []
        likes = Likes((row for row in rows if row.values["uscc"] not in known), own=self.entered)
        for row in rows:
            found = known.get(row.values["uscc"])
            if found is None and (alike := likes.of(row)) is not None:
                choice, subject = written.decide(work, alike)
                if choice is Choice.LEAVE:
                    continue
                if choice is Choice.SAME:
                    found = Company.objects.select_for_update().get(pk=subject or 0)
            if found is not None:
                _correct_company(work, row, found, written)
            elif not say_doubt(row, written):
                fresh.append(row)
        if fresh:
            self.entered.update(_enter(work, fresh, written))
        return written


def say_doubt(row: Row, written: records.Written) -> bool:
    """Refuse a code that fails its check and comes without a reason; return whether it did."""
    doubt = code_doubt(row.values["uscc"])
    if doubt is None or row.values["override"] is not None:
        return False
    reason = Reason(doubt.text, doubt.values, _SAY_WHY, code=doubt.code)
    written.refuse(row, "uscc", row.values["uscc"], reason)
    return True


def _correct_company(work: records.Work, row: Row, company: Company, written: records.Written) -> None:
    changes = company_changes(company, row.values)
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_company", [company.pk])
    for name, (_, new) in changes.items():
        setattr(company, name, new)
    keys = name_keys(company.name)
    company.pinyin, company.initials = keys.pinyin, keys.initials
    company.save(update_fields=["name", "uscc", "pinyin", "initials"])
    written.changed += 1
    records.record_event(
        stream=company.stream,
        type="companies.company_corrected",
        actor=work.actor,
        at=work.now,
        scope=places.city().path,
        data={"changes": {name: list(pair) for name, pair in changes.items()}, "source": work.source},
    )


def _enter(work: records.Work, rows: Sequence[Row], written: records.Written) -> list[int]:
    city = places.city()
    drafts = [
        people.BodyDraft(
            BodyKind.COMPANY,
            Level.CITY,
            row.values["name"],
            city.id,
            city.path,
            row.values["since"] or work.today,
        )
        for row in rows
    ]
    bodies = people.enter_bodies(actor=work.actor, now=work.now, scope=city.path, drafts=drafts)
    ids = records.next_ids("companies_company", len(rows))
    overrides = _seal_reasons(list(zip(ids, rows, strict=True)), city.path)
    companies = [
        _company(number, body, row, overrides.get(number), work)
        for number, body, row in zip(ids, bodies, rows, strict=True)
    ]
    records.insert_rows(companies)
    written.new += len(companies)
    written.add("people_body", bodies)
    written.add("records_sealed", [one.vault_id for one in overrides.values()])
    written.add("companies_company", ids)
    written.subjects += [records.Subject(row.stream, city.path) for row in companies]
    facts = [
        (
            row.stream,
            {
                "uscc": row.uscc,
                "body": row.body_id,
                "override": overrides[row.pk].commitment if row.pk in overrides else None,
            },
        )
        for row in companies
    ]
    added = [
        records.EventDraft(stream, "companies.company_added", work.now, city.path, data)
        for stream, data in facts
    ]
    records.record_events(actor=work.actor, drafts=added)
    return ids


def _seal_reasons(numbered: Sequence[tuple[int, Row]], scope: str) -> dict[int, records.Sealed]:
    """Seal why doubtful codes are right; by company."""
    given = [(number, row.values["override"]) for number, row in numbered if row.values["override"]]
    sealed = records.write_seals(
        [
            records.prepare_seal(
                stream=f"companies.company:{number}", scope=scope, field="uscc_override", text=text
            )
            for number, text in given
        ]
    )
    return {number: one for (number, _), one in zip(given, sealed, strict=True)}


def _company(
    number: int, body: int, row: Row, override: records.Sealed | None, work: records.Work
) -> Company:
    keys = name_keys(row.values["name"])
    return Company(
        id=number,
        stream=f"companies.company:{number}",
        body_id=body,
        name=row.values["name"],
        pinyin=keys.pinyin,
        initials=keys.initials,
        uscc=row.values["uscc"],
        override_id=override.vault_id if override else None,
        valid_from=row.values["since"] or work.today,
    )


@dataclass
class ProjectWriter:
    """Writes projects; keeps the estates of the run."""

    estates: Estates | None = field(default=None)

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
            if company is None:
                written.refuse(row, "uscc", row.values["uscc"], NO_COMPANY)
                continue
            wanted = _project(row, site, company)
            _match(work, row, wanted, known.setdefault(site.id, []), written)
            if wanted in known[site.id]:
                fresh.append((row, site, wanted))
        _begin(work, fresh, companies, persons, written)
        return written


def entered_companies(codes: Iterable[str]) -> dict[str, Company]:
    """Return companies by credit code, in one statement."""
    return {row.uscc: row for row in Company.objects.filter(uscc__in=set(codes), valid_until=None)}


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
        valid_from=values["since"],
        valid_until=values["until"],
    )


def _match(
    work: records.Work, row: Row, wanted: Project, known: list[Project], written: records.Written
) -> None:
    """Find the project a row means, or note it as new; overlapping contracts are refused with whom they meet."""
    own = next(
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
        written.refuse(
            row, "since", wanted.valid_from.isoformat(), Reason(_OVERLAP, values, _END_FIRST, code="overlap")
        )
    elif own is None:
        known.append(wanted)
    else:
        _correct(work, own, wanted, written)


def _meet(one: Project, other: Project) -> bool:
    return (one.valid_until is None or other.valid_from < one.valid_until) and (
        other.valid_until is None or one.valid_from < other.valid_until
    )


def _correct(work: records.Work, own: Project, wanted: Project, written: records.Written) -> None:
    """Correct what the file says otherwise; an end ends the manager's time and the company's sight too."""
    names = ("contract", "term_until", "fee_fen", "service_grade", "valid_until")
    changes = {
        name: (getattr(own, name), new)
        for name in names
        if (new := getattr(wanted, name)) not in (None, "") and new != getattr(own, name)
    }
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_project", [own.pk])
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


_SAY_WHY = mark("请对照营业执照核对；确认无误的，请在“代码校验不通过的理由”一列写明理由。")
_OVERLAP = mark("与{company}的合同时间重叠（{since} 至 {until}）。")
_END_FIRST = mark("请先填写前一份合同的退出日期，或核对起始日期。")
NO_COMPANY = Reason(
    mark("没有登记这家企业。"), {}, mark("请核对信用代码；新企业请先导入物业企业表。"), code="no_company"
)
