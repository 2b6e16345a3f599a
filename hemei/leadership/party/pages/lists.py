"""The responsibility lists, level by level, with how far their duties are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.kernel.clock import utc_now
from hemei.kernel.limits import UNIT_TEXTS
from hemei.leadership.party import queries, services
from hemei.leadership.party.pages.shared import staff_only, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, past_end
from hemei.ui.render import render
from hemei.ui.words import is_english, say


@never_cache
@require_GET
@signed_in
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists of today."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    asked = request.GET.get("on", "")
    on, at = as_of(asked, today()), past_end(asked, today())
    progress = queries.list_progress(actor=actor, now=utc_now(), at=at)
    levels = queries.lists_on(on)
    context = {
        "levels": [_level(level, progress) for level in levels],
        "may_demand": at is None and queries.may(actor.role, queries.Act.DEMAND).allowed,
        "on": on,
        "today": today(),
        "day": levels[0].warrant.reference.day.isoformat() if levels else "",
    }
    return render(request, "party/lists.html", context)


def _level(level: Any, progress: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": level.code,
        "name": level.name_en if is_english() else level.name,
        "count": level.count,
        "clause": level.warrant.clause,
        "lines": [_line(level.code, line, progress.get(f"{level.code}.{line.code}")) for line in level.line],
    }


def _line(level: str, line: Any, progress: Any) -> dict[str, Any]:
    return {
        "key": f"{level}.{line.code}",
        "code": line.code,
        "number": line.number,
        "name": line.name_en if is_english() else line.name,
        "limit": say(UNIT_TEXTS[line.limit.unit], {"amount": line.limit.amount}),
        "repeat": say(queries.REPEAT_TEXTS[queries.Repeat(line.repeat)]),
        "design": line.warrant.basis == "design",
        "why": f"{line.warrant.owner}：{line.warrant.reason}",
        "progress": progress,
    }


@never_cache
@require_POST
@signed_in
def demand(request: HttpRequest, level: str, line: str) -> HttpResponse:
    """Turn a line into duties and say how many are new."""
    found = services.demand_duties(actor=request.actor, now=utc_now(), level=level, line=line)  # type: ignore[attr-defined]
    if found.ids:
        count = len(found.ids)
        messages.success(
            request,
            ngettext("新布置了%(count)d项任务。", "新布置了%(count)d项任务。", count) % {"count": count},
        )
    else:
        messages.success(request, _("本期任务先前都已布置，没有重复布置。"))
    return HttpResponseRedirect(f"{reverse('party:lists')}#{level}.{line}")
