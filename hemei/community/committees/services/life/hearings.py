"""The member proposed for recall is heard in a meeting of the one engine; what came of it moves the recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.rules.recalls import may_hear, may_move
from hemei.community.committees.services.bodies import bodies_of
from hemei.community.committees.services.inviting import invite_members
from hemei.community.committees.services.life.duties import settle
from hemei.community.committees.services.life.recalls import (
    HEARING,
    locked_recall,
    owe_meeting,
    owe_vote,
    recall_of,
)
from hemei.community.committees.services.life.shared import at_committee, rules_of, tell
from hemei.community.meetings import queries as meetings_now
from hemei.community.meetings import services as meetings
from hemei.community.meetings.queries import Outcome, State
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

MEETING_KIND = "recall_hearing"
_STANDS = frozenset({State.NOTICED, State.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingDraft:
    """When and where the member is heard; the same key calls once."""

    starts_at: datetime
    location: str
    key: str


def call_recall_hearing(*, actor: Actor, now: datetime, recall_id: int, draft: HearingDraft) -> int:
    """Notice the hearing to those who proposed, the member, street and community; return the meeting's id.

    Raises:
        Refused: the recall is not the actor's or stands elsewhere, a hearing is called already, nobody confirmed
            what members signed, or the notice is short.
    """
    found = recall_of(actor, recall_id)
    with at_committee(actor, LifeAct.HEAR, found.estate_id, now) as term:
        row = locked_recall(recall_id)
        demand(
            may_move(RecallState(row.state), RecallState.HEARD),
            may_hear(entered_by=row.entered_by, confirmed_by=row.confirmed_by),
        )
        before = _meeting(row, actor, now)
        if before is not None and before.row.state in _STANDS:
            raise Refused.because(
                mark("听取意见会已经召集。"), remedy=mark("请打开会议办理。"), code="called"
            )
        bodies, seat = bodies_of(row.scope, shanghai_day(now)), people.seat_facts(row.seat_id)
        title = f"听取业委会委员陈述和申辩（席位{seat.number if seat else ''}）"
        number = meetings.call_meeting(
            actor=actor, now=now,
            draft=meetings.MeetingDraft(
                kind=MEETING_KIND, title=title, starts_at=draft.starts_at, location=draft.location,
                items=(meetings.ItemDraft(title="听取提议人说明理由、本人陈述和申辩", subject_stream=row.stream),),
                sides=(
                    meetings.SideDraft(code="proposers"), meetings.SideDraft(code="respondent"),
                    meetings.SideDraft(code="residents_committee", body_id=bodies.community),
                    meetings.SideDraft(code="street", body_id=bodies.street),
                ),
                key=f"{row.stream}:{draft.key}", estate_id=row.estate_id, body_id=bodies.community,
                subject_stream=row.stream,
            ),
        )  # fmt: skip
        records.grant_access(stream=f"meetings.meeting:{number}", bodies=(term.body_id,))
        if seat is not None:
            invite_members(
                actor=actor, now=now, meeting_id=number, persons=[seat.person_id], side="respondent"
            )
        row.hearing_id = number
        row.save(update_fields=["hearing_id"])
        reference = rules_of(shanghai_day(now)).hearing.warrant.reference
        tell(actor, now, row, "committees.recall_hearing_called", {"meeting": number}, (reference,))
    return number


def follow_hearing(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Let what came of a hearing move its recall; may be repeated, and a hearing that was put off moves nothing."""
    with records.acting(actor):
        row = (
            Recall.objects.select_for_update()
            .filter(hearing_id=meeting_id, state=RecallState.PROPOSED)
            .first()
        )
        page = _meeting(row, actor, now) if row is not None else None
        if row is None or page is None or page.row.state is not State.CLOSED or page.opened_at is None:
            return
        outcomes = {item.outcome for item in page.items if item.subject_stream == row.stream}
        if outcomes <= {Outcome.DEFERRED, None}:
            return
        came = sum(one.present.here > 0 for one in page.sides if one.code == "respondent")
        row.state, row.heard_on = RecallState.HEARD, shanghai_day(page.opened_at)
        owe_vote(row, now)
        owe_meeting(row, now)
        row.save(update_fields=["state", "heard_on", "vote_due_on", "proposal_id"])
        data = {"on": row.heard_on.isoformat(), "meeting": meeting_id, "came": bool(came)}
        reference = rules_of(shanghai_day(now)).hearing.warrant.reference
        tell(actor, now, row, "committees.recall_heard", data, (reference,))
        settle(row, now, HEARING)


def _meeting(row: Recall, actor: Actor, now: datetime) -> meetings_now.MeetingPage | None:
    if row.hearing_id is None:
        return None
    return meetings_now.meeting(actor=actor, now=now, meeting_id=row.hearing_id)
