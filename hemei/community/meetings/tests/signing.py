"""Everybody who came signs the minutes, for tests of whatever a meeting decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from hemei.community.meetings import queries, services
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role


def paper() -> tuple[BytesIO, str]:
    """The scan of a page that was signed."""
    return BytesIO(b"%PDF-1.4\n%%EOF\n"), "签字页.pdf"


def all_sign(
    actor: Actor, at: datetime, meeting: int, came: Collection[int], office: Actor | None = None
) -> None:
    """Let a member's colleagues each sign by their own account; an office enters what was signed on paper."""
    if actor.role is not Role.COMMITTEE_MEMBER:
        _on_paper(actor, at, meeting, came)
        return
    with records.acting(actor):
        page = queries.meeting(actor=actor, now=at, meeting_id=meeting)
    assert page is not None
    if office is not None:
        _on_paper(
            office,
            at,
            meeting,
            [one.id for one in page.attendances if one.id in came and one.person_id is None],
        )
    for one in page.attendances:
        if one.id in came and one.side == "members" and one.person_id is not None:
            member = replace(actor, person_id=one.person_id)
            with records.acting(member):
                services.sign_myself(actor=member, now=at, meeting_id=meeting)


def _on_paper(office: Actor, at: datetime, meeting: int, came: Collection[int]) -> None:
    with records.acting(office):
        services.sign_minutes(
            actor=office, now=at, meeting_id=meeting, attendance_ids=list(came), paper=paper()
        )
