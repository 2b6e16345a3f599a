"""The committee decides an item at a meeting that is over: what a year's budget may rest on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hemei.community.committees import services as committees
from hemei.community.meetings import queries as meetings_now
from hemei.community.meetings import services as meetings
from hemei.community.meetings.queries import Choice
from hemei.community.meetings.tests.signing import all_sign
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def item_decided(
    chair: Actor, reader: Actor, estate: int, now: datetime, *, choice: Choice = Choice.FOR, key: str = "m1"
) -> int:
    """Let every member say the same of an item at a meeting some days before; return the item."""
    called = now - timedelta(days=20)
    draft = committees.CommitteeMeetingDraft(
        title="年度预算",
        starts_at=called + timedelta(days=9),
        location="会议室",
        items=["2026年预算"],
        key=key,
    )
    number = committees.call_committee_meeting(actor=chair, now=called, estate_id=estate, draft=draft)
    at = called + timedelta(days=9)
    with records.acting(reader):
        page = meetings_now.meeting(actor=reader, now=at, meeting_id=number)
    assert page is not None
    came = [one.id for one in page.attendances]

    def do(act: Any, **values: Any) -> None:
        with records.acting(chair):
            act(actor=chair, now=at, **values)

    do(meetings.arrive_all, meeting_id=number, attendance_ids=came)
    do(meetings.open_meeting, meeting_id=number, chair_id=came[0])
    said = meetings.DecisionDraft(members=dict.fromkeys(came, choice), found=None)
    do(meetings.decide_item, item_id=page.items[0].id, draft=said)
    do(meetings.close_meeting, meeting_id=number)
    do(meetings.record_minutes, meeting_id=number, text="逐项表决。")
    all_sign(chair, at, number, came)
    return page.items[0].id
