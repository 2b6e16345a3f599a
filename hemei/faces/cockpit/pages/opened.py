"""The open cases of a day on the map of a place: how many in each estate, by the very rows the figure C12 counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.cases import queries as cases
from hemei.faces.cockpit.pages.asked import PAGE, Asked, entry_for, word_in
from hemei.ground.places import queries as places
from hemei.ui.words import say

FIGURE = "C12"
_MICRO, _PARTS = 1_000_000, 2


def listed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return what the map's page lists: the estates with open cases, those with most first, a page of them."""
    entry = entry_for(FIGURE, asked.at)
    found = cases.open_estates(
        ranges=asked.area.ranges,
        day=asked.at.day,
        after=_after(word_in(request, "after", 40)),
        limit=PAGE + 1,
    )
    page, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    placed = places.positions_of([row.estate_id for row in page], actor=asked.actor)
    return {
        "name": say(entry.figure.name),
        "rows": [_face(asked, row) | {"placed": row.estate_id in placed} for row in page],
        "first": "after" not in request.GET,
        "older": asked.address("map", None, show=FIGURE, after=f"{last.count}~{last.estate_id}")
        if last
        else "",
        "here": asked.address("map", None, show=FIGURE),
        "list": asked.address("figure", None, FIGURE),
        "tabs": [],
    }


def features(asked: Asked) -> list[dict[str, Any]]:
    """Return all of them that have a position as points; those without one stand in the list only."""
    entry_for(FIGURE, asked.at)
    found = list(cases.every_open_estate(ranges=asked.area.ranges, day=asked.at.day))
    placed = places.positions_of([row.estate_id for row in found], actor=asked.actor)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [part / _MICRO for part in placed[row.estate_id]]},
            "properties": {
                "code": face["code"], "name": face["label"], "address": face["address"], "counted": "yes",
                "words": face["words"], "place": face["reason"],
            },
        }
        for row in found
        if row.estate_id in placed
        for face in [_face(asked, row)]
    ]  # fmt: skip


def _face(asked: Asked, row: cases.OpenEstate) -> dict[str, Any]:
    """Return an estate; what is open there today is a list of its own, of an earlier day the figure's."""
    today = f"{reverse('cases:cases')}?estate={row.estate_id}"
    return {
        "code": str(row.estate_id),
        "label": row.name,
        "address": asked.address("figure", None, FIGURE) if asked.day else today,
        "verdict": "yes",
        "words": _("没有结束%(count)s件") % {"count": row.count},
        "place": "",
        "reason": _("最早一件%(day)s上报") % {"day": row.oldest_on.isoformat()},
    }


def _after(text: str) -> tuple[int, int] | None:
    parts = text.split("~")
    if len(parts) != _PARTS or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return int(parts[0][:9]), int(parts[1][:18])
