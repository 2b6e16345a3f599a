"""Whose homes are asked for money, and whom of them the platform reaches: the others are told on paper or by phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from hemei.community.funds.models import Fund, Household, RenewalNotice, Share, Use
from hemei.community.funds.queries.parts import sharing
from hemei.community.funds.rules.telling import Way
from hemei.community.funds.rules.words import State
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
FUND, USE, TRANSFER = "funds.fund:", "funds.use:", "funds.transfer:"
"""How the streams of a fund, of a use and of a sale begin."""
TOLD = "funds.owner_told"
"""The event that somebody was told by hand."""
OWES = Q(gap_fen__gt=0, gap_paid_on=None, use__state=State.PAID.value)
"""What picks the shares of a use that was paid with a gap nobody paid yet."""


def estate_of_fund(stream: str) -> int | None:
    """Return the estate of a fund by its stream; the place is open."""
    return Fund.objects.filter(stream=stream).values_list("estate_id", flat=True).first()


def concerned_units(stream: str) -> tuple[int | None, set[int]]:
    """Return the estate of a use and the units that hear of it; the place is open.

    Of one that was paid those that owe, of one that was given up those that would have shared it.
    """
    use = Use.objects.filter(stream=stream).select_related("fund").first()
    if use is None:
        return None, set()
    if use.ended_on is not None:
        would = sharing(use.fund_id, use.building_id, use.entrance_id)
        return use.fund.estate_id, set(would.values_list("unit_id", flat=True))
    owing = Share.objects.filter(OWES, use=use)
    return use.fund.estate_id, set(owing.values_list("household__unit_id", flat=True))


@dataclass(frozen=True, slots=True)
class Told:
    """That somebody told a home by hand: on which day, how, and for which body."""

    on: date
    way: Way
    body_id: int | None


@dataclass(frozen=True, slots=True)
class Unreached:
    """A household asked for money since a day, whose owners the platform does not reach, and who told them since."""

    since: date
    told: Told | None = None


def unreached(fund_id: int, *, actor: Actor, on: date) -> dict[int, Unreached]:
    """Return the households that are asked to renew, or owe of a use, and whose owners the platform reaches by nothing.

    No owner has a telephone in the register that is written to, or signs in; or none is registered.
    """
    asked = RenewalNotice.objects.filter(household=OuterRef("pk"), settled_on=None)
    owes = Share.objects.filter(OWES, household=OuterRef("pk")).order_by("-use__paid_on")
    since = Greatest(
        Subquery(asked.values("noticed_on")[:1]), Subquery(owes.values("use__paid_on")[:1])
    )  # the database leaves out what is not there
    rows = Household.objects.filter(record.seen_by(actor), fund=fund_id, closed_on=None)
    found = rows.annotate(since=since).exclude(since=None).values_list("unit_id", "id", "since", "stream")
    households = {unit: (number, day, stream) for unit, number, day, stream in found}
    if not households:
        return {}
    with records.acting(_PLATFORM):
        left = sorted(households[unit] for unit in people.out_of_reach(households, on=on))
        told = _told({stream for _number, _day, stream in left})
    return {
        number: Unreached(day, next((one for one in told.get(number, ()) if one.on >= day), None))
        for number, day, _stream in left
    }


def _told(streams: Iterable[str]) -> dict[int, list[Told]]:
    """Return who told which household, the latest day first; the place is open."""
    found: dict[int, list[Told]] = {}
    for _stream, event in record.events_of(streams=streams, kind=TOLD):
        one = Told(date.fromisoformat(event.data["told_on"]), Way(event.data["way"]), event.actor.get("body"))
        found.setdefault(event.data["household"], []).append(one)
    return {number: sorted(some, key=lambda one: one.on, reverse=True) for number, some in found.items()}
