"""What boards put on the workbench: estates without one, and prints that wait to be hung."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.boards import queries
from hemei.kernel.actor import Actor, Role
from hemei.ui.work import Count

_THEIRS = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK})


def waiting(actor: Actor) -> list[Count]:
    """Return how many estates have no board, and how many boards were made and do not hang; one statement."""
    if actor.role not in _THEIRS:
        return []
    counts = queries.board_counts(actor=actor)
    words = {
        queries.State.NONE: _("%(count)s 个小区没有公示牌"),
        queries.State.WAITING: _("%(count)s 块公示牌待张贴"),
    }
    return [
        Count(text % {"count": counts[state]}, f"{reverse('boards:boards')}?state={state.value}")
        for state, text in words.items()
        if counts[state]
    ]


COUNTS = (waiting,)
