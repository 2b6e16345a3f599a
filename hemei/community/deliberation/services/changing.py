"""A topic that was taken up is put right: what it is before the law, or that it is talked over once more."""

from __future__ import annotations

from datetime import datetime

from hemei.community.deliberation.facts import owners_matters
from hemei.community.deliberation.models import AgendaItem, Topic
from hemei.community.deliberation.rules.acts import Act
from hemei.community.deliberation.rules.topics import (
    Move,
    after,
    has_reason,
    may_change_matter,
    may_classify,
    may_move,
)
from hemei.community.deliberation.rules.words import Purpose, SittingState, TopicState
from hemei.community.deliberation.services.shared import sealed_id, tell
from hemei.community.deliberation.services.sittings import follow_sitting
from hemei.community.deliberation.services.topics import own_topic
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def change_matter(*, actor: Actor, now: datetime, topic_id: int, matter: str, reason: str) -> None:
    """Say otherwise what a topic is before the law, with the reason, before anything was concluded on it.

    What the sides agreed to was put to them as something else: it waits for the next meeting.

    Raises:
        Refused: not the actor's, something was concluded, a meeting on it is under way, or nothing changes.
    """
    row, matters = own_topic(actor, topic_id), owners_matters(shanghai_day(now))
    last = last_heard(actor, now, row)
    if row.state != TopicState.WAITING:
        demand(may_move(TopicState(row.state), Move.RETURN))
    demand(
        may_change_matter(before=row.matter, matter=matter, reason=reason, called=_under_way(row, last)),
        may_classify(
            hinted="", matter=matter, matters=matters, reason=reason, of_estate=row.estate_id is not None
        ),
    )
    data = {"before": row.matter, "matter": matter, "reason": _sealed(row, reason)}
    row.matter, row.state = matter, TopicState.WAITING.value
    row.save(update_fields=["matter", "state"])
    references = (matters[matter].reference,) if matter else ()
    tell(actor, now, row.stream, row.scope, "deliberation.matter_changed", data, references)


@records.whole
def return_topic(*, actor: Actor, now: datetime, topic_id: int, reason: str) -> None:
    """Let what the sides agreed to and nothing was concluded on wait for the next meeting again, with the reason."""
    row = own_topic(actor, topic_id, Act.CONCLUDE)
    last = last_heard(actor, now, row)
    demand(may_move(TopicState(row.state), Move.RETURN))
    if _under_way(row, last):
        raise Refused.because(
            mark("这个议题已经排入还没有结束的会议"), remedy=mark("会议结束以后再办"), code="called"
        )
    demand(has_reason(reason, "reason"))
    row.state = after(Move.RETURN).value
    row.save(update_fields=["state"])
    data = {"reason": _sealed(row, reason)}
    tell(actor, now, row.stream, row.scope, "deliberation.topic_returned", data)


def last_heard(actor: Actor, now: datetime, row: Topic) -> AgendaItem | None:
    """Return the last time a topic was put to a meeting, after what became of its meetings was followed."""
    items = AgendaItem.objects.filter(topic=row, purpose=Purpose.DISCUSS.value).select_related("sitting")
    for item in items:
        follow_sitting(actor=actor, now=now, meeting_id=item.sitting.meeting_id)
    row.refresh_from_db(fields=["state"])
    return items.order_by("-id").first()


def _under_way(row: Topic, last: AgendaItem | None) -> bool:
    return (
        row.state == TopicState.ON_AGENDA and last is not None and last.sitting.state == SittingState.CALLED
    )


def _sealed(row: Topic, reason: str) -> int | None:
    return sealed_id(row.stream, row.scope, "reason", reason)
