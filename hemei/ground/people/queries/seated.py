"""Terms and seats as facts for services of later chapters, which have opened the estate they act at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules.committee_words import Post
from hemei.ground.people.rules.terms import Period


def latest_term_of(estate_id: int, *, on: date) -> Period | None:
    """Return the latest term of an estate's committee that was elected by a day, for a service at that estate."""
    rows = Term.objects.filter(body__estate_id=estate_id, elected_on__lte=on).order_by("-valid_from")
    row = rows.first()
    return Period(row.pk, row.valid_from, row.valid_until, row.ended_on) if row else None


def term_period(term_id: int) -> Period | None:
    """Return a term's days, for a service at that estate."""
    row = Term.objects.filter(pk=term_id).first()
    return Period(row.pk, row.valid_from, row.valid_until, row.ended_on) if row else None


@dataclass(frozen=True, slots=True)
class MemberSeat:
    """A seat of a term held on a day, by its number, for acts that name seats."""

    seat_id: int
    person_id: int
    post: Post
    valid_from: date


def members_of(term_id: int, *, on: date) -> list[MemberSeat]:
    """Return who holds the members' seats of a term on a day or from a later one, for a service at that estate."""
    rows = Seat.objects.filter(term_id=term_id).exclude(post=Post.RESERVE.value)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=on)).order_by("number")
    fields = ("id", "person_id", "post", "valid_from")
    return [
        MemberSeat(number, person, Post(post), since)
        for number, person, post, since in rows.values_list(*fields)
    ]


def next_ordinal(estate_id: int) -> int | None:
    """Return the number of the next term of an estate's committee; None where a former one's is not known."""
    known = (
        Term.objects.filter(body__estate_id=estate_id)
        .order_by("-valid_from")
        .values_list("ordinal", flat=True)
    )
    latest = known.first() if known.exists() else 0
    return None if latest is None else latest + 1


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A seat of a person in an estate's committee, whoever may see it; `why` is empty while it runs."""

    person_id: int
    estate_id: int
    runs: bool
    why: str


def seats_held(person_ids: Iterable[int], *, on: date) -> list[SeatHeld]:
    """Return the seats some persons hold or held by a day, reserves left out; for who checks candidates.

    The caller has opened the places it needs: a member of another estate's committee is nobody's neighbour here.
    """
    rows = Seat.objects.filter(person_id__in=set(person_ids), valid_from__lte=on).exclude(
        post=Post.RESERVE.value
    )
    fields = (
        "person_id", "term__body__estate_id", "valid_until", "end_reason", "term__ended_on", "term__valid_until",
    )  # fmt: skip
    found = []
    for person, estate, until, why, ended, agreed in rows.order_by("id").values_list(*fields):
        end = until or ended or agreed
        runs = end is None or on < end
        found.append(SeatHeld(person, estate or 0, runs, "" if runs else why))
    return found
