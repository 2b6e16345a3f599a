"""What boards put on the workbench: estates without one, and prints that wait to be hung."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.boards import queries
from hemei.kernel.actor import Actor, Role
from hemei.ui.work import Count

_THEIRS = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK})


def waiting(actor: Actor) -> Sequence[Count]:
    """Return how many estates have no board, how many boards wait to be hung, how many of them lapsed; at once."""
    return queries.board_counts(actor=actor).then(_waiting) if actor.role in _THEIRS else ()


def _waiting(found: list[tuple[queries.State, int]]) -> list[Count]:
    counts = dict(found)
    words = {
        queries.State.NONE: _("%(count)s 个小区没有公示牌"),
        queries.State.WAITING: _("%(count)s 块公示牌待张贴"),
        queries.State.STALE: _("%(count)s 块公示牌还没有张贴就已过期"),
    }
    return [
        Count(text % {"count": counts[state]}, f"{reverse('boards:boards')}?state={state.value}")
        for state, text in words.items()
        if counts.get(state)
    ]


def hinted(actor: Actor) -> Sequence[Count]:
    """Return at how many estates somebody saw a board hang that was replaced."""
    return queries.hinted_boards(actor=actor).then(_hinted) if actor.role in _THEIRS else ()


def _hinted(found: list[int]) -> list[Count]:
    words = _("有人说 %(count)s 个小区还挂着旧的公示牌，请到现场核对")
    return [
        Count(words % {"count": count}, f"{reverse('boards:boards')}?hinted=1") for count in found if count
    ]


COUNTS = (waiting, hinted)
