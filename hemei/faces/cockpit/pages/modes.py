"""What each mode of management costs and how satisfied its owners are, beside each other; what is unknown is said."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.faces.cockpit.pages.asked import Asked, asked_of, frame
from hemei.ground.companies.queries import MODE_NAMES, Mode
from hemei.oversight.assessment import queries as assessment
from hemei.oversight.renewal import queries as renewal
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import say

_PERCENT, _FEN = 100, 100


@require_safe
@never_cache
@signed_in
def by_mode(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show cost and satisfaction by mode within a place on a day, each with the estates it is known of."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    rows = renewal.costs(within=asked.area.ranges, on=asked.at.day)
    told = assessment.satisfied_in([number for row in rows for number in row.estates], asked.at.day)
    context = {**frame(asked), "rows": [_face(row, told, asked) for row in rows]}
    return render(request, "cockpit/modes.html", context)


def _face(row: renewal.ModeCost, told: dict[int, tuple[int, int]], asked: Asked) -> dict[str, Any]:
    known = [told[number] for number in row.estates if number in told]
    satisfied, answers = sum(one[0] for one in known), sum(one[1] for one in known)
    words = {"mode": row.mode, "counted": "yes", "on": asked.at.day.isoformat()}
    return {
        "mode": say(MODE_NAMES[Mode(row.mode)]),
        "list": f"{reverse('companies:managed')}?{urlencode(words)}",
        "estates": len(row.estates),
        "area": row.area_dm2 // 100,
        "cost": _yuan(row.a_metre),
        "known": row.known,
        "subsidy": _yuan(row.subsidy_a_metre),
        "subsidised": row.subsidised,
        "share": f"{round(Fraction(satisfied, answers) * _PERCENT)}%" if answers else "",
        "satisfied": satisfied,
        "answers": answers,
        "asked": len(known),
    }


def _yuan(fen: Fraction | None) -> str:
    """Return fen as yuan, rounded to the fen half up; empty where nothing is known."""
    if fen is None:
        return ""
    whole = int(fen + Fraction(1, 2))
    return f"{whole // _FEN}.{whole % _FEN:02d}"
