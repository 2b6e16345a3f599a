"""Who may enter a page of the three administrations, and what their forms say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from hemei.ground.people import queries
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui import forms
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import listing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor

PAGE = 50
REFUSED = 422


def entered(request: HttpRequest, *acts: queries.Act) -> Actor:
    """Return the actor if his role may do one of these acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(queries.may(actor.role, act).allowed for act in acts):
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def as_of(request: HttpRequest) -> date:
    """Return the day a page is asked for, today where the address says none or nothing sensible."""
    return forms.as_of(request.GET.get("on", ""), today())


def place_named(text: str, field: str = "place") -> places.PlaceRow:
    """Return the one place a form names by its code or its name."""
    found = places.places_called(text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused.because(
            mark("没有找到“{wanted}”这个地点。"),
            remedy=mark("请填写区划代码，或完整的名称。"),
            field=field,
            code="unknown_place",
            wanted=text[:30],
        )
    names = places.names_of(row.parent_id for row in found if row.parent_id)
    choices = listing(f"{row.code} {names.get(row.parent_id or 0, '')}{row.short_name}" for row in found)
    raise Refused.because(
        mark("“{wanted}”不止一个：{choices}。"),
        remedy=mark("请填写其中一个的代码。"),
        field=field,
        code="ambiguous",
        wanted=text[:30],
        choices=choices,
    )


def form(
    request: HttpRequest, template: str, refused: Refused | None, context: dict[str, Any]
) -> HttpResponse:
    """Answer with a form as it was typed, and with what was wrong."""
    errors = errors_of(refused) if refused else {}
    return render(request, template, {**context, "errors": errors}, REFUSED if errors else 200)
