"""The worker pushes what is queued: claimed for a while, sent, written down; killed in between it is sent again.

A receiver may so get an event twice, always with the same `webhook-id`, and never misses one while its webhook stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from hemei.faces.api.models import Delivery, Webhook
from hemei.faces.api.pushing import Outcome, push
from hemei.faces.api.rules import KEPT, LEASE, PING, PROBE_EVERY, State, Way, next_try, signature
from hemei.faces.api.services.telling import PLATFORM, tell
from hemei.faces.api.services.webhooks import FIELD, end
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record

if TYPE_CHECKING:
    from collections.abc import Mapping

SEND_TASK = "hemei.api.send"
BATCH = 5
TURN = timedelta(seconds=50)
"""How long one run goes on: the worker has other things to do, and comes again within the minute."""


def send_waiting(*, clock: Callable[[], datetime]) -> int:
    """Push what is due, batch by batch; returns how many pushes were tried."""
    _end_orphans(clock())
    begun, tried = clock(), 0
    while clock() - begun < TURN and (batch := _claim(clock())):
        for row in batch:
            _settle(row.pk, _pushed(row, clock()), clock())
        tried += len(batch)
    return tried


def _end_orphans(now: datetime) -> None:
    """End the webhooks whose key opens nothing any more."""
    standing = Webhook.objects.exclude(state=State.ENDED)
    keys = set(standing.values_list("key_id", flat=True))
    gone = keys - set(people.speakers(keys, now=now)) if keys else set()
    if gone:
        with transaction.atomic():
            for hook in (
                standing.select_for_update(of=("self",)).select_related("key__body").filter(key__in=gone)
            ):
                end(hook, actor=PLATFORM, now=now)


@transaction.atomic
def _claim(now: datetime) -> list[Delivery]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    rows = list(
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("webhook")
        .filter(free, state=Way.WAITING, due_at__lte=now, webhook__state=State.ACTIVE)
        .order_by("due_at", "id")[:BATCH]
    )
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_until=now + LEASE)
    return rows


def _pushed(row: Delivery, now: datetime) -> Outcome:
    told: dict[str, Any] = {"event": row.event_id, "subject": row.subject}
    if row.number:
        told |= {"number": row.number, "address": f"/api/cases/{row.number}"}
    said = {"type": row.kind, "timestamp": row.happened_at.isoformat(), "data": told}
    return _sent(row.webhook, f"evt_{row.event_id}_{row.webhook_id}", said, now)


def _sent(hook: Webhook, number: str, said: Mapping[str, Any], now: datetime) -> Outcome:
    body, timestamp = json.dumps(said).encode(), int(now.timestamp())
    secret = record.unlock_bytes(bytes(hook.secret), FIELD)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Hemei-Webhooks/1",
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, number=number, timestamp=timestamp, body=body),
    }
    return push(hook.url, headers, body, inside=settings.WEBHOOKS_INSIDE)


@transaction.atomic
def _settle(delivery_id: int, outcome: Outcome, now: datetime) -> None:
    """Write down what came of a push; one that was settled or taken back meanwhile stays as it is."""
    rows = Delivery.objects.select_for_update(of=("self", "webhook")).select_related("webhook__key__body")
    row = rows.filter(pk=delivery_id, state=Way.WAITING).first()
    if row is None:
        return
    row.claimed_until, row.status, row.fault = None, outcome.status, outcome.fault or ""
    hook = row.webhook
    if outcome.arrived:
        row.state, row.sent_at = Way.SENT, now
        hook.failed_at = None
    else:
        row.failures += 1
        hook.failed_at = hook.failed_at or now
        again = next_try(row.failures, now)
        row.state, row.due_at = (Way.WAITING, again) if again else (Way.GIVEN_UP, row.due_at)
        if again is None and hook.state == State.ACTIVE:
            hook.state, hook.probe_at = State.PAUSED, now + PROBE_EVERY
            tell(hook, "api.webhook_paused", actor=PLATFORM, now=now, event=row.event_id)
    row.save(update_fields=["state", "failures", "due_at", "claimed_until", "sent_at", "status", "fault"])
    hook.save(update_fields=["state", "failed_at", "probe_at"])


def probe_paused(*, clock: Callable[[], datetime]) -> int:
    """Ask paused receivers whether they are back; to those that are, everything not delivered goes on its way again."""
    back = 0
    while (hook := _next_probe(clock())) is not None:
        said = {"type": PING, "timestamp": clock().isoformat(), "data": {}}
        if _sent(hook, f"ping_{hook.pk}_{int(clock().timestamp())}", said, clock()).arrived:
            back += _resume(hook.pk, clock())
    return back


@transaction.atomic
def _next_probe(now: datetime) -> Webhook | None:
    due = Webhook.objects.select_for_update(skip_locked=True).filter(state=State.PAUSED, probe_at__lte=now)
    hook = due.order_by("probe_at", "id").first()
    if hook is not None:
        hook.probe_at = now + PROBE_EVERY
        hook.save(update_fields=["probe_at"])
    return hook


@transaction.atomic
def _resume(webhook_id: int, now: datetime) -> int:
    rows = Webhook.objects.select_for_update(of=("self",)).select_related("key__body")
    hook = rows.filter(pk=webhook_id, state=State.PAUSED).first()
    if hook is None:
        return 0
    hook.state, hook.probe_at, hook.failed_at = State.ACTIVE, None, None
    hook.save(update_fields=["state", "probe_at", "failed_at"])
    waiting = hook.deliveries.exclude(state=Way.SENT)
    waiting.update(state=Way.WAITING, failures=0, due_at=now, claimed_until=None)
    tell(hook, "api.webhook_resumed", actor=PLATFORM, now=now)
    return 1


def forget_sent(*, now: datetime) -> int:
    """Forget what was delivered a month ago and what an ended webhook never got; returns how many."""
    old = Q(state=Way.SENT) | Q(webhook__state=State.ENDED)
    return Delivery.objects.filter(old, happened_at__lt=now - KEPT).delete()[0]
