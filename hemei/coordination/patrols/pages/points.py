"""The points of one's cells: added, changed, ended, and as a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.patrols import queries, services
from hemei.coordination.patrols.pages import gate
from hemei.ground.places import queries as places
from hemei.ground.records.queries import imports
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.paging import page_by_page
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_REGISTER = "patrols.points"
_NAMES = ("spot", "kind", "name", "lon", "lat")
_MICRO = 1_000_000


def _filter(values: QueryDict, actor: Actor) -> tuple[queries.PointFilter, dict[str, str]]:
    within, asked = gate.within_of(values, actor)
    kind, text = plain(values.get("kind", ""), 40), plain(values.get("q", ""), 30)
    found = queries.PointFilter(within.path, kind, text, whole_of(values.get("after", "")) or 0)
    return found, {"place": asked["place"], "kind": kind, "q": text}


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def points(request: HttpRequest) -> HttpResponse:
    """List points; whoever keeps them adds one."""
    actor, refused = gate.entered(request), None
    if request.method == "POST":
        gate.entered(request, queries.Act.KEEP_POINTS)
        try:
            services.add_points(actor=actor, now=utc_now(), drafts=[_draft(request.POST)])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("点位已登记，下一轮起列入计划。"))
            return HttpResponseRedirect(reverse("patrols:points"))
    found, asked = _filter(request.GET, actor)
    rows = queries.point_rows(actor=actor, asked=found, limit=gate.PAGE + 1)
    kept, kinds = gate.kept(asked), gate.kind_names()
    keeps = gate.may_do(actor, queries.Act.KEEP_POINTS)
    context = {
        "rows": rows[: gate.PAGE],
        "kinds": kinds,
        "kind_options": list(kinds.items()),
        "asked": asked,
        "place": gate.place_name(asked),
        "older": f"?{kept}&after={rows[gate.PAGE - 1].id}" if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('patrols:points_sheet')}?{kept}",
        "tabs": gate.tabs(actor, "patrols:points"),
        "keeps": keeps,
        "brings": _REGISTER if _REGISTER in {one.name for one in _registers(actor)} else "",
        "spots": queries.spots_of(actor=actor, day=gate.today()) if keeps else [],
        "values": {name: request.POST.get(name, "") for name in _NAMES},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "patrols/points.html", context, gate.REFUSED if refused else 200)


def _registers(actor: Actor) -> list[imports.Register]:
    return imports.registers_for(actor, on=gate.today())


def _draft(data: QueryDict) -> services.PointDraft:
    cell, _colon, estate = data.get("spot", "").partition(":")
    lon, lat = _degree(data.get("lon", ""), "lon", 180), _degree(data.get("lat", ""), "lat", 90)
    if (lon is None) is not (lat is None):
        raise Refused.because(
            mark("经度和纬度要一起填。"), remedy=mark("不知道位置的，两个都留空。"), field="lon", code="half"
        )
    return services.PointDraft(
        whole_of(cell) or 0, plain(data.get("kind", ""), 40), plain(data.get("name", ""), 60), whole_of(estate),
        lon, lat,
    )  # fmt: skip


def _degree(text: str, field: str, most: int) -> int | None:
    raw = text.strip()
    if not raw:
        return None
    try:
        found = Decimal(raw)
    except InvalidOperation:
        found = Decimal(999)
    if not abs(found) <= most:
        raise Refused.because(
            mark("看不懂“{raw}”。"), remedy=mark("请写成 117.283000 的样子，单位是度。"), field=field, code="degree",
            raw=raw[:20],
        )  # fmt: skip
    return int(found * _MICRO)


@require_safe
@never_cache
@signed_in
def points_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request)
    found, _asked = _filter(request.GET, actor)
    header = [_("网格"), _("点位"), _("种类"), _("小区"), _("经度"), _("纬度"), _("起始日期")]
    return sheet(_("巡查点位登记"), header, _lines(actor, found))


def _lines(actor: Actor, asked: queries.PointFilter) -> Iterator[list[Any]]:
    kinds = gate.kind_names()

    def read(after: int | None, limit: int) -> list[queries.PointRow]:
        return queries.point_rows(actor=actor, asked=replace(asked, after=after or 0), limit=limit)

    for row in page_by_page(read, size=gate.CHUNK):
        yield [
            row.cell, row.name, kinds.get(row.kind, row.kind), row.estate, _shown(row.lon), _shown(row.lat),
            row.valid_from,
        ]  # fmt: skip


def _shown(micro: int | None) -> str:
    return places.degrees(micro) if micro is not None else ""


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def point(request: HttpRequest, point_id: int) -> HttpResponse:
    """Change a point, or end it."""
    actor, refused = gate.entered(request, queries.Act.KEEP_POINTS), None
    row = queries.one_point(point_id, actor=actor)
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            _change(request, actor, row)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已保存，下一轮起照此列入计划。"))
            return HttpResponseRedirect(f"{reverse('patrols:points')}?place={row.cell_id}")
    now = {"kind": row.kind, "name": row.name, "lon": _shown(row.lon), "lat": _shown(row.lat)}
    context = {
        "row": row,
        "kind_options": list(gate.kind_names().items()),
        "values": {name: request.POST.get(name, value) for name, value in now.items()},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "patrols/point.html", context, gate.REFUSED if refused else 200)


def _change(request: HttpRequest, actor: Actor, row: queries.PointRow) -> None:
    if request.POST.get("end"):
        services.end_point(actor=actor, now=utc_now(), point_id=row.id)
        return
    data = request.POST.copy()
    data["spot"] = f"{row.cell_id}:{row.estate_id or ''}"
    services.change_point(actor=actor, now=utc_now(), point_id=row.id, draft=_draft(data))
