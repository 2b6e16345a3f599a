"""Pages of quality: the checks of a place, the list of one, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.faces.quality import queries, services, shown
from hemei.faces.quality.queries import Area, Entry, Row
from hemei.faces.quality.rules import HANDERS, Standing, may_hand
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

PAGE = 50
LONGEST_TEXT = 30
REFUSED = 422
_COMMUNITY = 4  # steps of a community's path


@require_safe
@never_cache
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Go to the page of the place the reader is in charge of."""
    place_id = queries.home_of(request.actor)  # type: ignore[attr-defined]
    if place_id is None:
        raise Http404
    return HttpResponseRedirect(reverse("quality:board", args=[place_id]))


@require_safe
@never_cache
@signed_in
def board(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show all checks of a place with what the last round counted, and the weeks before."""
    actor, found, today = _asked(request, place_id)
    made = queries.entries(today)
    kept = queries.overview(found, [entry.check.code for entry in made], city=places.city().path, today=today)
    tiles = [
        shown.tile(
            entry,
            kept.checks[entry.check.code],
            _address("check", place_id, entry.check.code) if queries.may_list(entry, actor) else "",
        )
        for entry in made
    ]
    context = {
        **_frame(actor, found),
        "at": kept.at,
        "tiles": sorted(tiles, key=lambda tile: -(tile["now"] or 0)),
        "total": sum(tile["now"] or 0 for tile in tiles),
        "chart": shown.total_chart(list(kept.checks.values()), today),
    }
    return render(request, "quality/board.html", context)


@require_safe
@never_cache
@signed_in
def check(request: HttpRequest, place_id: int, code: str) -> HttpResponse:
    """Show one check: why it is a contradiction, the weeks, the places below, and the list with its remedies."""
    return _show(request, place_id, code)


@require_POST
@never_cache
@signed_in
def hand(request: HttpRequest, place_id: int, code: str) -> HttpResponse:
    """Hand the list over as a duty and go back to it; a refusal shows the list with the form as it was typed."""
    try:
        services.hand_over(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            place_id=place_id,
            code=code,
            until=needed_day(request.POST.get("until", ""), "until"),
        )
    except Refused as refused:
        return _show(request, place_id, code, refused=refused)
    return HttpResponseRedirect(_address("check", place_id, code, done="1") + "#hand")


def _show(request: HttpRequest, place_id: int, code: str, *, refused: Refused | None = None) -> HttpResponse:
    actor, found, today = _asked(request, place_id)
    entry = _entry(code, actor, today)
    text, after = _word(request, "q", LONGEST_TEXT), _word(request, "after", 200)
    listed = queries.rows(entry, found, actor=actor, day=today, text=text, after=after, limit=PAGE + 1)
    kept = queries.overview(found, [code], city=places.city().path, today=today)
    more = len(listed) > PAGE
    context = {
        **_frame(actor, found),
        "entry": entry,
        "name": say(entry.check.name),
        "tile": shown.tile(entry, kept.checks[code], ""),
        "weeks": shown.weeks(kept.checks[code].weeks, today),
        "chart": shown.chart(
            kept.checks[code].weeks, today, say(entry.check.name), width=720, height=200, edge=24
        ),
        "at": kept.at,
        "limits": shown.limits(entry.item),
        "parts": _parts(actor, found, code),
        "rows": _rows(entry, listed[:PAGE], actor),
        "remedy": shown.remedy(entry.check),
        "q": text,
        "first": not after,
        "here": _address("check", place_id, code),
        "begin": _address("check", place_id, code, q=text),
        "older": _address("check", place_id, code, q=text, after=listed[PAGE - 1].key) if more else "",
        "sheet": _address("sheet", place_id, code, q=text),
        "handed": _handed(request, entry, found, some=bool(listed or text or after), refused=refused),
        "done": bool(request.GET.get("done")),
    }
    return render(request, "quality/check.html", context, REFUSED if refused else 200)


@require_safe
@never_cache
@signed_in
def check_sheet(request: HttpRequest, place_id: int, code: str) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, found, today = _asked(request, place_id)
    entry = _entry(code, actor, today)
    listed = queries.all_pages(entry, found, actor=actor, day=today, text=_word(request, "q", LONGEST_TEXT))
    header = [_("对象"), _("地方"), _("矛盾在哪里")]
    return sheet(f"{say(entry.check.name)}-{found.place.short_name}-{today}", header, _sheet_rows(listed))


# --- what was asked --------------------------------------------------------------------------------
def _asked(request: HttpRequest, place_id: int) -> tuple[Actor, Area, date]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = shanghai_day(utc_now())
    found = queries.area(place_id, actor=actor, day=today)
    if found is None:
        raise Http404
    return actor, found, today


def _entry(code: str, actor: Actor, today: date) -> Entry:
    entry = queries.entry_of(code, today)
    if entry is None or not queries.may_list(entry, actor):
        raise Http404
    return entry


def _word(request: HttpRequest, name: str, most: int) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def _address(name: str, place_id: int, *more: str, **query: str) -> str:
    kept = urlencode({key: word for key, word in query.items() if word})
    address = reverse(f"quality:{name}", args=[place_id, *more])
    return f"{address}?{kept}" if kept else address


def _handed(
    request: HttpRequest, entry: Entry, found: Area, *, some: bool, refused: Refused | None
) -> dict[str, Any]:
    """Return the duty that runs for a list, or what is needed to make one, or why it cannot be made."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    last = queries.last_fix(found.place.id, entry.check.code, actor=actor)
    running = last if last and last.state not in duties.ENDED else None
    stands = {
        "running": shown.running(running, now) if running else None,
        "decision": None,
        "errors": errors_of(refused) if refused else {},
    }
    if actor.role not in HANDERS or running or not some:
        return stands
    keeper = queries.keeper_of(entry, found, shanghai_day(now))
    standing = Standing(keeper.id if keeper else None, keeper.scope if keeper else "", 1, running=False)
    day = queries.due_day(now)
    return {
        **stands,
        "decision": may_hand(actor, standing),
        "keeper": keeper.name if keeper else "",
        "until": request.POST.get("until", day.isoformat() if day else ""),
        "address": _address("hand", found.place.id, entry.check.code),
    }


# --- what is shown ---------------------------------------------------------------------------------
def _frame(actor: Actor, found: Area) -> dict[str, Any]:
    line = [
        (place.short_name, _address("board", place.id))
        for place in places.places_on_path(found.place.path)
        if place.id != found.place.id and actor.covers(place.path)
    ]
    return {"place": found.place, "line": line, "board": _address("board", found.place.id)}


def _parts(actor: Actor, found: Area, code: str) -> list[dict[str, Any]]:
    """Return the places below that had any in the last round, the most first."""
    below = [
        place
        for place in places.child_places(found.place.id)
        if place.path.count(".") <= _COMMUNITY and actor.covers(place.path)
    ]
    counted = queries.parts(code, [place.path for place in below])
    lines = [
        {"name": place.short_name, "found": counted[place.path], "address": _address("check", place.id, code)}
        for place in below
        if counted.get(place.path)
    ]
    return sorted(lines, key=lambda line: -int(line["found"]))


def _rows(entry: Entry, listed: Sequence[Row], actor: Actor) -> list[dict[str, Any]]:
    names = places.names_of({_place(row) for row in listed})
    return [
        {
            "label": row.label,
            "address": shown.record(entry.check, row.arg, actor),
            "place": names.get(_place(row), ""),
            "reason": say_reason(row.reason),
            "fix": shown.fix(entry.check, row.fix, actor),
        }
        for row in listed
    ]


def _sheet_rows(listed: Iterable[list[Row]]) -> Iterator[list[Any]]:
    for page in listed:
        names = places.names_of({_place(row) for row in page})
        for row in page:
            yield [row.label, names.get(_place(row), ""), say_reason(row.reason)]


def _place(row: Row) -> int:
    """Return the id of the community a contradiction lies in, or of the place above one."""
    return int(row.place.split(".")[:-1][:_COMMUNITY][-1])
