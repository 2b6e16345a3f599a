"""Who is known beforehand to come is registered when a meeting is called: nobody types his name at the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hemei.community.meetings import services as meetings
from hemei.community.meetings.queries import SideCode
from hemei.kernel.actor import Actor


def invite_members(
    *, actor: Actor, now: datetime, meeting_id: int, persons: Iterable[int], side: SideCode
) -> None:
    """Register persons for a side of a meeting that was just called; who comes is noted at the door."""
    drafts = [meetings.AttendanceDraft(side=side, person_id=person) for person in dict.fromkeys(persons)]
    meetings.register_attendances(actor=actor, now=now, meeting_id=meeting_id, drafts=drafts)
