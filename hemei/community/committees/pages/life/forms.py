"""The form of an act of a committee's life: shown, done, or shown again as typed where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hemei.community.committees import services
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict

FORM = require_http_methods(["GET", "POST"])
Field = dict[str, Any]
REFUSED = 422
LONGEST = 2_000


def form(
    request: HttpRequest,
    estate: places.EstateRow,
    page: Mapping[str, Any],
    fields: Sequence[Field],
    act: Callable[[QueryDict], object],
) -> HttpResponse:
    """Show a form, or do its act and go back to the committee's page, or where the page says.

    `after` is where he goes who has done it and may no longer see what he came from.
    """
    errors: dict[str, list[str]] = {}
    back = page.get("back") or reverse("committees:life", args=[estate.code])
    if request.method == "POST":
        try:
            act(request.POST)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, page["done"])
            return HttpResponseRedirect(page.get("after") or back)
    typed = request.POST if request.method == "POST" else {}
    shown = [_shown(field, typed) for field in fields]
    context = {"estate": estate, "fields": shown, "errors": errors, **page, "back": back}
    return render(request, "committees/life_act.html", context, REFUSED if errors else 200)


def _shown(field: Field, typed: Any) -> Field:
    if field["kind"] == "many":
        return {**field, "value": typed.getlist(field["name"]) if typed else []}
    return {**field, "value": typed.get(field["name"], field.get("value", ""))}


def paper_of(request: HttpRequest) -> services.SignedList:
    """Return the paper a form brings, or one without a scan."""
    upload = request.FILES.get("scan")
    return services.SignedList(
        upload=upload.file if upload else None,  # type: ignore[arg-type]
        name=(upload.name or "") if upload else "",
    )


def members_of(estate: places.EstateRow, actor: Actor) -> list[tuple[str, str]]:
    """Return the sitting members as choices: seat, post and name as masked everywhere."""
    now = utc_now()
    page = people.committee_page(estate.id, actor=actor, on=shanghai_day(now), now=now)
    seats = [seat for seat in page.terms[0].seats if seat.runs] if page else []
    return [
        (str(seat.id), f"{seat.number} · {say(people.POST_NAMES[seat.post])} {seat.person.name if seat.person else ''}")
        for seat in seats if seat.post is not people.Post.RESERVE
    ]  # fmt: skip


def numbers_of(data: QueryDict, name: str) -> list[int]:
    """Return the ids that are ticked; what is none is left out."""
    return [int(raw) for raw in data.getlist(name) if raw.isdecimal() and len(raw) <= _DIGITS]


_DIGITS = 18


def estate_of(estate_id: int | None, actor: Actor) -> places.EstateRow:
    """Return the estate a record belongs to."""
    estate = places.estate(estate_id, actor=actor) if estate_id is not None else None
    if estate is None:
        raise Http404
    return estate
