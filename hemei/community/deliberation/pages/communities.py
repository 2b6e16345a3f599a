"""The register of mechanisms: the communities of a day, and one with its mechanism, rhythm and whether it works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.pages.shared import (
    CHUNK,
    PAGE,
    REFUSED,
    community_or_404,
    entered,
    tabs,
    today,
)
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import clock_words, say

_WHICH = {
    "registered": mark("已建立"),
    "none": mark("没有建立"),
    "late": mark("该开会没有开"),
}


def _asked(request: HttpRequest) -> dict[str, str]:
    which = request.GET.get("which", "")
    return {
        "on": as_of(request.GET.get("on", ""), today()).isoformat(),
        "q": plain(request.GET.get("q", ""), 30),
        "which": which if which in _WHICH else "",
    }


@require_safe
@never_cache
@signed_in
def communities(request: HttpRequest) -> HttpResponse:
    """List the urban communities of a day with their mechanism and when the next meeting is due."""
    actor, asked, now = entered(request), _asked(request), utc_now()
    found = _rows(actor, asked, now, plain(request.GET.get("after", ""), 20), PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": [{"row": row, "clock": clock_words(now, row.due_at) if row.due_at else None} for row in rows],
        "asked": asked,
        "which": [(code, say(words)) for code, words in _WHICH.items()],
        "tabs": tabs(actor, "deliberation:communities"),
        "older": "?" + urlencode({**asked, "after": rows[-1].code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('deliberation:communities_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "deliberation/communities.html", context)


def _rows(
    actor: Actor, asked: Mapping[str, str], now: datetime, after: str, limit: int
) -> list[queries.CommunityLine]:
    return queries.communities(
        actor=actor,
        on=date.fromisoformat(asked["on"]),
        now=now,
        text=asked["q"],
        which=asked["which"],  # type: ignore[arg-type]  # one of the words, see _asked
        after=after,
        limit=limit,
    )


@require_safe
@never_cache
@signed_in
def communities_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = entered(request), _asked(request)
    header = [
        _("区划代码"),
        _("街道"),
        _("社区"),
        _("建立日期"),
        _("依据文件"),
        _("上次会议"),
        _("下次会议最晚"),
    ]
    return sheet(_("三位一体机制"), header, _sheet_rows(actor, asked))


def _sheet_rows(actor: Actor, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    after, now = "", utc_now()
    while rows := _rows(actor, asked, now, after, CHUNK):
        for row in rows:
            yield [row.code, row.street, row.name, row.since, row.document, row.last_held_on, row.due_at]
        after = rows[-1].code


@require_safe
@never_cache
@signed_in
def community(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a community's mechanism as of a day: who sits, how often, whether it works."""
    return _show(request, entered(request), place_id, {})


def _show(
    request: HttpRequest,
    actor: Actor,
    place_id: int,
    typed: Mapping[str, Any],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    place, now = community_or_404(place_id, actor), utc_now()
    on = as_of(request.GET.get("on", ""), today())
    rows = queries.mechanisms_of(place_id, actor=actor)
    errors = errors_of(refused) if refused else {}
    running = next((row for row in rows if row.runs_on(on)), None)
    keeps = queries.may(actor.role, queries.Act.KEEP_MECHANISM, covered=actor.covers(place.path)).allowed
    context = {
        "place": place,
        "day": on,
        "today": today(),
        "running": running,
        "former": [row for row in rows if row is not running],
        "working": _working(place_id, on) if running else None,
        "clocks": [
            {"words": say(queries.CLOCK_TEXTS[row.kind]), "clock": clock_words(now, row.due_at)}
            for row in queries.clocks_of(place_id)
        ],
        "keeps": keeps,
        "side_texts": {side: say(words) for side, words in queries.SIDE_TEXTS.items()},
        "owners_texts": {side: say(words) for side, words in queries.OWNERS_SIDE_TEXTS.items()},
        "sides": [(side.value, say(words)) for side, words in queries.SIDE_TEXTS.items()],
        "owners_sides": [(side.value, say(words)) for side, words in queries.OWNERS_SIDE_TEXTS.items()],
        "values": typed,
        "errors": {name: errors if form == name else {} for name in ("register", "correct", "end", "void")},
    }
    return render(request, "deliberation/community.html", context, REFUSED if refused else 200)


def _working(place_id: int, on: date) -> dict[str, Any]:
    found = queries.working_on(place_id, on)
    return {
        "verdict": found.verdict.value,
        "parts": [
            {
                "name": say(part.name),
                "verdict": part.verdict.value,
                "part": part.part,
                "whole": part.whole,
                "wanted": part.wanted,
            }
            for part in found.parts
        ],
    }


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, place_id: int, name: str) -> HttpResponse:
    """Register, correct, end or void a mechanism."""
    actor, typed, now = entered(request, queries.Act.KEEP_MECHANISM), request.POST, utc_now()
    number = whole_of(typed.get("mechanism", "")) or 0
    try:
        if name == "register":
            services.establish(actor=actor, now=now, draft=_draft(place_id, typed))
        elif name == "correct":
            services.correct_mechanism(
                actor=actor,
                now=now,
                mechanism_id=number,
                draft=_draft(place_id, typed),
                reason=_reason(typed),
            )
        elif name == "end":
            until = needed_day(typed.get("valid_until", ""), "valid_until")
            services.end_mechanism(actor=actor, now=now, mechanism_id=number, valid_until=until)
        else:
            services.void_mechanism(actor=actor, now=now, mechanism_id=number, reason=_reason(typed))
    except Refused as refused:
        return _show(
            request, actor, place_id, {**typed.dict(), "sides": typed.getlist("sides")}, name, refused
        )
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("deliberation:community", args=[place_id]))


def _reason(typed: QueryDict) -> str:
    return plain(typed.get("reason", ""), 200)


def _draft(place_id: int, typed: QueryDict) -> services.MechanismDraft:
    owners = typed.get("owners_side", "")
    return services.MechanismDraft(
        community=place_id,
        established_on=needed_day(typed.get("established_on", ""), "established_on"),
        document=typed.get("document", ""),
        sides=tuple(side for side in queries.Side if side.value in typed.getlist("sides")),
        owners_side=queries.OwnersSide(owners)
        if owners in set(queries.OwnersSide)
        else queries.OwnersSide.COMMITTEE,
        months=whole_of(typed.get("months", "")) or 0,
    )
