"""Which estate is managed, how, by whom, since when, and how far its renovation is: a list with its filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.companies import queries
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

PAGE = 50
CHUNK = 1_000
M2 = 100
_UNKNOWN_NAME = mark("没有登记")
_NO_RENOVATION = ("none", mark("没有列入改造"))


@require_safe
@never_cache
@signed_in
def managed(request: HttpRequest) -> HttpResponse:
    """List the estates of the reader's places with how they are managed on a day."""
    actor, typed = _entered(request), _asked(request)
    rows = queries.managed_rows(
        actor=actor,
        on=date.fromisoformat(typed["on"]),
        wanted=_wanted(typed),
        after=plain(request.GET.get("after", ""), 20),
        limit=PAGE + 1,
    )
    shown = rows[:PAGE]
    context = {
        "rows": shown,
        "above": queries.above_names(shown),
        "asked": typed,
        "today": _today(),
        "modes": _modes(),
        "mode_names": queries.MODE_NAMES,
        "stages": _stages(),
        "stage_names": queries.STAGE_NAMES,
        "counted": [("yes", _("计入覆盖")), ("no", _("不计入"))],
        "older": "?" + urlencode({**typed, "after": shown[-1].code}) if len(rows) > PAGE else "",
        "sheet": f"{reverse('companies:managed_sheet')}?{urlencode(typed)}",
    }
    return render(request, "companies/managed.html", context)


@require_safe
@never_cache
@signed_in
def managed_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    header = [
        _("编码"), _("小区"), _("所在"), _("建筑面积（平方米）"), _("户数"), _("计入覆盖"), _("管理模式"),
        _("物业企业"), _("居委会"), _("打包名称"), _("起"), _("说明"), _("改造情况"), _("改造后的管理模式"),
    ]  # fmt: skip
    return sheet(_("管理覆盖"), header, _sheet_rows(_entered(request), _asked(request)))


def _sheet_rows(actor: Actor, typed: dict[str, str]) -> Iterator[list[Any]]:
    after, on, wanted = "", date.fromisoformat(typed["on"]), _wanted(typed)
    names = dict(_modes())
    while rows := queries.managed_rows(actor=actor, on=on, wanted=wanted, after=after, limit=CHUNK):
        above = queries.above_names(rows)
        for row in rows:
            yield [
                row.code, row.name, above[row.path], row.built_area_dm2 // M2, row.households,
                _("是") if row.counted else _("否"), names.get(row.manner, say(_UNKNOWN_NAME)), row.company,
                row.committee, row.package, row.since, say_reason(row.reason),
                say(queries.STAGE_NAMES[row.stage]) if row.stage else "",
                say(queries.MODE_NAMES[row.mode_after]) if row.mode_after else "",
            ]  # fmt: skip
        after = rows[-1].code


def _entered(request: HttpRequest) -> Actor:
    """Return the actor; who sees nothing by place has no such list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in people.SEES_BY_PLACE:
        raise PermissionDenied
    return actor


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the list is asked for, as typed."""
    typed = {name: plain(request.GET.get(name, ""), 30) for name in ("q", "mode", "counted", "stage", "area")}
    return {"on": as_of(request.GET.get("on", ""), _today()).isoformat(), **typed}


def _wanted(typed: dict[str, str]) -> queries.ManagedFilter:
    modes, stages = {code for code, _name in _modes()}, {code for code, _name in _stages()}
    return queries.ManagedFilter(
        manner=typed["mode"] if typed["mode"] in modes else "",
        counted={"yes": True, "no": False}.get(typed["counted"]),
        text=typed["q"],
        area_at_least_dm2=min(whole_of(typed["area"]) or 0, 10**9) * M2,
        stage=typed["stage"] if typed["stage"] in stages else "",
    )


def _modes() -> list[tuple[str, str]]:
    return [(mode.value, say(name)) for mode, name in queries.MODE_NAMES.items()] + [
        (queries.UNKNOWN, say(_UNKNOWN_NAME))
    ]


def _stages() -> list[tuple[str, str]]:
    found = [(stage.value, say(name)) for stage, name in queries.STAGE_NAMES.items()]
    return [*found, (_NO_RENOVATION[0], say(_NO_RENOVATION[1]))]


def _today() -> date:
    return shanghai_day(utc_now())
