"""A personal field in full: only with a reason, on one answer, and whoever it is about sees who looked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.ground.people.rules.committee_words import PARTY_NAMES
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.words import say

# What stands with a person; what stands with a case has pages of its own, where the case is asked too.
_FIELDS = frozenset({"name", "phone", "party_membership"})
_SAID = {"party_membership": {str(word): text for word, text in PARTY_NAMES.items()}}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def look(request: HttpRequest, vault_id: int) -> HttpResponse:
    """Ask for a reason, then show the field once."""
    actor = gate.entered(request, queries.Act.UNMASK)
    row = record.sealed_row(vault_id)
    if row is None or row.field not in _FIELDS or not row.stream.startswith("people.person:"):
        raise Http404
    shown, refused, reason = "", None, request.POST.get("reason", "")
    if request.method == "POST":
        try:
            text = services.unmask(actor=actor, now=utc_now(), vault_id=vault_id, reason=reason)
        except Refused as error:
            refused = error
        else:
            shown = say(_SAID.get(row.field, {}).get(text, "")) or text
    context = {
        "field": say(queries.FIELD_NAMES[row.field]),
        "is_phone": row.field == "phone",
        "shown": shown,
        "reason": reason[:200],
        "back": _back(request),
        "title": _("查看%(field)s") % {"field": say(queries.FIELD_NAMES[row.field])},
    }
    return gate.form(request, "people/look.html", refused, context)


def _back(request: HttpRequest) -> str:
    address = request.POST.get("back") or request.GET.get("back") or "/"
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else "/"
