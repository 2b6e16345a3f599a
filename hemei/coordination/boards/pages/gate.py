"""Who may enter the pages of boards, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.boards import queries
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import errors_of
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Refused

PAGE = 50
CHUNK = 1_000
REFUSED = 422
TONES = {
    queries.State.NONE: "bad",
    queries.State.WAITING: "warn",
    queries.State.STALE: "bad",
    queries.State.CURRENT: "good",
    queries.State.LAPSED: "bad",
}


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the two lists as tabs."""
    return [
        {"words": words, "address": reverse(name), "here": name == here}
        for name, words in (("boards:boards", _("公示牌")), ("boards:phones", _("服务电话")))
    ]


def parts(codes: tuple[str, ...]) -> str:
    """Return the names of parts of a board as one text."""
    return listing(say(queries.PART_NAMES[code]) for code in codes if code in queries.PART_NAMES)


def say_posted(request: HttpRequest, edition_ids: Sequence[int]) -> None:
    """Say that boards hang, and how many of them the registers have left behind since they were made."""
    stale = queries.lapsed_among(edition_ids, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("已登记张贴。"))
    if stale:
        words = _("其中 %(count)s 块做好以后内容又有变化，已经过期，请重新制作、打印后更换。")
        messages.warning(request, words % {"count": stale})


def words_of(refused: Refused) -> list[str]:
    """Return what a refusal says, its remedies with it."""
    return [line for lines in errors_of(refused).values() for line in lines]
