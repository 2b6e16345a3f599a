"""Who has registered with a community, and the hours that wait for it; for the community alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.volunteering import queries, services
from hemei.leadership.volunteering.pages.mine import hours_face, organisations_called, registration, told
from hemei.leadership.volunteering.pages.shared import (
    CHUNK,
    PAGE,
    REFUSED,
    community_or_404,
    entered,
    needed,
    spent,
    today,
    year_of,
    years,
)
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def people(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show who has registered and what waits; register somebody who agreed on paper."""
    actor = entered(request, queries.Act.SEE_PERSONS)
    if request.method == "GET":
        return _show(request, place_id, actor, request.GET.dict())
    typed = request.POST.dict()
    try:
        services.register(actor=actor, now=utc_now(), draft=registration(typed, place_id))
    except Refused as refused:
        return _show(request, place_id, actor, typed, "register", refused)
    messages.success(request, _("已登记。"))
    return HttpResponseRedirect(reverse("volunteering:people", args=[place_id]))


def _show(
    request: HttpRequest,
    place_id: int,
    actor: Actor,
    typed: Mapping[str, str],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    place, now, year = community_or_404(place_id, actor), utc_now(), year_of(request)
    after = whole_of(request.GET.get("after", ""))
    found = queries.volunteers(
        actor=actor, now=now, community_id=place_id, year=year, after=after, limit=PAGE + 1
    )
    rows, unit = found[:PAGE], plain(typed.get("uq", ""), 30)
    errors = errors_of(refused) if refused else {}
    context = {
        "place": place,
        "rows": [_face(row) for row in rows],
        "older": "?" + urlencode({"year": year, "after": rows[-1].id}) if len(found) > PAGE else "",
        "waiting": [
            hours_face(row)
            for row in queries.hours_of(actor=actor, now=now, community_id=place_id, waiting=True)
        ],
        "choices": [(row.id, row.name) for row in rows if row.until is None],
        "items": [
            (item.id, item.title)
            for kind in (queries.ItemKind.PROJECT, queries.ItemKind.NEED)
            for item in queries.items(actor=actor, kind=kind, community_id=place_id)
        ],
        "organisations": organisations_called(unit) if unit else [],
        "kinds": [(kind.value, say(words)) for kind, words in queries.KIND_TEXTS.items()],
        "year": year,
        "years": years(),
        "today": today(),
        "uq": unit,
        "values": typed,
        "errors": {name: errors if form == name else {} for name in ("register", "hours")},
        "sheets": [
            (_("导出人员（XLSX）"), f"{reverse('volunteering:people_sheet', args=[place_id])}?year={year}"),
            (_("导出时长（XLSX）"), f"{reverse('volunteering:hours_sheet', args=[place_id])}?year={year}"),
        ],
    }
    return render(request, "volunteering/people.html", context, REFUSED if refused else 200)


def _face(row: queries.VolunteerRow) -> dict[str, Any]:
    return {"row": row, "kind": say(queries.KIND_TEXTS[row.kind]), "spent": spent(row.minutes)}


@never_cache
@require_POST
@signed_in
def tell_for(request: HttpRequest, place_id: int) -> HttpResponse:
    """Record a service for one of the community's volunteers."""
    actor, typed = entered(request, queries.Act.SEE_PERSONS), request.POST.dict()
    try:
        volunteer = needed(typed.get("volunteer", ""), "volunteer", mark("请选择人员"))
        services.tell_hours(actor=actor, now=utc_now(), volunteer_id=volunteer, draft=told(typed))
    except Refused as refused:
        return _show(request, place_id, actor, typed, "hours", refused)
    messages.success(request, _("服务时长已登记。"))
    return HttpResponseRedirect(reverse("volunteering:people", args=[place_id]))


@never_cache
@require_POST
@signed_in
def judge(request: HttpRequest, place_id: int, hours_id: int) -> HttpResponse:
    """Confirm or decline a record of service."""
    actor = entered(request, queries.Act.JUDGE_HOURS)
    confirm = request.POST.get("confirm") == "1"
    services.judge_hours(actor=actor, now=utc_now(), hours_id=hours_id, confirm=confirm)
    messages.success(request, _("已确认。") if confirm else _("已退回，不计入时长。"))
    return HttpResponseRedirect(f"{reverse('volunteering:people', args=[place_id])}#waiting")


@never_cache
@require_safe
@signed_in
def people_sheet(request: HttpRequest, place_id: int) -> HttpResponseBase:
    """Give who has registered, names masked, with the year's hours."""
    actor, year = entered(request, queries.Act.SEE_PERSONS), year_of(request)
    place = community_or_404(place_id, actor)
    header = [_("编号"), _("姓名"), _("身份"), _("单位"), _("登记"), _("退出")]
    header.append(_("%(year)s年已确认分钟") % {"year": year})
    return sheet(_("%(name)s报到人员") % {"name": place.name}, header, _people_rows(actor, place_id, year))


def _people_rows(actor: Actor, place_id: int, year: int) -> Iterator[list[Any]]:
    after = None
    while rows := queries.volunteers(
        actor=actor, now=utc_now(), community_id=place_id, year=year, after=after, limit=CHUNK
    ):
        for row in rows:
            kind = say(queries.KIND_TEXTS[row.kind])
            yield [row.id, row.name, kind, row.unit, row.since, row.until, row.minutes]
        after = rows[-1].id


@never_cache
@require_safe
@signed_in
def hours_sheet(request: HttpRequest, place_id: int) -> HttpResponseBase:
    """Give the records of service of a year, names masked."""
    actor, year = entered(request, queries.Act.SEE_PERSONS), year_of(request)
    place = community_or_404(place_id, actor)
    header = [_("编号"), _("人员编号"), _("姓名"), _("日期"), _("分钟"), _("做了什么"), _("状态")]
    return sheet(_("%(name)s服务时长") % {"name": place.name}, header, _hours_rows(actor, place_id, year))


def _hours_rows(actor: Actor, place_id: int, year: int) -> Iterator[list[Any]]:
    after = None
    while rows := queries.hours_of(
        actor=actor, now=utc_now(), community_id=place_id, year=year, after=after, limit=CHUNK
    ):
        for row in rows:
            state = say(queries.HOURS_TEXTS[row.state])
            yield [row.id, row.volunteer_id, row.name, row.day, row.minutes, row.what, state]
        after = rows[-1].id
