"""The map of a place's estates, managed or with open cases, and the list beside it that says the same."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.faces.cockpit import queries, shown
from hemei.faces.cockpit.pages import opened
from hemei.faces.cockpit.pages.asked import (
    PAGE,
    UNPROCESSABLE,
    Asked,
    asked_of,
    chosen_in,
    entry_for,
    frame,
    link_of,
    listed_rows,
    word_in,
)
from hemei.faces.cockpit.queries import Row, Wanted
from hemei.ground.places import queries as places
from hemei.kernel.figures import Verdict
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import say, say_reason

FIGURE = "F10"
_MICRO = 1_000_000


@require_safe
@never_cache
@signed_in
def estate_map(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show where the estates of a place lie and which are managed, on a map and as a list."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    show = opened.FIGURE if _shows_open(request) else FIGURE
    context = {
        **frame(asked),
        "points": asked.address(
            "points", None, show=show if show != FIGURE else "", language=get_language() or ""
        ),
        "layers": [
            {
                "words": words,
                "address": asked.address("map", None, show=code),
                "here": show == (code or FIGURE),
            }
            for code, words in (("", _("物业管理")), (opened.FIGURE, _("没有结束的案件")))
        ],
        "open": show == opened.FIGURE,
        **(opened.listed(request, asked) if show == opened.FIGURE else _managed(request, asked)),
    }
    return render(request, "cockpit/map.html", context, UNPROCESSABLE if asked.wrong else 200)


def _shows_open(request: HttpRequest) -> bool:
    return word_in(request, "show", 4) == opened.FIGURE


def _managed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return what the map's page lists of the estates that are managed, and those that are not."""
    entry = entry_for(FIGURE, asked.at)
    verdict, _body = chosen_in(request)
    wanted = Wanted(verdict=verdict, after=word_in(request, "after", 200), limit=PAGE + 1)
    listed = queries.rows(entry, actor=asked.actor, ranges=asked.area.ranges, asked=asked.at, wanted=wanted)
    page = listed[:PAGE]
    placed = places.positions_of([queries.estate_of(row.subject) for row in page], actor=asked.actor)
    chosen = {"verdict": verdict.value if verdict else ""}
    more = len(listed) > PAGE
    return {
        "name": say(entry.figure.name),
        "tabs": _tabs(asked, chosen["verdict"]),
        "rows": [
            {
                **shown_row,
                "code": row.subject.link.args[0],
                "placed": queries.estate_of(row.subject) in placed,
            }
            for shown_row, row in zip(listed_rows(page, {}), page, strict=True)
        ],
        "first": "after" not in request.GET,
        "older": asked.address("map", None, **chosen, after=page[-1].token) if more else "",
        "here": asked.address("map", None, **chosen),
        "list": asked.address("figure", None, FIGURE),
    }


@require_safe
@signed_in
def points(request: HttpRequest, place_id: int) -> HttpResponse:
    """Give all estates of a place as one GeoJSON; an unchanged one is not sent twice."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    if _shows_open(request):
        answer = _collection(opened.features(asked))
        patch_cache_control(answer, private=True, no_store=True)
        return answer
    entry = entry_for(FIGURE, asked.at)
    version = (place_id, asked.at.day, queries.estates_version(), get_language(), asked.actor.places)
    mark = f'"{hashlib.sha256(repr(version).encode()).hexdigest()[:20]}"'
    answer = get_conditional_response(request, etag=mark) or _geojson(asked, entry)
    answer["ETag"] = mark
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _geojson(asked: Asked, entry: queries.Entry) -> HttpResponse:
    found = queries.estate_points(entry, asked.area, actor=asked.actor, asked=asked.at)
    names = places.names_of(point.community for point in found.points)
    features = [_polygon(hull) for hull in found.hulls]
    features += [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _degrees(point.lon, point.lat)},
            "properties": _properties(point.row, names.get(point.community, "")),
        }
        for point in found.points
    ]
    return _collection(features)


def _collection(features: list[dict[str, Any]]) -> HttpResponse:
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def _polygon(hull: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    ring = [_degrees(*corner) for corner in (*hull, hull[0])]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}}


def _properties(row: Row, community: str) -> dict[str, str]:
    subject = row.subject
    return {
        "code": str(subject.link.args[0]),
        "name": subject.label,
        "address": link_of(row),
        "counted": subject.counted.value,
        "words": f"{say(shown.VERDICT_TEXTS[subject.counted])}{_('：')}{say_reason(subject.reason)}",
        "place": places.short_name(community),
    }


def _degrees(lon: int, lat: int) -> list[float]:
    return [lon / _MICRO, lat / _MICRO]


def _tabs(asked: Asked, chosen: str) -> list[dict[str, Any]]:
    kinds = [("", _("全部"))] + [
        (kind.value, say(shown.VERDICT_TEXTS[kind])) for kind in (Verdict.YES, Verdict.NO)
    ]
    return [
        {"words": words, "address": asked.address("map", None, verdict=kind), "here": kind == chosen}
        for kind, words in kinds
    ]
