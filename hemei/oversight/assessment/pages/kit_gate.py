"""Who may enter the pages of third-party assessment, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from hemei.oversight.assessment.rules.kit_acts import KitAct, may_kit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.kernel.actor import Actor

PAGE = 50
CHUNK = 1_000
REFUSED = 422


def entered(request: HttpRequest, act: KitAct = KitAct.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_kit(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def may_do(actor: Actor, act: KitAct) -> bool:
    """Whether the actor's role may do an act; for pages that leave out what he cannot do."""
    return may_kit(actor.role, act).allowed
