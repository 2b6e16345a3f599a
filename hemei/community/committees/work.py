"""What committees put on the workbench: who is said to have left, until a second person looked at the paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from hemei.community.committees import queries
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.ui.words import say
from hemei.ui.work import Count


def leavings(actor: Actor) -> Sequence[Count]:
    """Return the members who are said to have left and whose paper the actor has to check."""
    return queries.leavings_to_settle(actor=actor).each(lambda row: _count(*row))


def _count(leaving: int, estate: str) -> Count:
    words = say(mark("%(estate)s有委员登记离任，等您核对文书并告知本人"))
    return Count(words % {"estate": estate}, reverse("committees:settle_leaving", args=[leaving]))


COUNTS = (leavings,)
