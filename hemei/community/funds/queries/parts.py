"""The part of the estate that shares a cost: as the vote engine names it, and its units as the bill is shared."""

from __future__ import annotations

from datetime import date

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


def sharing_parts(row: Use, ledger_id: int, *, actor: Actor, on: date) -> dict[int, Part]:
    """Return the units that share a cost, by household: area, what they hold, whether nobody owns them yet.

    A unit without an owner in the register of a day is the developer's (measures art. 21).
    """
    rows = Household.objects.filter(fund_id=row.fund_id, closed_on=None)
    if row.building_id is not None:
        rows = rows.filter(building_id=row.building_id)
    if row.entrance_id is not None:
        rows = rows.filter(unit__entrance_id=row.entrance_id)
    found = list(rows.order_by("unit_id").values_list("id", "unit_id", "area_dm2", "unit__estate_id"))
    held = balances(ledger_id, [unit for _, unit, _, _ in found])
    owners = people.owner_ids_in(found[0][3], actor=actor, on=on) if found else {}
    return {
        household: Part(unit, area, held.get(unit, 0), unsold=unit not in owners)
        for household, unit, area, _ in found
    }
