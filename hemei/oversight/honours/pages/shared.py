"""What the pages of honours share: who may come in, today, the tabs, words of a row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours import queries
from hemei.oversight.honours.queries import Kind
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the pages of exemplars; the desk is the city bureau's."""
    pages = [(_("推荐和典型"), "honours:nominations"), (_("三类合一"), "honours:estates")]
    if queries.may(actor.role, queries.Act.REVIEW).allowed:
        pages += [(_("评审和公示"), "honours:desk")]
    return [{"words": words, "address": reverse(name), "here": name == here} for words, name in pages]


def kinds() -> list[tuple[str, str]]:
    """Return the kinds for a form."""
    return [(kind.value, say(words)) for kind, words in queries.KIND_TEXTS.items()]


def kind_of(text: str) -> Kind | None:
    """Return the kind an address or a form names."""
    return Kind(text) if text in set(Kind) else None


def subject_words(row: queries.NominationRow) -> str:
    """Return what is honoured in words."""
    if row.kind is Kind.MECHANISM:
        return row.community
    return row.company or _("%(name)s业委会") % {"name": row.estate}


def state_face(row: queries.NominationRow) -> dict[str, str]:
    """Return the state of a row as a badge."""
    return {"state": say(queries.STATE_TEXTS[row.state]), "tone": queries.STATE_TONES[row.state]}
