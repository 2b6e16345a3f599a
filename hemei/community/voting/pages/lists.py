"""The list of owners' assemblies, and the list as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries
from hemei.community.voting.pages import gate
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.assemblies import CALLER_NAMES, KIND_NAMES, STATE_NAMES, State
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from datetime import datetime

RUNS = mark("表决中")
ENDED = mark("表决已截止，待封存")
TONES = {
    State.NOTICED: "brand",
    State.CLOSED: "warn",
    State.JUDGED: "warn",
    State.PUBLISHED: "good",
    State.ANNULLED: "bad",
}


def badge_of(row: queries.AssemblyRow, now: datetime) -> tuple[str, str]:
    """Return where a meeting stands, and in which tone."""
    if row.runs(now, shanghai_day(now)):
        return say(RUNS), "brand"
    if row.state is State.NOTICED and row.closes_at is not None and row.closes_at < now:
        return say(ENDED), "warn"
    return say(STATE_NAMES[row.state]), TONES.get(row.state, "")


def _asked(request: HttpRequest) -> tuple[queries.AssemblyFilter, dict[str, str]]:
    typed = {name: plain(request.GET.get(name, ""), 30) for name in ("q", "state", "kind")}
    state = State(typed["state"]) if typed["state"] in set(State) else None
    kind = typed["kind"] if typed["kind"] in KIND_NAMES else ""
    kept = {"q": typed["q"], "state": state.value if state else "", "kind": kind}
    return queries.AssemblyFilter(kept["q"], state, kind), kept


@require_safe
@never_cache
@signed_in
def assemblies(request: HttpRequest) -> HttpResponse:
    """List the meetings of the reader's places, or of his own estate, the newest first."""
    actor = gate.entered(request)
    asked, typed = _asked(request)
    now, after = utc_now(), whole_of(request.GET.get("after", ""))
    found = queries.assemblies(actor=actor, asked=asked, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    kept = {name: value for name, value in typed.items() if value}
    context = {
        "rows": rows,
        "badges": {row.id: badge_of(row, now) for row in rows},
        "asked": typed,
        "states": gate.options(STATE_NAMES),
        "kinds": gate.options(KIND_NAMES),
        "kind_names": KIND_NAMES,
        "caller_names": CALLER_NAMES,
        "older": "?" + urlencode(kept | {"after": rows[-1].id}) if len(found) > gate.PAGE else "",
        "sheet": f"{reverse('voting:assemblies_sheet')}?{urlencode(kept)}",
        "calls": actor.role in roles_for(Act.CALL),
        "filtered": bool(kept),
    }
    return render(request, "voting/assemblies.html", context)


@require_safe
@never_cache
@signed_in
def assemblies_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request)
    asked, _typed = _asked(request)
    header = [
        _("编号"), _("小区"), _("会议"), _("类型"), _("召集人"), _("状态"), _("公告日"), _("表决开始"), _("表决截止"),
        _("表决事项数"),
    ]  # fmt: skip
    rows = _sheet_rows(queries.all_assemblies(asked, actor=actor), utc_now())
    return sheet(_("业主表决"), header, rows)


def _sheet_rows(rows: Iterator[queries.AssemblyRow], now: datetime) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.id, row.estate, row.title, say(KIND_NAMES[row.kind]), say(CALLER_NAMES[row.called_by]),  # type: ignore[index]
            badge_of(row, now)[0], row.noticed_on, row.opens_on, row.closes_at, len(row.agenda),
        ]  # fmt: skip
