"""Who may enter a page of the desk or of a counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from hemei.ground.people import queries as people
from hemei.ground.privacy import queries
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import whole_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.ground.privacy.rules import PersonalData
    from hemei.kernel.actor import Actor

PAGE = 50
REFUSED = 422


def entered(request: HttpRequest, *acts: people.Act) -> Actor:
    """Return the actor if his role may do one of these acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(people.may(actor.role, act).allowed for act in acts):
        raise PermissionDenied
    return actor


def document_today() -> PersonalData:
    """Return the notice in force."""
    return queries.personal_data(shanghai_day(utc_now()))


def whole(request: HttpRequest) -> int | None:
    """Return after which id a page of a list goes on."""
    return whole_of(request.GET.get("after", ""))
