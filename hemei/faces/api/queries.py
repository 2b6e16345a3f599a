"""The readers of webhooks and of what is on its way to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from hemei.faces.api.models import Delivery, Webhook
from hemei.faces.api.rules import State, Way
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook with whose it is; the counts are those of what is not delivered."""

    id: int
    url: str
    kinds: tuple[str, ...]
    state: State
    made_at: datetime
    failed_at: datetime | None
    probe_at: datetime | None
    program: str
    body: str
    waiting: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An event on its way to a webhook."""

    id: int
    webhook_id: int
    url: str
    program: str
    event_id: int
    kind: str
    subject: str
    number: str
    happened_at: datetime
    state: Way
    failures: int
    due_at: datetime
    sent_at: datetime | None
    status: int | None
    fault: str
    ended: bool


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which part of the queue is asked for; empty is all."""

    state: Way | None = None
    webhook_id: int | None = None
    after: int | None = None


def webhooks(*, actor: Actor, limit: int = 200) -> list[WebhookRow]:
    """Return the webhooks, those that are paused first; none for who keeps no keys. One statement."""
    if not _keeps(actor):
        return []
    rows = Webhook.objects.select_related("key__body").annotate(
        waiting=Count("deliveries", Q(deliveries__state=Way.WAITING)),
        given_up=Count("deliveries", Q(deliveries__state=Way.GIVEN_UP)),
    )
    order = {State.PAUSED: 0, State.ACTIVE: 1, State.ENDED: 2}
    found = [_hook(row, row.waiting, row.given_up) for row in rows.order_by("-id")[:limit]]
    return sorted(found, key=lambda row: order[row.state])


def own_webhooks(key_id: int) -> list[WebhookRow]:
    """Return the webhooks of a program that have not ended; one statement."""
    rows = Webhook.objects.select_related("key__body").filter(key_id=key_id).exclude(state=State.ENDED)
    return [_hook(row) for row in rows.order_by("id")]


def _hook(row: Webhook, waiting: int = 0, given_up: int = 0) -> WebhookRow:
    return WebhookRow(
        row.pk, row.url, tuple(row.kinds), State(row.state), row.made_at, row.failed_at, row.probe_at, row.key.name,
        row.key.body.name, waiting, given_up,
    )  # fmt: skip


def queue(*, actor: Actor, asked: QueueFilter, limit: int = 50) -> list[DeliveryRow]:
    """Return what was, is or should have been on its way, the newest first; none for who keeps no keys."""
    if not _keeps(actor):
        return []
    rows = Delivery.objects.all()
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    if asked.webhook_id is not None:
        rows = rows.filter(webhook_id=asked.webhook_id)
    return _deliveries(rows, asked.after, limit)


def whole_queue(*, actor: Actor, asked: QueueFilter) -> Iterator[DeliveryRow]:
    """Yield the whole list for an export, page by page."""
    after = None
    while page := queue(actor=actor, asked=QueueFilter(asked.state, asked.webhook_id, after), limit=CHUNK):
        yield from page
        after = page[-1].id


def own_deliveries(key_id: int, webhook_id: int, *, after: int | None, limit: int) -> list[DeliveryRow]:
    """Return what goes to one of a program's webhooks, the newest first; another's looks like none."""
    return _deliveries(Delivery.objects.filter(webhook_id=webhook_id, webhook__key_id=key_id), after, limit)


def _deliveries(rows: QuerySet[Delivery], after: int | None, limit: int) -> list[DeliveryRow]:
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = rows.select_related("webhook__key").order_by("-id")[:limit]
    return [
        DeliveryRow(
            row.pk, row.webhook_id, row.webhook.url, row.webhook.key.name, row.event_id, row.kind, row.subject,
            row.number, row.happened_at, Way(row.state), row.failures, row.due_at, row.sent_at, row.status, row.fault,
            row.webhook.state == State.ENDED,
        )
        for row in found
    ]  # fmt: skip


def _keeps(actor: Actor) -> bool:
    return people.may(actor.role, people.Act.KEEP_KEYS).allowed
