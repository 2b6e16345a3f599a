"""What comes again and again: the list of one's places, and the chain a case stands in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.case import seeing, viewer_of
from hemei.coordination.cases.pages.revisits import READERS
from hemei.coordination.cases.rules.words import Ending, State
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.rows import Badge, Row
from hemei.ui.sheets import sheet
from hemei.ui.words import local_day

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor

PAGE = 50
_KEY_PARTS = 3


@never_cache
@require_GET
@signed_in
def patterns(request: HttpRequest) -> HttpResponse:
    """Show what came again in the reader's places, the most frequent first."""
    actor, day = _reader(request), shanghai_day(utc_now())
    found = queries.patterns(actor=actor, day=day, after=_after(request.GET.get("after", "")), limit=PAGE + 1)
    rows = found[:PAGE]
    last = rows[-1] if len(found) > PAGE else None
    context = {
        "rows": [_line(row, day) for row in rows],
        "older": f"?after={last.count}~{last.estate_id}~{last.kind}" if last else "",
        "days": queries.law_of(day).checks.pattern.days,
    }
    return render(request, "cases/patterns.html", context)


@never_cache
@require_GET
@signed_in
def patterns_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same."""
    actor, day = _reader(request), shanghai_day(utc_now())
    header = [_("小区"), _("类别"), _("件数"), _("第一件"), _("最近一件"), _("还没办完"), _("最近一件的编号")]
    return sheet(_("反复发生"), header, _cells(actor, day))


def _cells(actor: Actor, day: date) -> Iterator[list[Any]]:
    law = queries.law_of(day)
    for row in queries.every_pattern(actor=actor, day=day):
        yield [
            row.estate_name, faces.kind_name(law, row.kind), row.count, row.first_on, row.last_on, row.open, row.number,
        ]  # fmt: skip


def _line(row: queries.Pattern, day: date) -> Row:
    since = _("%(first)s至%(last)s，还有%(open)s件没办完") % {
        "first": row.first_on.isoformat(), "last": row.last_on.isoformat(), "open": row.open,
    }  # fmt: skip
    return Row(
        reverse("cases:again", args=[row.number]),
        faces.kind_name(queries.law_of(day), row.kind),
        f"{row.estate_name} · {since}",
        Badge(_("%(count)s件") % {"count": row.count}, "warn"),
    )


@never_cache
@require_GET
@signed_in
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Show the chain a case stands in; also loaded into its page. Not there and not yours look alike."""
    viewer, now = viewer_of(request, number), utc_now()
    if viewer.actor.role not in READERS:
        raise PermissionDenied
    with seeing(viewer):
        page = queries.case_page(viewer=viewer, number=number, now=now)
        if page is None:
            raise Http404
        state, day = page.state, shanghai_day(now)
        rows = queries.chain_of(number=number, estate_id=state.place, kind=state.kind, day=day)
        rule = queries.law_of(day).checks.pattern
    kind = faces.kind_name(queries.law_of(state.fact_on), state.kind)
    context = {
        "number": number,
        "title": _("%(place)s · %(kind)s") % {"place": state.place_name, "kind": kind},
        "rows": [_case(row, kind) for row in rows] if len(rows) >= rule.least else [],
        "days": rule.days,
    }
    return render(request, "cases/again.html", context)


def _case(row: queries.ListRow, kind: str) -> Row:
    return Row(
        reverse("cases:case", args=[row.number]),
        kind,
        _("%(day)s上报") % {"day": local_day(row.reported_at)},
        faces.state_badge(State(row.state), Ending(row.ended) if row.ended else None),
        number=row.number,
    )


def _after(text: str) -> tuple[int, int, str] | None:
    parts = text.split("~")
    if len(parts) != _KEY_PARTS or not all(part.isascii() and part.isdigit() for part in parts[:2]):
        return None
    count, estate = parts[0][:9], parts[1][:18]
    return int(count), int(estate), parts[2][:40].replace("\0", "")


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS:
        raise PermissionDenied
    return actor
