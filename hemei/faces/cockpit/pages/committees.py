"""The committees in danger of a place: how many for each reason, each opening the list. Part of the board."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.committees import queries as committees
from hemei.faces.cockpit.pages.asked import Asked, asked_of, frame
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import say


def addresses_of(asked: Asked) -> dict[str, str]:
    """Return where the part is loaded from and where the list stands; nothing for who may not see it."""
    if not committees.may_see_dangers(asked.actor):
        return {"part": "", "list": ""}
    return {"part": asked.address("committees"), "list": _list(asked)}


@require_safe
@never_cache
@signed_in
def in_danger(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show how many committees of a place are in danger, and why."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    if not committees.may_see_dangers(asked.actor):
        raise Http404
    wanted = committees.DangerFilter(asked.at.day, within=asked.area.ranges)
    total, reasons = committees.danger_counts(wanted, actor=asked.actor, now=utc_now())
    context = {
        **frame(asked),
        "total": total,
        "reasons": [
            (say(words), reasons[why], committees.DANGER_TONES[why], _list(asked, why=why.value))
            for why, words in committees.DANGER_NAMES.items()
            if reasons.get(why)
        ],
        "list": _list(asked),
    }
    return render(request, "cockpit/committees.html", context)


def _list(asked: Asked, **more: str) -> str:
    words = {"place": str(asked.area.place.id), "on": asked.at.day.isoformat(), **more}
    return f"{reverse('committees:dangers')}?{urlencode(words)}"
