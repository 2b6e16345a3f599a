"""What two agreed to, as the books have it."""

from __future__ import annotations

from hemei.community.ledgers.models import Entry, Release
from hemei.community.ledgers.tests.conftest import NOW
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records


def agreed_to(entry: int) -> int:
    """Let two have agreed that an entry is taken back, and return it: the platform alone takes back no such entry."""
    with records.acting(SYSTEM):
        row = Entry.objects.get(pk=entry)
        Release.objects.create(
            stream=row.stream,
            scope=row.scope,
            entry=row,
            reason_id=1,
            asked_at=NOW,
            answered_at=NOW,
            agreed=True,
        )
    return entry
