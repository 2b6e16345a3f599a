"""Call a three-in-one meeting on what waits, and follow what became of it; the meeting itself is kept by `meetings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hemei.community.deliberation.facts import owners_matters, three_in_one
from hemei.community.deliberation.models import AgendaItem, Mechanism, Sitting, Topic
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.concluding import Matter, owners_seat
from hemei.community.deliberation.rules.topics import LONGEST_TITLE, Move, after, has_reason, may_move
from hemei.community.deliberation.rules.words import (
    ClockKind,
    OwnersSide,
    Purpose,
    SittingState,
    TopicState,
)
from hemei.community.deliberation.services.mechanisms import stream_of as community_stream
from hemei.community.deliberation.services.rhythm import begin_extra, restart_rhythm, stop_clocks
from hemei.community.deliberation.services.shared import (
    community_of,
    company_of,
    missing,
    office_of,
    sealed_id,
    tell,
)
from hemei.community.meetings import queries as meeting_queries
from hemei.community.meetings import services as meetings
from hemei.community.voting import queries as voting_queries
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party import queries as party

MEETING_KIND = "three_in_one"
MOST_TOPICS = 25
STANDING_ITEM = "通报上次议定事项的落实情况"
NO_MATTER = (
    "不属于须由业主共同决定的事项（民法典第二百七十八条）。有不同意见的，请在会上提出，不要通过这一项。"
)
"""What stands beside a topic that the community holds to be none of the owners' matters: any side may object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingDraft:
    """A meeting to be called: on one estate's topics, or on those of the community as a whole."""

    community_id: int
    starts_at: datetime
    location: str
    key: str
    estate_id: int | None = None
    extra: bool = False


@records.whole
def call_sitting(*, actor: Actor, now: datetime, draft: SittingDraft) -> int:
    """Call a three-in-one meeting; what waits for this place is its agenda, results that are due are reported.

    Raises:
        Refused: no mechanism stands here, or the rules of meetings say no.
    """
    community, day = community_of(draft.community_id), shanghai_day(now)
    demand(may(actor.role, Act.CALL, covered=actor.covers(community.path)))
    mechanism = running_mechanism(community.id, now)
    [number] = records.next_ids("deliberation_sitting", 1)
    stream = f"deliberation.sitting:{number}"
    topics, reports = _agenda(actor, community.id, draft.estate_id)
    side, bodies = _owners(draft.estate_id, now)
    sides = _sides(mechanism, community, draft.estate_id, bodies, now)
    wanted = meetings.MeetingDraft(
        kind=MEETING_KIND,
        title=_title(community, draft.estate_id, actor, shanghai_day(draft.starts_at)),
        starts_at=draft.starts_at,
        location=draft.location,
        items=_items(topics, reports, day),
        sides=sides,
        key=draft.key,
        estate_id=draft.estate_id,
        community_id=community.id if draft.estate_id is None else None,
        body_id=office_of(community, day),
        subject_stream=stream,
    )
    meeting = meetings.call_meeting(actor=actor, now=now, draft=wanted)
    again = Sitting.objects.filter(meeting_id=meeting).values_list("id", flat=True).first()
    if again is not None:
        return int(again)
    row = Sitting(
        id=number, stream=stream, scope=_scope(actor, draft, community), community_id=community.id,
        estate_id=draft.estate_id, meeting_id=meeting, owners_side=side.value, extra=draft.extra,
        state=SittingState.CALLED.value, called_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    access = tuple({one.body_id for one in sides if one.body_id is not None})
    records.grant_access(stream=stream, bodies=access)
    _put_on(actor, now, row, topics, reports)
    _tell_called(actor, now, row, topics, reports)
    return int(number)


def _tell_called(
    actor: Actor, now: datetime, row: Sitting, topics: Sequence[Topic], reports: Sequence[Topic]
) -> None:
    data = {
        "meeting": row.meeting_id,
        "community": row.community_id,
        "estate": row.estate_id,
        "topics": [topic.pk for topic in topics],
        "reports": [topic.pk for topic in reports],
        "owners_side": row.owners_side,
        "extra": row.extra,
    }
    rules = three_in_one(shanghai_day(now))
    references = (rules.lead.warrant.reference, *(one.warrant.reference for one in rules.side))
    tell(actor, now, row.stream, row.scope, "deliberation.sitting_called", data, references)


def running_mechanism(community_id: int, now: datetime) -> Mechanism:
    """Return the mechanism that stands today; raises Refused."""
    day = shanghai_day(now)
    rows = Mechanism.objects.filter(community_id=community_id, voided_at=None, valid_from__lte=day)
    found = rows.exclude(valid_until__lte=day).first()
    if found is None:
        raise Refused.because(
            mark("这个社区没有登记三位一体机制"), remedy=mark("请街道先登记机制"), code="no_mechanism"
        )
    return found


def _scope(actor: Actor, draft: SittingDraft, community: places.PlaceRow) -> str:
    if draft.estate_id is None:
        return community.path
    estate = places.estate(draft.estate_id, actor=actor)
    if estate is None or estate.community_id != community.id:
        raise missing()
    return estate.scope


def _agenda(actor: Actor, community_id: int, estate_id: int | None) -> tuple[list[Topic], list[Topic]]:
    """Return what is to be talked over and what is to be reported, the oldest first."""
    here = Q(estate_id=estate_id) if estate_id is not None else Q(estate__isnull=True)
    rows = Topic.objects.select_for_update(of=("self",)).filter(here, community_id=community_id)
    waiting = rows.filter(state=TopicState.WAITING.value).order_by("id")[:MOST_TOPICS]
    due = rows.filter(state=TopicState.DONE.value).exclude(
        appearances__purpose=Purpose.REPORT.value, appearances__sitting__state=SittingState.CALLED.value
    )
    reports = [*due.order_by("id")[: MOST_TOPICS // 5], *_unheard(rows, actor)]
    return list(waiting), reports


def _unheard(rows: QuerySet[Topic], actor: Actor) -> list[Topic]:
    """Return the topics on whose vote too few took part, of which no meeting of the sides has heard since."""
    found = []
    for row in rows.filter(state=TopicState.PROPOSED.value, proposal_id__isnull=False).order_by("id"):
        short = voting_queries.short_vote(row.proposal_id, actor=actor)
        assembly = voting_queries.assembly(short.assembly_id, actor=actor) if short else None
        if assembly is None or assembly.published_at is None:
            continue
        stands = Q(sitting__state=SittingState.CALLED.value) | Q(taken__in=[one.value for one in _HEARD])
        heard = row.appearances.filter(
            stands, purpose=Purpose.REPORT.value, sitting__called_at__gte=assembly.published_at
        )
        if not heard.exists():
            found.append(row)
    return found


def _items(topics: Sequence[Topic], reports: Sequence[Topic], day: date) -> tuple[meetings.ItemDraft, ...]:
    """Return the agenda, each title once; without anything waiting the meeting hears how things stand."""
    found, titles, matters = [], set(), owners_matters(day)
    for topic, title in [
        *((one, one.title) for one in topics),
        *((one, f"{_REPORTED[TopicState(one.state)]}：{one.title}"[:LONGEST_TITLE]) for one in reports),
    ]:
        words = title if title not in titles else f"{title[: LONGEST_TITLE - 8]}（{topic.pk}）"
        titles.add(words)
        found.append(
            meetings.ItemDraft(
                title=words,
                subject_stream=topic.stream,
                for_owners=_reserved(topic, title, matters),
                text=NO_MATTER if title == topic.title and not topic.matter else "",
            )
        )
    return tuple(found) or (meetings.ItemDraft(title=STANDING_ITEM),)


_REPORTED = {TopicState.DONE: "落实结果", TopicState.PROPOSED: "表决情况"}
"""As what a topic is reported: what was done, or that too few voted, so that nothing is decided."""


def _reserved(topic: Topic, title: str, matters: Mapping[str, Matter]) -> str:
    """Return the matter and clause of a topic that is the owners' to decide; a report on it decides nothing."""
    found = matters.get(topic.matter) if title == topic.title else None
    return f"{found.name}，{found.clause}" if found else ""


def _title(community: places.PlaceRow, estate_id: int | None, actor: Actor, day: object) -> str:
    estate = places.estate(estate_id, actor=actor) if estate_id is not None else None
    where = estate.name if estate else community.name
    return f"{where}三位一体议事会（{day}）"[:LONGEST_TITLE]


def _owners(estate_id: int | None, now: datetime) -> tuple[OwnersSide, dict[OwnersSide, int]]:
    """Return who sits for the owners, by what there is on the day, and the bodies that could."""
    day = shanghai_day(now)
    found: dict[OwnersSide, int] = {}
    if estate_id is not None:
        bodies = {
            OwnersSide.COMMITTEE: people.committee_at_work(estate_id, day),
            OwnersSide.STAND_IN: people.stand_in_at_work(estate_id, day),
        }
        found = {side: body for side, body in bodies.items() if body is not None}
    return owners_seat(found, three_in_one(day)), found


def _sides(
    mechanism: Mechanism,
    community: places.PlaceRow,
    estate_id: int | None,
    owners: dict[OwnersSide, int],
    now: datetime,
) -> tuple[meetings.SideDraft, ...]:
    day = shanghai_day(now)
    company = company_of(estate_id, day)
    sits = owners_seat(owners, three_in_one(day))
    return (
        meetings.SideDraft(code="party", body_id=party.host_of(mechanism.chair_id)),
        meetings.SideDraft(code="residents_committee", body_id=office_of(community, day)),
        meetings.SideDraft(code="owners_side", body_id=owners.get(sits)),
        meetings.SideDraft(code="company", body_id=company[0] if company else None),
    )


def _put_on(
    actor: Actor, now: datetime, row: Sitting, topics: Sequence[Topic], reports: Sequence[Topic]
) -> None:
    page = meeting_queries.meeting(actor=actor, now=now, meeting_id=row.meeting_id)
    items = {item.subject_stream: item.id for item in page.items} if page else {}
    AgendaItem.objects.bulk_create(
        AgendaItem(
            stream=row.stream,
            scope=row.scope,
            sitting=row,
            topic=topic,
            purpose=purpose.value,
            item_id=items[topic.stream],
        )
        for purpose, some in ((Purpose.DISCUSS, topics), (Purpose.REPORT, reports))
        for topic in some
    )
    for topic in topics:
        topic.state = after(Move.SCHEDULE).value
        topic.save(update_fields=["state"])
        data = {"sitting": row.pk, "meeting": row.meeting_id}
        tell(actor, now, topic.stream, topic.scope, "deliberation.topic_scheduled", data)


def ask_extra(*, actor: Actor, now: datetime, topic_id: int, reason: str) -> bool:
    """Ask for an extra meeting on a topic that waits, as one of its sides; return whether its clock is new."""
    demand(may(actor.role, Act.ASK_EXTRA))
    topic = Topic.objects.filter(record.seen_by(actor), pk=topic_id).first()
    if topic is None:
        raise missing()
    demand(may_move(TopicState(topic.state), Move.SCHEDULE))
    community = community_of(topic.community_id)
    demand(has_reason(reason, "reason"))
    stream = community_stream(community.id)
    with opened(actor, community.path):
        mechanism = running_mechanism(community.id, now)
        new = begin_extra(actor, now, mechanism)
        kept = sealed_id(stream, community.path, "reason", reason)
    rule = three_in_one(shanghai_day(now)).extra.warrant.reference
    data = {"topic": topic.pk, "body": actor.body_id, "reason": kept}
    tell(actor, now, stream, community.path, "deliberation.extra_asked", data, (rule,))
    return new


# --- what became of it -----------------------------------------------------------------------------
def follow_sitting(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Let what became of a meeting return to its topics; may be repeated, and does nothing before the meeting's end."""
    row = Sitting.objects.select_for_update().filter(meeting_id=meeting_id).first()
    if row is None or row.state != SittingState.CALLED:
        return
    page = meeting_queries.meeting(actor=actor, now=now, meeting_id=meeting_id)
    if page is None or page.row.state not in _ENDS:
        return
    row.state = _ENDS[page.row.state].value
    row.held_on = shanghai_day(page.row.starts_at or now)
    row.save(update_fields=["state", "held_on"])
    held = row.state == SittingState.HELD
    outcomes = {item.id: item.outcome for item in page.items}
    for item in AgendaItem.objects.filter(sitting=row).select_related("topic").order_by("id"):
        _follow(actor, now, item, outcomes.get(item.item_id) if held else None)
    if held:
        mechanism = Mechanism.objects.filter(community_id=row.community_id, voided_at=None).last()
        if mechanism is not None and mechanism.valid_until is None:
            restart_rhythm(actor, now, mechanism)
        stop_clocks(actor, now, community_stream(row.community_id), ClockKind.EXTRA)
    data = {"meeting": meeting_id, "state": row.state, "held_on": row.held_on.isoformat()}
    tell(actor, now, row.stream, row.scope, "deliberation.sitting_ended", data)


_ENDS = {
    meeting_queries.State.CLOSED: SittingState.HELD,
    meeting_queries.State.LAPSED: SittingState.FAILED,
    meeting_queries.State.CANCELLED: SittingState.CANCELLED,
}
_HEARD = frozenset(
    {meeting_queries.Outcome.ADOPTED, meeting_queries.Outcome.NOTED, meeting_queries.Outcome.AGREED}
)


def _follow(actor: Actor, now: datetime, item: AgendaItem, outcome: meeting_queries.Outcome | None) -> None:
    """Take an item's outcome over: talked over with every side's yes it is to be concluded, else it waits again."""
    topic = item.topic
    item.taken = outcome.value if outcome else ""
    item.save(update_fields=["taken"])
    if item.purpose == Purpose.REPORT:
        if outcome in _HEARD and topic.state == TopicState.DONE:
            move_on(actor, now, topic, Move.REPORT, {"sitting": item.sitting_id})
        return
    if outcome is not meeting_queries.Outcome.ADOPTED and topic.state == TopicState.ON_AGENDA:
        move_on(actor, now, topic, Move.PUT_OFF, {"sitting": item.sitting_id})


_MOVED = {
    Move.PUT_OFF: "deliberation.topic_put_off",
    Move.REPORT: "deliberation.result_reported",
    Move.FINISH: "deliberation.topic_done",
    Move.BACK: "deliberation.topic_reopened",
    Move.DECIDED: "deliberation.vote_decided",
    Move.UNSUPPORTED: "deliberation.proposal_ended",
    Move.ANNULLED: "deliberation.vote_annulled",
}


def move_on(actor: Actor, now: datetime, topic: Topic, move: Move, data: dict[str, object]) -> None:
    """Write a move of a topic that nobody decided by hand."""
    topic.state = after(move).value
    topic.save(update_fields=["state", "done_on"])
    tell(actor, now, topic.stream, topic.scope, _MOVED[move], dict(data))


__all__ = [
    "SittingDraft",
    "ask_extra",
    "call_sitting",
    "follow_sitting",
    "move_on",
    "running_mechanism",
]
