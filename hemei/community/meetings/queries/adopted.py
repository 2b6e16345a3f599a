"""What committees decided at their meetings, for acts that rest on it; row-level security applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from hemei.community.meetings.models import Item
from hemei.community.meetings.rules.words import Outcome, State
from hemei.kernel.workdays import SHANGHAI, shanghai_day

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


def committees_adopted(
    estate_ids: Iterable[int], *, since: date, until: date
) -> dict[int, list[CommitteeItem]]:
    """Return by estate what committees adopted at meetings that ended in a period, `until` excluded, in order."""
    first, last = (datetime.combine(day, time(), SHANGHAI) for day in (since, until))
    found: dict[int, list[CommitteeItem]] = {}
    for one in _items(
        meeting__estate_id__in=list(estate_ids), outcome=Outcome.ADOPTED.value, meeting__ended_at__gte=first,
        meeting__ended_at__lt=last, most=None,
    ):  # fmt: skip
        found.setdefault(one.estate_id, []).insert(0, one)
    return found


def _items(most: int | None = 200, **conditions: object) -> list[CommitteeItem]:
    rows = Item.objects.filter(
        meeting__kind=_KIND, meeting__state=State.CLOSED.value, for_owners="", **conditions
    )
    fields = ("id", "meeting_id", "meeting__estate_id", "title", "outcome", "decided_at")
    return [
        CommitteeItem(number, meeting, estate or 0, title, outcome == Outcome.ADOPTED.value, decided_at)
        for number, meeting, estate, title, outcome, decided_at in rows.order_by("-id").values_list(*fields)[
            :most
        ]
    ]
