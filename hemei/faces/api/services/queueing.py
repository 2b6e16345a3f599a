"""An event that somebody wants to hear of is put on its way, once for each webhook that may hear of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hemei.coordination.cases import queries as cases
from hemei.faces.api.models import Delivery, Webhook
from hemei.faces.api.rules import KINDS, State, Way
from hemei.faces.api.services.sending import SEND_TASK
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.scopes import Scope


def queue_events(*, events: Sequence[dict[str, Any]], now: datetime) -> int:
    """Queue events for the webhooks that wait for their kind and whose key may see them; returns how many deliveries.

    One statement where nobody waits. Queued twice it is there once: the database holds that.
    """
    kinds = sorted({event["payload"]["type"] for event in events})
    hooks = list(Webhook.objects.exclude(state=State.ENDED).filter(kinds__has_any_keys=kinds).order_by("id"))
    if not hooks:
        return 0
    speakers = people.speakers({hook.key_id for hook in hooks}, now=now)
    rows = [row for event in events for row in _deliveries(event, hooks, speakers, now)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        records.wake(SEND_TASK, now)
    return len(rows)


def _deliveries(
    event: dict[str, Any], hooks: Sequence[Webhook], speakers: Mapping[int, people.Speaker], now: datetime
) -> list[Delivery]:
    kind = event["payload"]["type"]
    waiting = [hook for hook in hooks if kind in hook.kinds]
    asked = {hook.key_id: speakers[hook.key_id] for hook in waiting if hook.key_id in speakers}
    seeing = {key for key, speaker in asked.items() if _hears(speaker, kind) and _sees(speaker, event)}
    number = _number(event["stream"]) if seeing else ""
    return [
        Delivery(
            webhook=hook,
            event_id=event["id"],
            kind=kind,
            subject=event["stream"],
            number=number,
            happened_at=datetime.fromisoformat(event["payload"]["at"]),
            state=Way.WAITING,
            failures=0,
            due_at=now,
            fault="",
        )
        for hook in waiting
        if hook.key_id in seeing
    ]


def _hears(speaker: people.Speaker, kind: str) -> bool:
    return {Scope.WEBHOOKS, KINDS[kind][0]} <= speaker.scopes


def _sees(speaker: people.Speaker, event: dict[str, Any]) -> bool:
    """Whether the key's own walls show the event."""
    with records.acting(speaker.actor):
        found = record.latest_events(before=event["id"] + 1, stream=event["stream"], limit=1)
    return bool(found) and found[0].id == event["id"]


def _number(stream: str) -> str:
    found = cases.handled(stream) if stream.startswith("cases.") else None
    return found.number if found else ""
