"""Communities: the list with its gaps, one community with its part-time staff through time, and who is assigned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.coordination.offices import queries, services
from hemei.coordination.offices.pages import gate
from hemei.ground.people import queries as people
from hemei.ground.places.queries import Level
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from hemei.kernel.actor import Actor


@require_safe
@never_cache
@signed_in
def communities(request: HttpRequest) -> HttpResponse:
    """List residents' committees with how many do property work beside their own on a day."""
    actor, typed = gate.entered(request), gate.asked(request)
    rows = queries.community_rows(
        actor=actor,
        on=date.fromisoformat(typed["on"]),
        gaps=gate.gaps_of(typed),
        after=plain(request.GET.get("after", ""), 20),
        limit=gate.PAGE + 1,
    )
    shown = rows[: gate.PAGE]
    context = {
        "rows": shown,
        "above": gate.above_of(shown),
        "asked": typed,
        "states": gate.states(),
        "tabs": gate.tabs(actor, "offices:communities", typed),
        "older": gate.older_of(rows, typed),
        "sheet": f"{reverse('offices:communities_sheet')}?{urlencode(typed)}",
        "keeps": queries.may(actor.role, queries.Act.KEEP_STAFF).allowed,
        "today": gate.today(),
    }
    return render(request, "offices/communities.html", context)


@require_safe
@never_cache
@signed_in
def communities_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, typed = gate.entered(request), gate.asked(request)
    header = [_("区划代码"), _("社区"), _("所在"), _("符合"), _("情况"), _("人数")]
    return sheet(_("社区兼职人员"), header, _sheet_rows(actor, typed))


def _sheet_rows(actor: Actor, typed: dict[str, str]) -> Iterator[list[Any]]:
    on, gaps = date.fromisoformat(typed["on"]), gate.gaps_of(typed)

    def read(after: str) -> list[queries.CommunityRow]:
        return queries.community_rows(actor=actor, on=on, gaps=gaps, after=after, limit=gate.CHUNK)

    rows = list(gate.every(read))
    above = gate.above_of(rows)
    for row in rows:
        met = _("否") if row.gap else _("是")
        yield [row.code, row.name, above[row.path], met, say_reason(row.reason), row.people]


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def community(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a community's part-time staff as of a day, or assign somebody of its committee."""
    actor = gate.entered(request)
    now, day = utc_now(), as_of(request.GET.get("on", ""), gate.today())
    place, refused = gate.home_or_404(place_id, Level.COMMUNITY, actor=actor, on=day), None
    if request.method == "POST":
        gate.entered(request, queries.Act.KEEP_STAFF)
        try:
            _assign(actor, place_id, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("兼职人员已登记。"))
            return HttpResponseRedirect(reverse("offices:community", args=[place_id]))
    rows, structure = queries.part_timers_of(place_id, on=day, now=now), gate.structure(day)
    body = people.community_body_for(place.path, day)
    held = {row.person_id for row in rows if queries.runs_on(row, day)}
    offered = [one for one in queries.colleagues(place_id, on=day, now=now) if one.person_id not in held]
    context = {
        "place": place,
        "line": gate.line_of(place),
        "day": day,
        "today": gate.today(),
        "rows": rows,
        "running": [row for row in rows if queries.runs_on(row, day)],
        "count": sum(row.in_office for row in rows if queries.runs_on(row, day)),
        "staff": structure.part_time_staff,
        "duty": next(one for one in structure.responsibility if one.level == "community"),
        "main": people.body_names([body]).get(body, "") if body else "",
        "named": gate.named,
        "offered": [
            (one.person_id, f"{one.name} · {say(people.ROLE_NAMES[Role(one.role)])}") for one in offered
        ],
        "keeps": queries.may(actor.role, queries.Act.KEEP_STAFF).allowed,
        "values": {name: request.POST.get(name, "") for name in ("person", "valid_from")},
    }
    return gate.form(request, "offices/community.html", refused, context)


def _assign(actor: Actor, place_id: int, data: QueryDict) -> None:
    person = whole_of(data.get("person", ""))
    if person is None:
        raise Refused.because(mark("没有选人。"), remedy=mark("请选择一位在任人员。"), field="person")
    draft = services.PartTimerDraft(place_id, person, needed_day(data.get("valid_from", ""), "valid_from"))
    services.assign_part_timers(actor=actor, now=utc_now(), drafts=[draft])
