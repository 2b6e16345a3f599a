"""An owner's own estates: in the right of which units he may ask for an assembly, and what is asked for there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.community.voting.models import Proposal, Support, SupportSheet, VoterBinding
from hemei.community.voting.queries.bound import binding_facts, voting_owners
from hemei.community.voting.queries.law import counting_on
from hemei.community.voting.queries.proposals import (
    ProposalRow,
    asked_of,
    gather_ends,
    leaving_ends,
    proposals_in,
)
from hemei.community.voting.queries.support_sheets import leaving_units
from hemei.community.voting.rules.proposals import Asked, may_ask_alone, still_asks
from hemei.community.voting.rules.voters import holds_today
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

LATEST = 10


@dataclass(frozen=True, slots=True)
class OwnRight:
    """A unit of the actor's, and whether he may ask for an assembly in its right."""

    unit_id: int
    unit: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class OwnProposal:
    """A proposal in an estate of the actor's, held against the bars; `mine` are his units that support it.

    `listed` are those on a signature list that waits to be checked: what was signed can be taken back too. `leaving`
    are those of `mine` that were taken back on paper, which nobody has checked: asked anew, they stay. Where others'
    papers alone keep it from its share, it waits for them `waits_until`.
    """

    row: ProposalRow
    asked: Asked
    mine: frozenset[int]
    listed: frozenset[int]
    leaving: frozenset[int]
    until: datetime
    waits_until: datetime | None


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A member's seat in the committee of one's estate; his name is masked, as in every list."""

    number: int
    post: people.Post
    name: str


@dataclass(frozen=True, slots=True)
class OwnAsking:
    """An estate of the actor's with his units, the latest proposals, and the seats of its committee's members."""

    estate: places.EstateRow
    rights: tuple[OwnRight, ...]
    proposals: tuple[OwnProposal, ...]
    seats: tuple[OwnSeat, ...]

    @property
    def able(self) -> tuple[int, ...]:
        """The units in whose right he may ask."""
        return tuple(right.unit_id for right in self.rights if right.decision.allowed)


def eyes_in(actor: Actor, scope: str) -> Actor:
    """Return the actor as he reads inside a place that was opened to him."""
    return replace(actor, places=(PlaceRange(scope), *actor.places))


def own_askings(*, actor: Actor, now: datetime, estate_id: int | None = None) -> list[OwnAsking]:
    """Return the estates where the actor owns or votes for a unit, with what is asked for; only a resident has any."""
    if actor.role is not Role.RESIDENT or actor.person_id is None:
        return []
    today = shanghai_day(now)
    owned = {unit.unit_id: unit.scope for unit in people.own_units(actor=actor, on=today)}
    rows = VoterBinding.objects.filter(
        record.seen_by(actor),
        person_id__in=people.own_persons(actor),
        ended_at=None,
        objected_at=None,
        expires_on__gt=today,
    )
    bound = {row.unit_id: row for row in rows}
    found = []
    places_of = owned | {unit: row.scope for unit, row in bound.items()}
    for scope in sorted(set(places_of.values())):
        with people_services.opened(actor, scope):
            eyes = eyes_in(actor, scope)
            units = [unit for unit, place in places_of.items() if place == scope]
            for estate, inside in _by_estate(units, eyes):
                if estate_id in {None, estate.id}:
                    rights = _rights(estate.id, inside, eyes, today, owned=set(owned), bound=bound)
                    if not rights:  # he has sold what he was bound to
                        continue
                    asked = _proposals(estate.id, inside, eyes, now)
                    found.append(OwnAsking(estate, rights, asked, _seats(estate.id, now)))
    return found


def _seats(estate_id: int, now: datetime) -> tuple[OwnSeat, ...]:
    """Return the members, each with a name: an owner who asks for a recall cannot know them by their numbers."""
    today = shanghai_day(now)
    term = people.term_facts(today, estate_id=estate_id)
    seats = [one for one in people.sitting_seats(term.id, today) if not one.reserve] if term else []
    named = people.persons([one.person_id for one in seats], now=now) if seats else {}
    return tuple(
        OwnSeat(one.number, one.post, named[one.person_id].name if one.person_id in named else "")
        for one in seats
    )


def _by_estate(unit_ids: Sequence[int], eyes: Actor) -> list[tuple[places.EstateRow, list[int]]]:
    by: dict[int, list[int]] = {}
    for number in unit_ids:
        unit = places.unit(number, actor=eyes)
        if unit is not None:
            by.setdefault(unit.estate_id, []).append(number)
    rows = ((places.estate(number, actor=eyes), inside) for number, inside in by.items())
    return [(estate, inside) for estate, inside in rows if estate is not None]


def _rights(
    estate_id: int,
    unit_ids: Sequence[int],
    eyes: Actor,
    today: date,
    *,
    owned: set[int],
    bound: dict[int, VoterBinding],
) -> tuple[OwnRight, ...]:
    owners = voting_owners(estate_id, actor=eyes, on=today)
    held = {
        number for number, row in bound.items() if holds_today(binding_facts(row), owners.get(number, ()))
    }
    counting = counting_on(estate_id, today)
    parking = counting.parking_spaces.counts_for_vote
    return tuple(
        OwnRight(
            unit.id,
            f"{unit.building}{unit.entrance or ''}{unit.room}",
            may_ask_alone(len(owners.get(unit.id, ())), owns=unit.id in owned, bound=unit.id in held),
        )
        for unit in places.standing_units(estate_id, actor=eyes, on=today)
        if unit.id in unit_ids and unit.id in owned | held and (parking or unit.use != places.UnitUse.PARKING)
    )


def _proposals(
    estate_id: int, unit_ids: Sequence[int], eyes: Actor, now: datetime
) -> tuple[OwnProposal, ...]:
    rows = proposals_in(estate_id, actor=eyes, limit=LATEST)
    owners = voting_owners(estate_id, actor=eyes, on=shanghai_day(now))
    held: dict[int, set[int]] = {}
    mine = Support.objects.filter(
        proposal__in=[row.id for row in rows], unit_id__in=unit_ids, taken_back_at=None
    )
    for proposal, unit, asked in mine.values_list("proposal_id", "unit_id", "owner_ids"):
        if still_asks(asked, owners.get(unit, ())):  # what the seller gave is not his
            held.setdefault(proposal, set()).add(unit)
    ends, listed = gather_ends(rows, now=now), _listed([row.id for row in rows], unit_ids)
    leaving, waits = leaving_units([row.id for row in rows]), leaving_ends(rows)
    return tuple(
        OwnProposal(
            row, asked_of(row, now=now), frozenset(held.get(row.id, ())), listed.get(row.id, frozenset()),
            frozenset(held.get(row.id, set()) & leaving[row.id].keys()), ends[row.id],
            waits.get(row.id),
        )
        for row in rows
    )  # fmt: skip


def _listed(proposals: Sequence[int], unit_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return by proposal the units on its lists that wait, but for those that took back what they signed since."""
    sheets = SupportSheet.objects.filter(
        proposal__in=proposals, settled_at=None, takes_back=False, unit_ids__overlap=list(unit_ids)
    )
    backs = Support.objects.filter(proposal__in=proposals, unit_id__in=unit_ids, taken_back_at__isnull=False)
    back = list(backs.values_list("proposal_id", "unit_id", "taken_back_at"))
    found: dict[int, frozenset[int]] = {}
    for proposal, entered_at, units in sheets.values_list("proposal_id", "entered_at", "unit_ids"):
        gone = {unit for one, unit, at in back if one == proposal and at is not None and at > entered_at}
        waits = frozenset(set(units) & set(unit_ids) - gone)
        found[proposal] = found.get(proposal, frozenset()) | waits
    return found


def estate_of_proposal(proposal_id: int, *, actor: Actor, now: datetime) -> OwnAsking | None:
    """Return the own estate a proposal is about."""
    for own in own_askings(actor=actor, now=now):
        with people_services.opened(actor, own.estate.scope):
            if Proposal.objects.filter(pk=proposal_id, estate_id=own.estate.id).exists():
                return own
    return None
