"""Lists of duties: my body's, those it set, those it was told of, all in my places. What is due now stands in /work."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries
from hemei.leadership.duties.pages import faces
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, past_end
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hemei.kernel.actor import Actor

LIST = 50
_VIEW_TEXTS: dict[queries.View, str] = {
    "mine": mark("本单位的任务"),
    "set": mark("本单位布置的"),
    "told": mark("超期上报给我的"),
    "area": mark("辖区全部"),
}


def staff_only(actor: Actor) -> None:
    """Refuse whoever can neither owe nor set a duty."""
    if actor.role not in queries.OWNERS:
        raise Refused.because(
            mark("这个身份没有任务"),
            remedy=mark("任务由社区、街道、部门、区县、市级和物业企业办理"),
            code="role",
        )


@never_cache
@require_GET
@signed_in
def duties(request: HttpRequest) -> HttpResponse:
    """Show the duties of a view, newest first; filters stand in the address."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    chosen, filters = _chosen(request)
    today = shanghai_day(utc_now())
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        **_listed(request, actor, filters),
        "tabs": _tabs(actor, chosen["view"]),
        "filters": chosen,
        "on": as_of(request.GET.get("on", ""), today),
        "today": today,
        "may_set": actor.role in queries.SETTERS,
        "sheet": f"{reverse('duties:sheet')}?{urlencode(kept)}",
        "states": [(state.value, say(words)) for state, words in queries.STATE_TEXTS.items()],
        "origins": [(origin.value, say(words)) for origin, words in queries.ORIGIN_TEXTS.items()],
    }
    return render(request, "duties/duties.html", context)


def _tabs(actor: Actor, view: str) -> list[dict[str, Any]]:
    address = reverse("duties:duties")
    views = [found for found in _VIEW_TEXTS if actor.role in queries.SETTERS or found == "mine"]
    return [
        {"words": say(_VIEW_TEXTS[found]), "address": f"{address}?view={found}", "here": found == view}
        for found in views
    ]


def _chosen(request: HttpRequest) -> tuple[dict[str, str], queries.DutyFilters]:
    """Return what the address asks for, as words for the form and as filters."""
    names = ("view", "state", "origin", "overdue", "stream", "item")
    words = {name: request.GET.get(name, "").strip()[:40] for name in names}
    words["view"] = words["view"] if words["view"] in get_args(queries.View) else "mine"
    state = words["state"] if words["state"] in set(queries.State) else ""
    origin = words["origin"] if words["origin"] in set(queries.Origin) else ""
    return words, queries.DutyFilters(
        view=cast("queries.View", words["view"]),
        state=state,
        origin=origin,
        origin_stream=words["stream"],
        origin_item=words["item"],
        overdue_at=utc_now() if words["overdue"] == "1" else None,
        at=moment_of(request),
    )


def moment_of(request: HttpRequest) -> datetime | None:
    """Return the end of the past day a page is asked for, None for today."""
    return past_end(request.GET.get("on", ""), shanghai_day(utc_now()))


def _listed(request: HttpRequest, actor: Actor, filters: queries.DutyFilters) -> dict[str, Any]:
    raw, now = request.GET.get("after", ""), filters.at or utc_now()
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None  # noqa: PLR2004 - a bigint
    found = queries.duty_list(actor=actor, filters=filters, after=after, limit=LIST + 1)
    rows, more = found[:LIST], len(found) > LIST
    names = people.body_names({row.behalf_body_id or row.owner_body_id for row in rows})
    older = _older(request, str(rows[-1].id) if more else "")
    return {"rows": [faces.list_item(row, names, now) for row in rows], "older": older}


def _older(request: HttpRequest, after: str) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return f"?{urlencode({**kept, 'after': after})}" if after else ""


@never_cache
@require_GET
@signed_in
def duties_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet: the same filters, the same scope."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    _words, filters = _chosen(request)
    header = [
        _("编号"), _("任务"), _("来源"), _("状态"), _("责任单位"), _("党组织"), _("布置单位"),
        _("布置时间"), _("时限"), _("是否超期"), _("结束时间"),
    ]  # fmt: skip
    rows = queries.duty_rows(actor=actor, filters=filters)
    return sheet(_("任务"), header, _sheet_rows(rows, filters.at or utc_now()))


def _sheet_rows(rows: Iterable[queries.DutyRow], now: datetime) -> Iterator[list[Any]]:
    names: dict[int, str] = {}
    waiting = iter(rows)
    while chunk := list(islice(waiting, queries.EXPORT_CHUNK)):
        named = {
            body
            for row in chunk
            for body in (row.owner_body_id, row.setter_body_id, row.behalf_body_id)
            if body
        }
        names |= people.body_names(named - names.keys())
        yield from (_sheet_row(row, names, now) for row in chunk)


def _sheet_row(row: queries.DutyRow, names: dict[int, str], now: datetime) -> list[Any]:
    late = row.late or bool(row.due_at and row.due_at < now)
    return [
        row.id,
        row.title,
        say(queries.ORIGIN_TEXTS[queries.Origin(row.origin)]),
        say(queries.STATE_TEXTS[queries.State(row.state)]),
        names.get(row.owner_body_id, ""),
        names.get(row.behalf_body_id or 0, ""),
        names.get(row.setter_body_id, ""),
        row.set_at,
        row.due_at,
        _("超期") if late else "",
        row.ended_at,
    ]
