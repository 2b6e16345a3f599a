"""Who still has to be asked: units, never choices, for those on duty only."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries
from hemei.community.voting.pages import gate
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.voters import VISIT_TIMES
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say


def _asked(
    request: HttpRequest, assembly_id: int
) -> tuple[queries.AssemblyRow, queries.Board, dict[str, str], queries.UncastFilter]:
    actor = gate.entered(request, Act.SEE_UNCAST)
    found = gate.assembly_or_404(assembly_id, actor)
    vote = whole_of(request.GET.get("vote", ""))
    board = queries.board(found, actor=actor, now=utc_now(), vote_id=vote)
    if board is None:
        raise Http404
    typed = {name: plain(request.GET.get(name, ""), 30) for name in ("building", "entrance")}
    visits = request.GET.get("visits") == "1"
    kept = {"vote": str(board.vote.id), **typed, "visits": "1" if visits else ""}
    return found, board, kept, queries.UncastFilter(typed["building"], typed["entrance"], visits)


@require_safe
@never_cache
@signed_in
def uncast(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """List the units that have not taken part in a vote, by building and entrance, a page at a time."""
    found, board, typed, asked = _asked(request, assembly_id)
    actor, now = gate.entered(request, Act.SEE_UNCAST), utc_now()
    rows = queries.uncast_units(
        board.vote.id,
        actor=actor,
        asked=asked,
        after=whole_of(request.GET.get("after", "")) or 0,
        limit=gate.PAGE + 1,
    )
    kept = {name: value for name, value in typed.items() if value}
    context = {
        "found": found,
        "board": board,
        "title": queries.vote_words(found, [board.vote], actor=actor, now=now)[board.vote.id],
        "rows": rows[: gate.PAGE],
        "asked": typed,
        "buildings": sorted({door.building for door in board.doors}),
        "entrances": sorted({door.entrance for door in board.doors if door.entrance}),
        "square_metres": square_metres,
        "times": VISIT_TIMES,
        "runs": found.runs(now, shanghai_day(now)),
        "older": "?" + urlencode(kept | {"after": rows[gate.PAGE - 1].id}) if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('voting:uncast_sheet', args=[found.id])}?{urlencode(kept)}",
    }
    return render(request, "voting/uncast.html", context)


@require_safe
@never_cache
@signed_in
def uncast_sheet(request: HttpRequest, assembly_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    found, board, _typed, asked = _asked(request, assembly_id)
    units = queries.all_uncast_units(board.vote.id, actor=gate.entered(request, Act.SEE_UNCAST), asked=asked)
    header = [_("楼栋"), _("单元"), _("专有部分"), _("面积（平方米）"), _("归属"), _("请上门")]
    rows = (
        [
            unit.building,
            unit.entrance,
            unit.code,
            unit.area_dm2 / 100,
            _("建设单位") if unit.developers else "",
            say(VISIT_TIMES[unit.visit]) if unit.visit else "",
        ]
        for unit in units
    )
    return sheet(_("未投票的专有部分-%(number)s") % {"number": found.id}, header, rows)
