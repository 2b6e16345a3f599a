"""The buildings whose owners alone share what brings revenue: named once, and found again by the next contract."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from hemei.community.ledgers.models import Ledger, RevenuePart
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


def part_of(books: Ledger, buildings: Collection[int], *, actor: Actor, on: date) -> RevenuePart | None:
    """Return the part of an estate's books that these buildings share, opened where it was not; None is the whole.

    All buildings together are the whole estate.

    Raises:
        Refused: a building is none of the estate's that stands on the day.
    """
    wanted = set(buildings)
    if not wanted:
        return None
    standing = {one.id: one.name for one in places.buildings_of(books.estate_id, actor=actor, on=on)}
    if wanted - standing.keys():
        raise Refused.because(
            mark("选的楼栋不是这个小区的。"), remedy=mark("请从清单中选择。"), field="buildings", code="buildings"
        )  # fmt: skip
    if wanted == standing.keys():
        return None
    name = "、".join(words for number, words in standing.items() if number in wanted)
    found, _made = RevenuePart.objects.get_or_create(
        ledger=books, buildings=sorted(wanted),
        defaults={"stream": books.stream, "scope": books.scope, "name": name},
    )  # fmt: skip
    return found


def demand_part(ledger_id: int, part_id: int) -> None:
    """Demand that a part is one of these books.

    Raises:
        Refused: it is another estate's.
    """
    if not RevenuePart.objects.filter(ledger_id=ledger_id, pk=part_id).exists():
        raise Refused.because(
            mark("选的楼栋不是这个小区的。"), remedy=mark("请从清单中选择。"), field="part", code="part"
        )  # fmt: skip
