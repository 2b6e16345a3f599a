"""The patterns of the actor's places, each answered with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.petitions import REFUSED, entered, kind_names, tabs, today
from hemei.oversight.mediation.queries import Area, Pattern, PetitionAct
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def patterns(request: HttpRequest) -> HttpResponse:
    """Show the same causes in many estates, and propose what the rule says."""
    actor, refused = entered(request, PetitionAct.SEE_PATTERNS), None
    if request.method == "POST":
        try:
            with records.acting(actor):
                _answer(request, actor)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已提出。"))
            return HttpResponseRedirect(reverse("mediation:patterns"))
    on, kinds = today(), kind_names()
    found, kept = queries.patterns(actor=actor, on=on), queries.answered_patterns(actor=actor)
    names = places.names_of([*(one.found.place_id for one in found), *(row.place_id for row in kept)])
    context = {
        "rows": [_face(one, actor, kinds, names) for one in found],
        "answered": [
            {"row": row, "kind": kinds.get(row.kind, row.kind), "place": names.get(row.place_id, "")}
            for row in kept
        ],
        "rules": queries.petition_rules(on).pattern,
        "areas": {area: say(words) for area, words in queries.AREA_TEXTS.items()},
        "acts": {answer: say(words) for answer, words in queries.ANSWER_TEXTS.items()},
        "tabs": tabs("mediation:patterns"),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "mediation/patterns.html", context, REFUSED if refused else 200)


def _face(one: Pattern, actor: Actor, kinds: dict[str, str], names: dict[int, str]) -> dict[str, Any]:
    decision = queries.may_answer(
        one.found, one.rule, role=actor.role, covered=actor.covers(one.path), today=today()
    )
    return {
        "one": one,
        "kind": kinds.get(one.found.kind, one.found.kind),
        "place": names.get(one.found.place_id, ""),
        "decision": decision,
    }


def _answer(request: HttpRequest, actor: Actor) -> None:
    place = whole_of(request.POST.get("place", ""))
    area = next((one for one in get_args(Area) if one == request.POST.get("area")), None)
    if area is None or place is None:
        raise Http404
    services.answer_pattern(
        actor=actor, now=utc_now(), area=area, place_id=place, kind=plain(request.POST.get("kind", ""), 40)
    )
