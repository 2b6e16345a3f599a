"""The parts of estates whose owners alone share what brings revenue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from hemei.community.ledgers.models import Posting, RevenuePart
from hemei.ground.places import queries as places


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of an estate's books: the numbers of its buildings, and what they were called together."""

    id: int
    ledger_id: int
    estate_id: int
    buildings: tuple[int, ...]
    name: str


def parts_of(ledger_ids: Iterable[int]) -> dict[int, PartRow]:
    """Return the parts of some ledgers by their number; row-level security applies."""
    return _rows(ledger__in=list(ledger_ids))


def buildings_of_part(part_id: int | None) -> tuple[str, ...]:
    """Return what the buildings of a part are called, as a vote of just their owners names them; none of the whole."""
    found = _rows(pk=part_id).get(part_id) if part_id is not None else None
    if found is None:
        return ()
    names = places.building_names([found.estate_id]).get(found.estate_id, [])
    return tuple(name for number, name in names if number in found.buildings)


def kept_by_part(part_id: int) -> int:
    """Return what the owners of a part have left of their own revenue: what came less what went, also to the fund."""
    rows = Posting.objects.filter(account__part_id=part_id).exclude(account__code="fund_common")
    return -(rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def parts_in(estate_ids: Iterable[int]) -> dict[int, PartRow]:
    """Return the parts of some estates' books by their number; row-level security applies."""
    return _rows(ledger__estate_id__in=list(estate_ids))


def _rows(**asked: object) -> dict[int, PartRow]:
    rows = RevenuePart.objects.filter(**asked).order_by("id")
    return {
        number: PartRow(number, ledger, estate, tuple(buildings), name)
        for number, ledger, estate, buildings, name in rows.values_list(
            "id", "ledger_id", "ledger__estate_id", "buildings", "name"
        )
    }
