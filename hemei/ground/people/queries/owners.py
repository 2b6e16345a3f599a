"""Who owns what: names masked, and the past where a day is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from hemei.ground.people.models import Ownership
from hemei.ground.people.queries.masking import masked
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner of a unit during a period; the vault ids open name and phone to who gives a reason."""

    unit_id: int
    person_id: int
    name: str
    share: tuple[int, int] | None
    valid_from: date
    valid_until: date | None
    name_id: int | None
    phone_id: int | None


def owners_of(
    unit_ids: Iterable[int], *, actor: Actor, now: datetime, on: date | None = None
) -> dict[int, list[OwnerRow]]:
    """Return the owners of some units by unit, those of a day or, without one, of all time; two statements."""
    rows = Ownership.objects.filter(record.seen_by(actor), unit_id__in=set(unit_ids))
    if on is not None:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)
    fields = (
        "unit_id", "person_id", "share_of", "share_in", "valid_from", "valid_until", "person__name_id",
        "person__phone_id",
    )  # fmt: skip
    lines = list(rows.order_by("unit_id", "-valid_from", "id").values_list(*fields))
    names = record.open_sealed(line[6] for line in lines if line[6])
    found: dict[int, list[OwnerRow]] = {}
    for unit, person, of, whole, since, until, name_id, phone_id in lines:
        shown = masked("name", names.get(name_id) or "", now)
        share = (of, whole) if of is not None else None
        found.setdefault(unit, []).append(
            OwnerRow(unit, person, shown, share, since, until, name_id, phone_id)
        )
    return found


def ownerships(*, actor: Actor, after: int = 0, limit: int = 50) -> list[int]:
    """Return ids of the periods of ownership the actor may see, those after an id."""
    rows = Ownership.objects.filter(record.seen_by(actor), pk__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])
