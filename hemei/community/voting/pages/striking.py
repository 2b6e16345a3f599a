"""Striking ballots by a decision, and counting anew: found by unit, never by choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.acts import plain_step
from hemei.community.voting.pages.gate import FORM
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.assemblies import Step, may_move
from hemei.community.voting.rules.casting import (
    BASIS_NAMES,
    CHANNEL_NAMES,
    FORMER_ENTRY,
    NOT_CONFIRMED,
    PROXY_LIMIT,
)
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor


@FORM
@never_cache
@signed_in
def struck(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """List the struck ballots of a meeting; who conducts it finds a unit's sheets and strikes one."""
    actor = gate.entered(request, Act.SEE)
    found = gate.assembly_or_404(assembly_id, actor)
    if found.roll_id is None or found.closed_at is None:
        raise Http404
    here = reverse("voting:struck", args=[assembly_id])
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            count = _strike(request.POST, actor, assembly_id)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已剔除%(count)s张选票，请重新计票。") % {"count": count})
            return HttpResponseRedirect(here)
    unit = plain(request.POST.get("unit", "") or request.GET.get("q", ""), 40)
    strikes = may(actor, Act.STRIKE, found.scope).allowed and may_move(found.state, Step.STRIKE).allowed
    rows = queries.strikes(
        assembly_id, actor=actor, after=whole_of(request.GET.get("after", "")) or 0, limit=51
    )
    apart = queries.counted_apart(assembly_id, actor=actor)
    procedure = record.standards().find("assembly-procedure", AssemblyProcedure, on=shanghai_day(utc_now()))
    context = {
        "found": found,
        "rows": rows[:50],
        "older": f"?after={rows[49].number}" if len(rows) > 50 else "",  # noqa: PLR2004 - a page
        "grounds": {ground.code: ground.text for ground in procedure.strike}
        | {
            NOT_CONFIRMED: _("上门收票没有由同行的人确认。"),
            FORMER_ENTRY: _("名册更正业主以前按原登记投的票，更正后的业主另行投了票。"),
            PROXY_LIMIT: _("同一代理人以几份登记代理，超过了限额。"),
        },
        "choices": [(ground.code, ground.text) for ground in procedure.strike],
        "strikes": strikes,
        "recounts": strikes
        and (apart or any(row.waits for row in rows))
        and may_move(found.state, Step.RECOUNT).allowed,
        "apart": apart,
        "unit": unit,
        "sheets": queries.sheets_of(found.roll_id, actor=actor, unit=unit),
        "votes": gate.vote_options(found, queries.votes_of(assembly_id, actor=actor), actor),
        "channels": CHANNEL_NAMES,
        "bases": BASIS_NAMES,
        "values": request.POST,
        "ticked": request.POST.getlist("votes"),
        "errors": errors,
    }
    return render(request, "voting/struck.html", context, gate.REFUSED if errors else 200)


def _strike(data: QueryDict, actor: Actor, assembly_id: int) -> int:
    draft = services.StrikeDraft(
        sheet_id=whole_of(data.get("sheet", "")) or 0,
        ground=data.get("ground", ""),
        reason=data.get("reason", "")[: LONGEST_TEXT + 1],
        document=plain(data.get("document", ""), 90),
        cites=whole_of(data.get("cites", "").strip()),
        vote_ids=[number for one in data.getlist("votes") if (number := whole_of(one)) is not None],
        voter_in_doubt=data.get("voter") == "doubt",
    )
    return services.strike_ballots(actor=actor, now=utc_now(), assembly_id=assembly_id, draft=draft)


@FORM
@never_cache
@signed_in
def recount(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Count anew after ballots were struck."""
    words = {
        "title": _("重新计票"),
        "lead": _(
            "原来的结果保留可查。结果已经公告的，新的结果立即公告，异议期重新起算，请同时在小区内张贴。已经据以办理的选举、罢免不自动改变；结果不同的，由街道核查后处理。"
        ),
        "button": _("重新计票"),
        "done": _("已重新计票。"),
    }
    return plain_step(request, assembly_id, Act.CONDUCT, "recount_assembly", words)
