"""The score of a company or manager on a day with its arithmetic; and a company's own page with what repairs it."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.companies import queries as companies
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.pages import gate
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import public_clause, say, series

if TYPE_CHECKING:
    from datetime import date

    from hemei.kernel.actor import Actor

MOST_LINES = 200
_BASIC = ("staff", "managers", "projects", "area")


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def subject(request: HttpRequest, code: str) -> HttpResponse:
    """Show the score of a company by its credit code, or of a manager by his number, on a day; ask for a report."""
    actor, on = gate.entered(request), as_of(request.GET.get("on", ""), gate.today())
    found = queries.subject_of(code)
    if found is None:
        raise Http404
    if request.method == "POST":
        services.make_report(actor=actor, now=utc_now(), company_id=found.id, site=settings.ADDRESS)
        messages.success(request, _("报告正在生成，一分钟内可以下载。"))
        return HttpResponseRedirect(reverse("credit:subject", args=[code]) + "#reports")
    try:
        score = queries.seen_score(found.holder, found.id, on, actor=actor)
    except NoStandard:
        raise Http404 from None
    if score is None:
        raise Http404
    name = found.name
    if found.holder == "manager":
        name = queries.manager_name(found.id, actor=actor, now=utc_now())
    context = {
        "subject": found,
        "name": name or code,
        "holder": say(queries.HOLDER_TEXTS[found.holder]),
        "on": on,
        "today": gate.today(),
        "score": score,
        "lines": shown_lines(score, queries.where_of(score, actor=actor)),
        "adjustments": [
            (say(queries.ADJUSTMENT_TEXTS[one.why]), len(one.keys), one.points) for one in score.adjustments
        ],
        "levels": _levels(found),
        "stars": queries.stars(found.id, on, actor=actor) if found.holder == "company" else None,
        "reports": [(one, one.holds(gate.today())) for one in _reports(found, actor)],
        "may_report": found.holder == "company" and queries.may(actor.role, queries.Act.REPORT).allowed,
    }
    return render(request, "credit/subject.html", context)


def _reports(found: queries.Subject, actor: Actor) -> list[queries.ReportRow]:
    return queries.reports(found.id, actor=actor) if found.holder == "company" else []


@require_safe
@never_cache
@signed_in
def report_file(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """Give a printed report."""
    actor = gate.entered(request, queries.Act.REPORT)
    found = queries.report_file(report_id, actor=actor)
    if found is None:
        raise Http404
    name, content = found
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")


def _levels(found: queries.Subject) -> list[Any]:
    if found.holder == "company":
        return list(queries.public_levels_of([found.id]))
    return list(queries.levels_of_manager(found.id))


def shown_lines(score: queries.Score, where: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the lines of a score in words, the latest first, each with its company and estate."""
    rows = []
    for line in reversed(score.lines):
        catalogue = queries.catalogue_on(line.happened_on)
        row = catalogue.of(line.behaviour)
        tone = gate.TONES[line.standing]
        if line.counted:
            tone = "good" if line.points > 0 else "bad"
        rows.append(
            {
                "line": line,
                "id": int(line.key),
                "name": row.name if row else line.behaviour,
                "where": where.get(line.key, ""),
                "clause": public_clause(row.warrant.cited) if row else "",
                "words": say(queries.STANDING_TEXTS[line.standing]),
                "tone": tone,
            }
        )
    return rows


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show a company its score, its projects with their lines and what repairs them; file basic information."""
    actor, refused = gate.entered(request, queries.Act.FILE_BASIC), None
    company = gate.own_company(actor)
    if company is None:
        return render(request, "credit/mine.html", {"company": None, "tabs": gate.tabs(actor, "credit:mine")})
    if request.method == "POST":
        try:
            _file(request, actor)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("基本信息已报送。"))
            return HttpResponseRedirect(reverse("credit:mine"))
    today = gate.today()
    score = queries.seen_score("company", company.id, today, actor=actor)
    rows = queries.lines(
        actor=actor, on=today, only=queries.LineFilter(company_id=company.id), limit=MOST_LINES
    )
    own = queries.lines(
        actor=actor, on=today, only=queries.LineFilter(manager_id=actor.person_id or 0), limit=MOST_LINES
    )
    filings = queries.filings(company.id, actor=actor)
    context = {
        "company": company,
        "score": score,
        "level": next(iter(queries.public_levels_of([company.id])), None),
        "projects": _projects(rows, company.id, actor, today),
        "own": [_told(row) for row in own if row.company_id != company.id],
        "manager": actor.person_id,
        "more": len(rows) == MOST_LINES,
        "filings": filings,
        "filed": next((one for one in filings if one.year == today.year), None),
        "filing": queries.catalogue_on(today).filing,
        "today": today,
        "tabs": gate.tabs(actor, "credit:mine"),
        "values": {name: request.POST.get(name, "") for name in _BASIC},
    }
    return gate.form(request, "credit/mine.html", refused, context)


def _projects(
    rows: list[queries.LineRow], company_id: int, actor: Actor, today: date
) -> list[dict[str, Any]]:
    """Return the projects of a company, those it serves first, each with its lines; those without a line last."""
    running = companies.projects_of(company_id, actor=actor, on=today)
    names = companies.project_names(row.id for row in running)
    wanted: dict[int | None, str] = {row.id: names.get(row.id, "") for row in running}
    told = {row.project_id for row in rows}
    for row in rows:
        wanted.setdefault(row.project_id, row.estate)
    return [
        {
            "estate": name or (_("企业整体") if number is None else _("已退出的项目")),
            "lines": [_told(row) for row in rows if row.project_id == number],
        }
        for number, name in sorted(wanted.items(), key=lambda one: one[0] not in told)
    ]


def _told(row: queries.LineRow) -> dict[str, Any]:
    words, tone = gate.standing_badge(row)
    return {"row": row, "words": words, "tone": tone, "waits": gate.waits_words(row), "remedy": _remedy(row)}


def _remedy(row: queries.LineRow) -> str:
    """Return what a company can do about a line and by when, empty where nothing."""
    if row.standing is not queries.Standing.COUNTS or row.points > 0:
        return ""
    said = []
    if row.object_until is not None and utc_now() <= row.object_until:
        said.append(_("%(day)s前可以提出异议") % {"day": shanghai_day(row.object_until).isoformat()})
    if row.repairable_from is not None:
        said.append(_("%(day)s起可以申请修复") % {"day": row.repairable_from.isoformat()})
    said.append(_("%(day)s起自动不再计分") % {"day": row.expires_on.isoformat() if row.expires_on else "—"})
    return series(said)


def _file(request: HttpRequest, actor: Actor) -> None:
    typed = {name: whole_of(request.POST.get(name, "").strip()) for name in _BASIC}
    given = {name: -1 if value is None else value for name, value in typed.items()}
    draft = services.BasicDraft(
        gate.today().year, given["staff"], given["managers"], given["projects"], given["area"] * 100
    )
    services.file_basic(actor=actor, now=utc_now(), draft=draft)
