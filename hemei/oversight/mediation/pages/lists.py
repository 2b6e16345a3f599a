"""The inbox of a body: what waits, what runs, what ended, with its clocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.kernel.clock import utc_now
from hemei.oversight.mediation import queries
from hemei.oversight.mediation.pages.shared import (
    CHUNK,
    PAGE,
    entered,
    kind_names,
    line,
    named,
    options,
    state_words,
    today,
    yuan,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

LIVE, MINE, ALL = "live", "mine", "all"


@never_cache
@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """List the disputes of the body the actor mediates for."""
    actor = entered(request, queries.Act.HANDLE)
    now, levels = utc_now(), queries.levels_on(today())
    view, filters = _asked(request)
    rows = queries.inbox(
        actor=actor, filters=filters, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    own = queries.own_mediator(actor)
    kept = {"view": view, "kind": filters.kind, "size": filters.size}
    older = urlencode({**kept, "after": rows[PAGE - 1].id}) if len(rows) > PAGE else ""
    context = {
        "rows": [line(row, levels, now) for row in rows[:PAGE]],
        "view": view,
        "tabs": [
            {"words": words, "address": f"?{urlencode({**kept, 'view': code})}", "here": code == view}
            for code, words in ((LIVE, _("办理中")), (MINE, _("我调解的")), (ALL, _("全部")))
        ]
        + [{"words": _("已上报的"), "address": reverse("mediation:handed"), "here": False}],
        "kinds": kind_names(levels),
        "sizes": options(queries.SIZE_TEXTS),
        "filters": filters,
        "older": f"?{older}" if older else "",
        "sheet": f"{reverse('mediation:inbox_sheet')}?{urlencode(kept)}",
        "body": queries.mediation_body(own.mediation_body_id) if own else None,
        "today": today(),
    }
    return render(request, "mediation/inbox.html", context)


@never_cache
@require_safe
@signed_in
def handed(request: HttpRequest) -> HttpResponse:
    """List what the body handed up: a number, where it is now and how it ended; the file went with it."""
    actor, levels = entered(request, queries.Act.HANDLE), queries.levels_on(today())
    after = whole_of(request.GET.get("after", ""))
    rows = queries.handed_up(actor=actor, after=after, limit=PAGE + 1)
    names = {one.level: named(one) for one in levels.level}
    context = {
        "rows": [
            {
                "row": row,
                "level": names[row.level],
                "state": (state_words(row), queries.STATE_TONES[row.state]),
            }
            for row in rows[:PAGE]
        ],
        "older": f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
    }
    return render(request, "mediation/handed.html", context)


@never_cache
@require_safe
@signed_in
def inbox_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the list as it is filtered: numbers and words, no name and no text."""
    actor = entered(request, queries.Act.HANDLE)
    _view, filters = _asked(request)
    levels = queries.levels_on(today())
    names = dict(kind_names(levels))
    header = [
        _("编号"),
        _("类型"),
        _("大小"),
        _("来源"),
        _("金额（元）"),
        _("状态"),
        _("登记"),
        _("期限"),
        _("结束"),
    ]

    def lines() -> Iterator[list[Any]]:
        after = None
        while rows := queries.inbox(actor=actor, filters=filters, after=after, limit=CHUNK):
            for row in rows:
                shown = line(row, levels, utc_now())
                yield [
                    row.number, names.get(row.kind, row.kind), shown["size"][0], shown["source"], yuan(row.amount_fen),
                    state_words(row), row.filed_at, row.next_due[1] if row.next_due else None, row.ended_at,
                ]  # fmt: skip
            after = rows[-1].id

    return sheet(_("纠纷"), header, lines())


def _asked(request: HttpRequest) -> tuple[str, queries.DisputeFilters]:
    view = request.GET.get("view", LIVE)
    view = view if view in {LIVE, MINE, ALL} else LIVE
    filters = queries.DisputeFilters(
        kind=plain(request.GET.get("kind", ""), 40),
        size=plain(request.GET.get("size", ""), 20),
        live=view == LIVE,
        assigned=view == MINE,
    )
    return view, filters
