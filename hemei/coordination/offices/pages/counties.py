"""Counties: whether property work is in the target assessment of a year; and the end or voiding of any fact."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.offices import queries, services
from hemei.coordination.offices.pages import gate
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, needed_day, plain, whole_of
from hemei.ui.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor

_KEEP = queries.Act.KEEP_ASSESSMENT


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def assessments(request: HttpRequest) -> HttpResponse:
    """List the counties of a year, or record that one put property work into its target assessment."""
    actor, refused = gate.entered(request, _KEEP), None
    if request.method == "POST":
        try:
            year = _recorded(request, actor)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("目标考核已登记。"))
            return HttpResponseRedirect(f"{reverse('offices:assessments')}?{urlencode({'year': year})}")
    typed = _asked(request)
    rows = _rows(actor, typed)
    context = {
        "rows": rows,
        "asked": typed,
        "states": gate.states(),
        "years": [(str(year), str(year)) for year in range(gate.today().year, gate.today().year - 6, -1)],
        "tabs": gate.tabs(actor, "offices:assessments", typed),
        "sheet": f"{reverse('offices:assessments_sheet')}?{urlencode(typed)}",
        "counties": [(row.place_id, row.name) for row in _rows(actor, {**typed, "state": "gap"})],
        "structure": gate.structure(gate.today()),
        "named": gate.named,
        "values": {name: request.POST.get(name, "") for name in ("place", "document")},
    }
    return gate.form(request, "offices/assessments.html", refused, context)


def _asked(request: HttpRequest) -> dict[str, str]:
    year = whole_of((request.POST.get("year") or request.GET.get("year", ""))[:4])
    day = as_of(request.GET.get("on", ""), gate.today())
    return {
        "year": str(year or day.year),
        "state": plain(request.GET.get("state", ""), 10),
        "on": day.isoformat(),
    }


def _rows(actor: Actor, typed: dict[str, str]) -> list[queries.AssessmentRow]:
    on = date.fromisoformat(typed["on"])
    year = min(max(int(typed["year"]), 2000), on.year)
    return queries.assessment_rows(actor=actor, year=year, on=on, gaps=gate.gaps_of(typed))


def _recorded(request: HttpRequest, actor: Actor) -> int:
    year = whole_of(request.POST.get("year", "")) or 0
    services.record_assessment(
        actor=actor,
        now=utc_now(),
        place_id=whole_of(request.POST.get("place", "")) or 0,
        year=year,
        document=plain(request.POST.get("document", "")),
    )
    return year


@require_safe
@never_cache
@signed_in
def assessments_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    actor = gate.entered(request, _KEEP)
    header = [_("区划代码"), _("区县"), _("年度"), _("已纳入"), _("考核文件"), _("登记时间")]
    return sheet(_("目标考核"), header, _sheet_rows(actor, _asked(request)))


def _sheet_rows(actor: Actor, typed: dict[str, str]) -> Iterator[list[Any]]:
    for row in _rows(actor, typed):
        yield [
            row.code, row.name, int(typed["year"]), _("是") if row.id else _("否"), row.document, row.recorded_at
        ]  # fmt: skip


_BACK = {
    "office": ("offices:street", queries.Act.KEEP_OFFICE),
    "posts": ("offices:street", queries.Act.KEEP_OFFICE),
    "part_timer": ("offices:community", queries.Act.KEEP_STAFF),
    "assessment": ("offices:assessments", _KEEP),
}


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def fact(request: HttpRequest, kind: str, fact_id: int) -> HttpResponse:
    """End a fact on a day, or void what was recorded in error."""
    page, act = _BACK.get(kind, ("", queries.Act.SEE))
    if not page:
        raise Http404
    actor = gate.entered(request, act)
    row, refused = queries.fact(kind, fact_id, actor=actor), None
    if row is None:
        raise Http404
    back = reverse(page) if kind == "assessment" else reverse(page, args=[row.place_id])
    if request.method == "POST":
        try:
            _change(request, actor, services.Kind(kind), fact_id)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(back)
    place = places.names_of([row.place_id])[row.place_id]
    fields = ("act", "valid_until", "reason")
    context = {
        "row": row,
        "label": {"office": row.label, "posts": _("下沉编制 %(count)s 个") % {"count": row.label}}.get(
            kind,
            _("物业管理兼职人员") if kind == "part_timer" else _("%(year)s年目标考核") % {"year": row.label},
        ),
        "place": place,
        "back": back,
        "today": gate.today(),
        "values": {name: request.POST.get(name, "") for name in fields},
    }
    return gate.form(request, "offices/fact.html", refused, context)


def _change(request: HttpRequest, actor: Actor, kind: services.Kind, fact_id: int) -> None:
    if request.POST.get("act") == "void":
        reason = plain(request.POST.get("reason", ""), 200)
        services.void_fact(actor=actor, now=utc_now(), kind=kind, fact_id=fact_id, reason=reason)
    else:
        until = needed_day(request.POST.get("valid_until", ""), "valid_until")
        services.end_fact(actor=actor, now=utc_now(), kind=kind, fact_id=fact_id, valid_until=until)
