"""Units that sent more than one ballot: all of them stand here, with what counted and why; never a choice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries
from hemei.community.voting.pages import gate
from hemei.community.voting.queries.law import told_counting
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.casting import CHANNEL_NAMES
from hemei.community.voting.rules.standards import Doubles, VoteCounting
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import local_time, say

RULES: dict[Doubles, str] = {
    "last": mark("一个专有部分先后有几张有效选票的，以最后收到的一张为准。"),
    "first": mark("一个专有部分先后有几张有效选票的，以最先收到的一张为准。"),
    "refuse": mark("一个专有部分已有有效选票的，不再接受第二张。"),
}
WHY: dict[Doubles, tuple[str, str]] = {
    "last": (mark("收到得最晚"), mark("后来又收到一张")),
    "first": (mark("收到得最早"), mark("先前已收到一张")),
    "refuse": (mark("唯一的有效选票"), mark("另有一张有效选票")),
}
STRUCK = mark("已决定剔除，不再计票")


def _asked(request: HttpRequest, assembly_id: int) -> tuple[queries.AssemblyRow, int, VoteCounting]:
    actor = gate.entered(request, Act.INSPECT)
    found = gate.assembly_or_404(assembly_id, actor)
    if found.roll_id is None or found.noticed_on is None:
        raise Http404
    counting = told_counting(found.noticed_on, found.own)
    return found, found.roll_id, counting


@require_safe
@never_cache
@signed_in
def doubles(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """List the units with more than one valid ballot of an item, a page at a time."""
    found, roll, counting = _asked(request, assembly_id)
    actor = gate.entered(request, Act.INSPECT)
    after = (
        whole_of(request.GET.get("vote", "")) or 0,
        whole_of(request.GET.get("unit", "")) or 0,
    )
    rows = queries.doubles(roll, actor=actor, after=after, limit=gate.PAGE + 1)
    groups = [list(group) for _key, group in groupby(rows, key=lambda row: (row.vote_id, row.roll_unit_id))]
    last = groups[gate.PAGE - 1][0] if len(groups) > gate.PAGE else None
    context = {
        "found": found,
        "rule": say(RULES[counting.double_ballots.counts]),
        "basis": _basis(found, counting),
        "groups": groups[: gate.PAGE],
        "titles": _titles(found, request),
        "channels": CHANNEL_NAMES,
        "why": {row: _why(row, counting) for group in groups for row in group},
        "older": "?" + urlencode({"vote": last.vote_id, "unit": last.roll_unit_id}) if last else "",
        "sheet": reverse("voting:doubles_sheet", args=[found.id]),
    }
    return render(request, "voting/doubles.html", context)


def _basis(found: queries.AssemblyRow, counting: VoteCounting) -> str:
    """Return what the rule rests on: an article of the estate's own rules of procedure, or the standard's words."""
    said = found.own.says.get("double_ballots")
    if said is not None:
        return _("本小区议事规则%(article)s") % {"article": said.article}
    return counting.double_ballots.warrant.reason or counting.double_ballots.warrant.clause


def _why(row: queries.DoubleRow, counting: VoteCounting) -> str:
    stands, displaced = WHY[counting.double_ballots.counts]
    said = say(STRUCK if row.struck else stands if row.stands else displaced)
    if row.handed_from is None or row.handed_until is None:
        return said
    period = {"since": local_time(row.handed_from), "until": local_time(row.handed_until)}
    return said + _("（%(since)s 至 %(until)s 之间交来，分不出先后的让位）") % period


def _titles(found: queries.AssemblyRow, request: HttpRequest) -> dict[int, str]:
    actor = gate.entered(request, Act.INSPECT)
    votes = queries.votes_of(found.id, actor=actor)
    words = queries.vote_words(found, votes, actor=actor, now=utc_now())
    return {
        vote.id: _("第%(number)s项") % {"number": vote.number}
        + (f" {words[vote.id]}" if words[vote.id] else "")
        for vote in votes
    }


@require_safe
@never_cache
@signed_in
def doubles_sheet(request: HttpRequest, assembly_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    found, roll, counting = _asked(request, assembly_id)
    header = [_("事项"), _("专有部分"), _("渠道"), _("收到时间"), _("是否计入"), _("为什么")]
    titles = _titles(found, request)

    def lines() -> Iterator[list[Any]]:
        for row in queries.all_doubles(roll, actor=gate.entered(request, Act.INSPECT)):
            yield [
                titles.get(row.vote_id, ""), row.unit, say(CHANNEL_NAMES[row.channel]), row.received_at,
                _("计入") if row.stands else _("不计入"), _why(row, counting),
            ]  # fmt: skip

    return sheet(_("重复选票-%(number)s") % {"number": found.id}, header, lines())
