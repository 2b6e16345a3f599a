"""The published checkpoints for programs that verify the record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from hemei.ground.records import queries
from hemei.kernel.scopes import Scope
from hemei.ui.api import Router, Schema, answers, opens

router = Router(tags=["verification"])


class Checkpoint(Schema):
    """The root over all events up to one, as it was published (RFC 6962's tree)."""

    day: date
    taken_at: datetime
    last_event_id: int
    size: int
    root: str


class Checkpoints(Schema):
    """The latest checkpoints, newest first."""

    items: list[Checkpoint]


@router.get(
    "/checkpoints",
    response=answers(Checkpoints),
    **opens(Scope.PUBLISHED, "Published checkpoints of the record", "公开的核对点"),
)
def checkpoints(request: HttpRequest) -> dict[str, Any]:
    """List the latest sixty checkpoints; `hemei verify --against` compares a copy of the record with one."""
    del request
    return {"items": queries.public_checkpoints()}
