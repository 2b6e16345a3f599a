"""My maintenance fund, on a phone: what is there, what came in, what each use took, who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.funds import queries
from hemei.community.funds.pages.shared import today
from hemei.community.ledgers.queries import ENTRY_KIND_NAMES
from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


@never_cache
@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show the household accounts of the units the actor owns, what is not built after all, and sales."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role is not Role.RESIDENT:
        raise PermissionDenied
    found = queries.own_households(actor=actor, on=today())
    bodies = people.body_names(look.body_id for one in found for look in one.looks if look.body_id)
    context = {
        "households": found,
        "given_up": [
            (row, [(say(name), words) for name, words in told])
            for row, told in queries.own_given_up(actor=actor, on=today())
        ],
        "transfers": queries.own_transfers(actor=actor),
        "kinds": {kind: say(words) for kind, words in ENTRY_KIND_NAMES.items()},
        "roles": {role: say(words) for role, words in people.ROLE_NAMES.items()},
        "bodies": bodies,
        "rules": queries.fund_rules(today()),
        "yuan": yuan,
    }
    return render(request, "funds/mine.html", context)
