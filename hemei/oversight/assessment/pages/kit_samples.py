"""The sample of a round: fix the list, draw by a public seed, plan the visits; and hand out what a re-draw needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages.kit_draws import list_file, shell_quoted
from hemei.oversight.assessment.pages.kit_gate import CHUNK, PAGE, REFUSED, entered, may_do
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.sample import BY, BY_TEXTS
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


@require_safe
@never_cache
@signed_in
def sample(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the sample of a round and the next step."""
    return _sample(request, round_id)


def _sample(request: HttpRequest, round_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = entered(request)
    title = queries.kit_round(round_id, actor=actor)
    if title is None:
        raise Http404
    row = queries.sample_of(round_id, actor=actor)
    after, drawn = plain(request.GET.get("after", ""), 60), request.GET.get("drawn") == "1"
    lines = (
        queries.sample_lines(row, actor=actor, drawn_only=drawn, after=after, limit=PAGE + 1) if row else []
    )
    kept = {"drawn": "1"} if drawn else {}
    context = {
        "round_id": round_id,
        "title": title,
        "row": row,
        "strata": queries.strata_of(row, actor=actor) if row else [],
        "lines": lines[:PAGE],
        "older": "?" + urlencode({**kept, "after": lines[PAGE - 1].key}) if len(lines) > PAGE else "",
        "drawn_only": drawn,
        "by": [(one, say(BY_TEXTS[one])) for one in BY],
        "contracts": _contracts(actor),
        "assessors": _assessors(actor, row) if row and row.drawn_at and not row.planned else [],
        "draws": may_do(actor, KitAct.DRAW),
        "values": {name: request.POST.get(name, "") for name in ("contract", "size", "seed")},
        "chosen": request.POST.getlist("by") or ["county", "size"],
        "errors": errors_of(refused) if refused else {},
        "shell_seed": shell_quoted(row.seed) if row else "",
    }
    return render(request, "assessment/sample.html", context, REFUSED if refused else 200)


def _contracts(actor: Actor) -> list[tuple[int, str]]:
    today = shanghai_day(utc_now())
    rows = queries.assessment_contracts(actor=actor)
    return [(row.id, f"{row.number} {row.supplier}") for row in rows if row.runs_on(today)]


def _assessors(actor: Actor, row: queries.SampleRow) -> list[tuple[str, str]]:
    contract = queries.assessment_contract(row.contract_id, actor=actor)
    if contract is None:
        return []
    held = queries.supplier_assessors(contract.supplier_id, shanghai_day(utc_now()))
    return [(str(number), name) for number, name in queries.assessor_names(held, now=utc_now())]


def _fix(request: HttpRequest, given: dict[str, Any], round_id: int) -> str:
    data = request.POST
    by = tuple(one for one in BY if one in data.getlist("by"))
    services.fix_list(
        **given, round_id=round_id, contract_id=whole_of(data.get("contract", "")) or 0,
        by=by, size=whole_of(data.get("size", "")) or 0,
    )  # fmt: skip
    return _("名单已经固定。现在可以当众产生种子。")


def _draw(request: HttpRequest, given: dict[str, Any], round_id: int) -> str:
    count = services.draw_sample(
        **given, sample_id=_own(given, round_id).id, seed=request.POST.get("seed", "")
    )
    return _("抽中%(count)s个项目。") % {"count": count}


def _plan(request: HttpRequest, given: dict[str, Any], round_id: int) -> str:
    chosen = [number for text in request.POST.getlist("assessors") if (number := whole_of(text))]
    count = services.plan_visits(**given, sample_id=_own(given, round_id).id, appointment_ids=chosen)
    return _("安排了%(count)s次检查。") % {"count": count}


def _open(_request: HttpRequest, given: dict[str, Any], round_id: int) -> str:
    services.open_secret(**given, sample_id=_own(given, round_id).id)
    return _("复查的密码已公开。")


def _own(given: dict[str, Any], round_id: int) -> queries.SampleRow:
    row = queries.sample_of(round_id, actor=given["actor"])
    if row is None:
        raise Http404
    return row


_ACTS: dict[str, Callable[[HttpRequest, dict[str, Any], int], str]] = {
    "fix": _fix,
    "draw": _draw,
    "plan": _plan,
    "open": _open,
}


@require_POST
@never_cache
@signed_in
def sample_act(request: HttpRequest, round_id: int, act: str) -> HttpResponse:
    """Fix, draw, plan, or open the secret of second visits."""
    actor = entered(request, KitAct.DRAW)
    if act not in _ACTS or queries.kit_round(round_id, actor=actor) is None:
        raise Http404
    try:
        done = _ACTS[act](request, {"actor": actor, "now": utc_now()}, round_id)
    except Refused as refused:
        return _sample(request, round_id, refused)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("assessment:sample", args=[round_id]))


def _every(actor: Actor, row: queries.SampleRow) -> Iterator[queries.SampleLine]:
    after = ""
    while lines := queries.sample_lines(row, actor=actor, after=after, limit=CHUNK):
        yield from lines
        after = lines[-1].key


@require_safe
@never_cache
@signed_in
def sample_text(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand out the list as it was fixed, `stratum key` a line, sorted as its digest was made: for a re-draw."""
    actor = entered(request)
    row = queries.sample_of(round_id, actor=actor)
    if row is None:
        raise Http404
    return list_file(_every(actor, row), round_id)


@require_safe
@never_cache
@signed_in
def sample_sheet(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give the list with tickets and places as a spreadsheet."""
    actor = entered(request)
    row = queries.sample_of(round_id, actor=actor)
    if row is None:
        raise Http404
    header = [
        _("项目"),
        _("小区"),
        _("层"),
        _("签值"),
        _("层内位次"),
        _("是否必查"),
        _("必查的理由"),
        _("是否抽中"),
    ]
    return sheet(_("抽样名单"), header, _sheet_rows(actor, row))


def _sheet_rows(actor: Actor, row: queries.SampleRow) -> Iterator[list[Any]]:
    for line in _every(actor, row):
        yield [
            line.key, line.name, line.stratum, line.ticket, line.place or "", _("是") if line.must else _("否"),
            line.reason, _("是") if line.drawn else _("否"),
        ]  # fmt: skip
