"""Seats: taken, left, changed; what a holder said of Party membership is sealed and only counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules import seats
from hemei.ground.people.rules.committee_words import PartyBasis, PartyMember, Post, SeatEnd
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.rules.seats import Held, SeatDraft
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.committees.naming import Named, known_named
from hemei.ground.people.services.committees.offices import follow_seats
from hemei.ground.people.services.committees.terms import locked_term, period_of
from hemei.ground.people.services.finding import Persons
from hemei.ground.people.services.opening import demand_act
from hemei.ground.people.services.persons import stream_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

PARTY = "party_membership"


@dataclass(frozen=True, slots=True)
class Who:
    """Who takes a seat, as a form says it: the name, and a number where two owners bear it.

    `person_id` is known where an election says who it was.
    """

    name: str
    phone: str | None = None
    identity: str | None = None
    person_id: int | None = None


def take_seat(
    *,
    actor: Actor,
    now: datetime,
    term_id: int,
    who: Who,
    post: Post,
    since: date,
    party: PartyMember | None = None,
    basis: PartyBasis | None = None,
) -> int:
    """Enter who holds a seat of a term from a day on and return the seat's id.

    The person is found by identity number, else by phone and name, else by the name among the estate's owners; who
    is not found is entered.

    Raises:
        Refused: the term is not the actor's, the seat cannot be taken so, or several owners bear the name.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    demand(seats.may_say_party(party, basis))
    with records.acting(actor):
        term = locked_term(term_id, actor)
        demand(seats.may_type_seat(term.elected_by))
        person = person_of(who, estate_id=term.body.estate_id or 0, scope=term.scope, now=now)
        taking = Taking(person, post, since, party, basis)
        return _take(actor, now, term, [taking])[0]


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody on record who takes a seat, and what he said of Party membership."""

    person_id: int
    post: Post
    since: date
    party: PartyMember | None = None
    basis: PartyBasis | None = None


def take_seats(*, actor: Actor, now: datetime, term_id: int, takings: Sequence[Taking]) -> list[int]:
    """Enter who holds the seats of a term, all in one go: as `take_seat` would one by one, counted once.

    Raises:
        Refused: as `take_seat`; nobody is entered then.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    for one in takings:
        demand(seats.may_say_party(one.party, one.basis))
    with records.acting(actor):
        return _take(actor, now, locked_term(term_id, actor), takings)


def _take(actor: Actor, now: datetime, term: Term, takings: Sequence[Taking]) -> list[int]:
    """Write seats of a locked term, each judged with those before it."""
    held = held_of([term.pk])[term.pk]
    rows: list[Seat] = []
    for one in takings:
        draft = SeatDraft(one.post, one.person_id, one.since)
        demand(seats.may_take_seat(draft, period_of(term), term.seats, held, shanghai_day(now)))
        seat = written_seat(term, draft, held)
        held.append(Held(seat.number, one.post, one.person_id, one.since, seat.valid_until, one.party))
        rows.append(seat)
    said = [(seat, one) for seat, one in zip(rows, takings, strict=True) if one.party and one.basis]
    sealed = records.write_seals([prepared_party(seat, one.party) for seat, one in said if one.party])
    for (seat, one), kept in zip(said, sealed, strict=True):
        seat.party_id, seat.party_basis = kept.vault_id, one.basis.value if one.basis else ""
    _save(*rows)
    recount([term])
    drafts = [
        _told(
            term, "people.seat_taken", now,
            {"seat": seat.pk, "person": one.person_id, "post": one.post.value, "since": one.since.isoformat(),
             "party": one.party is not None},
        )
        for seat, one in zip(rows, takings, strict=True)
    ]  # fmt: skip
    records.record_events(actor=actor, drafts=drafts)
    return [seat.pk for seat in rows]


def person_of(who: Who, *, estate_id: int, scope: str, now: datetime) -> int:
    """Return who a form means: by number, else by the name among the estate's owners; who is not found is entered."""
    if who.person_id is not None:
        return who.person_id
    given = {"name": who.name, "phone": who.phone, "identity": who.identity}
    persons = Persons([given])
    found = persons.find(given)
    if found is not None:
        return found
    if who.identity is None and who.phone is None:
        owners = known_named([Named(estate_id, who.name)]).get(Named(estate_id, who.name), ())
        if len(owners) > 1:
            raise Refused.because(
                mark("小区有{count}位业主叫这个名字。"), remedy=mark("请补填电话或证件号码。"),
                field="phone", code="ambiguous", count=len(owners),
            )  # fmt: skip
        if owners:
            return owners[0]
    entered = persons.enter(given, scope)
    persons.write(now, records.Written())
    return entered


def leave_seat(
    *, actor: Actor, now: datetime, seat_id: int, day: date, reason: SeatEnd, warrant: str = ""
) -> None:
    """End a seat on a day, that day excluded; one that has not begun may be resigned, on its first day.

    `warrant` is the stream of the owners' decision that recalls somebody.

    Raises:
        Refused: the seat is not the actor's or has ended, the day will not do, no vote of the owners recalled him, or a
            single hand enters that somebody else resigned or lost his seat.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    demand(seats.may_end_by(reason, warrant, typed=actor.role is not Role.SYSTEM))
    with records.acting(actor):
        seat, term = locked_seat(seat_id, actor)
        resigned = reason is SeatEnd.RESIGNED
        demand(seats.may_leave(seat.valid_from, _end(seat, term), day, shanghai_day(now), resigned=resigned))
        seat.valid_until, seat.end_reason = day, reason.value
        seat.save(update_fields=["valid_until", "end_reason"])
        recount([term])
        follow_seats([term], actor=actor, now=now)
        data = {"seat": seat_id, "person": seat.person_id, "day": day.isoformat(), "reason": reason.value}
        _record(term, "people.seat_left", actor, now, {**data, "post": seat.post, "warrant": warrant})


def change_post(*, actor: Actor, now: datetime, seat_id: int, post: Post, day: date) -> int:
    """Let who holds a seat hold another post from a day on; return the id of the new seat.

    Whoever moves up from the reserve takes the lowest free seat; others keep theirs.

    Raises:
        Refused: the seat is not the actor's or has ended, the post is taken or the same, or the day will not do.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        seat, term = locked_seat(seat_id, actor)
        if Post.RESERVE in {Post(seat.post), post} and actor.role is not Role.SYSTEM:
            demand(seats.may_type_seat(term.elected_by))
        if seat.post == post:
            raise Refused.because(mark("现在就是这个职务。"), field="post", code="unchanged")
        demand(seats.may_leave(seat.valid_from, _end(seat, term), day, shanghai_day(now)))
        seat.valid_until, seat.end_reason = day, SeatEnd.POST_CHANGED.value
        seat.save(update_fields=["valid_until", "end_reason"])
        held = held_of([term.pk])[term.pk]
        draft = SeatDraft(post, seat.person_id, day)
        demand(seats.may_take_seat(draft, period_of(term), term.seats, held, shanghai_day(now)))
        fresh = written_seat(term, draft, held)
        if Post.RESERVE not in {Post(seat.post), post}:
            fresh.number = seat.number
        fresh.party_id, fresh.party_basis = seat.party_id, seat.party_basis
        fresh.appointment_id = seat.appointment_id
        _save(fresh)
        recount([term])
        follow_seats([term], actor=actor, now=now)
        data = {"seat": fresh.pk, "former": seat_id, "person": seat.person_id, "day": day.isoformat()}
        _record(term, "people.post_changed", actor, now, {**data, "from": seat.post, "to": post.value})
    return fresh.pk


def begin_with_post(*, actor: Actor, now: datetime, seat_id: int, post: Post) -> None:
    """Let a member's seat that begins today or later begin with another post.

    Raises:
        Refused: the seat is not the actor's, has begun before today, or the post is taken, the same, or no member's.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        seat, term = locked_seat(seat_id, actor)
        others = list(Seat.objects.filter(term_id=term.pk, valid_until=None, post=post).exclude(pk=seat_id))
        demand(
            seats.may_begin_with(
                Post(seat.post), post, since=seat.valid_from, today=shanghai_day(now), taken=bool(others)
            )
        )
        before, seat.post = seat.post, post.value
        seat.save(update_fields=["post"])
        data = {
            "seat": seat_id,
            "former": seat_id,
            "person": seat.person_id,
            "day": seat.valid_from.isoformat(),
        }
        _record(term, "people.post_changed", actor, now, {**data, "from": before, "to": post.value})


def say_party(
    *, actor: Actor, now: datetime, seat_id: int, party: PartyMember | None, basis: PartyBasis | None
) -> None:
    """Record what a holder said of Party membership, or take it back; what was said before is erased.

    Raises:
        Refused: the seat is not the actor's, or nobody said on whose word.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    demand(seats.may_say_party(party, basis))
    with records.acting(actor):
        seat, term = locked_seat(seat_id, actor)
        own = Seat.objects.filter(term_id=term.pk, person_id=seat.person_id)
        former = set(own.exclude(party_id=None).values_list("party_id", flat=True))
        sealed = _sealed(seat, party) if party is not None else None
        own.update(party_id=sealed.vault_id if sealed else None, party_basis=basis.value if basis else "")
        records.erase_sealed(vault_ids=sorted(number for number in former if number), now=now)
        recount([term])
        data = {"seat": seat_id, "person": seat.person_id, "said": sealed.commitment if sealed else None}
        _record(term, "people.party_said", actor, now, data)


def held_of(term_ids: Iterable[int]) -> dict[int, list[Held]]:
    """Return who holds which seat of some terms, with what they said of Party membership; two statements."""
    wanted = set(term_ids)
    rows = list(Seat.objects.filter(term_id__in=wanted).order_by("id"))
    said = record.open_sealed(row.party_id for row in rows if row.party_id)
    found: dict[int, list[Held]] = {number: [] for number in wanted}
    for row in rows:
        word = said.get(row.party_id or 0)
        party = PartyMember(word) if word else None
        found[row.term_id].append(
            Held(row.number, Post(row.post), row.person_id, row.valid_from, row.valid_until, party)
        )
    return found


def written_seat(term: Term, draft: SeatDraft, held: Sequence[Held]) -> Seat:
    """Return a seat as the table keeps it, with an id of its own and not yet saved."""
    (number,) = records.next_ids("people_seat", 1)
    return Seat(
        id=number,
        stream=stream_of(draft.person),
        scope=term.scope,
        term_id=term.pk,
        person_id=draft.person,
        number=seats.free_number(draft, term.seats, held) or 0,
        post=draft.post.value,
        valid_from=draft.since,
        valid_until=draft.until,
    )


def recount(terms: Iterable[Term]) -> None:
    """Count the members of terms anew from each day of change on; three statements."""
    rows = list(terms)
    held = held_of(row.pk for row in rows)
    for row in rows:
        counted = seats.tallies(held[row.pk], period_of(row).end)
        row.tallies = [[one.since.isoformat(), *astuple(one)[1:]] for one in counted]
    Term.objects.bulk_update(rows, ["tallies"], batch_size=500)


def prepared_party(seat: Seat, party: PartyMember) -> dict[str, Any]:
    """Return the vault row of what a holder said, for a caller that writes many."""
    return records.prepare_seal(
        stream=seat.stream, scope=seat.scope, field=PARTY, text=party.value, person_id=seat.person_id
    )


def _sealed(seat: Seat, party: PartyMember) -> records.Sealed:
    return records.write_seals([prepared_party(seat, party)])[0]


def locked_seat(seat_id: int, actor: Actor) -> tuple[Seat, Term]:
    """Return a seat with its term, both for changing; not there and not the actor's look alike."""
    found = Seat.objects.filter(record.seen_by(actor), pk=seat_id).values_list("term_id", flat=True).first()
    if found is None:
        raise Refused.because(mark("没有找到这个席位。"), code="not_found")
    term = locked_term(found, actor)
    return Seat.objects.select_for_update().get(pk=seat_id), term


def _end(seat: Seat, term: Term) -> date | None:
    return seat.valid_until or period_of(term).end


def _save(*rows: Seat) -> None:
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(rows)
    except IntegrityError as error:
        if "people_seat_" not in str(error):
            raise
        raise Refused.because(
            mark("这个席位或这个人在这段时间已经登记。"), remedy=mark("请刷新后重试。"), field="since", code="overlap"
        ) from error  # fmt: skip


def _record(term: Term, event_type: str, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    records.record_events(actor=actor, drafts=[_told(term, event_type, now, data)])


def _told(term: Term, event_type: str, now: datetime, data: dict[str, Any]) -> records.EventDraft:
    said = {"term": term.pk, **data}
    return records.EventDraft(body_stream(term.body_id), event_type, now, term.scope, said)
