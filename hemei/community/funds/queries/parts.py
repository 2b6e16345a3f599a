"""The part of the estate that shares a cost: as the vote engine names it, and its units as the bill is shared."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from hemei.community.funds.models import Household, Use
from hemei.community.funds.queries.balances import balances
from hemei.community.funds.rules.sharing import Part
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor


def parts_of(row: Use) -> tuple[str, ...]:
    """Return the parts of the estate whose owners share a cost; none means the whole of it."""
    if row.building is None:
        return ()
    if row.entrance is None:
        return (row.building.name,)
    return (f"{row.building.name}{row.entrance.name}",)


def sharing(fund_id: int, building_id: int | None, entrance_id: int | None) -> QuerySet[Household]:
    """Return the households that share a cost of the estate, of a building or of an entrance."""
    rows = Household.objects.filter(fund_id=fund_id, closed_on=None)
    if building_id is not None:
        rows = rows.filter(building_id=building_id)
    if entrance_id is not None:
        rows = rows.filter(unit__entrance_id=entrance_id)
    return rows


def sharing_parts(row: Use, ledger_id: int, *, actor: Actor, on: date) -> dict[int, Part]:
    """Return the units that share a cost, by household: area, what they hold, whether nobody owns them yet.

    A unit without an owner in the register of a day is the developer's (measures art. 21).
    """
    rows = sharing(row.fund_id, row.building_id, row.entrance_id)
    found = list(rows.order_by("unit_id").values_list("id", "unit_id", "area_dm2", "unit__estate_id"))
    held = balances(ledger_id, [unit for _, unit, _, _ in found])
    owners = people.owner_ids_in(found[0][3], actor=actor, on=on) if found else {}
    return {
        household: Part(unit, area, held.get(unit, 0), unsold=unit not in owners)
        for household, unit, area, _ in found
    }
