"""What the register of offices holds of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.coordination.offices.models import PartTimer
from hemei.ground.places import queries as places
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder, period, runs_on


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return where these persons do property work beside their own; what was voided is none."""
    rows = PartTimer.objects.filter(person_id__in=persons, voided_at=None).order_by("-valid_from", "-id")
    found = list(rows.values_list("place_id", "valid_from", "valid_until"))
    names = places.names_of(place for place, _, _ in found) if found else {}
    return [
        Held(
            mark("兼职物业工作"),
            names.get(place, ""),
            period(since, until),
            runs=runs_on(since, until, on),
        )
        for place, since, until in found
    ]


HOLDER = Holder(frozenset({"offices_parttimer"}), held_of)
