"""Companies from files, with the bodies that come with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hemei.ground.companies.models import Company
from hemei.ground.companies.rules.contracts import code_doubt
from hemei.ground.companies.services.likes import Likes, company_changes
from hemei.ground.people import services as people
from hemei.ground.people.queries import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.places.services import name_keys
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


def company_writer() -> CompanyWriter:
    """Begin a run."""
    return CompanyWriter()


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


def entered_companies(codes: Iterable[str]) -> dict[str, Company]:
    """Return companies by credit code, in one statement."""
    return {row.uscc: row for row in Company.objects.filter(uscc__in=set(codes), valid_until=None)}


_SAY_WHY = mark("请对照营业执照核对；确认无误的，请在“代码校验不通过的理由”一列写明理由。")
NO_COMPANY = Reason(
    mark("没有登记这家企业。"), {}, mark("请核对信用代码；新企业请先导入物业企业表。"), code="no_company"
)
