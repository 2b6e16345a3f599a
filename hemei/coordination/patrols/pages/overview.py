"""How the rounds of some days stand below a place, each number leading to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.coordination.patrols import queries
from hemei.coordination.patrols.pages import gate
from hemei.ui.doors import signed_in
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


@require_safe
@never_cache
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Count planned, walked and missed rounds for each place below, and what was found by kind."""
    actor = gate.entered(request)
    within, asked = gate.within_of(request.GET, actor, days=gate.MONTH)
    home = actor.home_place
    path = within.path or (gate.path_of(home) if home else "")
    if not path or not actor.covers(path):
        raise Http404
    within = queries.Within(path, within.since or gate.today() - gate.MONTH, within.until or gate.today())
    days = {"since": _iso(within.since), "until": _iso(within.until)}
    names = gate.case_names()
    context: dict[str, Any] = {
        "rows": [_line(row, days) for row in queries.place_counts(actor=actor, within=within)],
        "finds": [
            (
                names.get(code, code),
                count,
                _seen({**days, "place": asked["place"], "result": "found", "case": code}),
            )
            for code, count in queries.finds_by_kind(actor=actor, within=within)
        ],
        "points": [
            (words, _seen({**days, "place": asked["place"], "result": result}))
            for result, words in (("blocked", _("没能查看的点位")), ("missed", _("没有看的点位")))
        ],
        "asked": {**asked, **days},
        "place": gate.place_name(asked),
        "up": _up(actor, path),
        "vacant": gate.vacant(actor),
        "tabs": gate.tabs(actor, "patrols:overview"),
    }
    return render(request, "patrols/overview.html", context)


def _iso(day: object) -> str:
    return str(day) if day else ""


def _up(actor: Actor, path: str) -> str:
    """Return the address of the place above, empty where it is not the actor's."""
    above = ".".join(path.split(".")[:-2]) + "."
    return "?" + urlencode({"place": above.split(".")[-2]}) if actor.covers(above) else ""


def _line(row: queries.PlaceCount, days: dict[str, str]) -> dict[str, Any]:
    here = {**days, "place": str(row.place_id)}
    numbers = (
        ("", row.rounds), (queries.Shown.PLANNED.value, row.planned), (queries.Shown.ON_TIME.value, row.on_time),
        (queries.Shown.LATE.value, row.late), (queries.Shown.MISSED.value, row.missed),
        (queries.WITHOUT_REASON, row.unexplained),
    )  # fmt: skip
    return {
        "name": row.name,
        "below": "?" + urlencode(here),
        "numbers": [
            (
                count,
                f"{reverse('patrols:rounds')}?{urlencode({**here, **({'state': state} if state else {})})}",
            )
            for state, count in numbers
        ],
    }


def _seen(values: dict[str, str]) -> str:
    return f"{reverse('patrols:seen')}?{gate.kept(values)}"
