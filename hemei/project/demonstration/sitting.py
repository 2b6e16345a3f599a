"""Meetings of committees and hearings of the made-up city, held in the engine of meetings like any other."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any

from hemei.community.meetings import queries as meetings_now
from hemei.community.meetings import services as meetings
from hemei.community.meetings.queries import Choice, Floor, Outcome, SideCode
from hemei.community.meetings.services import AttendanceDraft, DecisionDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.project.demonstration.own_rules import PAGE


def hold(
    actor: Actor, at: datetime, meeting_id: int, minutes: str, *, more: Mapping[SideCode, str] | None = None
) -> None:
    """Let those who registered come, and `more` sides by a name; every item is agreed to, or heard, and all sign."""

    def do(act: Any, **values: Any) -> Any:
        with nullcontext() if records.is_acting(actor) else records.acting(actor):
            return act(actor=actor, now=at, **values)

    floor = _floor(actor, at, meeting_id)
    came = dict(floor.sides)
    do(meetings.arrive_all, meeting_id=meeting_id, attendance_ids=list(came))
    for side, name in (more or {}).items():
        draft = AttendanceDraft(side=side, name=name, arrived=True)
        came[do(meetings.register_attendance, meeting_id=meeting_id, draft=draft)] = side
    chair = next(number for number, side in came.items() if side in floor.kind.chairs)
    do(meetings.open_meeting, meeting_id=meeting_id, chair_id=chair)
    members = [number for number, side in came.items() if side == "members"]
    for item in floor.items:
        decided = floor.kind.decides == "members"
        said = DecisionDraft(
            members=dict.fromkeys(members, Choice.FOR) if decided else {},
            found=None if decided else Outcome.NOTED,
        )
        do(meetings.decide_item, item_id=item, draft=said)
    do(meetings.close_meeting, meeting_id=meeting_id)
    do(meetings.record_minutes, meeting_id=meeting_id, text=minutes)
    if actor.role is Role.COMMITTEE_MEMBER:
        _sign_each(actor, at, meeting_id)
    else:
        paper = (io.BytesIO(PAGE), "签字页.pdf") if members else None
        do(meetings.sign_minutes, meeting_id=meeting_id, attendance_ids=list(came), paper=paper)
    do(meetings.post_result, meeting_id=meeting_id)


def _sign_each(actor: Actor, at: datetime, meeting_id: int) -> None:
    """Let every member of the committee sign for himself."""
    with records.acting(actor):
        page = meetings_now.meeting(actor=actor, now=at, meeting_id=meeting_id)
    for one in page.attendances if page else ():
        member = replace(actor, person_id=one.person_id)
        with records.acting(member):
            meetings.sign_myself(actor=member, now=at, meeting_id=meeting_id)


def _floor(actor: Actor, at: datetime, meeting_id: int) -> Floor:
    with records.acting(actor):
        floor = meetings_now.floor(actor=actor, now=at, meeting_id=meeting_id)
    if floor is None:
        raise RuntimeError(f"The made-up meeting {meeting_id} is gone.")
    return floor
