"""The preparatory group meets in the engine of meetings: it is as large as it was set up, and all are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hemei.community.committees.models import Election, GroupMember
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.services.elections.shared import at_election, tell
from hemei.community.meetings import services as meetings
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark

GROUP_MEETING_KIND = "preparatory_group"
CALLED = "committees.group_meeting_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMeetingDraft:
    """When and where the group meets, and on what; the same key calls once."""

    starts_at: datetime
    location: str
    items: Sequence[str]
    key: str


def call_group_meeting(*, actor: Actor, now: datetime, election_id: int, draft: GroupMeetingDraft) -> int:
    """Notice a meeting of an election's preparatory group, its members registered; return the meeting's id.

    Quorum and majority are of the members as they were set up: nobody types how many they are.

    Raises:
        Refused: no group was set up, or the notice will not do.
    """
    with at_election(actor, Act.WORK, election_id, "work", now) as election:
        members = list(GroupMember.objects.filter(group__election=election).order_by("id"))
        if not members:
            raise Refused.because(
                mark("还没有成立筹备组"), remedy=mark("请街道先成立筹备组"), code="no_group"
            )
        number = meetings.call_meeting(actor=actor, now=now, draft=_draft(election, draft, len(members)))
        told = record.events_of(streams=[election.stream], kind=CALLED)
        if any(event.data["meeting"] == number for _stream, event in told):
            return number
        meetings.register_attendances(actor=actor, now=now, meeting_id=number, drafts=_registered(members))
        data = {"meeting": number, "members": len(members)}
        tell(actor, now, election, CALLED, data)
    return number


def _draft(election: Election, draft: GroupMeetingDraft, size: int) -> meetings.MeetingDraft:
    return meetings.MeetingDraft(
        kind=GROUP_MEETING_KIND, title=f"{election.estate_name}业主大会筹备组会议", starts_at=draft.starts_at,
        location=draft.location, items=tuple(meetings.ItemDraft(title=one) for one in draft.items),
        sides=(meetings.SideDraft(code="members", size=size),), key=f"{election.stream}:group:{draft.key}",
        estate_id=election.estate_id, subject_stream=election.stream,
    )  # fmt: skip


def _registered(members: Sequence[GroupMember]) -> list[meetings.AttendanceDraft]:
    """Return the members as they are registered: owners as who they are, others by the name that was entered."""
    names = record.open_sealed(one.name_id for one in members if one.person_id is None)
    return [
        meetings.AttendanceDraft(side="members", person_id=one.person_id)
        if one.person_id is not None
        else meetings.AttendanceDraft(side="members", name=names.get(one.name_id) or "")
        for one in members
    ]
