"""What a meeting concluded on a topic, tasks, a proposal to the owners or an answer; and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.deliberation.facts import owners_matters, small_matters, three_in_one
from hemei.community.deliberation.models import AgendaItem, Task, Topic
from hemei.community.deliberation.rules.acts import Act
from hemei.community.deliberation.rules.concluding import MOST_TASKS, Matter, is_ripe, may_be, may_set
from hemei.community.deliberation.rules.concluding import Task as Planned
from hemei.community.deliberation.rules.topics import MOVES, Move, after, is_said, may_move
from hemei.community.deliberation.rules.words import (
    ConclusionKind,
    SittingState,
    TaskPart,
    TaskState,
    TopicKind,
    TopicState,
)
from hemei.community.deliberation.services.changing import last_heard
from hemei.community.deliberation.services.shared import missing, one_line, sealed_id, tell
from hemei.community.deliberation.services.sittings import MEETING_KIND, move_on
from hemei.community.deliberation.services.topics import own_topic
from hemei.community.meetings import queries as meeting_queries
from hemei.community.meetings import services as meetings
from hemei.community.voting import queries as voting_queries
from hemei.community.voting import services as voting
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.queries import State as DutyState


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDraft:
    """What was concluded, in public words, and what is to be done."""

    kind: ConclusionKind
    text: str
    tasks: tuple[Planned, ...] = ()


@records.whole
def conclude_topic(*, actor: Actor, now: datetime, topic_id: int, draft: ConclusionDraft) -> None:
    """Write what a meeting with every side concluded on a topic; raises Refused with the clause where it may not.

    A matter of the owners' vote becomes a proposal and nothing else (Civil Code art. 278).
    """
    row = own_topic(actor, topic_id, Act.CONCLUDE)
    item = _heard(actor, now, row, draft.kind)
    today, rules = shanghai_day(now), three_in_one(shanghai_day(now))
    found = owners_matters(today).get(row.matter)
    decision = may_be(draft.kind, found, rules)
    demand(may_move(TopicState(row.state), _MOVES[draft.kind]), decision, is_said(draft.text), _said(draft))
    data: dict[str, Any] = {"kind": draft.kind.value, "sitting": item.sitting_id}
    item.text_id = sealed_id(row.stream, row.scope, "conclusion", draft.text)
    item.save(update_fields=["text_id"])
    data["text"] = item.text_id
    if draft.kind is ConclusionKind.TASK:
        data["duties"] = _set(actor, now, row, item, draft.tasks, TaskPart.BUILD)
    elif draft.kind is ConclusionKind.PROPOSAL:
        data["proposal"] = _propose(actor, now, row, found, draft.text, item)
    row.state = after(_MOVES[draft.kind]).value
    row.save(update_fields=["state", "proposal_id"])
    tell(actor, now, row.stream, row.scope, "deliberation.topic_concluded", data, decision.references)


_MOVES = {
    ConclusionKind.TASK: Move.SET_TASKS,
    ConclusionKind.PROPOSAL: Move.PROPOSE,
    ConclusionKind.ANSWER: Move.ANSWER,
    ConclusionKind.DROPPED: Move.DROP,
}


def _said(draft: ConclusionDraft) -> Decision:
    if not draft.text.strip():
        return _no(mark("没有写议定了什么"), mark("请用几句话写明，会后公布"), "text")
    if draft.kind is ConclusionKind.TASK and not draft.tasks:
        return _no(mark("没有任务"), mark("议定的事要有责任单位和完成日期"), "title")
    if draft.kind is not ConclusionKind.TASK and draft.tasks:
        return _no(mark("这样的结论不布置任务"), mark("请删去任务，或改为落实任务"), "kind")
    return Decision.yes()


def _no(text: str, remedy: str, field: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, field, field))


def _heard(actor: Actor, now: datetime, row: Topic, kind: ConclusionKind) -> AgendaItem:
    """Return the topic's last appearance, where that meeting was held and its vote bears the conclusion.

    What an earlier meeting agreed to and came to nothing is talked over again, not concluded on again.
    """
    found = last_heard(actor, now, row)
    held = found is not None and found.sitting.state == SittingState.HELD
    taken = found.taken if found is not None and held else ""
    demand(
        is_ripe(
            kind,
            adopted=taken == meeting_queries.Outcome.ADOPTED,
            rejected=taken == meeting_queries.Outcome.REJECTED,
            signed=found is not None
            and held
            and meeting_queries.is_signed(found.sitting.meeting_id, now=now),
        )
    )
    if found is None:
        raise missing()
    return found


def _set(
    actor: Actor,
    now: datetime,
    row: Topic,
    item: AgendaItem,
    tasks: Sequence[Planned],
    part: TaskPart,
) -> list[int]:
    """Set tasks through the meeting, so that it follows them too, and note for which topic each is."""
    page = meeting_queries.meeting(actor=actor, now=now, meeting_id=item.sitting.meeting_id)
    if page is None:
        raise missing()
    if len(tasks) > MOST_TASKS:
        raise Refused.because(mark("最多{most}项任务"), field="title", code="many", most=MOST_TASKS)
    today, rules = shanghai_day(now), three_in_one(shanghai_day(now))
    owners = [side.body_id for side in page.sides if side.body_id is not None]
    planned = [Planned(one_line(task.title), task.owner, task.until) for task in tasks]
    demand(*(may_set(task, owners=owners, today=today, rules=rules) for task in planned))
    photo = (
        part is TaskPart.BUILD and row.kind == TopicKind.SMALL_MATTER and small_matters(today).photos.after
    )
    drafts = [
        meetings.TaskDraft(
            title=task.title, owner=task.owner, until=task.until, item_id=item.item_id, photo_needed=photo
        )
        for task in planned
    ]
    ids = meetings.set_tasks(actor=actor, now=now, meeting_id=page.row.id, drafts=drafts)
    if len(ids) != len(planned):
        raise Refused.because(mark("有相同的任务"), remedy=mark("请合并或改写"), field="title", code="twin")
    _note(item, part, dict(zip(ids, planned, strict=True)))
    return ids


def _note(item: AgendaItem, part: TaskPart, tasks: Mapping[int, Planned]) -> None:
    """Note for which topic these duties are."""
    topic = item.topic
    Task.objects.bulk_create(
        Task(
            stream=topic.stream,
            scope=topic.scope,
            topic=topic,
            sitting_id=item.sitting_id,
            part=part.value,
            duty_id=number,
            title=task.title,
            owner_body_id=task.owner,
            until=task.until,
            due_on=task.until,
            state=TaskState.OPEN.value,
        )
        for number, task in tasks.items()
    )


def follow_tasks(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Take over the tasks that were set on the meeting's own page, each for its topic; may be repeated."""
    page = meeting_queries.meeting(actor=actor, now=now, meeting_id=meeting_id)
    known = set(Task.objects.filter(sitting__meeting_id=meeting_id).values_list("duty_id", flat=True))
    new: dict[int, dict[int, Planned]] = {}
    for task in page.tasks if page else ():
        if task.duty_id not in known and task.item_id is not None:
            new.setdefault(task.item_id, {})[task.duty_id] = Planned(task.title, task.body_id, task.until)
    items = AgendaItem.objects.filter(item_id__in=new, sitting__meeting_id=meeting_id).select_related("topic")
    for item in items.order_by("id"):
        topic = Topic.objects.select_for_update().get(pk=item.topic_id)
        _note(item, TaskPart.BUILD, new[item.item_id])
        if topic.state == TopicState.ON_AGENDA:
            topic.state = after(Move.SET_TASKS).value
            topic.save(update_fields=["state"])
            data = {
                "kind": ConclusionKind.TASK.value,
                "sitting": item.sitting_id,
                "duties": sorted(new[item.item_id]),
            }
            tell(actor, now, topic.stream, topic.scope, "deliberation.topic_concluded", data)


def _propose(
    actor: Actor, now: datetime, row: Topic, matter: Matter | None, text: str, item: AgendaItem
) -> int:
    """Propose an assembly of the owners; the proposal carries this topic's name as its key, the topic its number.

    Where an earlier proposal of the topic ended without one, the key names the meeting that proposes it again.
    """
    key = row.stream if row.proposal_id is None else f"{row.stream}{voting_queries.AGAIN}{item.sitting_id}"
    if row.estate_id is None or matter is None:
        raise Refused.because(
            mark("业主表决按小区进行，这个议题没有写明小区"), remedy=mark("请按小区分别提出"), code="estate"
        )
    row.proposal_id = voting.propose_assembly(
        actor=actor,
        now=now,
        draft=voting.ProposalDraft(
            estate_id=row.estate_id, matter=matter.code, title=row.title, reason=text, key=key
        ),
    )
    return row.proposal_id


@records.whole
def add_upkeep(*, actor: Actor, now: datetime, topic_id: int, task: Planned) -> int:
    """Give what was built somebody who looks after it 共管; raises Refused."""
    row = own_topic(actor, topic_id, Act.CONCLUDE)
    if row.kind != TopicKind.SMALL_MATTER or row.state not in {TopicState.DONE, TopicState.CLOSED}:
        raise Refused.because(mark("建成以后才布置管护"), code="state")
    item = _heard(actor, now, row, ConclusionKind.TASK)
    [number] = _set(actor, now, row, item, [task], TaskPart.MANAGE)
    tell(actor, now, row.stream, row.scope, "deliberation.upkeep_set", {"duty": number})
    return number


# --- what came of it -------------------------------------------------------------------------------
_STATES = {
    DutyState.OPEN: TaskState.OPEN,
    DutyState.SENT_BACK: TaskState.OPEN,
    DutyState.SUBMITTED: TaskState.SUBMITTED,
    DutyState.ACCEPTED: TaskState.DONE,
    DutyState.CANCELLED: TaskState.CANCELLED,
}


def follow_duty(*, actor: Actor, now: datetime, duty_id: int, change: Mapping[str, Any]) -> None:
    """Let what became of a duty return to its topic; may be repeated.

    With the last task of the work done the result waits for the next agenda; with all of them cancelled the topic
    waits to be talked over again.
    """
    found = Task.objects.select_for_update().filter(duty_id=duty_id).first()
    if found is None or found.state in {TaskState.DONE, TaskState.CANCELLED}:
        return
    before = (found.state, found.due_on, found.late)
    if "state" in change:
        found.state = _STATES[DutyState(change["state"])].value
    found.late = bool(change.get("late", found.late))
    clock = change.get("clock")
    if clock and clock.get("kind") == "work":
        found.due_on = shanghai_day(datetime.fromisoformat(clock["due_at"]))
    if found.state in {TaskState.DONE, TaskState.CANCELLED}:
        found.ended_on = shanghai_day(now)
        found.late = found.late or (found.state == TaskState.CANCELLED and found.ended_on > found.due_on)
    if (found.state, found.due_on, found.late) == before:
        return
    found.save(update_fields=["state", "due_on", "late", "ended_on"])
    topic = Topic.objects.select_for_update().get(pk=found.topic_id)
    data = {"duty": duty_id, "state": found.state, "due_on": found.due_on.isoformat(), "late": found.late}
    tell(actor, now, topic.stream, topic.scope, "deliberation.task_moved", data)
    if found.part == TaskPart.BUILD and topic.state == TopicState.AT_WORK:
        _finish(actor, now, topic, shanghai_day(now))


def _finish(actor: Actor, now: datetime, topic: Topic, day: date) -> None:
    states = set(Task.objects.filter(topic=topic, part=TaskPart.BUILD.value).values_list("state", flat=True))
    if states & {TaskState.OPEN, TaskState.SUBMITTED}:
        return
    if TaskState.DONE in states:
        topic.done_on = day
        move_on(actor, now, topic, Move.FINISH, {"done_on": day.isoformat()})
    else:
        move_on(actor, now, topic, Move.BACK, {})


def may_task(*, kind: str, subject_stream: str, now: datetime) -> Decision:
    """Whether a meeting may make a task of what an item is about: of a matter of the owners only once they passed it.

    A three-in-one meeting sets tasks on its topics only, so that each is known for what it is before the law.
    """
    if kind == MEETING_KIND and not subject_stream:
        return _no(mark("三位一体会议的任务要出自议题"), mark("请在议题的议定事项里布置"), "item")
    row = Topic.objects.filter(stream=subject_stream).first()
    found = owners_matters(shanghai_day(now)).get(row.matter) if row and row.matter else None
    if row is None or found is None:
        return Decision.yes()
    if row.proposal_id is not None and voting_queries.proposal_passed(row.proposal_id):
        return Decision.yes(found.reference)
    return may_be(ConclusionKind.TASK, found, three_in_one(shanghai_day(now)))


def follow_assembly(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the published result of the owners' vote return to the topic it came from; may be repeated.

    Where too few took part nothing is decided: the next meeting of the sides hears of it, and the assembly that repeats
    the vote brings the topic on. What was annulled is talked over again.
    """
    proposal = _proposal_behind(assembly_id, actor)
    if proposal is None:
        return
    rows = Topic.objects.select_for_update().filter(proposal_id=proposal)
    counted = [one for one in voting_queries.outcomes(assembly_id, actor=actor) if one.quorum]
    decided = {one.vote.matter for one in counted if one.annulled_on is None}
    for row in rows.filter(matter__in=decided, state=TopicState.PROPOSED.value):
        move_on(actor, now, row, Move.DECIDED, {"assembly": assembly_id})
    fallen = {one.vote.matter for one in counted} - decided
    for row in rows.filter(matter__in=fallen, state__in=MOVES[Move.ANNULLED][0]):
        row.done_on = None
        move_on(actor, now, row, Move.ANNULLED, {"assembly": assembly_id})


def _proposal_behind(assembly_id: int, actor: Actor) -> int | None:
    """Return the proposal an assembly answers, itself or as it repeats one that failed."""
    found = voting_queries.assembly(assembly_id, actor=actor)
    while found is not None and found.proposal_id is None and found.repeats_id is not None:
        found = voting_queries.assembly(found.repeats_id, actor=actor)
    return found.proposal_id if found is not None else None


def follow_proposal(*, actor: Actor, now: datetime, proposal_id: int, why: str) -> None:
    """Let a topic wait for the next meeting again whose proposal ended without a vote; may be repeated."""
    rows = Topic.objects.select_for_update().filter(proposal_id=proposal_id, state=TopicState.PROPOSED.value)
    for row in rows:
        move_on(actor, now, row, Move.UNSUPPORTED, {"proposal": proposal_id, "why": why})
