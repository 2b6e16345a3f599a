"""Sessions 调解会: called through the meeting engine, held in person or from afar, recorded and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hemei.community.meetings import queries as meeting_queries
from hemei.community.meetings import services as meetings
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.oversight.mediation.models import Dispute, DisputeMediator, DisputeParty, Mediator, Session
from hemei.oversight.mediation.rules.acts import Act, Move, may
from hemei.oversight.mediation.rules.notices import NoticeKind
from hemei.oversight.mediation.rules.words import WAY_TEXTS, Side
from hemei.oversight.mediation.services.drafts import SessionDraft
from hemei.oversight.mediation.services.notices import make_notices
from hemei.oversight.mediation.services.shared import (
    demand_alive,
    handled,
    missing,
    sealed,
    step,
    tell,
    written,
)

KIND = "mediation_session"
_SIDES: dict[Side, Literal["applicant", "opposing"]] = {
    Side.APPLICANT: "applicant",
    Side.RESPONDENT: "opposing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """What a session came to: who of the parties was there, who signed the record, and the record itself."""

    text: str
    present: tuple[int, ...]
    signed: tuple[int, ...] = ()


def call_session(*, actor: Actor, now: datetime, dispute_id: int, draft: SessionDraft) -> int:
    """Call a session of those who mediate with the parties; it lies in no place and nobody else is told.

    Raises:
        Refused: the dispute is not in mediation or not the actor's, a party has died, or nobody is to come.
    """
    row = handled(actor, dispute_id, Move.MEET)
    parties = demand_alive(row)
    sides = {Side(party.side) for party in parties}
    meeting = meetings.call_meeting(
        actor=actor,
        now=now,
        draft=meetings.MeetingDraft(
            kind=KIND, title="调解会", starts_at=draft.starts_at, location=draft.location, key=draft.key,
            items=(meetings.ItemDraft(title=f"调解{row.number}", subject_stream=row.stream),),
            sides=(
                meetings.SideDraft(code="mediator", body_id=row.body_id),
                *(meetings.SideDraft(code=_SIDES[side]) for side in Side if side in sides),
            ),
            community_id=row.community_id, body_id=row.body_id, subject_stream=row.stream,
        ),
    )  # fmt: skip
    known = Session.objects.filter(meeting_id=meeting).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    found = Session.objects.create(
        dispute=row, stream=row.stream, scope=row.scope, meeting_id=meeting, way=draft.way.value,
        starts_at=draft.starts_at,
    )  # fmt: skip
    step(actor, now, row, Move.MEET, about={"session": found.pk, "way": found.way})
    row.save(update_fields=["state"])
    data = {
        "session": found.pk,
        "meeting": meeting,
        "way": found.way,
        "starts_at": draft.starts_at.isoformat(),
    }
    tell(actor, now, row, "mediation.session_called", data)
    starts = draft.starts_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    about = {"at": starts, "location": draft.location, "way": WAY_TEXTS[draft.way]}
    make_notices(actor, now, row, NoticeKind.SESSION, f"session:{found.pk}", about)
    return int(found.pk)


def hold_session(*, actor: Actor, now: datetime, session_id: int, draft: RecordDraft) -> None:
    """Record a session that was held: who came, the record, who signed it. A party reads the records of his own.

    Raises:
        Refused: it is not the actor's, was held, its hour has not come, or no party was there.
    """
    found, row = _session(actor, session_id)
    text = written(draft.text)
    parties = {party.pk: party for party in demand_alive(row)}
    came = [parties[number] for number in draft.present if number in parties]
    if not came:
        raise Refused.because(
            mark("请勾选到场的当事人"),
            remedy=mark("没有人到场的，请取消这次调解会"),
            field="present",
            code="present",
        )
    there = _register(actor, now, row, found.meeting_id, came)
    chair = there[0]
    meetings.open_meeting(actor=actor, now=now, meeting_id=found.meeting_id, chair_id=chair)
    for item in meeting_queries.agenda(actor=actor, meeting_id=found.meeting_id):
        noted = meetings.DecisionDraft(found=meeting_queries.Outcome.NOTED)
        meetings.decide_item(actor=actor, now=now, item_id=item, draft=noted)
    meetings.close_meeting(actor=actor, now=now, meeting_id=found.meeting_id)
    meetings.record_minutes(actor=actor, now=now, meeting_id=found.meeting_id, text=text)
    signed = {
        chair,
        *(there[number] for number, party in enumerate(came, start=1) if party.pk in draft.signed),
    }
    meetings.sign_minutes(actor=actor, now=now, meeting_id=found.meeting_id, attendance_ids=sorted(signed))
    found.held_at, found.present = now, [party.pk for party in came]
    found.record_id = sealed(row, "record", text).vault_id
    found.save(update_fields=["held_at", "present", "record_id"])
    data = {"session": found.pk, "way": found.way, "present": len(came), "signed": len(signed) - 1}
    tell(actor, now, row, "mediation.session_held", data)


def cancel_session(*, actor: Actor, now: datetime, session_id: int, reason: str) -> None:
    """Call off a session that was not held."""
    found, row = _session(actor, session_id)
    meetings.cancel_meeting(
        actor=actor, now=now, meeting_id=found.meeting_id, reason=written(reason, "reason")
    )
    found.cancelled_at = now
    found.save(update_fields=["cancelled_at"])
    tell(actor, now, row, "mediation.session_cancelled", {"session": found.pk})
    starts = found.starts_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    make_notices(actor, now, row, NoticeKind.CANCELLED, f"cancelled:{found.pk}", {"at": starts})


def _session(actor: Actor, session_id: int) -> tuple[Session, Dispute]:
    demand(may(actor.role, Act.HANDLE))
    found = Session.objects.select_for_update().filter(record.seen_by(actor), pk=session_id).first()
    if found is None:
        raise missing()
    row = handled(actor, found.dispute_id, Move.MEET)
    if found.held_at is not None or found.cancelled_at is not None:
        raise Refused.because(mark("这次调解会已经记录或取消"), code="state")
    return found, row


def _register(
    actor: Actor, now: datetime, row: Dispute, meeting_id: int, came: Sequence[DisputeParty]
) -> list[int]:
    """Register who mediates, then the parties who came; return the registrations in that order, the chair first."""
    names = record.open_sealed([party.name_id for party in came])
    drafts = [
        meetings.AttendanceDraft(side="mediator", person_id=_chair(actor, row).person_id, arrived=True),
        *(
            meetings.AttendanceDraft(
                side=_SIDES[Side(party.side)], person_id=party.person_id,
                name=(names.get(party.name_id) or "当事人")[:40] if party.person_id is None else "", arrived=True,
            )
            for party in came
        ),
    ]  # fmt: skip
    return [
        meetings.register_attendance(actor=actor, now=now, meeting_id=meeting_id, draft=draft)
        for draft in drafts
    ]


def _chair(actor: Actor, row: Dispute) -> Mediator:
    """Return who chairs: the actor where he mediates, else the first who was assigned."""
    running = (
        DisputeMediator.objects.filter(dispute=row, ended_at=None).select_related("mediator").order_by("id")
    )
    assigned = [one.mediator for one in running]
    mine = [one for one in assigned if one.person_id == actor.person_id]
    if not assigned:
        raise Refused.because(mark("还没有指定调解员"), field="mediators", code="mediators")
    return (mine or assigned)[0]
