"""Whose homes are asked for money, and whom of them the platform reaches: the others are told on paper or by phone."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from hemei.community.funds.models import Fund, Household, RenewalNotice, Share
from hemei.community.funds.rules.words import State
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
FUND, USE, TRANSFER = "funds.fund:", "funds.use:", "funds.transfer:"
"""How the streams of a fund, of a use and of a sale begin."""
OWES = Q(gap_fen__gt=0, gap_paid_on=None, use__state=State.PAID.value)
"""What picks the shares of a use that was paid with a gap nobody paid yet."""


def estate_of_fund(stream: str) -> int | None:
    """Return the estate of a fund by its stream; the place is open."""
    return Fund.objects.filter(stream=stream).values_list("estate_id", flat=True).first()


def owing_units(stream: str) -> tuple[int | None, set[int]]:
    """Return the estate of a use that was paid, and the units that owe of it; the place is open."""
    rows = Share.objects.filter(OWES, use__stream=stream)
    found = list(rows.values_list("use__fund__estate_id", "household__unit_id"))
    return (found[0][0] if found else None), {unit for _estate, unit in found}


def unreached(fund_id: int, *, actor: Actor, on: date) -> list[int]:
    """Return the households that are asked to renew, or owe of a use, and whose owners the platform reaches by nothing.

    No owner has a telephone in the register that is written to, or signs in; or none is registered.
    """
    asked = RenewalNotice.objects.filter(household=OuterRef("pk"), settled_on=None)
    owes = Share.objects.filter(OWES, household=OuterRef("pk"))
    rows = Household.objects.filter(
        record.seen_by(actor), Exists(asked) | Exists(owes), fund=fund_id, closed_on=None
    )
    households = dict(rows.values_list("unit_id", "id"))
    if not households:
        return []
    with records.acting(_PLATFORM):
        return sorted(households[unit] for unit in people.out_of_reach(households, on=on))
