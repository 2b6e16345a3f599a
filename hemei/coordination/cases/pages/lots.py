"""The weekly lots before everybody: the list, the seed, who was drawn, what was found, how to repeat it. No sign-in."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules import lots as rules
from hemei.coordination.cases.rules.words import FOUND_TEXTS, Found
from hemei.kernel.clock import utc_now
from hemei.ui.render import render
from hemei.ui.rows import Badge
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = 26
_TONES = {Found.TRUE: "good", Found.FALSE: "bad", Found.UNCLEAR: "warn"}


def found_badge(found: str | None, *, late: bool = False) -> Badge:
    """Return what a visit found, or that it is owed."""
    if found is None:
        return Badge(_("超过时限，还没有复查") if late else _("待复查"), "bad" if late else "")
    return Badge(say(FOUND_TEXTS[Found(found)]), _TONES[Found(found)])


@require_safe
def lots(request: HttpRequest) -> HttpResponse:
    """Show the weeks, the newest first."""
    found = queries.public_lots(before=_day(request.GET.get("before", "")), limit=PAGE + 1)
    rows = found[:PAGE]
    older = f"?before={rows[-1].week.isoformat()}" if len(found) > PAGE else ""
    return render(request, "cases/lots.html", {"rows": rows, "older": older})


@require_safe
def lot(request: HttpRequest, week: str) -> HttpResponse:
    """Show how the cases of a week were drawn and what the visits found."""
    row, now = _lot(week), utc_now()
    visits = queries.public_visits(row.id)
    listed = rules.as_lots(row.listing)
    of = {body: len(numbers) for body, numbers in listed.items()}
    lines = [
        (found, found_badge(found.found, late=found.visited_at is None and found.due_at < now))
        for found in visits
    ]
    parts = [
        (name, of.get(body, 0), list(part))
        for (body, name), part in groupby(lines, key=lambda line: (line[0].body_id, line[0].body))
    ]
    context = {
        "row": row,
        "parts": parts,
        "counts": _counts(visits),
        "file": f"lot-{week}.txt",
        "undrawn": listed.get(rules.NOBODY, ()),
    }
    return render(request, "cases/lot.html", context)


@require_safe
def lot_text(request: HttpRequest, week: str) -> HttpResponse:  # noqa: ARG001 - the framework's
    """Hand out the list as it was fixed, for a re-draw."""
    answer = HttpResponse(_lot(week).listing, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lot-{week}.txt"'
    return answer


def _lot(week: str) -> queries.PublicLot:
    day = _day(week)
    row = queries.public_lot(day) if day else None
    if row is None:
        raise Http404
    return row


def _counts(visits: Sequence[queries.LotVisit]) -> list[tuple[str, int]]:
    words: dict[str | None, str] = {found.value: say(FOUND_TEXTS[found]) for found in Found}
    words[None] = _("待复查")
    return [
        (said, count)
        for found, said in words.items()
        if (count := sum(visit.found == found for visit in visits))
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
