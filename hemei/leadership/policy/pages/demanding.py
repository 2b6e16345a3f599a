"""Turning a clause into duties: first which bodies and by when, then the act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.places import queries as places
from hemei.kernel.actor import PlaceRange
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.policy import services
from hemei.leadership.policy.pages.documents import show, today
from hemei.ui.doors import signed_in
from hemei.ui.render import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hemei.ground.people import queries as people


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def demand(request: HttpRequest, document_id: int, clause_id: int) -> HttpResponse:
    """Show whom a clause would be handed to and by when; hand it out when that is what was seen."""
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    address = reverse("policy:document", args=[document_id]) + f"#clause-{clause_id}"
    try:
        planned = services.plan_duties(actor=actor, now=now, clause_id=clause_id)
        seen = request.POST.get("seen")
        if planned.fresh and seen != str(len(planned.fresh)):
            return _preview(request, planned, changed=seen is not None)
        count = 0
        if planned.fresh:
            count = len(services.demand_duties(actor=actor, now=now, clause_id=clause_id).ids)
    except Refused as refused:
        return show(request, document_id, form=f"demand-{clause_id}", refused=refused)
    if count:
        said = ngettext("新布置了%(count)d项任务。", "新布置了%(count)d项任务。", count) % {"count": count}
        messages.success(request, said)
    elif planned.already:
        messages.success(request, _("本期任务先前都已布置，没有重复布置。"))
    else:
        messages.warning(request, _("您的管辖范围内没有这一条所说的单位，没有布置任务。"))
    return HttpResponseRedirect(address)


def _preview(request: HttpRequest, planned: services.Planned, *, changed: bool) -> HttpResponse:
    days = sorted({shanghai_day(due) for _body, due in planned.fresh})
    context: dict[str, Any] = {
        "planned": planned,
        "first": days[0],
        "last": days[-1],
        "changed": changed,
        "groups": _by_county(body for body, _due in planned.fresh),
    }
    return render(request, "policy/demand.html", context)


def _by_county(bodies: Iterable[people.BodyRow]) -> list[tuple[str, list[str]]]:
    """Return the names of bodies under their counties, the city's own first."""
    groups: dict[str, list[str]] = {"": []}
    counties = {row.path: row.name for row in places.places_on(places.Level.COUNTY, today())}
    groups |= {name: [] for name in counties.values()}
    for body in bodies:
        name = next((name for path, name in counties.items() if PlaceRange(path).covers(body.scope)), "")
        groups[name].append(body.name)
    return [(name or _("全市"), found) for name, found in groups.items() if found]
