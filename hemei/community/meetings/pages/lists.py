"""The list of meetings: what waits for whom, by kind and state; to a resident those of his estates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.meetings import queries
from hemei.community.meetings.pages.shared import PAGE, entered, kind_name, name_of, place_of, state_face
from hemei.community.meetings.queries import Act, MeetingFilters, MeetingRow, State
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import clock_words, local_day, local_time, say


@never_cache
@require_safe
@signed_in
def meetings(request: HttpRequest) -> HttpResponse:
    """List the meetings the reader may see, the latest first."""
    actor, now = entered(request), utc_now()
    asked = _asked(request)
    found = queries.meetings(
        actor=actor, now=now, filters=_filters(asked, now), after=whole_of(request.GET.get("after", "")),
        limit=PAGE + 1,
    )  # fmt: skip
    rows, kept = found[:PAGE], {name: value for name, value in asked.items() if value}
    kinds = queries.kinds_on(shanghai_day(now)).kind
    context = {
        "rows": [_face(row, now) for row in rows],
        "older": "?" + urlencode({**kept, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('meetings:sheet')}?{urlencode(kept)}",
        "values": asked,
        "kinds": [(kind.code, kind_name(kind)) for kind in kinds],
        "states": [(state.value, say(words)) for state, words in queries.STATE_TEXTS.items()],
        "calls": queries.may(actor.role, Act.CALL).allowed,
        "neighbour": actor.role is Role.RESIDENT,
        "demands": [] if kept or request.GET.get("after") else _demands(actor, now),
        "narrowed": bool(kept),
    }
    return render(request, "meetings/meetings.html", context)


def _demands(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return what owners of the reader's own estates demand."""
    return [
        {
            "row": row,
            "kind": kind_name(row.kind),
            "until": local_day(row.gathers_until) if row.gathers_until and not row.due_at else "",
            "clock": clock_words(now, row.due_at) if row.due_at else None,
        }
        for row in queries.demands(actor=actor, now=now)
    ]


@never_cache
@require_safe
@signed_in
def meetings_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    actor, now = entered(request), utc_now()
    header = [_("编号"), _("小区"), _("社区"), _("会议类型"), _("会议"), _("状态"), _("公告"), _("开会")]
    header += [_("结束"), _("公示"), _("任务"), _("未完成任务"), _("未答复意见")]
    return sheet(_("会议"), header, _lines(request, actor, now))


def _lines(request: HttpRequest, actor: Any, now: datetime) -> Iterator[list[Any]]:
    filters = _filters(_asked(request), now)
    for row in queries.meeting_rows(actor=actor, now=now, filters=filters):
        yield [
            row.id, row.estate or "", row.community, name_of(row), row.title, state_face(row)[0], row.noticed_at,
            row.starts_at, row.ended_at, row.posted_at, row.tasks, row.open_tasks, row.unanswered,
        ]  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    fields = ("kind", "state", "estate", "q", "owing")
    return {name: plain(request.GET.get(name, ""), 40) for name in fields}


def _filters(asked: dict[str, str], now: datetime) -> MeetingFilters:
    return MeetingFilters(
        kind=asked["kind"],
        state=asked["state"] if asked["state"] in set(State) else "",
        estate_id=whole_of(asked["estate"]),
        text=asked["q"],
        owing=now if asked["owing"] else None,
    )


def _face(row: MeetingRow, now: datetime) -> dict[str, Any]:
    words, tone = state_face(row)
    return {
        "row": row,
        "kind": name_of(row),
        "place": place_of(row),
        "state": words,
        "tone": tone,
        "when": local_time(row.starts_at) if row.starts_at else "",
        "clock": clock_words(now, row.due_at) if row.due_at else None,
    }
