"""The organisations of a day, as a list and as a sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.leadership.party import queries
from hemei.leadership.party.pages.shared import staff_only, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

LIST, CHUNK, MOST_CHOICES = 50, 1_000, 60


@never_cache
@require_GET
@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """Show the organisations in the reader's places, and those of the city."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    chosen, level, day = _chosen(request)
    raw = request.GET.get("after", "")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0  # noqa: PLR2004 - a bigint
    found = queries.organisations(
        actor=actor, on=day, level=level, text=chosen["q"], after=after, limit=LIST + 1
    )
    rows, more = found[:LIST], len(found) > LIST
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "rows": [face(row) for row in rows],
        "today": today(),
        "may_found": bool(queries.FOUNDS.get(actor.role)),
        "older": f"?{urlencode({**kept, 'after': rows[-1].id})}" if more else "",
        "filters": chosen,
        "levels": [(one.value, say(words)) for one, words in queries.LEVEL_TEXTS.items()],
        "sheet": f"{reverse('party:sheet')}?{urlencode(kept)}",
    }
    return render(request, "party/organisations.html", context)


def _chosen(request: HttpRequest) -> tuple[dict[str, str], queries.Level | None, date]:
    words = {name: request.GET.get(name, "").strip()[:40] for name in ("level", "q")}
    level = queries.Level(words["level"]) if words["level"] in set(queries.Level) else None
    words["level"] = level.value if level else ""
    day = as_of(request.GET.get("on", ""), today())
    return {**words, "on": day.isoformat() if day != today() else ""}, level, day


def face(row: queries.OrganisationRow) -> dict[str, Any]:
    """Return an organisation in words, in the order of a sheet's columns."""
    return {
        "id": row.id,
        "name": row.name,
        "form": say(queries.FORM_TEXTS[row.form]),
        "level": say(queries.LEVEL_TEXTS[row.level]),
        "host": row.host if row.host != row.name else "",
        "since": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat() if row.valid_until else "",
    }


@never_cache
@require_GET
@signed_in
def organisations_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    staff_only(request.actor)  # type: ignore[attr-defined]
    header = [_("编号"), _("党组织"), _("形式"), _("层级"), _("承办单位"), _("成立"), _("撤销")]
    return sheet(_("党组织"), header, _sheet_rows(request))


def _sheet_rows(request: HttpRequest) -> Iterator[list[Any]]:
    chosen, level, day = _chosen(request)
    actor, after = request.actor, 0  # type: ignore[attr-defined]
    while True:
        page = queries.organisations(
            actor=actor, on=day, level=level, text=chosen["q"], after=after, limit=CHUNK
        )
        yield from (list(face(row).values()) for row in page)
        if len(page) < CHUNK:
            return
        after = page[-1].id
