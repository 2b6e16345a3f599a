"""The list of rounds, plan and misses in one, and the list of what was seen at points; each as a spreadsheet too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols import queries, services
from hemei.coordination.patrols.pages import gate
from hemei.coordination.patrols.rules.words import NAME_WALKER
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.paging import page_by_page
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from hemei.kernel.actor import Actor


# --- rounds --------------------------------------------------------------------------------------
def _round_filter(values: QueryDict, actor: Actor) -> tuple[queries.RoundFilter, dict[str, str]]:
    within, asked = gate.within_of(values, actor)
    state = values.get("state", "")
    state = state if state in {*queries.Shown, queries.WITHOUT_REASON, queries.NOBODY} else ""
    text, flagged = plain(values.get("q", ""), 30), values.get("flagged") == "1"
    asked = {**asked, "state": state, "q": text, "flagged": "1" if flagged else ""}
    return queries.RoundFilter(within, state, text, flagged, _place_of(values.get("after", ""))), asked


def _place_of(text: str) -> tuple[date, int] | None:
    """Read where a page begins: `2026-11-26.123`."""
    day, _dot, number = text.partition(".")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    after = whole_of(number)
    return (found, after) if after is not None else None


@require_safe
@never_cache
@signed_in
def rounds(request: HttpRequest) -> HttpResponse:
    """List rounds: what is planned, what was walked, what was missed."""
    return _rounds(request, request.GET)


def _rounds(request: HttpRequest, values: QueryDict, refused: Refused | None = None) -> HttpResponse:
    actor = gate.entered(request)
    found, asked = _round_filter(values, actor)
    rows = queries.round_rows(actor=actor, asked=found, limit=gate.PAGE + 1)
    last = rows[gate.PAGE - 1] if len(rows) > gate.PAGE else None
    kept = gate.kept(asked)
    cells = queries.cells_of(actor=actor, day=gate.today()) if gate.may_do(actor, queries.Act.PLAN) else []
    context = {
        "rows": rows[: gate.PAGE],
        "walkers": queries.walker_names(row.walker_id for row in rows),
        "names": queries.SHOWN_NAMES,
        "tones": gate.TONES,
        "flags": gate.flags,
        "whys": queries.WHY_NAMES,
        "asked": asked,
        "place": gate.place_name(asked),
        "states": [
            *((state.value, say(name)) for state, name in queries.SHOWN_NAMES.items()),
            (queries.WITHOUT_REASON, _("漏了没有说明原因")),
            (queries.NOBODY, _("没有网格员")),
        ],
        "vacant": gate.vacant(actor),
        "older": f"?{kept}&after={last.planned_on.isoformat()}.{last.id}" if last else "",
        "sheet": f"{reverse('patrols:rounds_sheet')}?{kept}",
        "tabs": gate.tabs(actor, "patrols:rounds"),
        "cells": [(str(number), name) for number, name in cells],
        "today": gate.today(),
        "errors": errors_of(refused) if refused else {},
        "typed": {name: request.POST.get(name, "") for name in ("cell", "day")},
    }
    return render(request, "patrols/rounds.html", context, gate.REFUSED if refused else 200)


@require_safe
@never_cache
@signed_in
def rounds_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request)
    found, _asked = _round_filter(request.GET, actor)
    header = [
        _("日期"), _("网格"), _("网格员"), _("情况"), _("走完时间"), _("收到时间"), _("没看的点位"),
        _("要核查的疑点"), _("漏巡原因"),
    ]  # fmt: skip
    return sheet(_("网格巡查"), header, _round_lines(actor, found))


def _round_lines(actor: Actor, asked: queries.RoundFilter) -> Iterator[list[Any]]:
    after = None
    while rows := queries.round_rows(
        actor=actor,
        asked=queries.RoundFilter(asked.within, asked.state, asked.text, asked.flagged, after),
        limit=gate.CHUNK,
    ):
        walkers = queries.walker_names(row.walker_id for row in rows)
        for row in rows:
            yield [
                row.planned_on, row.cell, _walker(row, walkers), say(queries.SHOWN_NAMES[row.shown]),
                row.ended_at, row.received_at, row.gaps, listing(gate.flags(row.flags)),
                say(queries.WHY_NAMES[queries.Why(row.why)]) if row.why else "",
            ]  # fmt: skip
        after = (rows[-1].planned_on, rows[-1].id)


def _walker(row: queries.RoundRow, names: dict[int, str]) -> str:
    return names.get(row.walker_id, "") if row.walker_id is not None else _("没有网格员")


@require_POST
@never_cache
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Plan a round beyond the plan."""
    actor = gate.entered(request, queries.Act.PLAN)
    try:
        number = services.add_round(
            actor=actor,
            now=utc_now(),
            cell_id=whole_of(request.POST.get("cell", "")) or 0,
            day=needed_day(request.POST.get("day", ""), "day"),
        )
    except Refused as refused:
        return _rounds(request, request.POST, refused)
    messages.success(request, _("已经安排，网格员的“今天要走的”里有这一轮。"))
    return HttpResponseRedirect(reverse("patrols:round", args=[number]))


@require_safe
@never_cache
@signed_in
def cell(request: HttpRequest, cell_id: int) -> HttpResponse:
    """Lead to what of a cell was missed without a reason, or to who shall walk it; a duty comes here."""
    actor = gate.entered(request)
    if request.GET.get("item") == NAME_WALKER and gate.names_workers(actor):
        return HttpResponseRedirect(reverse("patrols:worker", args=[cell_id]))
    state = queries.NOBODY if request.GET.get("item") == NAME_WALKER else queries.WITHOUT_REASON
    return HttpResponseRedirect(f"{reverse('patrols:rounds')}?place={cell_id}&state={state}")


# --- points --------------------------------------------------------------------------------------
def _seen_filter(values: QueryDict, actor: Actor) -> tuple[queries.SeenFilter, dict[str, str]]:
    within, asked = gate.within_of(values, actor)
    result = values.get("result", "")
    result = result if result in {*queries.Result, queries.MISSED} else ""
    kind, case = plain(values.get("kind", ""), 40), plain(values.get("case", ""), 40)
    asked = {**asked, "result": result, "kind": kind, "case": case}
    return queries.SeenFilter(within, result, kind, case, whole_of(values.get("after", "")) or 0), asked


@require_safe
@never_cache
@signed_in
def seen(request: HttpRequest) -> HttpResponse:
    """List what was found, could not be looked at, or was missed at points."""
    actor = gate.entered(request)
    found, asked = _seen_filter(request.GET, actor)
    rows = queries.seen_rows(actor=actor, asked=found, limit=gate.PAGE + 1)
    kept, kinds, names = gate.kept(asked), gate.kind_names(), gate.case_names()
    results = [(one.value, say(words)) for one, words in queries.RESULT_NAMES.items()]
    context = {
        "rows": rows[: gate.PAGE],
        "result": _result,
        "kinds": kinds,
        "cases": names,
        "asked": asked,
        "place": gate.place_name(asked),
        "results": [*results, (queries.MISSED, _("没有看"))],
        "kind_options": list(kinds.items()),
        "case_options": [
            (code, names[code])
            for code in (*queries.case_kinds(gate.today()), cases.OTHER_KIND)
            if code in names
        ],
        "older": f"?{kept}&after={rows[gate.PAGE - 1].id}" if len(rows) > gate.PAGE else "",
        "sheet": f"{reverse('patrols:seen_sheet')}?{kept}",
        "tabs": gate.tabs(actor, "patrols:seen"),
    }
    return render(request, "patrols/seen.html", context)


def _result(row: queries.SeenRow) -> tuple[str, str]:
    if row.result is None:
        return _("没有看"), "bad"
    return say(queries.RESULT_NAMES[row.result]), gate.RESULT_TONES[row.result]


@require_safe
@never_cache
@signed_in
def seen_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request)
    found, _asked = _seen_filter(request.GET, actor)
    header = [
        _("日期"), _("网格"), _("点位"), _("种类"), _("结果"), _("查看时间"), _("离点位（米）"),
        _("问题类别"), _("案件编号"),
    ]  # fmt: skip
    return sheet(_("巡查点位"), header, _seen_lines(actor, found))


def _seen_lines(actor: Actor, asked: queries.SeenFilter) -> Iterator[list[Any]]:
    kinds, names = gate.kind_names(), gate.case_names()

    def read(after: int | None, limit: int) -> list[queries.SeenRow]:
        return queries.seen_rows(actor=actor, asked=replace(asked, after=after or 0), limit=limit)

    for row in page_by_page(read, size=gate.CHUNK):
        yield [
            row.day, row.cell, row.name, kinds.get(row.kind, row.kind), _result(row)[0], row.seen_at, row.metres,
            names.get(row.case_kind, row.case_kind), row.case_number,
        ]  # fmt: skip
