"""Who sits in a committee on a day, for the chapters above; the caller has opened the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from hemei.ground.people.facts import committee_rules
from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules.committee_words import Post
from hemei.ground.people.rules.terms import below_half
from hemei.kernel.periods import months_after


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A committee's term: its body and estate, and the day from which it ran no more."""

    id: int
    body_id: int
    estate_id: int
    stream: str
    scope: str
    seats: int
    valid_from: date
    end: date | None


@dataclass(frozen=True, slots=True)
class SittingSeat:
    """A seat somebody held on a day; `office_id` is the appointment it opened."""

    id: int
    term_id: int
    number: int
    post: Post
    person_id: int
    since: date
    office_id: int | None

    @property
    def reserve(self) -> bool:
        """Whether the holder waits in reserve."""
        return self.post is Post.RESERVE


def term_facts(on: date, *, estate_id: int | None = None, term_id: int | None = None) -> TermFacts | None:
    """Return a term, or the latest one of an estate's committee that had begun by a day."""
    rows = Term.objects.filter(valid_from__lte=on, body__kind="owners_committee").select_related("body")
    rows = rows.filter(pk=term_id) if term_id is not None else rows.filter(body__estate_id=estate_id or 0)
    row = rows.order_by("-valid_from").first()
    if row is None:
        return None
    end = row.ended_on or row.valid_until
    return TermFacts(
        row.pk, row.body_id, row.body.estate_id or 0, row.stream, row.scope, row.seats, row.valid_from, end
    )


def sitting_seats(term_id: int, on: date) -> list[SittingSeat]:
    """Return the seats of a term that were held on a day, the reserves last, each by number."""
    rows = Seat.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), term_id=term_id, valid_from__lte=on
    ).order_by("number", "id")
    found = [_seat(row) for row in rows]
    return sorted(found, key=lambda one: one.reserve)


def seat_facts(seat_id: int) -> SittingSeat | None:
    """Return a seat, whenever it was held."""
    row = Seat.objects.filter(pk=seat_id).first()
    return _seat(row) if row else None


def _seat(row: Seat) -> SittingSeat:
    return SittingSeat(
        row.pk, row.term_id, row.number, Post(row.post), row.person_id, row.valid_from, row.appointment_id
    )


@dataclass(frozen=True, slots=True)
class Watched:
    """What the rules of a day say of a term: from when its end is spoken of and a renewal due, whether too few sit."""

    warned_on: date | None
    renewal_on: date | None
    below_half: bool


def watched(on: date, *, until: date | None, seats: int, held: int | None) -> Watched:
    """Return what `committee-rules` of a day says of a term; nothing before there were any, `held` as counted."""
    rules = committee_rules(on)
    if rules is None:
        return Watched(None, None, below_half=False)
    return Watched(
        until - timedelta(days=rules.warning.days) if until else None,
        months_after(until, -rules.renewal.months) if until else None,
        below_half=held is not None and below_half(held, seats, rules),
    )


def filed_at_work(estate_id: int, on: date) -> bool:
    """Whether an estate has a committee whose term runs on a day and was filed by then."""
    rows = Term.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), Q(ended_on=None) | Q(ended_on__gt=on),
        body__estate_id=estate_id, body__kind="owners_committee", valid_from__lte=on, filed_on__lte=on,
    )  # fmt: skip
    return rows.exists()
