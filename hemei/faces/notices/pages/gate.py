"""Who may enter the pages of notices, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.faces.notices import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.kernel.actor import Actor

PAGE = 25
REFUSED = 422


def entered(request: HttpRequest, act: queries.Act = queries.Act.OWN) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return one's notices and one's calendar as tabs; who holds no office has no calendar."""
    pages = [("notices:mine", _("我的提醒")), ("notices:settings", _("设置"))]
    if queries.may(actor.role, queries.Act.FEED).allowed:
        pages.append(("notices:calendar", _("日历订阅")))
    return [{"words": words, "address": reverse(name), "here": name == here} for name, words in pages]
