"""What assessment puts on the workbench: objections to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.oversight.assessment import queries
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words
from hemei.ui.work import Thing


def objections(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the objections to marks the actor's body answers."""
    now = utc_now()
    found = queries.inbox(actor=actor, after=after, limit=limit)
    return found.each(lambda row: Thing(row.due_at, row.deadline_id, _face(row, now)))


def _face(row: queries.ObjectionTodo, now: datetime) -> Row:
    return Row(
        reverse("assessment:round", args=[row.round_id]),
        row.name,
        row.title,
        Badge(_("评价")),
        clock_words(now, row.due_at),
        todo=_("请答复异议"),
        provisional=row.provisional,
    )


THINGS = (objections,)
