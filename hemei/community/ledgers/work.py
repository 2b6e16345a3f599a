"""What the owners' books put on the workbench: what is not to be collected, or to end, and waits for a second word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from hemei.community.ledgers import queries
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import say
from hemei.ui.work import Count


def releasing(actor: Actor) -> Sequence[Count]:
    """Return what somebody asked not to be collected any more and the actor has to answer."""
    return queries.releases_to_answer(actor=actor, on=shanghai_day(utc_now())).each(lambda row: _count(*row))


def _count(release: int, place: str, estate: str, end: date | None) -> Count:
    dropped = mark("%(estate)s“%(place)s”的合同有款项申请不再收取，等您答复")
    words = say(dropped if end is None else mark("%(estate)s“%(place)s”的合同申请提前终止，等您答复"))
    return Count(words % {"estate": estate, "place": place}, reverse("ledgers:release", args=[release]))


COUNTS = (releasing,)
