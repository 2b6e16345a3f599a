"""What the pages of renewal share: who may come in, today, the tabs, money."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.kernel import money
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal import queries
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, REFUSED = 50, 422


def entered(request: HttpRequest) -> Actor:
    """Return the actor if his role sees old estates."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, queries.Act.SEE).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the lists of renewal."""
    pages = [
        (_("老旧小区"), "renewal:estates"),
        (_("改造和覆盖双同步"), "renewal:steps"),
        (_("改造预算"), "renewal:budgets"),
        (_("改造阶段"), "renewal:stages"),
        (_("准物业和应急服务"), "renewal:services"),
    ]
    return [{"words": words, "address": reverse(name), "here": name == here} for words, name in pages]


def modes() -> list[tuple[str, str]]:
    """Return the four modes for a form."""
    return [(mode.value, say(words)) for mode, words in queries.MODE_TEXTS.items()]


def yuan(fen: int | None) -> str:
    """Return fen as yuan with two decimals; nothing for nothing."""
    return "" if fen is None else money.yuan(fen)
