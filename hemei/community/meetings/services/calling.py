"""Call a meeting: demanded on a clock, noticed with its agenda and its sides, or called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import Item, Meeting, MeetingSide
from hemei.community.meetings.rules.acts import Act, may_call
from hemei.community.meetings.rules.calling import (
    Invited,
    is_title,
    may_convene,
    may_demand,
    may_notice,
    needs_of,
)
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SideCode, State
from hemei.community.meetings.services.attending import AttendanceDraft, register_attendances
from hemei.community.meetings.services.seating import seats_of
from hemei.community.meetings.services.shared import (
    CALLING,
    locked,
    missing,
    sealed,
    start_clock,
    stop_clock,
    tell,
    written,
)
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item of the agenda: public words, an explanation for the vault, what of a later chapter it is about.

    `for_owners` names the matter and clause where the owners alone decide: what the meeting adopts is a proposal.
    Of an item by which a committee puts business to them `matters` are the codes: it may be called for nothing else.
    """

    title: str
    text: str = ""
    subject_stream: str = ""
    for_owners: str = ""
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideDraft:
    """A side to be invited: the body that comes as it, and how many members it has where that counts.

    Where the members are a committee's, its seats say how many there are.
    """

    code: SideCode
    body_id: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """A meeting to be noticed, of an estate or of a community. `key` is the form's: the same key calls once.

    `body_id` is who calls it, by default the actor's body. `demanded` is the demand it answers.
    """

    kind: str
    title: str
    starts_at: datetime
    location: str
    items: tuple[ItemDraft, ...]
    sides: tuple[SideDraft, ...]
    key: str
    estate_id: int | None = None
    community_id: int | None = None
    body_id: int | None = None
    subject_stream: str = ""
    demanded: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandDraft:
    """A demand for a meeting, by so many of so many, on a day; from it a clock runs until it is called."""

    kind: str
    title: str
    asking: int
    asking_of: int
    asked_on: date
    key: str
    reason: str = ""
    estate_id: int | None = None
    community_id: int | None = None
    body_id: int | None = None
    subject_stream: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a meeting belongs."""

    scope: str
    estate_id: int | None
    community_id: int


def demand_meeting(*, actor: Actor, now: datetime, draft: DemandDraft) -> int:
    """Record that enough demand a meeting; whoever must call it has so many days. Returns the meeting's id."""
    today = shanghai_day(now)
    kind, title = kind_on(draft.kind, today), one_line(draft.title)
    place = _place(actor, kind, draft.estate_id, draft.community_id)
    demand(
        may_call(actor, kind, scope=place.scope, body_id=draft.body_id or actor.body_id),
        is_title(title),
        may_demand(kind, asking=draft.asking, of=draft.asking_of),
    )
    if draft.asked_on > today:
        raise Refused.because(mark("提出的日期还没有到"), field="asked_on", code="future")
    known = Meeting.objects.filter(key=draft.key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    row = _new(actor, place, draft, title=title, rules_on=today)
    row.asked_on, row.asking, row.asking_of = draft.asked_on, draft.asking, draft.asking_of
    limit = kind.call_within
    if limit is not None:
        since = counted_from(draft.asked_on)
        row.call_due_at = start_clock(
            row, since, key="calling", kind=CALLING, limit=limit, reference=kind.warrant.reference
        )
    row.save(force_insert=True)
    data: dict[str, Any] = {
        "kind": row.kind,
        "estate": row.estate_id,
        "asking": draft.asking,
        "of": draft.asking_of,
        "asked_on": draft.asked_on.isoformat(),
    }
    if draft.reason.strip():
        one = sealed(row, "reason", written(draft.reason, "reason"))
        data["texts"] = {"reason": {"vault": one.vault_id, "commitment": one.commitment}}
    tell(actor, now, row, "meetings.meeting_demanded", data, (kind.warrant.reference,))
    return int(row.pk)


@records.whole
def call_meeting(*, actor: Actor, now: datetime, draft: MeetingDraft) -> int:
    """Notice a meeting: from now on its agenda, sides and hour are fixed. Returns its id; the same key calls once.

    Who sits in the committee that meets is registered at once; quorum and majority count its seats.

    Raises:
        Refused: the actor may not, the notice is too short, a side or the agenda is missing.
    """
    known = Meeting.objects.filter(key=draft.key, noticed_at__isnull=False).first()
    if known is not None:
        return int(known.pk)
    today = shanghai_day(now)
    kind, title = kind_on(draft.kind, today), one_line(draft.title)
    place = _place(actor, kind, draft.estate_id, draft.community_id)
    items = [one_line(item.title) for item in draft.items]
    demand(may_call(actor, kind, scope=place.scope, body_id=draft.body_id or actor.body_id))
    members = seats_of(actor, kind.code, estate_id=place.estate_id, scope=place.scope, on=today)
    demand(
        may_convene(kind, subject=draft.subject_stream, seats=len(members) if members is not None else None)
    )
    invited = _sized(draft.sides, members)
    sides = [Invited(side.code, side.size) for side in invited]
    demand(
        is_title(title),
        may_notice(kind, noticed_on=today, held_on=shanghai_day(draft.starts_at), sides=sides, items=items),
    )
    if not draft.location.strip():
        raise Refused.because(mark("没有写开会地点"), field="location", code="location")
    row = _asked(actor, draft, kind, now) or _new(actor, place, draft, title=title, rules_on=today)
    row.title, row.location, row.rules_on = title, " ".join(draft.location.split()), today
    row.key, row.sides_least = draft.key, kind.sides_least
    row.save()
    _invite(row, kind, invited)
    _set_agenda(row, draft.items, items)
    row.state, row.noticed_at, row.starts_at = State.NOTICED.value, now, draft.starts_at
    row.save(update_fields=["state", "noticed_at", "starts_at"])  # the agenda first: from here on it is fixed
    data = _noticed(row, draft)
    tell(actor, now, row, "meetings.meeting_noticed", data, (kind.warrant.reference,))
    if members:
        drafts = [AttendanceDraft(side="members", person_id=person) for person in members]
        register_attendances(actor=actor, now=now, meeting_id=row.pk, drafts=drafts)
    return int(row.pk)


def _sized(sides: Sequence[SideDraft], members: Sequence[int] | None) -> list[SideDraft]:
    """Return the sides with as many members as have a seat, whatever was said; others as they are."""
    if members is None:
        return list(sides)
    return [replace(side, size=len(members)) if side.code == "members" else side for side in sides]


def _noticed(row: Meeting, draft: MeetingDraft) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "estate": row.estate_id,
        "community": row.community_id,
        "body": row.body_id,
        "starts_at": draft.starts_at.isoformat(),
        "items": len(draft.items),
        "sides": [side.code for side in draft.sides],
        "subject": row.subject_stream,
    }


def cancel_meeting(*, actor: Actor, now: datetime, meeting_id: int, reason: str) -> None:
    """Call off a meeting that was not opened; who was told reads why."""
    row, kind = locked(actor, meeting_id, Act.CALL)
    if row.state not in {State.PREPARED, State.NOTICED}:
        raise Refused.because(mark("会议已经开始或结束，不能取消"), code="state")
    one = sealed(row, "reason", written(reason, "reason"))
    if row.state == State.PREPARED and row.asked_on is not None and kind.call_within is not None:
        stop_clock(
            row, now, key="calling", kind=CALLING, since=counted_from(row.asked_on), limit=kind.call_within,
            cancelled=True,
        )  # fmt: skip
    row.state, row.ended_at = State.CANCELLED.value, now
    row.save(update_fields=["state", "ended_at"])
    data = {"texts": {"reason": {"vault": one.vault_id, "commitment": one.commitment}}}
    tell(actor, now, row, "meetings.meeting_cancelled", data)


def _place(actor: Actor, kind: Kind, estate_id: int | None, community_id: int | None) -> _Place:
    """Return where the meeting belongs, a closed one to no place; raises Refused for what the actor may not see."""
    if estate_id is not None:
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
        return _Place(estate.scope, estate.id, estate.community_id)
    try:
        community = places.place(community_id or 0)
    except places.NoSuchPlace:
        community = None
    if community is None or community.level is not places.Level.COMMUNITY:
        raise Refused.because(mark("请选择小区或社区"), field="estate", code="place")
    return _Place(NOWHERE if kind.closed else community.path, None, community.id)


def _new(
    actor: Actor, place: _Place, draft: MeetingDraft | DemandDraft, *, title: str, rules_on: date
) -> Meeting:
    body = draft.body_id or actor.body_id
    if body is None:
        raise missing()
    [number] = records.next_ids("meetings_meeting", 1)
    row = Meeting(
        id=number, stream=f"meetings.meeting:{number}", scope=place.scope, estate_id=place.estate_id,
        community_id=place.community_id, key=draft.key, kind=draft.kind, rules_on=rules_on, title=title,
        body_id=body, subject_stream=draft.subject_stream, state=State.PREPARED.value,
    )  # fmt: skip
    records.grant_access(stream=row.stream, bodies=(body,))
    return row


def _asked(actor: Actor, draft: MeetingDraft, kind: Kind, now: datetime) -> Meeting | None:
    """Return the demand this meeting answers, its clock stopped; None where nobody demanded it."""
    if draft.demanded is None:
        return None
    row, _ = locked(actor, draft.demanded, Act.CALL)
    if row.state != State.PREPARED or row.kind != draft.kind or row.estate_id != draft.estate_id:
        raise Refused.because(mark("这项要求已经办理，或不是同一种会议"), field="demanded", code="demanded")
    if row.asked_on is not None and kind.call_within is not None:
        since = counted_from(row.asked_on)
        stop_clock(row, now, key="calling", kind=CALLING, since=since, limit=kind.call_within)
    return row


def _invite(row: Meeting, kind: Kind, sides: Sequence[SideDraft]) -> None:
    bodies = tuple({side.body_id for side in sides if side.body_id is not None})
    records.grant_access(stream=row.stream, bodies=bodies)
    rows = []
    for side in sides:
        needs = needs_of(kind, Invited(side.code, side.size))
        rows.append(
            MeetingSide(
                meeting=row,
                scope=row.scope,
                stream=row.stream,
                code=side.code,
                body_id=side.body_id,
                size=side.size,
                needed=needs.present,
                agree=needs.agree,
            )
        )
    MeetingSide.objects.bulk_create(rows)


def _set_agenda(row: Meeting, drafts: Sequence[ItemDraft], titles: Sequence[str]) -> None:
    Item.objects.bulk_create(
        Item(
            meeting=row,
            scope=row.scope,
            stream=row.stream,
            number=number,
            title=title,
            text_id=sealed(row, "agenda", draft.text.strip()).vault_id if draft.text.strip() else None,
            subject_stream=draft.subject_stream,
            for_owners=draft.for_owners,
            matters=list(draft.matters),
        )
        for number, (draft, title) in enumerate(zip(drafts, titles, strict=True), start=1)
    )


def one_line(text: str) -> str:
    """Return a text as one line of a title."""
    return " ".join(text.replace("\x00", "").split())


def counted_from(day: date) -> datetime:
    """Return the moment from which the clock of a demand of that day runs."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
