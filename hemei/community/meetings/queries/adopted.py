"""What committees decided at their meetings, for acts that rest on it; row-level security applies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.meetings.models import Item
from hemei.community.meetings.rules.words import Outcome, State
from hemei.kernel.workdays import shanghai_day

_KIND = "committee_meeting"


@dataclass(frozen=True, slots=True)
class CommitteeItem:
    """An item of a committee's meeting: of which estate, whether its members adopted it and when."""

    id: int
    meeting_id: int
    estate_id: int
    title: str
    adopted: bool
    decided_at: datetime | None

    @property
    def words(self) -> str:
        """Its title with the day."""
        return f"{self.title}（{shanghai_day(self.decided_at)}）" if self.decided_at else self.title


def committee_item(item_id: int) -> CommitteeItem | None:
    """Return an item of a committee's meeting that has ended."""
    return next(iter(_items(pk=item_id)), None)


def adopted_items(estate_id: int, *, limit: int = 40) -> list[CommitteeItem]:
    """Return what an estate's committee adopted at its meetings, the latest first."""
    return _items(meeting__estate_id=estate_id, outcome=Outcome.ADOPTED.value)[:limit]


def _items(**conditions: object) -> list[CommitteeItem]:
    rows = Item.objects.filter(
        meeting__kind=_KIND, meeting__state=State.CLOSED.value, for_owners="", **conditions
    )
    fields = ("id", "meeting_id", "meeting__estate_id", "title", "outcome", "decided_at")
    return [
        CommitteeItem(number, meeting, estate or 0, title, outcome == Outcome.ADOPTED.value, decided_at)
        for number, meeting, estate, title, outcome, decided_at in rows.order_by("-id").values_list(*fields)[
            :200
        ]
    ]
