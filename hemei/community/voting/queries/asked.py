"""Whom to ask about a drawn ballot: the owners of the roll, then who voted, with the contact that is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from hemei.community.voting.models import Ballot, CalledBallot, CallTry, Roll, RollUnit, Sheet
from hemei.community.voting.queries.calling import (
    Hands,
    cast_for_others,
    current_in,
    hands_of,
    hands_on,
    serves,
    staff_of,
    voter_of,
)
from hemei.community.voting.rules.calling import (
    FOR_ANOTHER,
    Answer,
    Question,
    left_to_street,
    may_ask,
    question_of,
)
from hemei.community.voting.rules.voters import BY_PROXY
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import shanghai_day

OPEN = frozenset({"waiting", "unconfirmed"})
"""How a ballot stands whose voter may still be asked."""


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody to ask: his masked name, where his phone number lies, and whether he is who voted."""

    name: str
    phone_id: int | None
    voted: bool


@dataclass(frozen=True, slots=True)
class OtherBallot:
    """Another ballot the same human cast for others in the same item, as what, by what, and how its call stands."""

    unit: str
    cast_as: str
    basis: str
    state: str | None


@dataclass(frozen=True, slots=True)
class CalledRow:
    """A ballot whose voter is to be asked; never its choice.

    `cast_as` is as what it was cast, `question` what is to be asked next. `owners` are those of the roll, of the day of
    the notice, none where the developer is; where the unit was sold since, `sold_on` says when. `voter` is who voted
    for them, where a record names him; else `evidence_id` is where it is written. Who voted as the owner under another
    record is not `asked_too`: of what rests on his word he would confirm it himself. `barred` says why the
    reader asks nobody about it, also that the vote was counted anew since, `left` that nobody of the residents'
    committee does.
    """

    id: int
    unit: str
    code: str
    channel: str
    cast_as: str
    basis: str
    state: str
    question: Question
    tries: tuple[tuple[datetime, str], ...]
    owners: tuple[AskedPerson, ...]
    voter: AskedPerson | None
    given_on: date | None
    evidence_id: int | None
    others: tuple[OtherBallot, ...]
    sold_on: date | None
    barred: str
    left: bool

    @property
    def open(self) -> bool:
        """Whether the reader may ask."""
        return self.state in OPEN and not self.barred

    @property
    def own(self) -> bool:
        """Whether the reader brought it in himself, or entered what it rests on."""
        return self.barred == "own"

    @property
    def asked_too(self) -> bool:
        """Whether, beside the owners, who voted is asked: as proxy, guardian or delegate."""
        return self.voter is not None and self.cast_as in FOR_ANOTHER

    @property
    def vaults(self) -> frozenset[int]:
        """Where lies what the reader may look up to ask."""
        persons = [*self.owners, *([self.voter] if self.voter is not None and self.asked_too else [])]
        found = [self.evidence_id, *(one.phone_id for one in persons)]
        return frozenset(one for one in found if one is not None)


def called_rows(
    call_back_id: int,
    *,
    actor: Actor,
    now: datetime,
    after: int = 0,
    limit: int = 50,
    called_id: int | None = None,
) -> list[CalledRow]:
    """Return the drawn ballots of a call-back the actor may see, those after a place, in the order of the draw."""
    rows = CalledBallot.objects.filter(
        record.seen_by(actor), call_back_id=call_back_id, drawn=True, place__gt=after
    )
    if called_id is not None:
        rows = rows.filter(pk=called_id)
    joined = rows.select_related("ballot__roll_unit", "ballot__sheet__proxy", "ballot__sheet__binding")
    listed = list(joined.order_by("place")[:limit])
    if not listed:
        return []
    roll = Roll.objects.get(votes__call_backs=call_back_id)
    with records.acting(
        replace(actor, places=(PlaceRange(places.city().path),))
    ):  # who voted may live elsewhere
        hands = hands_of(roll, [one.ballot.sheet for one in listed])
        known = _known(listed, now)
        voters = {one for called in listed if (one := voter_of(called.ballot.sheet)) is not None}
        humans = {one: people.same_as(one) for one in voters}
    others = _cast_by_voters(listed, humans)
    staff, tries = staff_of(roll.scope, shanghai_day(now)), tries_of([one.pk for one in listed])
    beside = _Beside(known, humans, others, _sold(roll, now), hands, staff)
    found = [_row(one, beside, tries.get(one.pk, []), actor) for one in listed]
    current = call_back_id in current_in(roll)
    return found if current else [replace(row, barred="counted_anew") for row in found]


def tries_of(called_ids: Collection[int]) -> dict[int, list[tuple[datetime, Answer]]]:
    """Return moment and answer of the calls for ballots, in order."""
    found: dict[int, list[tuple[datetime, Answer]]] = {}
    rows = CallTry.objects.filter(called_id__in=called_ids).order_by("id")
    for called, at, answer in rows.values_list("called_id", "called_at", "answer"):
        found.setdefault(called, []).append((at, cast("Answer", answer)))
    return found


def cast_as(sheet: Sheet) -> str:
    """Return as what a sheet was cast, also of one from before that was kept in a column."""
    return sheet.capacity or (BY_PROXY if sheet.proxy_id is not None else "")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known beside the drawn ballots of a page, and who works at the residents' committee."""

    known: dict[int, people.PersonRow]
    humans: dict[int, set[int]]
    others: dict[int, list[tuple[int, OtherBallot]]]
    sold: dict[int, date]
    hands: Hands
    staff: frozenset[int]


def _row(
    one: CalledBallot, beside: _Beside, tries: Sequence[tuple[datetime, Answer]], actor: Actor
) -> CalledRow:
    unit, sheet = one.ballot.roll_unit, one.ballot.sheet
    proxy, binding, owners, voter = sheet.proxy, sheet.binding, _owners(unit), voter_of(sheet)
    by, same, known = cast_as(sheet), beside.humans.get(voter or 0, set()), beside.known
    kept = (proxy.evidence_id if proxy else None, binding.evidence_id if binding else None, sheet.evidence_id)
    others = beside.others.get(voter or 0, ())
    brought = hands_on(sheet, beside.hands)
    asks = may_ask(actor.person_id or 0, brought, staff=None if serves(actor) else beside.staff)
    return CalledRow(
        one.pk, unit.code, one.code, one.ballot.channel, by, sheet.basis, one.state,
        question_of(by, [answer for _, answer in tries]),
        tuple(tries),
        tuple(_asked(person, known, voted=person in same) for person in owners),
        _asked(voter, known, voted=True) if voter is not None and same.isdisjoint(owners) else None,
        shanghai_day(proxy.given_at) if proxy else None,
        next((vault for vault in kept if vault is not None), None),
        tuple(other for ballot, other in others if ballot != one.ballot_id),
        beside.sold.get(unit.unit_id),
        barred=next((reason.code for reason in asks.reasons), ""), left=left_to_street(brought, beside.staff),
    )  # fmt: skip


def _owners(unit: RollUnit) -> list[int]:
    return list(unit.owner_ids) if unit.delivered else []


def _asked(person: int, known: dict[int, people.PersonRow], *, voted: bool) -> AskedPerson:
    row = known.get(person)
    return AskedPerson(row.name if row else "", row.phone_id if row else None, voted)


def _known(listed: Sequence[CalledBallot], now: datetime) -> dict[int, people.PersonRow]:
    """Return who is to be asked, by id; the caller has opened the city."""
    wanted = {person for one in listed for person in _owners(one.ballot.roll_unit)}
    voters = {voter_of(one.ballot.sheet) for one in listed} - {None}
    return people.persons(wanted | cast("set[int]", voters), now=now)


def _cast_by_voters(
    listed: Sequence[CalledBallot], humans: dict[int, set[int]]
) -> dict[int, list[tuple[int, OtherBallot]]]:
    """Return what else who voted cast for others in this item, by person, under any record of his."""
    made, item = listed[0].call_back_id, listed[0].ballot.vote_id
    found = {}
    for voter, same in humans.items():
        rows = Ballot.objects.filter(cast_for_others(same), vote=item, standing=True)
        states = CalledBallot.objects.filter(call_back=made, drawn=True, ballot__in=rows)
        known = dict(states.values_list("ballot_id", "state"))
        found[voter] = [
            (one.pk, OtherBallot(one.roll_unit.code, cast_as(one.sheet), one.sheet.basis, known.get(one.pk)))
            for one in rows.select_related("roll_unit", "sheet").order_by("id")
        ]
    return found


def _sold(roll: Roll, now: datetime) -> dict[int, date]:
    """Return the units that changed hands after the day of the roll, and when they did first."""
    since = roll.noticed_on + timedelta(days=1)
    sales = people.sales_in(roll.estate_id, since=since, until=shanghai_day(now))
    return dict(reversed(sales))  # the first sale of each
