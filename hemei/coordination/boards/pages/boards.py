"""Boards of one's estates: which hang and tell the truth; one estate's board with its editions; that one hangs."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.boards import queries, services, spoken
from hemei.coordination.boards.pages import gate
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor


def asked_of(request: HttpRequest) -> queries.BoardFilter:
    """Return what the list of boards is asked for."""
    values = request.GET if request.method == "GET" else request.POST
    state = values.get("state", "")
    return queries.BoardFilter(
        plain(values.get("q", ""), 30),
        queries.State(state) if state in set(queries.State) else None,
        after=whole_of(values.get("after", "")) or 0,
        hinted=values.get("hinted") == "1",
    )


def _kept(asked: queries.BoardFilter) -> dict[str, str]:
    state = asked.state.value if asked.state else ""
    kept = {"q": asked.text, "state": state, "hinted": "1" if asked.hinted else ""}
    return {name: value for name, value in kept.items() if value}


@require_safe
@never_cache
@signed_in
def boards(request: HttpRequest) -> HttpResponse:
    """List estates with how their boards stand."""
    actor, asked = gate.entered(request), asked_of(request)
    rows = queries.board_rows(actor=actor, asked=asked, limit=gate.PAGE + 1)
    kept = _kept(asked)
    counts = dict(queries.board_counts(actor=actor))
    context = {
        "rows": rows[: gate.PAGE],
        "names": queries.STATE_NAMES,
        "tones": gate.TONES,
        "parts": gate.parts,
        "counts": [
            (say(queries.STATE_NAMES[state]), counts.get(state, 0), "?" + urlencode({"state": state.value}))
            for state in queries.State
        ]
        if actor.places
        else [],
        "states": [(state.value, say(name)) for state, name in queries.STATE_NAMES.items()],
        "asked": {"q": asked.text, "state": asked.state.value if asked.state else ""},
        "older": "?" + urlencode({**kept, "after": str(rows[gate.PAGE - 1].estate_id)})
        if len(rows) > gate.PAGE
        else "",
        "sheet": f"{reverse('boards:boards_sheet')}?{urlencode(kept)}",
        "tabs": gate.tabs("boards:boards"),
        "makes": queries.may(actor.role, queries.Act.MAKE).allowed,
        "most": services.MOST_AT_ONCE,
        "runs": queries.print_runs(actor=actor),
        "key": secrets.token_hex(16),
    }
    return render(request, "boards/boards.html", context)


@require_safe
@never_cache
@signed_in
def boards_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = gate.entered(request), asked_of(request)
    header = [
        _("小区编号"),
        _("小区"),
        _("状态"),
        _("在挂版次"),
        _("张贴日期"),
        _("过期时间"),
        _("过期的内容"),
        _("最新版次"),
    ]
    return sheet(_("公示牌"), header, _lines(actor, asked))


def _lines(actor: Actor, asked: queries.BoardFilter) -> Iterator[list[Any]]:
    after = 0
    while rows := queries.board_rows(actor=actor, asked=replace(asked, after=after), limit=gate.CHUNK):
        for row in rows:
            since = localtime(row.since_at).strftime("%Y-%m-%d %H:%M") if row.since_at else ""
            yield [
                row.estate_code, row.name, say(queries.STATE_NAMES[row.state]), row.hanging_number, row.posted_on,
                since, gate.parts(row.parts), row.number,
            ]  # fmt: skip
        after = rows[-1].estate_id


@require_safe
@never_cache
@signed_in
def board(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show an estate's board as it would be made today, its editions, and in what the latest no longer holds."""
    return _page(request, estate_id)


def _page(request: HttpRequest, estate_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = gate.entered(request)
    found = queries.board_rows(actor=actor, asked=queries.BoardFilter(estate_id=estate_id), limit=1)
    page = queries.board_page(estate_id, actor=actor, now=utc_now()) if found else None
    estate = places.estate(estate_id, actor=actor)
    if page is None or estate is None:
        raise Http404
    context = {
        "row": found[0],
        "page": page,
        "kinds": spoken.kinds_said(page.lines, gate.today()),
        "names": queries.STATE_NAMES,
        "tones": gate.TONES,
        "parts": gate.parts,
        "board": spoken.shown(page.now.content, page.now.manager, gate.today()),
        "makes": queries.may(actor.role, queries.Act.MAKE).allowed,
        "posts": queries.may(actor.role, queries.Act.POST).allowed,
        "today": gate.today(),
        "key": secrets.token_hex(16),
        "hinted": [one for one in page.editions if one.hinted_on is not None],
        "errors": errors_of(refused) if refused else {},
        "posted_on": request.POST.get("posted_on", ""),
    }
    return render(request, "boards/board.html", context, gate.REFUSED if refused else 200)


@require_POST
@never_cache
@signed_in
def post(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Say that an edition hangs."""
    actor = gate.entered(request, queries.Act.POST)
    estate = queries.edition_estate(edition_id, actor=actor)
    if estate is None:
        raise Http404
    try:
        services.post_editions(
            actor=actor,
            now=utc_now(),
            edition_ids=[edition_id],
            posted_on=needed_day(request.POST.get("posted_on", ""), "posted_on"),
        )
    except Refused as refused:
        return _page(request, estate, refused)
    gate.say_posted(request, [edition_id])
    return HttpResponseRedirect(reverse("boards:board", args=[estate]))


@require_POST
@never_cache
@signed_in
def checked(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Say that no old board hangs at an estate, whoever said so."""
    actor = gate.entered(request, queries.Act.POST)
    if places.estate(estate_id, actor=actor) is None:
        raise Http404
    services.check_hints(actor=actor, now=utc_now(), estate_id=estate_id)
    messages.success(request, _("已记下：现场核对过，没有挂旧版。"))
    return HttpResponseRedirect(reverse("boards:board", args=[estate_id]))
