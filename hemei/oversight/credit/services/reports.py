"""A credit report: what is known of a company today, frozen and printed by the worker with a code that confirms it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import CreditReport
from hemei.oversight.credit.queries.facts import recorded_of, rows_of
from hemei.oversight.credit.queries.published import public_levels_of
from hemei.oversight.credit.queries.scores import score
from hemei.oversight.credit.queries.standards import catalogue_on, repair_on
from hemei.oversight.credit.queries.subjects import may_see
from hemei.oversight.credit.rules.acts import Act, may
from hemei.oversight.credit.rules.lines import STANDING_TEXTS, Standing, expires_on, known, standing
from hemei.oversight.credit.rules.replay import Score
from hemei.oversight.credit.rules.words import ADJUSTMENT_TEXTS
from hemei.oversight.credit.services.shared import tell

REPORTS_TASK = "hemei.credit.print_reports"
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def make_report(*, actor: Actor, now: datetime, company_id: int, site: str) -> int:
    """Freeze what is known of a company today as a report and let the worker print it; returns its id.

    Raises:
        Refused: another company's, or not a role that may.
    """
    demand(may(actor.role, Act.REPORT))
    company = companies.company(company_id)
    if company is None or not may_see(actor, "company", company_id):
        raise Refused.because(mark("没有找到这家企业。"), code="no_company")
    today, city = shanghai_day(now), places.city().path
    with records.acting(actor), opened(actor, city):
        found = score("company", company_id, today)
        level = next(iter(public_levels_of([company_id])), None)
        content = _content(company, found, f"{level.year} {level.level}" if level else "")
        (number,) = records.next_ids("credit_creditreport", 1)
        row = CreditReport(
            id=number,
            stream=f"credit.report:{number}",
            scope=city,
            company_id=company_id,
            token=secrets.token_urlsafe(16),
            as_of=today,
            score=found.total,
            level=level.level if level else "",
            content=content,
            digest=digest_of(content),
            site=site,
            made_at=now,
            good_until=_good_until(company_id, today),
        )
        records.grant_access(stream=row.stream, bodies=(company.body_id,))
        row.save(force_insert=True)
        data = {"company": company_id, "as_of": today.isoformat(), "score": found.total, "sha256": row.digest}
        tell(actor, now, row, "credit.report_made", data)
        records.wake(REPORTS_TASK, now)
    return int(number)


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of what a report says."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _content(company: companies.CompanyRow, found: Score, level: str) -> dict[str, Any]:
    lines = []
    for line in found.lines:
        row = catalogue_on(line.happened_on).of(line.behaviour)
        lines.append(
            {
                "name": row.name if row else line.behaviour,
                "behaviour": line.behaviour,
                "version": line.version.isoformat(),
                "clause": line.clause,
                "happened_on": line.happened_on.isoformat(),
                "standing": line.standing.value,
                "counted": line.counted,
            }
        )
    return {
        "company": company.name,
        "uscc": company.uscc,
        "as_of": found.on.isoformat(),
        "base": found.base,
        "total": found.total,
        "level": level,
        "lines": [one for one in lines if one["standing"] in {Standing.COUNTS, Standing.FROZEN}],
        "adjustments": [{"why": one.why, "points": one.points} for one in found.adjustments],
    }


def _good_until(company_id: int, today: date) -> date | None:
    """Return the first day on which a line that counts today expires by itself, None where none does."""
    repair, ends = repair_on(today), []
    for line in recorded_of(rows_of("company", company_id)):
        row = known(line, catalogue_on(line.happened_on))
        if standing(line, row, repair, on=today) is Standing.COUNTS:
            ends.append(expires_on(line, row, repair))
    return min(ends, default=None)


def print_waiting(*, clock: Callable[[], datetime]) -> int:
    """Print what was not printed yet, the oldest first; returns how many. For the worker; may be killed."""
    done = 0
    while (row := _waiting()) is not None:
        content = records.pdf_of(_paper(row))
        with records.acting(_SYSTEM):
            records.keep_file(
                content=content, media_type=records.MEDIA_TYPES["pdf"], stream=row.stream, scope=row.scope,
                purpose="pdf", now=clock(),
            )  # fmt: skip
            CreditReport.objects.filter(pk=row.pk).update(printed_at=clock())
        done += 1
    return done


def _waiting() -> CreditReport | None:
    with records.acting(_SYSTEM):
        return CreditReport.objects.filter(printed_at=None).order_by("id").first()


def _paper(row: CreditReport) -> records.Paper:
    """Return a report as a paper; papers are in Chinese."""
    said, words = row.content, records.Words
    rows = [(words("基础分"), words("—"), words("—"), words("—"), words(str(said["base"])))]
    rows += [
        (
            words(one["name"]),
            words(one["happened_on"]),
            words(f"{one['behaviour']} {one['version']} {one['clause']}".strip()),
            words(STANDING_TEXTS[Standing(one["standing"])]),
            words(f"{one['counted']:+d}"),
        )
        for one in said["lines"]
    ]
    rows += [
        (
            words(ADJUSTMENT_TEXTS[one["why"]]),
            words("—"),
            words("—"),
            words("—"),
            words(f"{one['points']:+d}"),
        )
        for one in said["adjustments"]
    ]
    rows.append((words("合计"), words(""), words(""), words(""), words(str(said["total"]))))
    return records.Paper(
        title="物业企业信用报告",
        lines=(said["company"], f"统一社会信用代码 {said['uscc']}", f"截至 {said['as_of']}"),
        parts=(
            records.Paragraph(
                (words(f"信用分 {said['total']}；最近一次评定的信用等级 {said['level'] or '未定级'}。"),)
            ),
            records.Heading("信用分的组成"),
            records.Table(("行为", "日期", "依据", "状态", "计分"), tuple(rows), (5, 3, 5, 3, 2)),
            records.Heading("核对"),
            records.Code(
                f"{row.site}/credit/reports/{row.token}", "扫码核对真伪，并查看出具以后信用信息有没有变化。"
            ),
            records.Paragraph((words(f"指纹（SHA-256）{row.digest}"),), item=True),
        ),
        author=said["company"],
        day=row.as_of,
        foot=f"{said['uscc']} {said['as_of']}",
    )
