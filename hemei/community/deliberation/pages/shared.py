"""What the pages of deliberation share: who may come in, today, the tabs, a community of the actor's places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.deliberation import queries
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.limits import UNIT_TEXTS
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def seen(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if he looks after places, sits at the table, or is a neighbour who sees his own estate."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    neighbour = act is queries.Act.SEE and queries.may(actor.role, queries.Act.SEE_OWN).allowed
    if not neighbour and not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def limit_words(name: str) -> str:
    """Return a time limit of the document in force in words."""
    limit = queries.limits_on(today())[name]
    return say(UNIT_TEXTS[limit.unit], {"amount": limit.amount})


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the pages of the three-in-one meeting; who sees by list alone has no register before him."""
    pages = [(_("议题"), "deliberation:topics"), (_("关键小事"), "deliberation:small_matters")]
    if actor.places:
        pages += [(_("机制登记"), "deliberation:communities")]
    return [{"words": words, "address": reverse(name), "here": name == here} for words, name in pages]


def community_or_404(place_id: int, actor: Actor) -> places.PlaceRow:
    """Return an urban community of the actor's places."""
    try:
        found = places.place(place_id)
    except places.NoSuchPlace as missing:
        raise Http404 from missing
    if found.kind is not places.Kind.RESIDENTS_COMMITTEE or not actor.covers(found.path):
        raise Http404
    return found
