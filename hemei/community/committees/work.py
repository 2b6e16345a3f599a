"""What committees put on the workbench: papers of leavings and recalls, until a second person looked at them."""

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
    return queries.leavings_to_settle(actor=actor).each(lambda row: _left(*row))


def recalls(actor: Actor) -> Sequence[Count]:
    """Return the recalls that members signed and whose paper the actor has to check; until then nobody is heard."""
    return queries.recalls_to_confirm(actor=actor).each(lambda row: _recalled(*row))


def contests(actor: Actor) -> Sequence[Count]:
    """Return the recounts on which another person of the street decided who gives way; until then nobody does."""
    return queries.contests_to_confirm(actor=actor).each(lambda row: _decided(*row))


def _decided(contest: int, estate: str) -> Count:
    words = say(mark("%(estate)s重新计票，有委员要让出席位，等您核对"))
    return Count(words % {"estate": estate}, reverse("committees:settle_contest", args=[contest]))


def _left(leaving: int, estate: str) -> Count:
    words = say(mark("%(estate)s有委员登记离任，等您核对文书并告知本人"))
    return Count(words % {"estate": estate}, reverse("committees:settle_leaving", args=[leaving]))


def _recalled(recall: int, estate: str) -> Count:
    words = say(mark("%(estate)s的委员提议罢免，等您核对委员的签名"))
    return Count(words % {"estate": estate}, reverse("committees:confirm_recall", args=[recall]))


COUNTS = (leavings, recalls, contests)
