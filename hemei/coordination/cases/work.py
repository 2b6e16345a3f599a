"""What cases put on the workbench without an end: pairs that sound like one, callers to be told; the rest is clocks."""

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


COUNTS = (alike, to_call)
