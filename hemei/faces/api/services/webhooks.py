"""Webhooks are made by the program that wants to be told, and ended by it or by who keeps the keys."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from hemei.faces.api.models import Delivery, Webhook
from hemei.faces.api.rules import State, Way, may_subscribe, spoken_secret
from hemei.faces.api.services.telling import tell
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark

FIELD = "api.webhook"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook with its signing secret as it is shown, once."""

    id: int
    secret: str


@transaction.atomic
def make_webhook(
    *, program: people_services.Program, now: datetime, url: str, kinds: Collection[str]
) -> Made:
    """Have events of these kinds pushed to an address. The signing secret is told here and never again.

    Raises:
        Refused: the address, the kinds or their number will not do.
    """
    standing = Webhook.objects.select_for_update().filter(key_id=program.key_id).exclude(state=State.ENDED)
    demand(
        may_subscribe(
            url=url,
            kinds=frozenset(kinds),
            scopes=program.scopes,
            standing=len(standing),
            inside=settings.WEBHOOKS_INSIDE,
        )
    )
    secret = secrets.token_bytes(_SECRET_BYTES)
    hook = Webhook.objects.create(
        key_id=program.key_id,
        url=url,
        kinds=sorted(kinds),
        secret=records.lock_bytes(secret, FIELD),
        state=State.ACTIVE,
        made_at=now,
    )
    tell(hook, "api.webhook_made", actor=program.actor, now=now, kinds=hook.kinds)
    return Made(hook.pk, spoken_secret(secret))


@transaction.atomic
def end_webhook(*, actor: Actor, now: datetime, webhook_id: int, key_id: int | None = None) -> None:
    """End a webhook: its own program by `key_id`, else who keeps the keys. What waits is not pushed any more."""
    if key_id is None:
        _demand_keeper(actor)
    rows = Webhook.objects.select_for_update(of=("self",)).select_related("key__body").filter(pk=webhook_id)
    hook = rows.filter(key_id=key_id).first() if key_id is not None else rows.first()
    if hook is None:
        raise Refused.because(mark("没有这个推送。"), code="not_found")
    if hook.state != State.ENDED:
        end(hook, actor=actor, now=now)


def end(hook: Webhook, *, actor: Actor, now: datetime) -> None:
    """End a webhook that is locked."""
    hook.state, hook.probe_at, hook.ended_at = State.ENDED, None, now
    hook.save(update_fields=["state", "probe_at", "ended_at"])
    hook.deliveries.filter(state=Way.WAITING).update(state=Way.GIVEN_UP, claimed_until=None)
    tell(hook, "api.webhook_ended", actor=actor, now=now)


@transaction.atomic
def send_again(*, actor: Actor, now: datetime, delivery_id: int) -> None:
    """Push an event once more, whether it arrived or not; its receiver knows it by the same id."""
    _demand_keeper(actor)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("webhook__key__body")
    row = rows.filter(pk=delivery_id).first()
    if row is None:
        raise Refused.because(mark("没有这次推送。"), code="not_found")
    if row.webhook.state == State.ENDED:
        raise Refused.because(mark("这个推送已经结束。"), remedy=mark("请使用单位重新订阅。"), code="ended")
    row.state, row.failures, row.due_at, row.sent_at, row.claimed_until = Way.WAITING, 0, now, None, None
    row.save(update_fields=["state", "failures", "due_at", "sent_at", "claimed_until"])
    tell(row.webhook, "api.delivery_repeated", actor=actor, now=now, event=row.event_id)


def _demand_keeper(actor: Actor) -> None:
    demand(people.may(actor.role, people.Act.KEEP_KEYS))
