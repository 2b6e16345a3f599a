"""What is to be done after a meeting: duties of those who said they would, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from hemei.community.meetings.models import Item, Meeting, MeetingSide, Task
from hemei.community.meetings.queries.signed import missing_signatures
from hemei.community.meetings.rules.holding import may_set
from hemei.community.meetings.rules.words import State
from hemei.community.meetings.services.shared import locked, tell
from hemei.ground.people import queries as people
from hemei.ground.people.queries import BodyKind
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.queries import ENDED
from hemei.leadership.duties.queries import State as DutyState

LONGEST_TITLE = 200
_BESIDE = (
    BodyKind.COMMUNITY,
    BodyKind.STREET,
    BodyKind.DEPARTMENT,
    BodyKind.COUNTY_GOVERNMENT,
    BodyKind.CITY_BUREAU,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """Something to be done: by whom, until when, from which item."""

    title: str
    owner: int
    until: date
    item_id: int | None = None
    photo_needed: bool = False


def set_tasks(*, actor: Actor, now: datetime, meeting_id: int, drafts: Sequence[TaskDraft]) -> list[int]:
    """Set the tasks of a meeting as duties and return their ids; an empty list says that there are none.

    More may be set later. The same words for the same body are set once.
    """
    row, kind = locked(actor, meeting_id)
    demand(may_set(kind, State(row.state), missing=missing_signatures([row.pk], now=now)[row.pk]))
    numbers = dict(Item.objects.filter(meeting=row).values_list("id", "number"))
    beside = _bodies(row, now)
    wanted = []
    for draft in drafts:
        title = " ".join(draft.title.replace("\x00", "").split())
        if not 1 < len(title) <= LONGEST_TITLE:
            raise Refused.because(
                mark("请用不超过{most}个字写明要求"), field="title", code="title", most=LONGEST_TITLE
            )
        if draft.owner not in beside:
            raise Refused.because(
                mark("只能布置给参会单位、本社区、街道或有关部门"), field="owner", code="owner"
            )
        if draft.item_id is not None and draft.item_id not in numbers:
            raise Refused.because(mark("议程里没有这个议题"), field="item", code="item")
        _guard(row, now, draft.item_id)
        wanted.append((draft, title))
    found = _set(actor, now, row, wanted, numbers)
    row.tasks_set_at = row.tasks_set_at or now
    row.open_tasks += len(found)
    row.save(update_fields=["tasks_set_at", "open_tasks"])
    tell(actor, now, row, "meetings.tasks_set", {"duties": found}, (kind.warrant.reference,))
    return found


def _guard(row: Meeting, now: datetime, item_id: int | None) -> None:
    """Ask the later chapter whose matter an item is whether it may become a task; named in `MEETING_GUARDS`."""
    subjects = Item.objects.filter(meeting=row, pk=item_id or 0).values_list("subject_stream", flat=True)
    subject = subjects.first() or ""
    for name in settings.MEETING_GUARDS:
        may_task: Callable[..., Decision] = import_string(name)
        demand(may_task(kind=row.kind, subject_stream=subject, now=now))


def _set(
    actor: Actor,
    now: datetime,
    row: Meeting,
    wanted: Sequence[tuple[TaskDraft, str]],
    numbers: dict[int, int],
) -> list[int]:
    drafts = [
        duties.DutyDraft(
            key=f"meetings.meeting:{row.pk}:{draft.owner}:{title}",
            origin=duties.Origin.MEETING_TASK,
            origin_stream=row.stream,
            origin_item=str(numbers.get(draft.item_id or 0, "")),
            title=title,
            owner=draft.owner,
            setter=row.body_id,
            limit=duties.limit_to(draft.until, now),
            photo_needed=draft.photo_needed,
            # Of a company only who has the estate in hand is told; a whole community's agenda concerns no one estate.
            about={} if row.estate_id is None else {"estate": row.estate_id},
        )
        for draft, title in wanted
    ]
    done = duties.set_duties(actor=actor, now=now, drafts=drafts) if drafts else duties.SetDuties({}, 0)
    Task.objects.bulk_create(
        Task(
            meeting=row,
            item_id=draft.item_id,
            scope=row.scope,
            stream=row.stream,
            duty_id=done.ids[one.key],
            title=title,
            body_id=draft.owner,
            until=draft.until,
            state=DutyState.OPEN.value,
        )
        for (draft, title), one in zip(wanted, drafts, strict=True)
        if one.key in done.ids
    )
    return sorted(done.ids.values())


def _bodies(row: Meeting, now: datetime) -> set[int]:
    """Return who may be given something to do: the sides that were invited, and the offices above the place."""
    sides = MeetingSide.objects.filter(meeting=row, body_id__isnull=False).values_list("body_id", flat=True)
    above = people.bodies_above(row.scope, shanghai_day(now), _BESIDE)
    return {row.body_id, *(number for number in sides if number is not None), *(body.id for body in above)}


def follow_task(*, actor: Actor, now: datetime, duty_id: int, state: DutyState) -> None:
    """Let what became of a duty return to its meeting; may be repeated. With the last one done the result is back."""
    found = Task.objects.select_for_update().filter(duty_id=duty_id).first()
    if found is None or found.state == state.value or DutyState(found.state) in ENDED:
        return  # told before, or told late: what has ended stays ended
    row = Meeting.objects.select_for_update().get(pk=found.meeting_id)
    found.state = state.value
    found.ended_at = now if state in ENDED else None
    found.save(update_fields=["state", "ended_at"])
    ended = [one.value for one in ENDED]
    row.open_tasks = Task.objects.filter(meeting=row).exclude(state__in=ended).count()
    row.save(update_fields=["open_tasks"])
    data = {"duty": duty_id, "state": state.value, "open": row.open_tasks}
    tell(actor, now, row, "meetings.task_moved", data)
