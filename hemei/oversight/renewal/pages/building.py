"""The registers of renovation projects: budgets, and stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.companies.queries import MODE_NAMES
from hemei.ground.companies.queries import Mode as RegisterMode
from hemei.kernel.decision import mark
from hemei.oversight.renewal import queries
from hemei.oversight.renewal.pages.lists import asked_of, day_asked
from hemei.oversight.renewal.pages.shared import PAGE, entered, tabs, today, yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

_M2 = 100
_PROGRESS = {"planned": mark("列入计划"), "under_way": mark("正在改造"), "accepted": mark("已经验收")}
_STATES = {"open": mark("没有到期"), "late": mark("逾期"), "done": mark("已经完成")}
_TONES = {"accepted": "good", "under_way": "brand", "done": "good", "late": "bad"}


def _works(on: date) -> dict[str, str]:
    return {one.code: one.name for one in queries.renewal_modes(on).renovation}


def _asked_budgets(request: HttpRequest) -> tuple[dict[str, str], queries.BudgetFilter]:
    asked = asked_of(request, work=set(_works(today())), progress=set(queries.PROGRESS))
    return asked, queries.BudgetFilter(asked["q"], asked["work"], asked["progress"])


@never_cache
@require_safe
@signed_in
def budgets(request: HttpRequest) -> HttpResponse:
    """List renovation projects with their budgets, and what they come to."""
    actor, (asked, wanted) = entered(request), _asked_budgets(request)
    on, after = day_asked(asked), whole_of(request.GET.get("after", ""))
    found = queries.budgets(wanted, actor=actor, on=on, after=after, limit=PAGE + 1)
    rows, together = found[:PAGE], queries.budgets_together(wanted, actor=actor, on=on)
    context = {
        "rows": [_face(row, _works(on)) for row in rows],
        "together": together,
        "budget": yuan(together.budget_fen),
        "asked": asked,
        "works": list(_works(today()).items()),
        "choices": [(code, say(words)) for code, words in _PROGRESS.items()],
        "tabs": tabs("renewal:budgets"),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('renewal:budgets_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "renewal/budgets.html", context)


def _face(row: queries.BudgetRow, works: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "works": listing(works.get(code, code) for code in row.works),
        "budget": yuan(row.budget_fen),
        "metre": yuan(row.budget_fen * _M2 // row.area_dm2) if row.area_dm2 else "",
        "after": say(MODE_NAMES[RegisterMode(row.mode_after)]) if row.mode_after else "",
        "progress": say(_PROGRESS[row.progress]),
        "tone": _TONES.get(row.progress, ""),
    }


@never_cache
@require_safe
@signed_in
def budgets_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same register, whole, as a spreadsheet."""
    actor, (asked, wanted) = entered(request), _asked_budgets(request)
    on = day_asked(asked)
    header = [
        _("编码"),
        _("小区"),
        _("改造内容"),
        _("预算（元）"),
        _("每平方米（元）"),
        _("进度"),
        _("列入计划日期"),
    ]
    header += [_("开工日期"), _("计划完工"), _("验收日期"), _("完成阶段"), _("改造后的管理模式")]

    def rows() -> Iterator[list[Any]]:
        works = _works(on)
        for row in queries.all_budgets(wanted, actor=actor, on=on):
            face = _face(row, works)
            yield [
                row.code, row.estate, face["works"], row.budget_fen / 100, face["metre"], face["progress"],
                row.planned_on, row.begun_on, row.due_on, row.accepted_on, f"{row.stages[0]}/{row.stages[1]}",
                face["after"],
            ]  # fmt: skip

    return sheet(_("改造预算"), header, rows())


def _asked_stages(request: HttpRequest) -> tuple[dict[str, str], queries.StageFilter]:
    asked = asked_of(request, state=set(queries.STAGE_STATES))
    return asked, queries.StageFilter(asked["q"], asked["state"])


@never_cache
@require_safe
@signed_in
def stages(request: HttpRequest) -> HttpResponse:
    """List the stages of renovation projects; those that are late are one choice of the filter."""
    actor, (asked, wanted) = entered(request), _asked_stages(request)
    after = whole_of(request.GET.get("after", ""))
    found = queries.stages(wanted, actor=actor, on=day_asked(asked), after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": [
            {"row": row, "state": say(_STATES[row.state]), "tone": _TONES.get(row.state, "")} for row in rows
        ],
        "asked": asked,
        "choices": [(code, say(words)) for code, words in _STATES.items()],
        "tabs": tabs("renewal:stages"),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('renewal:stages_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "renewal/stages.html", context)


@never_cache
@require_safe
@signed_in
def stages_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same register, whole, as a spreadsheet."""
    actor, (asked, wanted) = entered(request), _asked_stages(request)
    header = [_("编码"), _("小区"), _("序号"), _("阶段"), _("计划完成"), _("完成"), _("情况")]
    rows = (
        [row.code, row.estate, row.number, row.name, row.due_on, row.done_on, say(_STATES[row.state])]
        for row in queries.all_stages(wanted, actor=actor, on=day_asked(asked))
    )
    return sheet(_("改造阶段"), header, rows)
