"""Which bodies are late, in what, and for how long: what a superior looks at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, span

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor


PAGE = 30


@never_cache
@require_GET
@signed_in
def late(request: HttpRequest) -> HttpResponse:
    """Show the bodies that are late in the reader's places, those with most first."""
    now, actor = utc_now(), _superior(request)
    skip = whole_of(request.GET.get("skip", "")) or 0
    found = queries.late_bodies(actor=actor, now=now, skip=skip, limit=PAGE + 1)
    rows = [(row, _owed(row), span(now - row.oldest_at)) for row in found[:PAGE]]
    context = {
        "rows": rows,
        "newer": f"?skip={max(0, skip - PAGE)}" if skip else "",
        "older": f"?skip={skip + PAGE}" if len(found) > PAGE else "",
    }
    return render(request, "cases/late.html", context)


def _owed(row: queries.LateBody) -> str:
    """Say what a body owes, kind by kind; what it does not owe is left out."""
    counts = (
        (_("未受理"), row.accept),
        (_("未报到"), row.arrival),
        (_("未办理"), row.handling),
        (_("未核实"), row.feedback),
        (_("其他"), row.other),
    )
    return listing(f"{words} {count}" for words, count in counts if count)


@require_GET
@signed_in
def late_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same."""
    rows = queries.late_bodies(actor=_superior(request), now=utc_now(), limit=100_000)
    header = [
        _("单位"),
        _("未受理"),
        _("未报到"),
        _("未办理"),
        _("未核实"),
        _("其他"),
        _("合计"),
        _("最早应完成"),
    ]
    lines = (
        [row.body, row.accept, row.arrival, row.handling, row.feedback, row.other, row.all, row.oldest_at]
        for row in rows
    )
    return sheet(_("超时单位"), header, lines)


def _superior(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in ROLES[Who.SUPERIOR]:
        raise PermissionDenied
    return actor
