"""What is to be done, whatever it is: duties, votes and meetings stand among the cases, by the end of their clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.meetings import queries as meeting_queries
from hemei.community.voting import queries as voting
from hemei.kernel.clock import utc_now
from hemei.leadership.duties import queries
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, say
from hemei.ui.work import Thing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hemei.kernel.actor import Actor

DUTIES = "duty"
"""The tab that shows duties only."""


def duties(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the duties that the actor's body must do or judge now."""
    now = utc_now()
    found = queries.inbox(actor=actor, after=after, limit=limit)
    return found.each(lambda row: Thing(row.due_at, row.deadline_id, _face(row, now)))


def votes(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return what the actor's body must do now around owners' votes."""
    now = utc_now()
    found = voting.inbox(actor=actor, after=after, limit=limit)
    return found.each(lambda row: Thing(row.due_at, row.deadline_id, _vote_face(row, now)))


def meetings(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return what the actor's body must do now around meetings: call, post, answer."""
    now = utc_now()
    found = meeting_queries.inbox(actor=actor, after=after, limit=limit)
    return found.each(lambda row: Thing(row.due_at, row.deadline_id, _meeting_face(row, now)))


def _meeting_face(row: meeting_queries.MeetingTodo, now: datetime) -> Row:
    part = {
        "meetings.answering": "comments",
        "meetings.signing": "minutes",
        "meetings.refused": "minutes",
    }.get(row.kind, "next")
    return Row(
        reverse("meetings:meeting", args=[row.meeting_id]) + f"#{part}",
        row.title,
        row.place,
        Badge(_("会议")),
        clock_words(now, row.due_at),
        todo=say(meeting_queries.TODO_TEXTS[row.kind]),
        provisional=row.provisional,
    )


def _vote_face(row: voting.VoteTodo, now: datetime) -> Row:
    return Row(
        _vote_address(row),
        row.title,
        row.estate,
        Badge(_("业主表决")),
        clock_words(now, row.due_at),
        todo=say(voting.TODO_TEXTS[row.key]),
        provisional=row.provisional,
    )


def _vote_address(row: voting.VoteTodo) -> str:
    if row.of_voter:
        return reverse(f"voting:{row.of_voter}")
    if row.calls_back:
        return reverse("voting:calls", args=[row.roll_id])
    if row.assembly_id is not None:
        return reverse("voting:assembly", args=[row.assembly_id])
    return reverse("voting:proposal", args=[row.proposal_id])


def _face(row: queries.InboxRow, now: datetime) -> Row:
    origin = say(queries.ORIGIN_TEXTS[row.origin])
    return Row(
        reverse("duties:duty", args=[row.duty_id]),
        row.title,
        " · ".join(part for part in (origin, row.other) if part),
        Badge(say(queries.STATE_TEXTS[row.state]), queries.STATE_TONES[row.state]),
        clock_words(now, row.due_at),
        todo=say(queries.TODO_TEXTS[row.clock]),
        provisional=row.provisional,
    )
