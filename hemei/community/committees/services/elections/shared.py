"""What the writers of elections share: the locked election, the owner behind an actor, sealed texts, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import reader
from hemei.community.committees.rules.electing import may_move
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import ElectionState
from hemei.ground.people import queries as people
from hemei.ground.people.services import Named, known_named, opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这次选举"), code="not_found")


def owned_here(actor: Actor, estate_id: int, on: date) -> list[people.OwnUnit]:
    """Return the actor's own units in an estate."""
    return [unit for unit in people.own_units(actor=actor, on=on) if unit.estate_id == estate_id]


@contextmanager
def at_estate(actor: Actor, act: Act, estate_id: int, now: datetime) -> Iterator[places.EstateRow]:
    """Let the actor act at an estate: of his places, or his own as an owner, which is opened for the act.

    Raises:
        Refused: the role may not, or the estate is not his.
    """
    demand(may(actor.role, act))
    if actor.role is not Role.RESIDENT:
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise Refused.because(mark("没有这个小区"), field="estate", code="not_found")
        with records.acting(actor):
            yield estate
        return
    own = owned_here(actor, estate_id, shanghai_day(now))
    if not own:
        raise Refused.because(
            mark("您在这个小区没有登记的房屋"),
            remedy=mark("请先核对业主登记，或到社区窗口办理"),
            code="not_owner",
        )
    with opened(actor, own[0].scope):
        estate = places.estate(estate_id, actor=reader(actor, own[0].scope))
        if estate is None:
            raise missing()
        yield estate


@contextmanager
def at_election(actor: Actor, act: Act, election_id: int, move: str, now: datetime) -> Iterator[Election]:
    """Lock an election for an act that its state allows; an owner's estate is opened.

    Raises:
        Refused: the role may not, the election is not the actor's, or stands elsewhere.
    """
    demand(may(actor.role, act))
    with _open(actor, election_id, now):
        rows = Election.objects.select_for_update(of=("self",)).filter(pk=election_id)
        if actor.role is not Role.RESIDENT:
            rows = rows.filter(record.seen_by(actor))
        election = rows.first()
        if election is None:
            raise missing()
        if move:
            demand(may_move(ElectionState(election.state), move))
        yield election


@contextmanager
def _open(actor: Actor, election_id: int, now: datetime) -> Iterator[None]:
    if actor.role is not Role.RESIDENT:
        with records.acting(actor):
            yield
        return
    for unit in people.own_units(actor=actor, on=shanghai_day(now)):
        with opened(actor, unit.scope):
            if Election.objects.filter(pk=election_id, estate_id=unit.estate_id).exists():
                yield
                return
    raise missing()


@dataclass(frozen=True, slots=True)
class Roster:
    """The owners of an estate on a day as ids by unit, and its units; read once for an act."""

    owners: Mapping[int, Sequence[int]]
    units: Sequence[places.StandingUnit]

    def building_of(self, person: int) -> str:
        """Return the building in which somebody owns: neighbours know him by it, the room is nobody's."""
        return next((unit.building for unit in self.units if person in self.owners.get(unit.id, ())), "")


def roster_of(election: Election, *, eyes: Actor, on: date) -> Roster:
    """Return the owners and units that somebody's eyes see."""
    return Roster(
        people.owner_ids_in(election.estate_id, actor=eyes, on=on),
        places.standing_units(election.estate_id, actor=eyes, on=on),
    )


def owners_named(election: Election, wanted: Sequence[tuple[str, str]], roster: Roster) -> list[int | None]:
    """Return the owners of the estate who bear exactly these names; the room tells two apart. None where nobody does.

    Raises:
        Refused: several owners bear a name, and no room says who is meant.
    """
    names = [Named(election.estate_id, name) for name, _room in wanted]
    known = known_named(names)
    return [
        _owner_named(set(known.get(named, ())), room, roster)
        for named, (_name, room) in zip(names, wanted, strict=True)
    ]


def _owner_named(named: set[int], room: str, roster: Roster) -> int | None:
    mine = {unit: named & set(ids) for unit, ids in roster.owners.items() if named & set(ids)}
    if room:
        doors = {unit.id: door_of(unit) for unit in roster.units}
        mine = {unit: ids for unit, ids in mine.items() if doors.get(unit) == "".join(room.split())}
    found = set().union(*mine.values()) if mine else set()
    if len(found) > 1:
        raise Refused.because(
            mark("小区有{count}位业主叫这个名字"), remedy=mark("请补填幢、单元和房号，写成登记的样子"), field="room",
            code="ambiguous", count=len(found),
        )  # fmt: skip
    return found.pop() if found else None


def door_of(unit: places.StandingUnit) -> str:
    """Return a unit as one reads its address in the estate."""
    return f"{unit.building}{unit.entrance or ''}{unit.room}"


def full_names(persons: Sequence[int], now: datetime) -> dict[int, str]:
    """Return the registered names of persons, for a list that is posted in their estate."""
    rows = people.persons(persons, now=now)
    names = record.open_sealed(row.name_id for row in rows.values() if row.name_id)
    return {person: names.get(row.name_id or 0) or "" for person, row in rows.items()}


def sealed(election: Election, field: str, text: str, person: int | None = None) -> int | None:
    """Seal a text in the election's stream and return its vault id, None where there is none."""
    [vault] = sealed_all(election, [({field: text}, person)])
    return vault.get(field)


def sealed_all(
    election: Election, texts: Sequence[tuple[Mapping[str, str], int | None]]
) -> list[dict[str, int]]:
    """Seal what is written of texts, each lot by field and with whose it is; return the vault ids of each lot."""
    wanted = [
        (place, field, text, person)
        for place, (lot, person) in enumerate(texts)
        for field, raw in lot.items()
        if (text := raw.replace("\x00", "").strip())
    ]
    rows = [
        records.prepare_seal(
            stream=election.stream, scope=election.scope, field=field, text=text, person_id=person
        )
        for _place, field, text, person in wanted
    ]
    found: list[dict[str, int]] = [{} for _ in texts]
    for (place, field, *_), one in zip(wanted, records.write_seals(rows), strict=True):
        found[place][field] = one.vault_id
    return found


def tell(
    actor: Actor, now: datetime, election: Election, name: str, data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Record an event of the election; what a person wrote or is called is not in it."""
    tell_all(actor, now, election, name, [(data, references)])


def tell_all(
    actor: Actor, now: datetime, election: Election, name: str,
    told: Sequence[tuple[dict[str, Any], tuple[Reference, ...]]],
) -> None:  # fmt: skip
    """Record an event of one kind for each of what was done at once, with what each stands on."""
    drafts = [
        records.EventDraft(election.stream, name, now, election.scope, data, references)
        for data, references in told
    ]
    records.record_events(actor=actor, drafts=drafts)


def moved(election: Election, state: ElectionState, **fields: Any) -> None:
    """Let the election stand elsewhere and keep these facts."""
    election.state = state.value
    for name, value in fields.items():
        setattr(election, name, value)
    election.save(update_fields=["state", *fields])
