"""Who may enter the pages of offices and staff, and what they share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hemei.coordination.offices import queries
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import as_of, errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import is_english

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.http import HttpRequest

    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Refused

PAGE = 50
CHUNK = 1_000
REFUSED = 422


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def asked(request: HttpRequest) -> dict[str, str]:
    """Return what a list is asked for, as typed: the day, and whether gaps only."""
    day = as_of(request.GET.get("on", ""), today())
    structure(day)
    return {"on": day.isoformat(), "state": plain(request.GET.get("state", ""), 10)}


def structure(day: date) -> queries.StreetStructure:
    """Return the structure of a day; a city or a day without one has no such page."""
    try:
        return queries.structure_on(day)
    except NoStandard:
        raise Http404 from None


def gaps_of(typed: Mapping[str, str]) -> bool | None:
    """Return whether gaps only, those without one only, or all are asked for."""
    return {"gap": True, "whole": False}.get(typed["state"])


def states() -> list[tuple[str, str]]:
    """Return the choices of a list's state."""
    return [("gap", _("只看缺口")), ("whole", _("只看符合的"))]


_COUNTED = 99


def tabs(actor: Actor, here: str, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the lists this actor has, as tabs, each with its gaps: they are what is to be done."""
    on = date.fromisoformat(typed["on"])
    shown = [("offices:communities", _("社区兼职人员"))]
    if queries.may(actor.role, queries.Act.KEEP_OFFICE).allowed:
        shown = [("offices:streets", _("街道物业部门")), ("offices:towns", _("乡镇物业部门")), *shown]
    if queries.may(actor.role, queries.Act.KEEP_ASSESSMENT).allowed:
        shown.append(("offices:assessments", _("目标考核")))
    gaps = {name: _gaps(name, actor, on) for name, _words in shown}
    return [
        {
            "words": _("%(list)s（缺%(count)s）") % {"list": words, "count": gaps[name]}
            if gaps[name]
            else words,
            "address": reverse(name),
            "here": name == here,
        }
        for name, words in shown
    ]


def _gaps(name: str, actor: Actor, on: date) -> str:
    """Return how many gaps a list has, empty for none."""
    rows: list[Any] = []
    if name == "offices:communities":
        rows = list(queries.community_rows(actor=actor, on=on, gaps=True, limit=_COUNTED + 1))
    elif name == "offices:assessments":
        rows = list(queries.assessment_rows(actor=actor, year=on.year, on=on, gaps=True))
    else:
        towns = name == "offices:towns"
        rows = list(queries.street_rows(actor=actor, on=on, towns=towns, gaps=True, limit=_COUNTED + 1))
    return f"{_COUNTED}+" if len(rows) > _COUNTED else str(len(rows) or "")


def home_or_404(place_id: int, level: places.Level, *, actor: Actor, on: date) -> places.PlaceRow:
    """Return a place of a level the actor is in charge of."""
    found = queries.home(place_id, level, actor=actor, on=on)
    if found is None:
        raise Http404
    return found


def line_of(place: places.PlaceRow) -> str:
    """Return where a place lies, in words."""
    return " › ".join(row.short_name for row in places.places_on_path(place.path))


def above_of(rows: list[Any]) -> dict[str, str]:
    """Return the names of the county and the street of rows by path, in one statement; for lists."""
    ids = {row.path: [int(part) for part in row.path.split(".")[1:-2]] for row in rows}
    names = places.names_of(number for numbers in ids.values() for number in numbers)
    return {path: " ".join(names.get(number, "") for number in numbers) for path, numbers in ids.items()}


def older_of(rows: list[Any], typed: Mapping[str, str]) -> str:
    """Return the address of the next page of a list that was asked for one row more than it shows."""
    return "?" + urlencode({**typed, "after": rows[PAGE - 1].code}) if len(rows) > PAGE else ""


def every(read: Callable[[str], list[Any]]) -> Iterator[Any]:
    """Yield a whole list for an export, page by page."""
    after = ""
    while rows := read(after):
        yield from rows
        after = rows[-1].code


def named(item: Any) -> str:
    """Return the name of an item of a standard in the reader's language."""
    return str(item.name_en if is_english() else item.name)


def form(
    request: HttpRequest, template: str, refused: Refused | None, context: dict[str, Any]
) -> HttpResponse:
    """Answer with a page; after a refusal with its words and what was typed."""
    errors = errors_of(refused) if refused else {}
    return render(request, template, {**context, "errors": errors}, REFUSED if errors else 200)
