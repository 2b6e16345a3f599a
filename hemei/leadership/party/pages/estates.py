"""What covers an estate: its branch, the groups in its buildings, or the work that is brought to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.party import queries, services
from hemei.leadership.party.pages.organisation import tie_face
from hemei.leadership.party.pages.shared import REFUSED, day, number, staff_only, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, errors_of
from hemei.ui.render import render
from hemei.ui.words import say

MOST_CHOICES = 60


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def estate(request: HttpRequest, code: str) -> HttpResponse:
    """Show what covers an estate; record another organisation that does."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    row = places.estate_by_code(code, actor=actor)
    if row is None:
        raise Http404
    if request.method == "GET":
        return _show(request, row, {})
    data = request.POST
    try:
        kind, building = data.get("kind", ""), data.get("building", "")
        if kind not in set(queries.Coverage):
            raise Refused.because(mark("请选择组织覆盖还是工作覆盖"), field="kind", code="kind")
        services.cover_estate(
            actor=actor,
            now=utc_now(),
            organisation_id=number(data.get("organisation", ""), "organisation", mark("请选择党组织")),
            estate_id=row.id,
            kind=queries.Coverage(kind),
            since=day(data.get("since", ""), "since"),
            building_id=number(building, "building", mark("请选择楼栋")) if building else None,
        )
    except Refused as refused:
        return _show(request, row, data.dict(), refused)
    return HttpResponseRedirect(reverse("party:estate", args=[code]))


def _show(
    request: HttpRequest, row: places.EstateRow, values: Mapping[str, Any], refused: Refused | None = None
) -> HttpResponse:
    actor, on = request.actor, as_of(request.GET.get("on", ""), today())  # type: ignore[attr-defined]
    may_cover = queries.may(actor.role, queries.Act.COVER, covered=actor.covers(row.scope)).allowed
    wanted = str(values.get("q", request.GET.get("q", ""))).strip()[:30]
    choices = queries.organisations(actor=actor, on=on, text=wanted, limit=MOST_CHOICES) if may_cover else []
    ties = [tie_face(tie) for tie in queries.ties_of_estate(estate_id=row.id, on=on)]
    context = {
        "estate": row,
        "day": on,
        "today": today(),
        "may_found": queries.may_found(
            actor.role, queries.Level.ESTATE, covered=actor.covers(row.scope)
        ).allowed,
        "whole": [tie for tie in ties if not tie["building"]],
        "buildings": [tie for tie in ties if tie["building"]],
        "may_cover": may_cover,
        "choices": [(one.id, one.name) for one in choices],
        "kinds": [(kind.value, say(words)) for kind, words in queries.COVERAGE_TEXTS.items()],
        "building_choices": [(one.id, one.name) for one in places.buildings_of(row.id, actor=actor)]
        if may_cover
        else [],
        "q": wanted,
        "values": values,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "party/estate.html", context, REFUSED if refused else 200)


@never_cache
@require_POST
@signed_in
def end(request: HttpRequest, tie_id: int) -> HttpResponse:
    """End what covers an estate today."""
    services.end_cover(actor=request.actor, now=utc_now(), tie_id=tie_id, until=today())  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("party:estate", args=[request.POST.get("back", "")[:40] or "x"]))
