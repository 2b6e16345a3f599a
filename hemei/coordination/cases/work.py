"""What cases put on the workbench without an end: pairs that sound like one, callers to tell, papers to serve."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.kernel.actor import Actor
from hemei.ui.work import Count


def alike(actor: Actor) -> Sequence[Count]:
    """Return how many fresh cases sound like one that is in hand already."""
    return queries.open_pairs_count(actor=actor).each(_alike) if actor.role in ROLES[Who.HOME] else ()


def _alike(count: int) -> Count:
    return Count(_("%(count)s件可能和以前报的是同一件，请核对") % {"count": count}, reverse("cases:alike"))


def to_call(actor: Actor) -> Sequence[Count]:
    """Return how many callers are to be told how the case that theirs was joined into ended."""
    return queries.callers_count(actor=actor).each(_to_call)


def _to_call(count: int) -> Count:
    return Count(_("%(count)s位并入的来电人还没有告知结果") % {"count": count}, reverse("cases:callers"))


def to_serve(actor: Actor) -> Sequence[Count]:
    """Return how many papers of the actor's body wait to be registered as served."""
    return queries.unserved_count(actor=actor).each(lambda row: _to_serve(*row))


def _to_serve(count: int) -> Count:
    return Count(_("%(count)s份文书还没有登记送达") % {"count": count}, reverse("cases:unserved"))


COUNTS = (alike, to_call, to_serve)
