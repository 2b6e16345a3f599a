"""What everybody may see: levels of companies, some companies beside each other, and whether a printed report holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.oversight.credit import queries
from hemei.oversight.credit.pages import gate
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BESIDE = 4
NAMED, NAMED_BESIDE = 3, 60


def _asked(request: HttpRequest) -> dict[str, str]:
    level = request.GET.get("level", "")
    return {
        "q": plain(request.GET.get("q", ""), 40),
        "level": level if level in queries.LEVELS else "",
    }


def _filter(typed: dict[str, str]) -> queries.PublicFilter:
    return queries.PublicFilter(typed["q"], (typed["level"],) if typed["level"] else ())


@require_safe
@never_cache
def levels(request: HttpRequest) -> HttpResponse:
    """List the companies of the city with their level by rank; found by name, credit code or an estate they serve."""
    typed = _asked(request)
    rows = queries.public_levels(
        on=gate.today(), only=_filter(typed), after=gate.rank_asked(request), limit=gate.PAGE + 1
    )
    shown = rows[: gate.PAGE]
    older = "?" + urlencode({**typed, **gate.rank_after(shown[-1])}) if len(rows) > gate.PAGE else ""
    context = {
        "rows": shown,
        "projects": queries.public_projects([row.company_id for row in shown], each=NAMED),
        "named": NAMED,
        "asked": typed,
        "levels": [(level, level) for level in queries.LEVELS],
        "tones": gate.LEVEL_TONES,
        "older": older,
        "sheet": f"{reverse('credit:levels_sheet')}?{urlencode(typed)}",
        "consequences": queries.consequences_on(gate.today()),
        "most": MOST_BESIDE,
    }
    return render(request, "credit/levels.html", context)


@require_safe
@never_cache
def levels_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    header = [
        _("名次"),
        _("企业"),
        _("统一社会信用代码"),
        _("年度"),
        _("信用分"),
        _("信用等级"),
        _("在管项目"),
    ]
    return sheet(_("信用等级"), header, _sheet_rows(_filter(_asked(request))))


def _sheet_rows(only: queries.PublicFilter) -> Iterator[list[Any]]:
    after = (0, 0)
    while rows := queries.public_levels(on=gate.today(), only=only, after=after, limit=gate.CHUNK):
        for row in rows:
            yield [row.place, row.name, row.uscc, row.year, row.score, row.level, row.projects]
        after = (rows[-1].place, rows[-1].company_id)


@require_safe
@never_cache
def compare(request: HttpRequest) -> HttpResponse:
    """Show some companies beside each other: their levels of each year and the estates they serve."""
    asked = [whole_of(text) for text in request.GET.getlist("company")[:MOST_BESIDE]]
    wanted = list(dict.fromkeys(number for number in asked if number))
    rows = queries.public_levels_of(wanted)
    by_company = {number: [row for row in rows if row.company_id == number] for number in wanted}
    chosen = [number for number in wanted if by_company[number]]
    years = sorted({row.year for row in rows}, reverse=True)
    context = {
        "chosen": [by_company[number][0] for number in chosen],
        "years": [
            (year, [next((row for row in by_company[one] if row.year == year), None) for one in chosen])
            for year in years
        ],
        "projects": queries.public_projects(chosen, each=NAMED_BESIDE),
        "named": NAMED_BESIDE,
        "tones": gate.LEVEL_TONES,
    }
    return render(request, "credit/compare.html", context)


@require_safe
@never_cache
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a printed credit report is genuine and still holds."""
    found = queries.public_report(token)
    if found is None:
        raise Http404
    context = {"report": found, "holds": found.holds(gate.today()), "today": gate.today()}
    return render(request, "credit/report.html", context)
