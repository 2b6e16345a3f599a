"""Guardians and delegates of many owners: a second clerk holds their paper against what was entered."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.community.voting import services
from hemei.community.voting.pages.paper import LIST, REFUSED, clerks_only
from hemei.community.voting.queries import acting
from hemei.community.voting.queries.voters import names_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.voters import CAPACITY_NAMES
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render

seconds_only = partial(clerks_only, act=Act.CONFIRM_VOTER)


@never_cache
@require_GET
@seconds_only
def awaited(request: HttpRequest) -> HttpResponse:
    """List the guardians and delegates who wait for a second clerk, the first entered first."""
    return _listed(request)


def _listed(request: HttpRequest, refused: Refused | None = None, wrong: int | None = None) -> HttpResponse:
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    after = whole_of(request.GET.get("after", "")) or 0
    rows = acting.awaited_voters(actor=actor, now=now, after=after, limit=LIST + 1)
    shown = rows[:LIST]
    persons = {
        one for row in shown for one in (row.person_id, row.owner_id, row.entered_by) if one is not None
    }
    context = {
        "rows": shown,
        "names": names_of(sorted(persons), actor, now),
        "said": record.open_sealed([row.evidence_id for row in shown]),
        "capacities": CAPACITY_NAMES,
        "me": actor.person_id,
        "older": f"?after={shown[-1].id}" if len(rows) > LIST else "",
        "wrong": wrong,
        "typed": request.POST,
        "most": LONGEST_TEXT,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/awaited.html", context, REFUSED if refused else 200)


@require_POST
@seconds_only
def confirm(request: HttpRequest, binding_id: int) -> HttpResponse:
    """Confirm a guardian or delegate, refuse him with a reason, or take him back as who entered him."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")[: LONGEST_TEXT + 1]
    of = {"actor": request.actor, "now": utc_now(), "binding_id": binding_id}  # type: ignore[attr-defined]
    try:
        if act == "withdraw":
            services.withdraw_voter(**of, reason=reason)
        else:
            services.confirm_voter(**of, confirmed=act == "confirm", reason=reason)
    except Refused as refused:
        return _listed(request, refused, binding_id)
    done = {
        "confirm": _("已确认，表决人登记生效，业主会收到通知。"),
        "withdraw": _("已撤回，可以另行登记。"),
    }
    messages.success(request, done.get(act, _("已记下不予确认。")))
    return HttpResponseRedirect(reverse("voting:awaited_voters"))


@never_cache
@require_GET
@seconds_only
def paper(request: HttpRequest, binding_id: int) -> HttpResponse:
    """Give the scan by which a guardian or delegate is bound."""
    scan = acting.paper_of_voter(binding_id, actor=request.actor)  # type: ignore[attr-defined]
    if scan is None:
        raise Http404
    response = HttpResponse(scan[0], content_type=scan[1])
    response["Content-Disposition"] = f'attachment; filename="voter-{binding_id}"'
    return response
