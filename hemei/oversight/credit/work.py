"""What credit puts on the workbench: decisions that wait, lines to confirm, a company's basic information."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.credit import queries
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, say
from hemei.ui.work import Thing

_LAST_MINUTE = time(23, 59)


def decisions(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> list[Thing]:
    """Return the objections and requests for repair the actor's body decides."""
    now = utc_now()
    return [
        Thing(row.due_at, row.deadline_id, _face(row, now))
        for row in queries.inbox(actor=actor, after=after, limit=limit)
    ]


def _face(row: queries.CreditTodo, now: datetime) -> Row:
    return Row(
        reverse("credit:line", args=[row.line_id]),
        row.behaviour,
        row.company,
        Badge(_("信用信息")),
        clock_words(now, row.due_at),
        todo=say(queries.TODO_TEXTS[row.kind]),
        provisional=row.provisional,
    )


def filing(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> list[Thing]:
    """Return the basic information the actor's company has still to file this year."""
    now = utc_now()
    day = queries.filing_due(actor=actor, on=shanghai_day(now))
    if day is None or limit < 1:
        return []
    due_at = datetime.combine(day, _LAST_MINUTE, SHANGHAI)
    if after is not None and (due_at, 0) <= after:
        return []
    title = _("报送%(year)s年基本信息") % {"year": day.year}
    face = Row(
        reverse("credit:mine"),
        title,
        "",
        Badge(_("信用信息")),
        clock_words(now, due_at),
        todo=say(mark("请报送")),
    )
    return [Thing(due_at, 0, face)]


def confirming(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> list[Thing]:
    """Return the lines the actor has to confirm as one thing, due when the first of them is."""
    now = utc_now()
    found = queries.to_confirm(actor=actor, now=now)
    if not found.count or limit < 1:
        return []
    due_at = found.due_at or now  # without a rule of its day a line is due at once
    if after is not None and (due_at, 0) <= after:
        return []
    late = _("%(count)s条已过期限") % {"count": found.late} if found.late else ""
    face = Row(
        f"{reverse('credit:lines')}?state=proposed",
        _("%(count)s条信用信息等待认定") % {"count": found.count},
        late,
        Badge(_("信用信息")),
        clock_words(now, due_at),
        todo=say(queries.TODO_TEXTS[queries.ClockKind.CONFIRMATION]),
    )
    return [Thing(due_at, 0, face)]


THINGS = (decisions, confirming, filing)
