"""Open cases on the map: points without tiles, and the list beside it that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.words import STATE_TEXTS, State
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import local_day, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor

PAGE, _MICRO, _PARTS = 50, 1_000_000, 2
READERS = ROLES[Who.HOME] | ROLES[Who.SUPERIOR]


@never_cache
@require_GET
@signed_in
def open_map(request: HttpRequest) -> HttpResponse:
    """Show the estates with open cases, those with most first, on a map and as a list."""
    actor, now = _reader(request), utc_now()
    found = queries.open_places(
        actor=actor, now=now, after=_after(request.GET.get("after", "")), limit=PAGE + 1
    )
    shown = found[:PAGE]
    placed = places.positions_of([row.estate_id for row in shown], actor=actor)
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "rows": [_face(row) | {"placed": row.estate_id in placed} for row in shown],
        "states": [say(text) for state, text in STATE_TEXTS.items() if state is not State.ENDED],
        "figure": _figure(actor),
        "older": f"?after={last.count}~{last.estate_id}" if last else "",
    }
    return render(request, "cases/map.html", context)


@never_cache
@require_GET
@signed_in
def open_points(request: HttpRequest) -> HttpResponse:
    """Give all of them that have a position as one GeoJSON; those without one stand in the list only."""
    actor, now = _reader(request), utc_now()
    found = list(queries.every_open_place(actor=actor, now=now))
    placed = places.positions_of([row.estate_id for row in found], actor=actor)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [part / _MICRO for part in placed[row.estate_id]]},
            "properties": _face(row) | {"counted": "no" if row.late else "yes"},
        }
        for row in found
        if row.estate_id in placed
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


@never_cache
@require_GET
@signed_in
def open_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same list."""
    rows = queries.every_open_place(actor=_reader(request), now=utc_now())
    header = [_("小区"), _("没有结束"), _("超时"), _("最早一件")]
    return sheet(
        _("没有结束的案件分布"), header, ([row.name, row.count, row.late, row.oldest_at] for row in rows)
    )


def _face(row: queries.OpenPlace) -> dict[str, Any]:
    words = _("没有结束%(count)s件，超时%(late)s件") % {"count": row.count, "late": row.late}
    return {
        "code": str(row.estate_id),
        "name": row.name,
        "address": f"{reverse('cases:cases')}?estate={row.estate_id}",
        "words": words,
        "place": _("最早一件%(day)s上报") % {"day": local_day(row.oldest_at)},
        "late": row.late,
    }


def _figure(actor: Actor) -> str:
    """Return the address of the figure of open cases (C12) of the reader's place; empty where he sees no figures."""
    sees = people.may(actor.role, people.Act.SEE_FIGURES).allowed
    return reverse("cockpit:figure", args=[actor.home_place, "C12"]) if sees else ""


def _after(text: str) -> tuple[int, int] | None:
    parts = text.split("~")
    if len(parts) != _PARTS or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return int(parts[0][:9]), int(parts[1][:18])


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS or not actor.places:
        raise PermissionDenied
    return actor
