"""The action plan of harmonious estates: streets of a year, and one street's targets beside what its records say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.pages.shared import PAGE, REFUSED, entered, today
from hemei.oversight.honours.queries import AIM_TEXTS, Act, Aim, HarmoniousPlan
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import percent, say


def _entered(request: HttpRequest) -> Actor:
    actor = entered(request)
    if not actor.places:
        raise PermissionDenied  # targets are a street's; who has no places has none to look at
    return actor


def _plan_or_404() -> HarmoniousPlan:
    found = queries.harmonious_plan(today())
    if found is None:
        raise Http404
    return found


def _year(request: HttpRequest, plan: HarmoniousPlan) -> int:
    """Return the year that is asked for; the last of the plan where the address says none of it."""
    years = plan.plan.years
    asked = whole_of(request.GET.get("year", "")) or today().year
    return asked if asked in years else years[-1]


@never_cache
@require_safe
@signed_in
def plan(request: HttpRequest) -> HttpResponse:
    """List the streets with how many targets of a year they have."""
    actor, document = _entered(request), _plan_or_404()
    year, text = _year(request, document), plain(request.GET.get("q", ""), 30)
    found = queries.plan_streets(
        actor=actor, year=year, text=text, after=plain(request.GET.get("after", ""), 20), limit=PAGE + 1
    )
    rows = found[:PAGE]
    kept = {"year": str(year), "q": text}
    context = {
        "rows": rows,
        "measures": len(document.measure),
        "aims": [_aim(document, aim) for aim in Aim],
        "year": year,
        "years": [(one, str(one)) for one in document.plan.years],
        "q": text,
        "older": "?" + urlencode({**kept, "after": rows[-1].code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('honours:plan_sheet')}?{urlencode(kept)}",
    }
    return render(request, "honours/plan.html", context)


def _aim(document: HarmoniousPlan, aim: Aim) -> dict[str, Any]:
    return {
        "words": say(AIM_TEXTS[aim]),
        "measures": [one.name for one in document.measure if one.aim == aim.value],
    }


@never_cache
@require_safe
@signed_in
def plan_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give every street's targets of a year with what its records say."""
    actor, document = _entered(request), _plan_or_404()
    header = [_("区划代码"), _("区县"), _("街道"), _("年度"), _("目标"), _("指标"), _("衡量"), _("目标值")]
    header += [_("计入"), _("全部"), _("未能证明"), _("达到")]
    rows = _sheet_rows(actor, document, _year(request, document), plain(request.GET.get("q", ""), 30))
    return sheet(_("和美小区行动方案"), header, rows)


def _sheet_rows(actor: Actor, document: HarmoniousPlan, year: int, text: str) -> Iterator[list[Any]]:
    after = ""
    while rows := queries.plan_streets(actor=actor, year=year, text=text, after=after):
        for row in rows:
            lines = queries.street_plan(
                row.place_id, row.path, document, actor=actor, year=year, now=utc_now()
            )
            for line in lines:
                tally = line.reached.tally
                yield [
                    row.code, row.county, row.name, year, say(AIM_TEXTS[Aim(line.measure.aim)]), line.measure.name,
                    line.measure.measured_by, percent(line.target) if line.target else "", tally.counted, tally.of,
                    tally.not_provable, _met(line),
                ]  # fmt: skip
        after = rows[-1].code


def _met(line: queries.TargetLine) -> str:
    if line.met is None:
        return ""
    return _("是") if line.met else _("否")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def street(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a street's targets of a year beside what its records say; as city bureau, set them."""
    actor, document = _entered(request), _plan_or_404()
    year = _year(request, document)
    try:
        place = places.place(place_id)
    except places.NoSuchPlace as missing:
        raise Http404 from missing
    if place.level is not places.Level.STREET or not actor.covers(place.path):
        raise Http404
    if request.method == "GET":
        return _show(request, actor, place, document, year, {})
    typed = request.POST.dict()
    try:
        drafts = _drafts(typed, place.id, year, document)
        services.set_targets(actor=actor, now=utc_now(), drafts=drafts)
    except Refused as refused:
        return _show(request, actor, place, document, year, typed, refused)
    messages.success(request, _("目标已确定。"))
    return HttpResponseRedirect(f"{reverse('honours:street', args=[place_id])}?year={year}")


def _drafts(
    typed: Mapping[str, str], place_id: int, year: int, document: HarmoniousPlan
) -> list[services.TargetDraft]:
    """Return the targets a form says, in whole per cent; what is left empty stays as it was."""
    drafts = []
    for measure in document.measure:
        text = plain(typed.get(measure.code, ""), 10)
        if not text:
            continue
        share = whole_of(text.rstrip("%"))
        if share is None:
            raise Refused.because(
                mark("目标“{raw}”看不懂"), remedy=mark("请填写百分数，例如 85"), field=measure.code, code="value",
                raw=text,
            )  # fmt: skip
        drafts.append(services.TargetDraft(place_id, year, measure.code, Fraction(share, 100)))
    if not drafts:
        raise Refused.because(
            mark("没有填写任何目标"),
            remedy=mark("请至少填写一项"),
            field=document.measure[0].code,
            code="none",
        )
    return drafts


def _show(
    request: HttpRequest,
    actor: Actor,
    place: places.PlaceRow,
    document: HarmoniousPlan,
    year: int,
    typed: Mapping[str, str],
    refused: Refused | None = None,
) -> HttpResponse:
    lines = queries.street_plan(place.id, place.path, document, actor=actor, year=year, now=utc_now())
    context = {
        "place": place,
        "year": year,
        "years": [(one, str(one)) for one in document.plan.years],
        "aims": [
            {
                "words": say(AIM_TEXTS[aim]),
                "lines": [_face(line) for line in lines if line.measure.aim == aim.value],
            }
            for aim in Aim
        ],
        "note": document.head.source.title if document.measure[0].warrant.basis == "design" else "",
        "may_set": queries.may(actor.role, Act.SET_TARGET, covered=actor.covers(place.path)).allowed,
        "values": typed,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "honours/street.html", context, REFUSED if refused else 200)


def _face(line: queries.TargetLine) -> dict[str, Any]:
    reached = line.reached
    return {
        "code": line.measure.code,
        "name": line.measure.name,
        "measured_by": line.measure.measured_by,
        "design": line.measure.warrant.basis == "design",
        "target": percent(line.target) if line.target is not None else "",
        "typed": str(round(line.target * 100)) if line.target is not None else "",
        "reached": percent(reached.value) if reached.value is not None else "",
        "tally": reached.tally,
        "met": line.met,
    }
