"""Committee meetings go through the one meeting engine: called with all members and the community, or demanded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import StandIn, StandInMember
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_words import committee_stream
from hemei.community.committees.services.life.shared import at_committee, tell
from hemei.community.meetings import services as meetings
from hemei.community.voting import queries as voting
from hemei.ground.people import queries as people
from hemei.ground.people.queries import TermFacts
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

KIND = "committee_meeting"
STAND_IN_KIND = "stand_in_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOwners:
    """An item by which a committee, or who stands in, puts business to the owners: in words, by codes of matters."""

    title: str
    matters: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMeetingDraft:
    """A committee meeting to be noticed; the same key calls once. `demanded` is the demand of members it answers.

    `to_owners` is the last item of its agenda: adopted, the owners' meeting may be called for those matters only.
    """

    title: str
    starts_at: datetime
    location: str
    items: Sequence[str]
    key: str
    demanded: int | None = None
    to_owners: ToOwners | None = None


def call_committee_meeting(
    *, actor: Actor, now: datetime, estate_id: int, draft: CommitteeMeetingDraft
) -> int:
    """Notice a committee meeting and return its id; how many days before, and who must come, `meeting-kinds` says.

    All who sit today are the members of whom a quorum is counted, and are registered. The residents' committee is
    always invited: it is told, and its advice is heard (property regulation, article 20).

    Raises:
        Refused: the estate is not the actor's, nobody sits in the committee, or the notice will not do.
    """
    with at_committee(actor, LifeAct.MEET, estate_id, now) as term:
        today = shanghai_day(now)
        size = len(_members(term, today))
        sides = (
            meetings.SideDraft(code="members", body_id=term.body_id),
            meetings.SideDraft(
                code="residents_committee", body_id=people.community_body_for(term.scope, today)
            ),
        )
        number = meetings.call_meeting(
            actor=actor, now=now,
            draft=meetings.MeetingDraft(
                kind=KIND, title=draft.title, starts_at=draft.starts_at, location=draft.location,
                items=_items(draft, today), sides=sides, key=draft.key,
                estate_id=estate_id, body_id=term.body_id, subject_stream=committee_stream(term.body_id),
                demanded=draft.demanded,
            ),
        )  # fmt: skip
        records.grant_access(stream=f"meetings.meeting:{number}", bodies=(term.body_id,))
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.meeting_called", actor=actor, at=now,
            scope=term.scope, data={"term": term.id, "meeting": number, "members": size},
        )  # fmt: skip
    return number


def _items(draft: CommitteeMeetingDraft, today: date) -> tuple[meetings.ItemDraft, ...]:
    """Return the agenda; what is put to the owners names its matters with their clauses, which only they decide."""
    items = [meetings.ItemDraft(title=title) for title in draft.items]
    if draft.to_owners is None:
        return tuple(items)
    known = {one.code: one for one in voting.matters_on(today)}
    if not draft.to_owners.matters or not set(draft.to_owners.matters) <= set(known):
        raise Refused.because(
            mark("没有选提请业主大会表决哪几类事项。"), remedy=mark("请按民法典第二百七十八条的分类选择。"),
            field="matters", code="matters",
        )  # fmt: skip
    chosen = [one for code, one in known.items() if code in draft.to_owners.matters]
    items.append(
        meetings.ItemDraft(
            title=draft.to_owners.title, matters=tuple(one.code for one in chosen),
            for_owners="；".join(f"{one.name}，{one.clause}" for one in chosen),
        )
    )  # fmt: skip
    return tuple(items)


def call_stand_in_meeting(
    *, actor: Actor, now: datetime, estate_id: int, draft: CommitteeMeetingDraft
) -> int:
    """Notice a meeting of the body that stands in, its members registered, and return the meeting's id.

    Quorum and majority are of all who were named when it was formed; the residents' committee is invited. What it puts
    to the owners the residents' committee calls them for (guidance rules, article 58).

    Raises:
        Refused: nobody stands in here, its time is over, it is not the actor's, or the notice will not do.
    """
    demand(may(actor, LifeAct.MEET))
    today = shanghai_day(now)
    with records.acting(actor):
        row = StandIn.objects.filter(estate_id=estate_id, ended_on=None, valid_until__gt=today).first()
        if row is None or not may(actor, LifeAct.MEET, scope=row.scope, body=row.body_id).allowed:
            raise Refused.because(
                mark("没有在任期内的物业管理委员会。"), remedy=mark("已届满的，请街道重新组建。"), code="no_stand_in"
            )  # fmt: skip
        with opened(actor, row.scope):
            members = list(row.members.order_by("number"))
            sides = (
                meetings.SideDraft(code="members", body_id=row.body_id, size=len(members)),
                meetings.SideDraft(
                    code="residents_committee", body_id=people.community_body_for(row.scope, today)
                ),
            )
            number = meetings.call_meeting(
                actor=actor, now=now,
                draft=meetings.MeetingDraft(
                    kind=STAND_IN_KIND, title=draft.title, starts_at=draft.starts_at, location=draft.location,
                    items=_items(draft, today), sides=sides, key=draft.key,
                    estate_id=estate_id, body_id=row.body_id, subject_stream=row.stream,
                ),
            )  # fmt: skip
            _register(actor, now, row, number, members)
    return number


def _register(
    actor: Actor, now: datetime, row: StandIn, number: int, members: Sequence[StandInMember]
) -> None:
    """Register all members of a stand-in body, once: who acts in the platform as who he is, others by name."""
    told = record.events_of(streams=[row.stream], kind="committees.stand_in_met")
    if any(event.data["meeting"] == number for _stream, event in told):
        return
    names = record.open_sealed(one.name_id for one in members if one.person_id is None)
    drafts = [
        meetings.AttendanceDraft(side="members", person_id=one.person_id)
        if one.person_id is not None
        else meetings.AttendanceDraft(side="members", name=names.get(one.name_id) or "")
        for one in members
    ]
    meetings.register_attendances(actor=actor, now=now, meeting_id=number, drafts=drafts)
    tell(actor, now, row, "committees.stand_in_met", {"meeting": number, "members": len(members)})


def demand_committee_meeting(
    *,
    actor: Actor,
    now: datetime,
    estate_id: int,
    seat_ids: Sequence[int],
    title: str,
    asked_on: date,
    key: str,
) -> int:
    """Enter that so many members demand a meeting; enough of them start the clock by which it is called.

    Raises:
        Refused: the estate is not the actor's, a seat is no member's, or too few demand it.
    """
    with at_committee(actor, LifeAct.MEET, estate_id, now) as term:
        members = _members(term, shanghai_day(now))
        asking = set(seat_ids) & set(members)
        if asking != set(seat_ids):
            raise Refused.because(mark("提议人须是在任的委员。"), field="seats", code="proposer")
        return meetings.demand_meeting(
            actor=actor, now=now,
            draft=meetings.DemandDraft(
                kind=KIND, title=title, asking=len(asking), asking_of=len(members), asked_on=asked_on, key=key,
                estate_id=estate_id, body_id=term.body_id, subject_stream=committee_stream(term.body_id),
            ),
        )  # fmt: skip


def _members(term: TermFacts, on: date) -> dict[int, int]:
    """Return who sits, the person by the seat."""
    found = {one.id: one.person_id for one in people.sitting_seats(term.id, on) if not one.reserve}
    if not found:
        raise Refused.because(mark("业委会没有在任的委员。"), code="no_members")
    return found
