"""没有建账的小区: who serves there, and since when its money would have to be published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act
from hemei.ground.places import queries as places
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@require_safe
@never_cache
@signed_in
def without_books(request: HttpRequest) -> HttpResponse:
    """List them, those longest on the calendar first."""
    actor, after = gate.entered(request, Act.SEE_OVERDUE), whole_of(request.GET.get("after", "")) or 0
    found = queries.without_books(actor=actor, on=gate.today(), after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    context = {
        "rows": [(row, places.short_name(row.community), listing(row.bodies)) for row in rows],
        "first": not after,
        "older": f"?after={rows[-1].id}" if len(found) > gate.PAGE else "",
        "sheet": reverse("disclosure:without_books_sheet"),
        "tabs": gate.tabs(actor, "disclosure:overview"),
    }
    return render(request, "disclosure/without_books.html", context)


@require_safe
@never_cache
@signed_in
def without_books_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, Act.SEE_OVERDUE)
    header = [_("小区"), _("社区"), _("物业服务企业和业委会"), _("从哪一天起要公开")]

    def lines() -> Iterator[list[Any]]:
        for row in queries.all_without_books(actor=actor, on=gate.today()):
            yield [row.estate, places.short_name(row.community), listing(row.bodies), row.since]

    return sheet(_("没有建账的小区"), header, lines())
