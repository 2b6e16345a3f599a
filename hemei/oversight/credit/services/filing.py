"""Basic information 基本信息: filed by the company itself, in time it brings a line that the authority confirms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import BasicFiling
from hemei.oversight.credit.queries.standards import catalogue_on
from hemei.oversight.credit.rules.acts import Act, in_time, may, may_file
from hemei.oversight.credit.rules.words import Source
from hemei.oversight.credit.services.lines import LineDraft, enter
from hemei.oversight.credit.services.shared import tell

MOST = 10**9


@dataclass(frozen=True, slots=True)
class BasicDraft:
    """What a company says of itself for a year: staff, project managers, projects and their area."""

    year: int
    staff: int
    managers: int
    projects: int
    area_dm2: int


def file_basic(*, actor: Actor, now: datetime, draft: BasicDraft) -> int:
    """File the company's basic information and return its id; late filings are kept and bring no points.

    Raises:
        Refused: not a company, another year, a second time, or numbers that cannot be.
    """
    demand(may(actor.role, Act.FILE_BASIC))
    company = companies.company_of_body(actor.body_id) if actor.body_id else None
    if company is None:
        raise Refused.because(mark("没有找到这家企业。"), code="no_company")
    today, city = shanghai_day(now), places.city().path
    _check(draft)
    with records.acting(actor), opened(actor, city):
        filed = BasicFiling.objects.filter(company_id=company.id, year=draft.year).exists()
        demand(may_file(year=draft.year, today=today, filed=filed))
        catalogue = catalogue_on(today)
        row = _row(draft, company.id, city, now, in_time=in_time(today, catalogue))
        records.grant_access(stream=row.stream, bodies=(company.body_id,))
        data = {"company": company.id, "in_time": row.in_time, **asdict(draft)}
        event = tell(
            actor, now, row, "credit.basic_filed", data, (catalogue.filing.warrant.reference,)
        )  # fmt: skip
        basic = next((one for one in catalogue.behaviour if one.conduct == "basic"), None)
        if row.in_time and basic is not None:
            line = LineDraft(
                behaviour=basic.code,
                happened_on=today,
                company_id=company.id,
                source=Source.BASIC_FILED,
                source_stream=row.stream,
                source_event=event,
                source_key=row.stream,
            )
            row.line_id = enter(actor=actor, now=now, draft=line)
        row.save(force_insert=True)
    return int(row.pk)


def _row(draft: BasicDraft, company_id: int, scope: str, now: datetime, *, in_time: bool) -> BasicFiling:
    (number,) = records.next_ids("credit_basicfiling", 1)
    return BasicFiling(
        id=number,
        stream=f"credit.filing:{number}",
        scope=scope,
        company_id=company_id,
        filed_at=now,
        in_time=in_time,
        **asdict(draft),
    )


def _check(draft: BasicDraft) -> None:
    for field in ("staff", "managers", "projects", "area_dm2"):
        if not 0 <= getattr(draft, field) <= MOST:
            raise Refused.because(
                mark("人数、项目数和面积要填写整数。"), remedy=mark("没有的填0。"), field=field, code="number"
            )
