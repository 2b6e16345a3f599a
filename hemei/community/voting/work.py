"""What votes put on the workbench beside their clocks: objections to who votes for a unit, which have no end."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.voting import queries
from hemei.kernel.actor import Actor
from hemei.ui.work import Count


def contested(actor: Actor) -> list[Count]:
    """Return how many objections to voters wait to be looked into; until then these vote for nobody."""
    count = queries.contested_count(actor=actor)
    if not count:
        return []
    return [
        Count(
            _("%(count)s项对表决人的异议等待核实，核实以前不能由他投票") % {"count": count},
            reverse("voting:contested"),
        )
    ]


COUNTS = (contested,)
