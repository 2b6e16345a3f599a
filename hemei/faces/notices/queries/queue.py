"""The queue as the system's administration sees it: states and numbers, nobody's name and no address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from hemei.faces.notices.models import Message, Notice
from hemei.faces.notices.rules.acts import Act, may
from hemei.faces.notices.rules.words import Sending, State
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.people.queries import Channel
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.paging import page_by_page

EXPORT_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One message of the queue. `stream` tells one recipient from another without saying who he is."""

    id: int
    stream: str
    channel: Channel
    state: Sending
    urgent: bool
    notices: int
    attempts: int
    made_at: datetime
    not_before: datetime
    ended_at: datetime | None
    outbox: bool
    error: str
    text: str


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; empty means all."""

    state: str = ""
    channel: str = ""
    outbox: bool = False


def queue_rows(
    *, actor: Actor, asked: QueueFilter | None = None, after: int | None = None, limit: int = 50
) -> list[QueueRow]:
    """Return messages, the latest first, those before an id; none for who does not keep the queue. One statement."""
    if not may(actor.role, Act.SEE_QUEUE).allowed:
        return []
    asked = asked or QueueFilter()
    chosen = Q(outbox=True) if asked.outbox else Q()
    if asked.state:
        chosen &= Q(state=asked.state)
    if asked.channel:
        chosen &= Q(channel=asked.channel)
    if after is not None:
        chosen &= Q(pk__lt=after)
    with records.acting(PLATFORM):
        rows = list(Message.objects.filter(chosen).annotate(many=Count("notices")).order_by("-id")[:limit])
    return [
        QueueRow(
            row.pk, row.stream, Channel(row.channel), Sending(row.state), row.urgent, row.many, row.attempts,
            row.made_at, row.not_before, row.ended_at, row.outbox, row.error, row.text,
        )
        for row in rows
    ]  # fmt: skip


def whole_queue(*, actor: Actor, asked: QueueFilter) -> Iterator[QueueRow]:
    """Yield all of them for an export, page by page."""
    yield from page_by_page(queue_rows, size=EXPORT_CHUNK, actor=actor, asked=asked)


def queue_counts(*, actor: Actor) -> dict[str, int]:
    """Return how many messages stand where, and how many notices still wait to be merged; two statements."""
    if not may(actor.role, Act.SEE_QUEUE).allowed:
        return {}
    with records.acting(PLATFORM):
        counts = dict(Message.objects.order_by().values_list("state").annotate(many=Count("*")))
        waiting = Notice.objects.filter(state=State.WAITING.value).count()
    return {State.WAITING.value: waiting, **counts}
