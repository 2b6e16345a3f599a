"""Terms and seats as facts for the services of the chapters above, which have opened the place they act at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value

from hemei.ground.people.facts import committee_rules
from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules.committee_words import Post, SeatEnd
from hemei.ground.people.rules.terms import below_half
from hemei.kernel.periods import months_after

RAN = Q(ended_on=None) | Q(ended_on__gt=F("valid_from"))
"""What was not ended before it began."""
NEVER_HELD = Q(valid_until=F("valid_from"))
"""A seat that ended on its first day: its term never ran, or who was elected resigned before."""


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A committee's term: its body and estate, when it was filed, `agreed` to last until, ended before."""

    id: int
    body_id: int
    estate_id: int
    stream: str
    scope: str
    seats: int
    valid_from: date
    agreed: date | None
    ended: date | None
    filed: date | None

    @property
    def end(self) -> date | None:
        """The day from which it ran, or will run, no more."""
        return self.ended or self.agreed


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


def term_facts(on: date, *, estate_id: int, elected: bool = False) -> TermFacts | None:
    """Return the latest term of an estate's committee that had begun by a day, or was `elected` by it.

    One that was ended before it began is none.
    """
    known = {"elected_on__lte": on} if elected else {"valid_from__lte": on}
    return _term(Term.objects.filter(RAN, body__estate_id=estate_id, **known))


def term_by_id(term_id: int) -> TermFacts | None:
    """Return a term, whenever it ran."""
    return _term(Term.objects.filter(pk=term_id))


def _term(rows: QuerySet[Term]) -> TermFacts | None:
    rows = rows.filter(body__kind="owners_committee").select_related("body")
    row = rows.order_by("-valid_from").first()
    if row is None:
        return None
    return TermFacts(
        row.pk, row.body_id, row.body.estate_id or 0, row.stream, row.scope, row.seats, row.valid_from,
        row.valid_until, row.ended_on, row.filed_on,
    )  # fmt: skip


def sitting_seats(term_id: int, on: date, *, coming: bool = False) -> list[SittingSeat]:
    """Return the seats of a term held on a day, and those `coming` later; the reserves last, each by number."""
    rows = Seat.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), ~NEVER_HELD, term_id=term_id)
    rows = rows if coming else rows.filter(valid_from__lte=on)
    found = [_seat(row) for row in rows.order_by("number", "id")]
    return sorted(found, key=lambda one: one.reserve)


def left_persons(term_id: int) -> set[int]:
    """Return who left a term by himself, by the owners' recall or by article 43, whether or not he came back."""
    ends = [SeatEnd.RESIGNED.value, SeatEnd.RECALLED.value, SeatEnd.AUTOMATIC.value]
    return set(Seat.objects.filter(term_id=term_id, end_reason__in=ends).values_list("person_id", flat=True))


def seat_facts(seat_id: int) -> SittingSeat | None:
    """Return a seat, whenever it was held."""
    row = Seat.objects.filter(pk=seat_id).first()
    return _seat(row) if row else None


def last_chairs(term_ids: Iterable[int]) -> dict[int, int]:
    """Return who was the last chair of some terms, by term."""
    rows = Seat.objects.filter(~NEVER_HELD, term_id__in=set(term_ids), post=Post.CHAIR).order_by(
        "valid_from", "id"
    )
    return dict(rows.values_list("term_id", "person_id"))


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


def below_half_since(term_id: int, on: date) -> date | None:
    """Return from which day on too few seats of a term are held without a break up to a day; None where enough are.

    Judged by the rules of that day, whatever they were when the seats were left.
    """
    row, rules = Term.objects.filter(pk=term_id).first(), committee_rules(on)
    if row is None or rules is None:
        return None
    return _since(row, on, lambda held: below_half(held, row.seats, rules))


class _Held(Func):
    """How many seats of a term its tallies count on a day; null where they name nobody by then."""

    template = (
        "(select (v.row ->> 1)::integer from (select %(expressions)s) as a(rows, day)"
        " cross join lateral jsonb_array_elements(a.rows) as v(row)"
        " where v.row ->> 0 <= a.day::text order by v.row ->> 0 desc limit 1)"
    )
    output_field = IntegerField()


def has_able_committee(estate: str, on: date) -> Exists:
    """Say of rows whose field `estate` is an estate's id whether its committee can act, as `committee_able`."""
    runs = (Q(valid_until=None) | Q(valid_until__gt=on)) & (Q(ended_on=None) | Q(ended_on__gt=on))
    rows = Term.objects.filter(RAN, runs, valid_from__lte=on, body__estate_id=OuterRef(estate))
    rules = committee_rules(on)
    if rules is None:
        return Exists(rows)
    share = rules.vacancy.below.value
    counted = rows.annotate(sitting=_Held(F("tallies"), Value(on.isoformat())) * share.denominator)
    return Exists(counted.filter(Q(sitting=None) | Q(sitting__gte=F("seats") * share.numerator)))


def vacant_since(term_id: int, on: date) -> date | None:
    """Return from which day on some seat of a term is free without a break up to a day; None where all are held."""
    row = Term.objects.filter(pk=term_id).first()
    return _since(row, on, lambda held: held < row.seats) if row is not None else None


def _since(row: Term, on: date, short: Callable[[int], bool]) -> date | None:
    since = None
    for day, held, *_ in row.tallies:
        if date.fromisoformat(day) > on:
            break
        since = (since or date.fromisoformat(day)) if short(held) else None
    return since


def filed_at_work(estate_id: int, on: date) -> date | None:
    """Return when the committee of an estate was filed whose term runs on a day, if it was by then."""
    rows = Term.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), Q(ended_on=None) | Q(ended_on__gt=on),
        body__estate_id=estate_id, body__kind="owners_committee", valid_from__lte=on, filed_on__lte=on,
    )  # fmt: skip
    return rows.order_by("filed_on").values_list("filed_on", flat=True).first()


def chaired_before(term_id: int, day: date) -> bool:
    """Whether a term had a chair before a day; until its first meeting chose one, it has none."""
    rows = Seat.objects.filter(~NEVER_HELD, term_id=term_id, post=Post.CHAIR.value, valid_from__lt=day)
    return rows.exists()


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
