"""What patrols put on the workbench: rounds to walk today, and what was missed without a reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.patrols import queries
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.work import Count


def waiting(actor: Actor) -> Sequence[Count]:
    """Return how many rounds a grid worker has to walk today, and how many misses he has to explain."""
    if actor.role is not Role.GRID_WORKER:
        return ()
    found = queries.rounds_waiting(actor=actor, until=shanghai_day(utc_now()))
    return found.then(lambda rows: [one for row in rows for one in _waiting(*row)])


def _waiting(walk: int, missed: int) -> list[Count]:
    counts = ((walk, _("%(count)s 轮巡查要走")), (missed, _("%(count)s 轮漏巡要说明原因")))
    return [Count(words % {"count": count}, reverse("patrols:mine")) for count, words in counts if count]


COUNTS = (waiting,)
