"""Found an organisation: its level first, then where, then what it is called and who leads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.party import queries, services
from hemei.leadership.party.pages.organisation import forms_of
from hemei.leadership.party.pages.shared import REFUSED, day, number, today
from hemei.leadership.party.queries import Form, Level
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import say

MOST_CHOICES = 60
_PLACES = {Level.COUNTY, Level.STREET, Level.COMMUNITY}
_ESTATES = {Level.ESTATE, Level.BUILDING}
# Who usually leads an organisation of a level.
_LEADERS = {
    Level.COUNTY: Level.INDUSTRY,
    Level.STREET: Level.COUNTY,
    Level.COMMUNITY: Level.STREET,
    Level.COMPANY: Level.INDUSTRY,
    Level.ESTATE: Level.COMMUNITY,
    Level.BUILDING: Level.ESTATE,
}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a level, or found an organisation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    levels = queries.FOUNDS.get(actor.role, frozenset())
    if not levels:
        raise PermissionDenied
    typed = (request.POST if request.method == "POST" else request.GET).dict()
    level = Level(typed["level"]) if typed.get("level") in levels else None
    if request.method == "GET" or level is None:
        return _show(request, level, typed)
    try:
        found = services.found_organisation(actor=actor, now=utc_now(), draft=_draft(level, typed, actor))
    except Refused as refused:
        return _show(request, level, typed, refused)
    return HttpResponseRedirect(reverse("party:organisation", args=[found]))


def _draft(level: Level, typed: Mapping[str, str], actor: Actor) -> services.Founding:
    form = typed.get("form", "")
    if form not in set(Form):
        raise Refused.because(mark("请选择形式"), field="form", code="form")

    def chosen(name: str, words: str, *, needed: bool) -> int | None:
        raw = typed.get(name, "")
        return number(raw, name, words) if raw or needed else None

    estate = _estate(typed, actor) if level in _ESTATES else None
    return services.Founding(
        name=typed.get("name", ""),
        form=Form(form),
        level=level,
        since=day(typed.get("since", ""), "since"),
        place_id=chosen("place", mark("请选择这一级的地点"), needed=True) if level in _PLACES else None,
        estate_id=estate.id if estate else None,
        building_id=chosen("building", mark("请选择楼栋"), needed=True) if level is Level.BUILDING else None,
        company=chosen("company", mark("请选择物业企业"), needed=True) if level is Level.COMPANY else None,
        host=chosen("host", mark("请选择承办单位"), needed=False),
        leader=chosen("leader", mark("请选择党组织"), needed=False),
    )


def _estate(typed: Mapping[str, str], actor: Actor) -> places.EstateRow | None:
    return places.estate_by_code(plain(typed.get("estate", ""), 40), actor=actor)


def _show(
    request: HttpRequest, level: Level | None, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = plain(typed.get("q", ""), 30)
    context: dict[str, Any] = {
        "level": level.value if level else "",
        "level_words": say(queries.LEVEL_TEXTS[level]) if level else "",
        "levels": [
            (one.value, say(words))
            for one, words in queries.LEVEL_TEXTS.items()
            if one in queries.FOUNDS[actor.role]
        ],
        "today": today(),
        "q": wanted,
        "values": typed,
        "errors": errors_of(refused) if refused else {},
    }
    if level is not None:
        context |= _choices(level, typed, wanted, actor)
    return render(request, "party/found.html", context, REFUSED if refused else 200)


def _choices(level: Level, typed: Mapping[str, str], wanted: str, actor: Actor) -> dict[str, Any]:
    on = today()
    found: dict[str, Any] = {
        "forms": forms_of(level),
        "place_choices": [],
        "companies": [],
        "hosts": [],
        "estate": None,
        "estates": [],
        "buildings": [],
    }
    if level in _PLACES:
        within = actor.places[0].path if actor.places else ""
        rows = places.places_on(places.Level(level.value), on, within=within)
        found["place_choices"] = [(row.id, row.name) for row in rows if wanted in row.name][:MOST_CHOICES]
    elif level is Level.COMPANY:
        rows_ = people.bodies_of_kind(people.BodyKind.COMPANY, on)
        found["companies"] = [(row.id, row.name) for row in rows_ if wanted in row.name][:MOST_CHOICES]
    elif level in _ESTATES:
        estate = _estate(typed, actor)
        found["estate"] = estate
        found["estates"] = (
            [] if estate else places.estates(actor=actor, text=wanted, limit=MOST_CHOICES) if wanted else []
        )
        if estate and level is Level.BUILDING:
            found["buildings"] = [(row.id, row.name) for row in places.buildings_of(estate.id, actor=actor)]
    else:
        bodies = people.bodies_within(wanted, places=actor.places, on=on, limit=MOST_CHOICES)
        found["hosts"] = [(row.id, row.name) for row in bodies]
    return found | _leaders(level, found["estate"], wanted, actor)


def _leaders(level: Level, estate: places.EstateRow | None, wanted: str, actor: Actor) -> dict[str, Any]:
    """Return who could lead it; in an estate that is its community's organisation or the estate's branch."""
    on, above = today(), _LEADERS.get(level)
    if estate is not None and level is Level.BUILDING:
        ties = [tie for tie in queries.ties_of_estate(estate_id=estate.id, on=on) if not tie.building]
        pairs = [(tie.organisation_id, tie.organisation) for tie in ties]
    else:
        text = "" if level is Level.ESTATE else wanted
        rows = queries.organisations(actor=actor, on=on, level=above, text=text, limit=MOST_CHOICES)
        if estate is not None:
            rows = [row for row in rows if estate.scope.startswith(row.scope)]
        if not rows and wanted:
            rows = queries.organisations(actor=actor, on=on, level=above, limit=MOST_CHOICES)
        pairs = [(row.id, row.name) for row in rows]
    return {"leaders": pairs, "leader_now": pairs[0][0] if len(pairs) == 1 else ""}
