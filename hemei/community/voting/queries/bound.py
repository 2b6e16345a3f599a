"""In whose right each unit votes today, and which bindings do not hold beside it any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hemei.community.voting.models import Proxy, RollUnit, VoterBinding
from hemei.community.voting.queries.law import counting_on
from hemei.community.voting.rules.proxies import Given, Signer, signer_of
from hemei.community.voting.rules.standards import VoteCounting
from hemei.community.voting.rules.voters import Binding, BindingKind, Capacity, holds_today
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


def voting_owners(
    estate_id: int, *, actor: Actor, on: date, unit_id: int | None = None
) -> dict[int, tuple[int, ...]]:
    """Return in whose right each standing unit votes on a day; in nobody's where it is the developer's.

    That is a unit without an owner, and one that is not delivered (interpretation art. 9), as a roll of that day would
    have it. Of parking spaces too, which may have a vote by the rules of procedure.
    """
    counting = counting_on(estate_id, on)
    owners = people.owner_ids_in(estate_id, actor=actor, on=on, unit_id=unit_id)
    return {
        unit.id: tuple(owners.get(unit.id, ())) if is_delivered(unit, counting, on) else ()
        for unit in places.standing_units(estate_id, actor=actor, on=on)
        if unit_id in (None, unit.id)
    }


def is_delivered(unit: places.StandingUnit, counting: VoteCounting, on: date) -> bool:
    """Whether a unit is delivered on a day; where no day is known, as the standard says."""
    if unit.delivered_on is None:
        return counting.unknown_delivery.counts == "delivered"
    return unit.delivered_on <= on


def lapsed_bindings(
    estate_id: int,
    *,
    actor: Actor,
    on: date,
    unit_id: int | None = None,
    persons: Collection[int] | None = None,
) -> set[int]:
    """Return the standing bindings of an estate, one of its units or some persons that do not hold on a day."""
    rows = VoterBinding.objects.filter(record.seen_by(actor), unit__estate_id=estate_id, ended_at=None)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if persons is not None:
        rows = rows.filter(person_id__in=persons)
    standing = list(
        rows.only("pk", "unit_id", "kind", "capacity", "owner_id", "valid_from", "expires_on", "objected_at")
    )
    if not standing:
        return set()
    votes = voting_owners(estate_id, actor=actor, on=on, unit_id=unit_id)
    return {row.pk for row in standing if not holds_today(binding_facts(row), votes.get(row.unit_id, ()))}


def binding_facts(row: VoterBinding) -> Binding:
    """Return a binding as the rules know it."""
    return Binding(
        BindingKind(row.kind),
        Capacity(row.capacity),
        row.owner_id,
        row.valid_from,
        row.expires_on,
        objected=row.objected_at is not None,
    )


def owners_on(unit: RollUnit) -> frozenset[int]:
    """Return the owners of a unit of a roll; none where it is the developer's."""
    return frozenset(unit.owner_ids) if unit.delivered else frozenset()


def standing_on(standing: VoterBinding | None, day: date) -> Binding | None:
    """Return a standing binding as the rules know it; none where it has expired on the day."""
    facts = binding_facts(standing) if standing is not None else None
    return facts if facts is not None and day < facts.expires_on else None


def standing_bindings(unit_ids: Iterable[int]) -> dict[int, VoterBinding]:
    """Return the standing bindings of units of the register, as far as the actor may see them."""
    wanted = set(unit_ids)
    if not wanted:
        return {}
    return {row.unit_id: row for row in VoterBinding.objects.filter(unit_id__in=wanted, ended_at=None)}


def proxies_of(roll_unit_ids: Iterable[int]) -> dict[int, list[Given]]:
    """Return every proxy of units of a roll, those withdrawn too, the first given first.

    Without those that came with one ballot, for which alone they are: see `paper_proxies`.
    """
    found: dict[int, list[Given]] = {}
    rows = Proxy.objects.filter(roll_unit__in=set(roll_unit_ids), sheet=None).order_by("given_at", "pk")
    for unit, number, given_at, until in rows.values_list("roll_unit_id", "pk", "given_at", "withdrawn_at"):
        found.setdefault(unit, []).append(Given(number, given_at, until))
    return found


@dataclass(frozen=True, slots=True)
class WithPaper:
    """Who signed the printed ballots that a proxy came with, by sheet; of its holder's `confirmed` has its number."""

    signers: dict[int, Signer]
    confirmed: dict[int, int]

    def of(self, *signers: Signer) -> frozenset[int]:
        """Return the sheets of which one of these is so."""
        return frozenset(sheet for sheet, signer in self.signers.items() if signer in signers)


def proxies_with_paper(sheet_ids: Iterable[int]) -> WithPaper:
    """Return what became of the proxies that came with some printed ballots; of each the one entered last."""
    rows = Proxy.objects.filter(sheet_id__in=set(sheet_ids)).order_by("pk")
    signers: dict[int, Signer] = {}
    numbers: dict[int, int] = {}
    fields = ("sheet_id", "pk", "confirmed", "sheet__own_signature")
    for sheet, number, confirmed, own in rows.values_list(*fields):
        signers[sheet or 0], numbers[sheet or 0] = signer_of(confirmed, own), number
    return WithPaper(signers, {sheet: numbers[sheet] for sheet, one in signers.items() if one == "holder"})
