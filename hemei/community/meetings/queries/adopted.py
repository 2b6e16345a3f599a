"""What committees, or who stood in, decided at their meetings, for acts that rest on it; row-level security applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from hemei.community.meetings.models import Item
from hemei.community.meetings.queries.signed import missing_signatures
from hemei.community.meetings.rules.words import Outcome, State
from hemei.ground.records import queries as records
from hemei.kernel.workdays import SHANGHAI, shanghai_day

_STAND_IN = "stand_in_meeting"
_KINDS = ("committee_meeting", _STAND_IN)
"""Where it is decided for the owners: in their committee, or in the body that stands in for it."""


@dataclass(frozen=True, slots=True)
class CommitteeItem:
    """An item of a committee's meeting: of which estate, whether its members adopted it and when.

    It is adopted once enough members agreed and signed the minutes (guidance rules, article 39), not before: until
    then `unsigned` says how many signatures the decision lacks. `matters` are those it puts to the owners, who alone
    decide them; of what the committee decides itself none. `stand_in` says that the body which stands in for a
    committee adopted it.
    """

    id: int
    meeting_id: int
    estate_id: int
    title: str
    adopted: bool
    decided_at: datetime | None
    matters: tuple[str, ...] = ()
    unsigned: int = 0
    stand_in: bool = False

    @property
    def words(self) -> str:
        """Its title with the day."""
        return f"{self.title}（{shanghai_day(self.decided_at)}）" if self.decided_at else self.title


def committee_item(item_id: int) -> CommitteeItem | None:
    """Return an item of a committee's meeting that has ended."""
    return next(iter(_items(pk=item_id)), None)


def adopted_items(estate_id: int, *, for_owners: bool, limit: int = 40) -> list[CommitteeItem]:
    """Return what an estate's committee adopted at its meetings, the latest first.

    With `for_owners` what it put to the owners, else what it decided itself.
    """
    found = _items(meeting__estate_id=estate_id, outcome=Outcome.ADOPTED.value)
    return [one for one in found if one.adopted and bool(one.matters) is for_owners][:limit]


def resolved_words(item_id: int) -> str:
    """Return the words in which an item of a committee's meeting was resolved, empty where none were written."""
    number = (
        Item.objects.filter(pk=item_id, meeting__kind__in=_KINDS).values_list("words_id", flat=True).first()
    )
    return records.open_sealed([number]).get(number) or "" if number else ""


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
        if one.adopted:
            found.setdefault(one.estate_id, []).insert(0, one)
    return found


def _items(most: int | None = 200, **conditions: object) -> list[CommitteeItem]:
    rows = Item.objects.filter(meeting__kind__in=_KINDS, meeting__state=State.CLOSED.value, **conditions)
    fields = (
        "id", "meeting_id", "meeting__estate_id", "title", "outcome", "decided_at", "matters", "meeting__kind",
    )  # fmt: skip
    found = list(rows.order_by("-id").values_list(*fields)[:most])
    missing = missing_signatures({line[1] for line in found})
    lacks = {number: sum(count for _side, count in sides) for number, sides in missing.items()}
    return [
        CommitteeItem(
            number, meeting, estate or 0, title, outcome == Outcome.ADOPTED.value and not lacks[meeting],
            decided_at, tuple(matters), lacks[meeting] if outcome == Outcome.ADOPTED.value else 0,
            kind == _STAND_IN,
        )
        for number, meeting, estate, title, outcome, decided_at, matters, kind in found
    ]  # fmt: skip
