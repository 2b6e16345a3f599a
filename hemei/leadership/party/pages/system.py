"""The leadership system of a city, county or street: who leads, who is responsible, who joins, who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.party import queries, services
from hemei.leadership.party.pages.shared import REFUSED, day, number, staff_only, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, errors_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

_LEVELS = queries.SYSTEM_LEVELS
MOST_BODIES = 60


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def system(request: HttpRequest) -> HttpResponse:
    """Show the leadership system of a place, by default the reader's; record a part of it."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    place = _place(request, actor)
    if request.method == "GET":
        return _show(request, place, {})
    data = request.POST
    try:
        part = data.get("part", "")
        if part not in set(queries.Part):
            raise Refused.because(mark("请选择属于哪一部分"), field="part", code="part")
        services.place_part(
            actor=actor,
            now=utc_now(),
            place_id=place.id,
            part=queries.Part(part),
            body_id=number(data.get("body", ""), "body", mark("请选择单位")),
            line=data.get("line", ""),
            since=day(data.get("since", ""), "since"),
        )
    except Refused as refused:
        return _show(request, place, data.dict(), refused)
    return HttpResponseRedirect(f"{reverse('party:system')}?place={place.id}")


def _place(request: HttpRequest, actor: Actor) -> places.PlaceRow:
    """Return the place that is asked for, else the street, county or city of the reader."""
    raw = request.GET.get("place", "")
    try:
        if raw.isascii() and raw.isdigit() and len(raw) < 19:  # noqa: PLR2004 - a bigint
            found = places.place(int(raw))
        elif actor.places:
            on_path = [row for row in places.places_on_path(actor.places[0].path) if row.level in _LEVELS]
            found = on_path[-1] if on_path else places.city()
        else:
            found = places.city()
    except places.NoSuchPlace as missing:
        raise Http404 from missing
    if found.level not in _LEVELS:
        raise Http404
    return found


def _show(
    request: HttpRequest, place: places.PlaceRow, values: Mapping[str, Any], refused: Refused | None = None
) -> HttpResponse:
    actor, on = request.actor, as_of(request.GET.get("on", ""), today())  # type: ignore[attr-defined]
    rows = queries.parts_of(place_id=place.id, on=on)
    may_place = (
        on == today()
        and queries.may(actor.role, queries.Act.PLACE_PART, covered=actor.covers(place.path)).allowed
    )
    wanted = str(values.get("q", request.GET.get("q", ""))).strip()[:30]
    bodies = people.bodies_within(wanted, places=actor.places, on=on, limit=MOST_BODIES) if may_place else []
    context = {
        "place": place,
        "on": on,
        "today": today(),
        "way": [(row.name, row.id) for row in places.places_on_path(place.path)],
        "missing": _words(queries.parts_missing([place.id], on=on)[place.id]),
        "below": _below(place, on),
        "parts": [
            {
                "words": say(words),
                "rows": [
                    {
                        "id": row.id,
                        "body": row.body,
                        "line": row.line_name,
                        "link": _link(row.line),
                        "since": row.valid_from.isoformat(),
                    }
                    for row in rows
                    if row.part is part
                ],
            }
            for part, words in queries.PART_TEXTS.items()
        ],
        "may_place": may_place,
        "part_choices": [(part.value, say(words)) for part, words in queries.PART_TEXTS.items()],
        "bodies": [(row.id, row.name) for row in bodies],
        "lines": list(queries.lines_to_choose(on).items()),
        "q": wanted,
        "values": values,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "party/system.html", context, REFUSED if refused else 200)


def _below(place: places.PlaceRow, on: date) -> list[tuple[str, int, str]]:
    """Return the places below with which parts nobody takes there."""
    rows = [row for row in places.child_places(place.id) if row.level in _LEVELS]
    missing = queries.parts_missing([row.id for row in rows], on=on)
    return [(row.name, row.id, _words(missing[row.id])) for row in rows]


def _words(parts: Iterable[queries.Part]) -> str:
    return listing(say(queries.PART_TEXTS[part]) for part in parts)


@never_cache
@require_GET
@signed_in
def system_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the leadership systems of a place and of those below it, on a day."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    place, on = _place(request, actor), as_of(request.GET.get("on", ""), today())
    header = [_("地方"), _("部分"), _("单位"), _("责任清单的哪一项"), _("自")]
    return sheet(_("领导体制"), header, _sheet_rows(place, on))


def _sheet_rows(place: places.PlaceRow, on: date) -> Iterator[list[Any]]:
    children = [row for row in places.child_places(place.id) if row.level in _LEVELS]
    for here in (place, *children):
        rows = queries.parts_of(place_id=here.id, on=on)
        for part, words in queries.PART_TEXTS.items():
            taken = [row for row in rows if row.part is part]
            for row in taken:
                yield [here.name, say(words), row.body, row.line_name, row.valid_from]
            if not taken:
                yield [here.name, say(words), _("还没有登记。"), "", None]


def _link(line: str) -> str:
    """Return where a line stands; the second list belongs to a later chapter, known by the name of its page."""
    document, _, code = line.partition(":")
    try:
        page = {"party-responsibilities": "party:lists", "responsibility-list": "cases:responsibilities"}[
            document
        ]
        return f"{reverse(page)}#{code}"
    except (KeyError, NoReverseMatch):
        return ""


@never_cache
@require_POST
@signed_in
def end(request: HttpRequest, part_id: int) -> HttpResponse:
    """End a part today."""
    services.end_part(actor=request.actor, now=utc_now(), part_id=part_id, until=today())  # type: ignore[attr-defined]
    place = number(request.POST.get("back", ""), "back", mark("没有这个地方"))
    return HttpResponseRedirect(f"{reverse('party:system')}?place={place}")
