"""The list of committees in danger: why, by which clause, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries
from hemei.community.committees.rules import life_words as said
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui import forms
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

PAGE = 50


def entered(request: HttpRequest, act: LifeAct) -> Actor:
    """Return the actor if his role may do this at all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, act).allowed:
        raise PermissionDenied
    return actor


def _asked(request: HttpRequest, actor: Actor) -> tuple[queries.DangerFilter, dict[str, str]]:
    day = forms.as_of(request.GET.get("on", ""), shanghai_day(utc_now()))
    why = request.GET.get("why", "")
    known = said.Danger(why) if why in set(said.Danger) else None
    text = plain(request.GET.get("q", ""), 30)
    place = whole_of(request.GET.get("place", ""))
    within = places.ranges_for(place, day) if place else ()
    if place and not (within and all(actor.covers(one.path) for one in within)):
        raise Http404
    typed = {"q": text, "why": known.value if known else "", "on": day.isoformat(), "place": str(place or "")}
    return queries.DangerFilter(day, text, known, tuple(within)), typed


@require_safe
@never_cache
@signed_in
def dangers(request: HttpRequest) -> HttpResponse:
    """List the committees in danger in the reader's places as of a day, a page at a time."""
    actor = entered(request, LifeAct.SEE_DANGERS)
    asked, typed = _asked(request, actor)
    now, after = utc_now(), plain(request.GET.get("after", ""), 20)
    found = queries.committees_in_danger(asked, actor=actor, now=now, after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": rows,
        "communities": places.names_of(row.state.community_id for row in rows),
        "asked": typed,
        "place": places.names_of([int(typed["place"])]).get(int(typed["place"]), "")
        if typed["place"]
        else "",
        "reasons": [(one.value, say(words)) for one, words in said.DANGER_NAMES.items()],
        "names": said.DANGER_NAMES,
        "tones": said.DANGER_TONES,
        "next_steps": said.NEXT_STEPS,
        "older": "?" + urlencode(typed | {"after": rows[-1].state.code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('committees:dangers_sheet')}?{urlencode(typed)}",
    }
    return render(request, "committees/dangers.html", context)


@require_safe
@never_cache
@signed_in
def dangers_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = entered(request, LifeAct.SEE_DANGERS)
    asked, _typed = _asked(request, actor)
    header = [
        _("小区编码"), _("小区"), _("责任社区"), _("预警"), _("下一步"), _("任期届满日"), _("应选人数"), _("在任人数"),
    ]  # fmt: skip
    return sheet(f"{_('预警的业委会')}-{asked.on}", header, _rows(asked, actor, utc_now()))


def _rows(asked: queries.DangerFilter, actor: Actor, now: datetime) -> Iterator[list[Any]]:
    names: dict[int, str] = {}
    for line in queries.all_in_danger(asked, actor=actor, now=now):
        state = line.state
        if state.community_id not in names:
            names |= places.names_of([state.community_id])
        yield [
            state.code, state.estate, names.get(state.community_id, ""),
            listing(say(said.DANGER_NAMES[why]) for why in line.why), say(said.NEXT_STEPS[line.why[0]]),
            state.last_day, state.seats, state.held,
        ]  # fmt: skip
