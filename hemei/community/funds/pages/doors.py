"""The households of a fund by door, and who of them was told by hand what the platform could not tell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.funds import queries, services
from hemei.community.funds.pages.lists import HOUSEHOLD_WORDS, UNREACHED
from hemei.community.funds.pages.shared import PAGE, REFUSED, entered, found_fund, today
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, needed_day, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_STATES = HOUSEHOLD_WORDS | UNREACHED


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def doors(request: HttpRequest, code: str) -> HttpResponse:
    """List the households of a fund by door, what each holds masked; or enter that one was told by hand."""
    actor, refused = entered(request), None
    row = found_fund(code, actor)
    if request.method == "POST":
        try:
            _tell(actor, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已登记告知。"))
            return HttpResponseRedirect(f"{reverse('funds:doors', args=[code])}?{urlencode(_asked(request))}")
    return render(
        request, "funds/doors.html", _context(request, actor, row, refused), REFUSED if refused else 200
    )


def _tell(actor: Actor, data: QueryDict) -> None:
    way = data.get("way", "")
    if way not in set(services.Way):
        raise Refused.because(
            mark("没有选怎样告知的。"), remedy=mark("请从清单中选择。"), field="way", code="way"
        )
    services.tell_owner(
        actor=actor, now=utc_now(), household_id=whole_of(data.get("household", "")) or 0,
        told_on=needed_day(data.get("told_on", ""), "told_on"), way=services.Way(way),
    )  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {
        "state": state if state in _STATES else "",
        "building": str(whole_of(request.GET.get("building", "")) or ""),
    }


def _context(
    request: HttpRequest, actor: Actor, row: queries.FundRow, refused: Refused | None
) -> dict[str, Any]:
    asked = _asked(request)
    wanted = queries.HouseholdFilter(row.id, whole_of(asked["building"]) or 0, asked["state"])
    after = (row.id, whole_of(request.GET.get("after", "")) or 0)
    found = queries.households(wanted, actor=actor, on=today(), after=after, limit=PAGE + 1)
    lines = found[:PAGE]
    errors = at_fields(errors_of(refused), ("told_on", "way")) if refused else {}
    about = whole_of(request.POST.get("household", "")) or 0
    return {
        "row": row,
        "rows": lines,
        "asked": asked,
        "buildings": [(str(one.id), one.name) for one in queries.buildings(row.id, actor=actor, on=today())],
        "states": [(name, say(words)) for name, words in _STATES.items()],
        "yuan": yuan,
        "today": today(),
        "unreached": _unreached(actor, row, lines) if asked["state"] in UNREACHED else {},
        "tells": queries.may(actor, queries.Act.ASK_RENEWAL).allowed,
        "ways": [(way.value, say(words)) for way, words in queries.WAY_NAMES.items()],
        "about": about,
        "errors": errors,
        "typed": defaultdict(str, request.POST.dict()),
        "older": "?" + urlencode({**asked, "after": str(lines[-1].id)}) if len(found) > PAGE else "",
    }


def _unreached(
    actor: Actor, row: queries.FundRow, lines: Sequence[queries.HouseholdRow]
) -> dict[int, dict[str, Any]]:
    """Return by household since when it is to be told, and who told it by hand, in words."""
    found = queries.unreached(row.id, actor=actor, on=today())
    told = {one.id: found[one.id] for one in lines if one.id in found}
    bodies = people.body_names(one.told.body_id for one in told.values() if one.told and one.told.body_id)
    return {
        number: {"since": one.since, "told": _said(one.told, bodies) if one.told else ""}
        for number, one in told.items()
    }


def _said(told: queries.Told, bodies: Any) -> str:
    said = {"day": told.on, "way": say(queries.WAY_NAMES[told.way]), "body": bodies.get(told.body_id, "")}
    return _("%(day)s %(body)s%(way)s") % said
