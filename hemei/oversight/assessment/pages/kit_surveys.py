"""The owners' surveys of a round before the buyer: how far each is, and what the owners said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.oversight.assessment import queries
from hemei.oversight.assessment.pages.kit_gate import CHUNK, PAGE, entered
from hemei.oversight.assessment.pages.kit_visits import tabs
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import percent

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

Said = tuple[queries.SurveyRow, queries.Opinion | None]


@require_safe
@never_cache
@signed_in
def surveys(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the surveys of a round with what was answered."""
    actor = entered(request)
    title = queries.kit_round(round_id, actor=actor)
    if title is None:
        raise Http404
    before = whole_of(request.GET.get("before", "")) or 0
    found = _said(round_id, actor, before, PAGE + 1)
    rows = found[:PAGE]
    context = {
        "round_id": round_id,
        "title": title,
        "rows": rows,
        "older": "?" + urlencode({"before": rows[-1][0].id}) if len(found) > PAGE else "",
        "tabs": tabs(round_id, "surveys"),
    }
    return render(request, "assessment/surveys.html", context)


def _said(round_id: int, actor: Actor, before: int, limit: int) -> list[Said]:
    rows = queries.survey_rows(round_id, actor=actor, before=before, limit=limit)
    said = queries.opinions(row.entry_id for row in rows)
    return [(row, said.get(row.entry_id)) for row in rows]


@require_safe
@never_cache
@signed_in
def surveys_sheet(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give the surveys of a round, whole, as a spreadsheet."""
    actor = entered(request)
    if queries.kit_round(round_id, actor=actor) is None:
        raise Http404
    header = [
        _("项目"), _("户数"), _("抽样户数"), _("已回答"), _("满意度得分"), _("满意"), _("区间下限"), _("区间上限"),
    ]  # fmt: skip
    return sheet(_("满意度调查"), header, _sheet_rows(actor, round_id))


def _sheet_rows(actor: Actor, round_id: int) -> Iterator[list[Any]]:
    before = 0
    while page := _said(round_id, actor, before, CHUNK):
        for row, said in page:
            yield [row.name, row.households, row.size, row.answered, *_told(said)]
        before = page[-1][0].id


def _told(said: queries.Opinion | None) -> list[Any]:
    if said is None or said.points is None or said.interval is None:
        return []
    low, high = percent(said.interval.low), percent(said.interval.high)
    return [f"{float(said.points):.1f}", said.satisfied, low, high]
