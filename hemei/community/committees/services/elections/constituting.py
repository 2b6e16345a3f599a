"""The committee's first meeting is held in the engine of meetings and chooses its officers; then seals are engraved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import rules_of
from hemei.community.committees.queries.elections.meeting import held_of
from hemei.community.committees.rules import electing
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionState
from hemei.community.committees.services.bodies import bodies_of, system_at
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import at_election, moved, tell
from hemei.community.meetings import services as meetings
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, SittingSeat
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

MEETING_KIND = "first_committee_meeting"
ITEM = "推选主任和副主任"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMeetingDraft:
    """When and where the first meeting is held; the same key calls once."""

    starts_at: datetime
    location: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officers:
    """Whom the first meeting chose; all are numbers of seats."""

    chair: int
    vices: Sequence[int] = ()


def call_first_meeting(*, actor: Actor, now: datetime, election_id: int, draft: FirstMeetingDraft) -> int:
    """Notice the first meeting, all who were elected registered for it; return the meeting's id.

    Raises:
        Refused: one is called already and was not called off, or the notice will not do.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.CONSTITUTE, election_id, "constitute", now) as election:
        before = held_of(election, actor=actor, now=now)
        if election.constituted_on is not None or (before is not None and before.stands):
            raise Refused.because(mark("首次会议已经召集"), remedy=mark("请打开会议办理"), code="called")
        members, bodies = _members(election, today), bodies_of(election.scope, today)
        term = people.term_by_id(election.term_id or 0)
        sides = (
            meetings.SideDraft(code="members", body_id=term.body_id if term else None),
            meetings.SideDraft(code="residents_committee", body_id=bodies.community),
            meetings.SideDraft(code="street", body_id=bodies.street),
        )
        number = meetings.call_meeting(
            actor=actor, now=now,
            draft=meetings.MeetingDraft(
                kind=MEETING_KIND, title=f"{election.estate_name}首次业委会会议", starts_at=draft.starts_at,
                location=draft.location, items=(meetings.ItemDraft(title=ITEM, subject_stream=election.stream),),
                sides=sides, key=f"{election.stream}:{draft.key}", estate_id=election.estate_id,
                body_id=bodies.community, subject_stream=election.stream,
            ),
        )  # fmt: skip
        moved(election, ElectionState(election.state), meeting_id=number)
        data = {"meeting": number, "members": len(members)}
        reference = rules_of(today).first_meeting.warrant.reference
        tell(actor, now, election, "committees.first_meeting_called", data, (reference,))
    return number


def constitute(*, actor: Actor, now: datetime, election_id: int, officers: Officers) -> None:
    """Record whom the first meeting chose; day and who was there are the meeting's. Late is late, and not barred.

    Raises:
        Refused: the meeting did not decide it or is not signed, too few were there, or those chosen are no members.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.CONSTITUTE, election_id, "constitute", now) as election:
        if election.constituted_on is not None:
            raise Refused.because(mark("首次会议已经登记"), code="held")
        seats = _members(election, today)
        held = _held(election, seats, actor, now)
        references = demand(
            electing.may_constitute(
                held, elected_on=election.elected_on or today, today=today, members=[one.id for one in seats],
                chair=officers.chair, vices=officers.vices, rules=rules_of(today),
            )
        )  # fmt: skip
        since = min(one.since for one in seats)
        _choose(election, officers, since, held.held_on, now)
        with records.acting(actor):
            state = ElectionState.DONE if election.filed_on else ElectionState(election.state)
            moved(election, state, constituted_on=held.held_on)
            late = election.constitute_due_on is not None and held.held_on > election.constitute_due_on
            data = {
                "held_on": held.held_on.isoformat(), "meeting": election.meeting_id, "present": len(held.present),
                "late": late, "chair": officers.chair, "vices": list(officers.vices),
            }  # fmt: skip
            tell(actor, now, election, "committees.officers_chosen", data, references)
            keep_clocks(election, now)


def _members(election: Election, today: date) -> list[SittingSeat]:
    day = max(today, election.elected_on or today)
    return [one for one in people.sitting_seats(election.term_id or 0, day, coming=True) if not one.reserve]


def _held(election: Election, seats: Sequence[SittingSeat], actor: Actor, now: datetime) -> electing.Held:
    told = held_of(election, actor=actor, now=now)
    held = told.with_seats({one.person_id: one.id for one in seats}) if told else None
    if held is None:
        raise Refused.because(
            mark("首次会议还没有开完"),
            remedy=mark("请先召集会议，到会、表决和签字都在会议里办理"),
            code="not_held",
        )
    return held


def _choose(election: Election, officers: Officers, since: date, held_on: date, now: datetime) -> None:
    """Let the seats change their posts from the meeting on, or begin with them where the former term still runs.

    Of a seat that began before today a post does not change on its first day.
    """
    system, posts = system_at(election.scope), {officers.chair: Post.CHAIR}
    day = max(held_on, since + timedelta(days=1))
    for seat, post in (posts | dict.fromkeys(officers.vices, Post.VICE_CHAIR)).items():
        if since >= shanghai_day(now):
            people_services.begin_with_post(actor=system, now=now, seat_id=seat, post=post)
        else:
            people_services.change_post(actor=system, now=now, seat_id=seat, post=post, day=day)


def note_seals(*, actor: Actor, now: datetime, election_id: int, day: date) -> None:
    """Note that the police engraved the seals on the certificate of filing (guidance rules, article 34)."""
    with at_election(actor, Act.CONSTITUTE, election_id, "", now) as election:
        if election.filed_on is None or not election.filed_on <= day <= shanghai_day(now):
            raise Refused.because(
                mark("印章凭备案证明刻制，日期应在备案以后、不晚于今天"), field="day", code="bad_day"
            )
        election.seals_noted_on = day
        election.save(update_fields=["seals_noted_on"])
        tell(actor, now, election, "committees.seals_engraved", {"day": day.isoformat()})
