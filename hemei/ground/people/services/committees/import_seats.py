"""Seats from files: the day somebody took one says of which term it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules import seats
from hemei.ground.people.rules.seats import Held, SeatDraft
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.committees.naming import Named, known_named
from hemei.ground.people.services.committees.offices import follow_seats
from hemei.ground.people.services.committees.rows import TWICE, EstateRows, refuse
from hemei.ground.people.services.committees.seats import (
    held_of,
    prepared_party,
    recount,
    written_seat,
)
from hemei.ground.people.services.committees.terms import (
    period_of,
    running_committees,
    told,
)
from hemei.ground.people.services.finding import Persons
from hemei.ground.places.queries.finding import Site
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


@dataclass(slots=True)
class _Seating:
    """What a batch of seats has found and is about to write."""

    work: records.Work
    written: records.Written
    terms: dict[int, list[Term]]
    held: dict[int, list[Held]]
    persons: Persons
    owners: dict[Named, list[int]]
    fresh: list[tuple[Seat, Row]] = field(default_factory=list)
    touched: dict[int, Term] = field(default_factory=dict)


class SeatWriter(EstateRows):
    """Writes seats; the day somebody took one says of which term it is."""

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of seats."""
        written = records.Written()
        placed = self.placed(work, rows, written)
        seating = _look_up(work, written, placed)
        for row, site in placed:
            _seat(seating, row, site)
        _write(seating)
        return written


def _look_up(work: records.Work, written: records.Written, placed: Sequence[tuple[Row, Site]]) -> _Seating:
    bodies = running_committees(site.id for _, site in placed)
    found = {estate: list(body.terms.all()) for estate, body in bodies.items()}
    held = held_of(term.pk for rows in found.values() for term in rows)
    persons = Persons([row.values for row, _ in placed])
    named = known_named(Named(site.id, row.values["name"]) for row, site in placed)
    return _Seating(work, written, found, held, persons, named)


def _seat(seating: _Seating, row: Row, site: Site) -> None:
    values = row.values
    known = seating.terms.get(site.id, ())
    term = next((one for one in known if period_of(one).holds(values["since"])), None)
    if term is None:
        seating.written.refuse(row, "since", told(values["since"]), _NO_TERM)
        return
    person = _person(seating, row, site, term)
    if person is None:
        return
    held = seating.held[term.pk]
    own = next((one for one in held if (one.person, one.since) == (person, values["since"])), None)
    if own is not None and own.post is values["post"]:
        _compare(seating, row, term, own)
    else:
        _take(seating, row, term, SeatDraft(values["post"], person, values["since"], values["until"]))


def _take(seating: _Seating, row: Row, term: Term, draft: SeatDraft) -> None:
    values, held = row.values, seating.held[term.pk]
    for decision in (
        seats.may_type_seat(term.elected_by),
        seats.may_take_seat(draft, period_of(term), term.seats, held, seating.work.today),
    ):
        if not decision.allowed:
            refuse(seating.written, row, decision.reasons)
            return
    seat = written_seat(term, draft, held)
    seat.end_reason = (values["end_reason"] or "") if draft.until else ""
    held.append(Held(seat.number, draft.post, draft.person, draft.since, draft.until, values["party"]))
    seating.fresh.append((seat, row))
    seating.touched[term.pk] = term


def _person(seating: _Seating, row: Row, site: Site, term: Term) -> int | None:
    """Return the person a row means: by number, else by the name among the estate's owners; else a new one."""
    values = row.values
    found = seating.persons.find(values)
    if found is None and values["identity"] is None and values["phone"] is None:
        owners = seating.owners.get(Named(site.id, values["name"]), [])
        if len(owners) > 1:
            seating.written.refuse(row, "name", values["name"], _SAME_NAME)
            return None
        found = owners[0] if owners else None
        if found is None:
            found = seating.persons.enter(values, term.scope)
            seating.owners[Named(site.id, values["name"])] = [found]
    return found if found is not None else seating.persons.enter(values, term.scope)


def _compare(seating: _Seating, row: Row, term: Term, own: Held) -> None:
    """Note the end of a known seat; what was said of Party membership is corrected on the committee's page."""
    until, written = row.values["until"], seating.written
    if until is None or until == own.until:
        written.same += 1
        return
    seat = Seat.objects.filter(term_id=term.pk, person_id=own.person, valid_from=own.since).first()
    if seat is None:
        written.refuse(row, "since", told(own.since), TWICE)
        return
    others = [one for one in seating.held[term.pk] if one is not own]
    draft = SeatDraft(own.post, own.person, own.since, until)
    decision = seats.may_take_seat(draft, period_of(term), term.seats, others, seating.work.today)
    if not decision.allowed:
        refuse(written, row, decision.reasons)
        return
    _end(seating.work, written, seat, term, row)
    seating.held[term.pk] = [*others, replace(own, until=until)]
    seating.touched[term.pk] = term


def _end(work: records.Work, written: records.Written, seat: Seat, term: Term, row: Row) -> None:
    written.before += records.images("people_seat", [seat.pk])
    former, seat.valid_until = seat.valid_until, row.values["until"]
    seat.end_reason = row.values["end_reason"] or seat.end_reason
    seat.save(update_fields=["valid_until", "end_reason"])
    written.changed += 1
    changes = {"valid_until": [told(former), told(seat.valid_until)]}
    records.record_event(
        stream=body_stream(term.body_id),
        type="people.seat_corrected",
        actor=work.actor,
        at=work.now,
        scope=term.scope,
        data={"term": term.pk, "seat": seat.pk, "changes": changes, "source": work.source},
    )


def _write(seating: _Seating) -> None:
    """Write persons, what they said, seats, and count the terms anew."""
    written = seating.written
    seating.persons.write(seating.work.now, written)
    said = [(seat, row.values) for seat, row in seating.fresh if row.values["party"] is not None]
    sealed = records.write_seals([prepared_party(seat, values["party"]) for seat, values in said])
    for (seat, values), one in zip(said, sealed, strict=True):
        seat.party_id, seat.party_basis = one.vault_id, values["basis"].value
    written.add("records_sealed", [one.vault_id for one in sealed])
    records.insert_rows([seat for seat, _ in seating.fresh])
    written.add("people_seat", [seat.pk for seat, _ in seating.fresh])
    written.new += len(seating.fresh)
    if seating.touched:
        written.before += records.images("people_term", list(seating.touched))
        recount(seating.touched.values())
        follow_seats(seating.touched.values(), actor=seating.work.actor, now=seating.work.now)


_NO_TERM = Reason(
    mark("这一天没有登记在任的届次。"), {}, mark("请先导入业委会届次表，或核对任职起始日。"), code="no_term"
)
_SAME_NAME = Reason(mark("小区有几位业主叫这个名字。"), {}, mark("请补填电话或证件号码。"), code="ambiguous")
