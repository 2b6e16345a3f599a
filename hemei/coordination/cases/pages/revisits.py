"""The re-visits in the reader's places: whose turn it is, and which closings did not hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.lots import found_badge
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.words import FOUND_TEXTS, Found
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.rows import Row
from hemei.ui.sheets import sheet
from hemei.ui.words import clock_words, local_day, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor

PAGE = 50
READERS = ROLES[Who.HOME] | ROLES[Who.SUPERIOR]
"""Who closes cases and who goes back to them; whoever solved one reads it on its page."""


@never_cache
@require_GET
@signed_in
def revisits(request: HttpRequest) -> HttpResponse:
    """Show the visits, the newest first; the filter stands in the address."""
    actor, found, now = _reader(request), _found(request), utc_now()
    after = whole_of(request.GET.get("after", ""))
    rows = queries.revisit_rows(actor=actor, found=found, after=after, limit=PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    names = people.body_names({body for row in shown for body in (row.body_id, row.solver_id)})
    chosen = {"found": found} if found else {}
    context = {
        "rows": [_line(row, names, now) for row in shown],
        "older": f"?{urlencode({**chosen, 'after': shown[-1].id})}" if more else "",
        "found": found,
        "words": _words(),
        "sheet": f"{reverse('cases:revisits_sheet')}?{urlencode(chosen)}",
    }
    return render(request, "cases/revisits.html", context)


@never_cache
@require_GET
@signed_in
def revisits_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same."""
    rows = queries.every_revisit(actor=_reader(request), found=_found(request))
    header = [
        _("编号"), _("类别"), _("小区"), _("复查单位"), _("办结依据由其反馈"), _("结束时间"), _("抽中时间"),
        _("复查时限"), _("复查时间"), _("复查结果"),
    ]  # fmt: skip
    return sheet(_("办结复查"), header, _cells(rows))


def _cells(rows: Iterable[queries.RevisitRow]) -> Iterator[list[Any]]:
    names: dict[int, str] = {}
    waiting = iter(rows)
    while chunk := list(islice(waiting, queries.EXPORT_CHUNK)):
        names |= people.body_names(
            {body for row in chunk for body in (row.body_id, row.solver_id)} - names.keys()
        )
        for row in chunk:
            found = say(FOUND_TEXTS[Found(row.found)]) if row.found else ""
            kind = faces.kind_name(queries.law_of(shanghai_day(row.reported_at)), row.kind)
            yield [
                row.number, kind, row.estate_name, names.get(row.body_id, ""), names.get(row.solver_id, ""),
                row.ended_at, row.drawn_at, row.due_at, row.visited_at, found,
            ]  # fmt: skip


def _line(row: queries.RevisitRow, names: dict[int, str], now: datetime) -> Row:
    kind = faces.kind_name(queries.law_of(shanghai_day(row.reported_at)), row.kind)
    said = _("%(body)s复查，结果由%(solver)s作出") % {
        "body": names.get(row.body_id, ""),
        "solver": names.get(row.solver_id, ""),
    }
    return Row(
        reverse("cases:case", args=[row.number]),
        kind,
        f"{row.estate_name} · {said}",
        found_badge(row.found, late=row.visited_at is None and row.due_at < now),
        clock_words(now, row.due_at) if row.visited_at is None else None,
        row.number,
        limit=_("复查时限")
        if row.visited_at is None
        else _("%(day)s复查") % {"day": local_day(row.visited_at)},
    )


def _words() -> list[tuple[str, str]]:
    return [(queries.OWED, _("待复查")), *((found.value, say(FOUND_TEXTS[found])) for found in Found)]


def _found(request: HttpRequest) -> str:
    word = request.GET.get("found", "")
    return word if word in {queries.OWED, *Found} else ""


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS:
        raise PermissionDenied
    return actor
