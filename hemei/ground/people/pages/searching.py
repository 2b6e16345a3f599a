"""Find a resident by a whole name or number, masked; then see a field in full. Both take a reason and are recorded.

What is searched for is posted and never part of an address, for addresses are logged. Who was found opens for a
quarter of an hour and for the account that searched, so that nobody turns over persons by counting.
"""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries, services
from hemei.ground.people.pages.gate import REFUSED, entered
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import say_when, signed_in, status_of
from hemei.ui.forms import errors_of
from hemei.ui.render import render

OPEN_SECONDS = 15 * 60
_SALT = "people.found"


@sensitive_post_parameters("text")
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def search_persons(request: HttpRequest) -> HttpResponse:
    """Ask whom and why; show whom the search found."""
    actor = entered(request, queries.Act.SEARCH_PERSONS)
    text, reason = request.POST.get("text", "")[:100], request.POST.get("reason", "")[:200]
    found, refused = None, None
    if request.method == "POST":
        try:
            found = services.search_persons(actor=actor, now=utc_now(), text=text, reason=reason)
        except Refused as error:
            refused = error
    context = {
        "text": text,
        "reason": reason,
        "found": found,
        "hits": [_hit(actor, person) for person in found.persons] if found else [],
        "places": places.names_of(_place(person.scope) for person in found.persons) if found else {},
        "errors": errors_of(refused) if refused else {},
    }
    answer = render(
        request, "people/search_persons.html", context, status_of(refused, REFUSED) if refused else 200
    )
    return say_when(answer, refused) if refused else answer


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def found_person(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show somebody who was found, masked; a field in full once, for a reason."""
    actor, now = entered(request, queries.Act.SEARCH_PERSONS), utc_now()
    person_id = _opened(actor, ticket)
    person = next(iter(queries.found_persons(person_id=person_id, now=now, limit=1)), None)
    if person is None:
        raise Http404
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")[:200]
    shown, refused = "", None
    if request.method == "POST":
        try:
            shown = services.unmask_person(
                actor=actor, now=now, person_id=person_id, field=field, reason=reason
            )
        except Refused as error:
            refused = error
    context = {
        "person": person,
        "place": places.names_of([_place(person.scope)]).get(_place(person.scope), ""),
        "fields": [(name, queries.FIELD_NAMES[name], person.shown[name]) for name in person.vault],
        "field": field,
        "field_names": queries.FIELD_NAMES,
        "reason": reason,
        "shown": shown,
        "errors": errors_of(refused) if refused else {},
        "way": [
            (_("查找"), reverse("portal:search")),
            (_("查找居民"), reverse("people:search_persons")),
            (person.shown["name"], ""),
        ],
    }
    status = status_of(refused, REFUSED) if refused else 200
    return render(request, "people/found_person.html", context, status)


def _hit(actor: Actor, person: queries.FoundPerson) -> tuple[queries.FoundPerson, int, str]:
    ticket = signing.dumps([actor.account_id, person.id], salt=_SALT)
    return person, _place(person.scope), reverse("people:found_person", args=[ticket])


def _opened(actor: Actor, ticket: str) -> int:
    """Return whom a ticket opens; one of another account, an old one and a made-up one look alike."""
    try:
        account_id, person_id = signing.loads(ticket, salt=_SALT, max_age=OPEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    if account_id != actor.account_id:
        raise Http404
    return int(person_id)


def _place(scope: str) -> int:
    return int(scope.split(".")[:-1][-1])
