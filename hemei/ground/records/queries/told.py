"""Events as rows, for lists of other apps that ask of their rows whether one tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.ground.records.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet


def events_told(kind: str) -> QuerySet[Event]:
    """Return the events of one type; row-level security applies."""
    return Event.objects.filter(type=kind)
