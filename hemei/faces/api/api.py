"""Endpoints about the caller itself: its key, its webhooks and what was pushed to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Status
from ninja.params.functions import Query
from pydantic import ConfigDict, Field, StringConstraints

from hemei.faces.api import queries, services
from hemei.faces.api.rules import KINDS, LONGEST_URL
from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.ui.api import USUAL_ROWS, Code, Limit, Number, Router, Schema, answers, opens
from hemei.ui.words import say

router = Router(tags=["webhooks"])
Address = Annotated[str, StringConstraints(max_length=LONGEST_URL, pattern=r"^[!-~]*$")]


class KeyOut(Schema):
    """The key that calls: in which role it reads and writes, what it opens, how often, until when."""

    name: str
    role: str
    scopes: list[str]
    per_minute: int
    expires_at: datetime | None


class KindOut(Schema):
    """An event that can be subscribed to, with the scope a key needs to hear of it."""

    kind: str
    name: str
    scope: str


class KindsOut(Schema):
    """The events that can be subscribed to."""

    items: list[KindOut]


class WebhookIn(Schema):
    """Where to push, and which events."""

    model_config = ConfigDict(extra="forbid")

    url: Address
    kinds: Annotated[list[Code], Field(min_length=1, max_length=len(KINDS))]


class WebhookMade(Schema):
    """A new webhook; `secret` signs its pushes (Standard Webhooks) and is told here only."""

    id: int
    secret: str


class WebhookOut(Schema):
    """A webhook: active, or paused since its receiver was given up and until it answers again."""

    id: int
    url: str
    kinds: list[str]
    state: str
    made_at: datetime
    failed_at: datetime | None
    probe_at: datetime | None


class WebhooksOut(Schema):
    """The caller's webhooks."""

    items: list[WebhookOut]


class DeliveryOut(Schema):
    """An event on its way to a webhook: waiting, sent, or given up."""

    id: int
    event_id: int
    kind: str
    subject: str
    state: str
    failures: int
    due_at: datetime
    sent_at: datetime | None
    status: int | None
    fault: str


class DeliveriesOut(Schema):
    """A page of deliveries, the newest first; `next` is `after` of the page that follows, null on the last."""

    items: list[DeliveryOut]
    next: int | None


@router.get("/key", response=answers(KeyOut), tags=["key"], **opens(None, "The calling key", "这把密钥"))
def key(request: HttpRequest) -> dict[str, Any]:
    """Return what the calling key may do."""
    program = request.program  # type: ignore[attr-defined]
    return {
        "name": program.name,
        "role": program.actor.role,
        "scopes": sorted(program.scopes),
        "per_minute": program.per_minute,
        "expires_at": program.expires_at,
    }


@router.get(
    "/webhooks/kinds", response=answers(KindsOut), **opens(Scope.WEBHOOKS, "Events", "可以订阅的事件")
)
def kinds(request: HttpRequest) -> dict[str, Any]:
    """List the events that can be subscribed to."""
    del request
    return {
        "items": [{"kind": kind, "name": say(name), "scope": scope} for kind, (scope, name) in KINDS.items()]
    }


@router.get("/webhooks", response=answers(WebhooksOut), **opens(Scope.WEBHOOKS, "Own webhooks", "自己的推送"))
def webhooks(request: HttpRequest) -> dict[str, Any]:
    """List the caller's webhooks that have not ended."""
    return {"items": queries.own_webhooks(request.program.key_id)}  # type: ignore[attr-defined]


@router.post(
    "/webhooks",
    response=answers(WebhookMade, status=201),
    **opens(Scope.WEBHOOKS, "Subscribe to events", "订阅事件"),
)
def subscribe(request: HttpRequest, wanted: WebhookIn) -> Status[services.Made]:
    """Have events pushed to an address of the open network, by https; addresses of the own network are refused."""
    program = request.program  # type: ignore[attr-defined]
    made = services.make_webhook(program=program, now=utc_now(), url=wanted.url, kinds=wanted.kinds)
    return Status(201, made)


@router.delete(
    "/webhooks/{number}",
    response=answers(None, status=204),
    **opens(Scope.WEBHOOKS, "End a webhook", "结束推送"),
)
def end(request: HttpRequest, number: Path[Number]) -> Status[None]:
    """End one of the caller's webhooks; what waits is not pushed any more."""
    program = request.program  # type: ignore[attr-defined]
    services.end_webhook(actor=program.actor, now=utc_now(), webhook_id=number, key_id=program.key_id)
    return Status(204, None)


@router.get(
    "/webhooks/{number}/deliveries",
    response=answers(DeliveriesOut),
    **opens(Scope.WEBHOOKS, "What was pushed", "推送了什么"),
)
def deliveries(
    request: HttpRequest,
    number: Path[Number],
    after: Number | None = Query(None),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List what was pushed to one of the caller's webhooks, the newest first."""
    key_id = request.program.key_id  # type: ignore[attr-defined]
    rows = queries.own_deliveries(key_id, number, after=after, limit=limit + 1)
    return {"items": rows[:limit], "next": rows[limit - 1].id if len(rows) > limit else None}
