"""The office of a committee's member ends with the seat: whatever moves a seat's end moves the appointment's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules.seats import last_end
from hemei.ground.people.services.appointing import told_of
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def follow_seats(terms: Iterable[Term], *, actor: Actor, now: datetime) -> None:
    """Let the offices that seats of some terms opened end with them; one statement where nothing moved."""
    by_id = {term.pk: term for term in terms}
    rows = Seat.objects.filter(term_id__in=by_id).exclude(appointment=None).select_related("appointment")
    held: dict[int, list[Seat]] = {}
    for seat in rows.order_by("id"):
        held.setdefault(seat.appointment_id or 0, []).append(seat)
    for seats in held.values():
        _follow(seats, by_id[seats[0].term_id], actor, now)


def _follow(seats: list[Seat], term: Term, actor: Actor, now: datetime) -> None:
    office = seats[0].appointment
    end = last_end(((seat.post, seat.valid_until) for seat in seats), term.ended_on or term.valid_until)
    if office is None or office.valid_until == end:
        return
    office.valid_until = end
    office.save(update_fields=["valid_until"])
    records.record_event(
        stream=body_stream(term.body_id), type="people.office_followed", actor=actor, at=now, scope=term.scope,
        data={"term": term.pk, **told_of(office)},
    )  # fmt: skip
