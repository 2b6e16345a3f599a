"""Pages of estates for those who work with them; what the public sees stands in the portal and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.places import queries
from hemei.ground.places.rules.positions import degrees
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

PAGE = 50
SHEET_CHUNK = 1_000


@require_safe
@never_cache
@signed_in
def estates(request: HttpRequest) -> HttpResponse:
    """List the estates the reader may see, by code, a page at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, after = _word(request, "q"), _word(request, "after")
    today, on = _days(request)
    rows = queries.estates(actor=actor, text=text, limit=PAGE + 1, after=after, on=on)
    shown = rows[:PAGE]
    context = {
        "q": text,
        "in_charge": bool(actor.places),
        "on": on,
        "today": today,
        "rows": shown,
        "kinds": queries.KIND_NAMES,
        "communities": _communities(shown, on),
        "sheet": f"{reverse('places:estates_sheet')}?{urlencode({'q': text})}",
        "older": "?" + urlencode({"q": text, "after": shown[-1].code}) if len(rows) > PAGE else "",
    }
    return render(request, "places/estates.html", context)


@require_safe
@never_cache
@signed_in
def estates_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    header = [_("编码"), _("小区"), _("类型"), _("责任社区"), _("地址"), _("户数"), _("建成年份")]
    return sheet(_("小区"), header, _sheet_rows(actor, _word(request, "q"), _days(request)[1]))


def _sheet_rows(actor: Actor, text: str, on: date) -> Iterator[list[Any]]:
    after = ""
    while rows := queries.estates(actor=actor, text=text, limit=SHEET_CHUNK, after=after, on=on):
        names = _communities(rows, on)
        for row in rows:
            kind = say(queries.KIND_NAMES[queries.EstateKind(row.kind)])
            place = names.get(row.id, "")
            yield [row.code, row.name, kind, place, row.address, row.households, row.built_year]
        after = rows[-1].code


def _days(request: HttpRequest) -> tuple[date, date]:
    """Return today, and the day the page is asked for."""
    today = shanghai_day(utc_now())
    return today, as_of(request.GET.get("on", ""), today)


def _communities(rows: Sequence[queries.EstateRow], on: date) -> dict[int, str]:
    """Return the name of the community that was accountable for each estate on a day, in two statements."""
    accountable = queries.accountable_communities([row.id for row in rows], on)
    names = queries.names_of(accountable.values())
    return {estate: names.get(community, "") for estate, community in accountable.items()}


@require_safe
@never_cache
@signed_in
def estate(request: HttpRequest, code: str) -> HttpResponse:
    """Show an estate: where it lies, who answers for it, what stands in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.estate_by_code(code.replace("\x00", ""), actor=actor)
    if found is None:
        raise Http404
    today, on = _days(request)
    buildings = queries.buildings_of(found.id, actor=actor, on=on)
    context = {
        "estate": found,
        "on": on,
        "today": today,
        "stood": found.valid_from <= on and (found.valid_until is None or on < found.valid_until),
        "kind": queries.KIND_NAMES[queries.EstateKind(found.kind)],
        "line": queries.places_on_path(found.scope),
        "communities": [row for row in queries.communities_of(found.id) if row.valid_from <= on],
        "buildings": buildings,
        "units": sum(row.units for row in buildings),
        "position": _position(found),
    }
    return render(request, "places/estate.html", context)


def _position(found: queries.EstateRow) -> str:
    if found.lon is None or found.lat is None:
        return ""
    values = {"lon": degrees(found.lon), "lat": degrees(found.lat)}
    return _("东经 %(lon)s，北纬 %(lat)s（CGCS2000）") % values


def _word(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:30]
