"""The list of nominations and exemplars, and the estates by the lists they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.kernel.actor import Actor
from hemei.oversight.honours import queries
from hemei.oversight.honours.pages.shared import (
    PAGE,
    entered,
    kind_of,
    kinds,
    state_face,
    subject_words,
    tabs,
    today,
)
from hemei.oversight.honours.queries import NominationFilter, State
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say


def _asked(request: HttpRequest) -> dict[str, str]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "q": plain(request.GET.get("q", ""), 30),
        "kind": kind if kind_of(kind) else "",
        "state": state if state in set(State) else "",
    }


def _filter(asked: Mapping[str, str]) -> NominationFilter:
    return NominationFilter(
        kind_of(asked["kind"]), State(asked["state"]) if asked["state"] else None, asked["q"]
    )


@never_cache
@require_safe
@signed_in
def nominations(request: HttpRequest) -> HttpResponse:
    """List nominations and exemplars, the latest first."""
    actor, asked = entered(request), _asked(request)
    found = queries.nominations(
        _filter(asked), actor=actor, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "rows": [_face(row) for row in rows],
        "asked": asked,
        "kinds": kinds(),
        "states": [(state.value, say(words)) for state, words in queries.STATE_TEXTS.items()],
        "tabs": tabs(actor, "honours:nominations"),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('honours:nominations_sheet')}?{urlencode(asked)}",
        "nominates": queries.may(actor.role, queries.Act.NOMINATE).allowed,
    }
    return render(request, "honours/nominations.html", context)


def _face(row: queries.NominationRow) -> dict[str, Any]:
    return {
        "row": row,
        "kind": say(queries.KIND_TEXTS[row.kind]),
        "subject": subject_words(row),
        **state_face(row),
    }


@never_cache
@require_safe
@signed_in
def nominations_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = entered(request), _asked(request)
    header = [_("编号"), _("类别"), _("小区"), _("对象"), _("推荐日期"), _("状态"), _("公布日期")]
    header += [_("上次复核"), _("撤销日期"), _("撤销原因")]
    return sheet(_("典型和示范项目"), header, _sheet_rows(actor, asked))


def _sheet_rows(actor: Actor, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    for row in queries.all_nominations(_filter(asked), actor=actor):
        face = _face(row)
        ground = say(queries.GROUND_TEXTS[queries.Ground(row.ground)]) if row.ground else ""
        yield [
            row.id, face["kind"], row.estate, face["subject"], row.nominated_on, face["state"], row.valid_from,
            row.checked_on, row.valid_until, ground,
        ]  # fmt: skip


def _asked_estates(request: HttpRequest) -> dict[str, str]:
    return {
        "on": as_of(request.GET.get("on", ""), today()).isoformat(),
        "q": plain(request.GET.get("q", ""), 30),
        "which": "all" if request.GET.get("which") == "all" else "",
    }


@never_cache
@require_safe
@signed_in
def estates(request: HttpRequest) -> HttpResponse:
    """List the estates that stand in a list on a day; that they stand in all three follows, and is entered nowhere."""
    actor, asked = entered(request), _asked_estates(request)
    found = queries.estate_lines(
        actor=actor,
        on=date.fromisoformat(asked["on"]),
        text=asked["q"],
        which=asked["which"],  # type: ignore[arg-type]  # one of the words, see _asked_estates
        after=plain(request.GET.get("after", ""), 40),
        limit=PAGE + 1,
    )
    rows = found[:PAGE]
    context = {
        "rows": rows,
        "asked": asked,
        "tabs": tabs(actor, "honours:estates"),
        "older": "?" + urlencode({**asked, "after": rows[-1].code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('honours:estates_sheet')}?{urlencode(asked)}",
        "today": today(),
    }
    return render(request, "honours/estates.html", context)


@never_cache
@require_safe
@signed_in
def estates_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = entered(request), _asked_estates(request)
    header = [_("小区编码"), _("小区"), _("社区"), _("三位一体机制典型"), _("业委会规范典型")]
    header += [_("企业优质服务典型"), _("三类合一"), _("示范项目")]
    rows = (
        [
            row.code, row.name, row.community, row.mechanism, row.committee, row.company_service,
            _("是") if row.together else "", row.demonstration,
        ]
        for row in queries.all_estate_lines(
            actor=actor, on=date.fromisoformat(asked["on"]), text=asked["q"],
            which=asked["which"],  # type: ignore[arg-type]  # one of the words, see _asked_estates
        )
    )  # fmt: skip
    return sheet(_("典型小区"), header, rows)
