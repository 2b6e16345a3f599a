"""What credit puts on the workbench: decisions that wait, lines to confirm, a company's basic information."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

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


def decisions(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the objections and requests for repair the actor's body decides."""
    now = utc_now()
    found = queries.inbox(actor=actor, after=after, limit=limit)
    return found.each(lambda row: Thing(row.due_at, row.deadline_id, _face(row, now)))


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


def filing(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the basic information the actor's company has still to file this year."""
    now = utc_now()
    days = queries.filing_due(actor=actor, on=shanghai_day(now))
    return days.each(lambda day: _filing(day, now)).then(lambda found: _page(found, after, limit))


def _filing(day: date, now: datetime) -> Thing:
    due_at = datetime.combine(day, _LAST_MINUTE, SHANGHAI)
    face = Row(
        reverse("credit:mine"),
        _("报送%(year)s年基本信息") % {"year": day.year},
        "",
        Badge(_("信用信息")),
        clock_words(now, due_at),
        todo=say(mark("请报送")),
    )
    return Thing(due_at, 0, face)


def confirming(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the lines the actor has to confirm as one thing, due when the first of them is."""
    now = utc_now()
    found = queries.to_confirm(actor=actor, now=now)
    return found.each(lambda row: _confirming(row, now)).then(lambda found: _page(found, after, limit))


def _confirming(waiting: queries.Unconfirmed, now: datetime) -> Thing:
    due_at = waiting.due_at or now  # without a rule of its day a line is due at once
    face = Row(
        f"{reverse('credit:lines')}?state=proposed",
        _("%(count)s条信用信息等待认定") % {"count": waiting.count},
        _("%(count)s条已过期限") % {"count": waiting.late} if waiting.late else "",
        Badge(_("信用信息")),
        clock_words(now, due_at),
        todo=say(queries.TODO_TEXTS[queries.ClockKind.CONFIRMATION]),
    )
    return Thing(due_at, 0, face)


def _page(found: list[Thing], after: tuple[datetime, int] | None, limit: int) -> list[Thing]:
    """Return of what is one thing only whether it stands on this page."""
    return [one for one in found if after is None or (one.due_at, one.deadline_id) > after][:limit]


THINGS = (decisions, confirming, filing)
