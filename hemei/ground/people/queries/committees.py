"""Owners' committees as of a day: the list of estates with theirs, and one with its terms, seats and history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from hemei.ground.people.facts import committee_rules, due_of
from hemei.ground.people.models import Body, Seat, Term
from hemei.ground.people.queries.persons import PersonRow, persons
from hemei.ground.people.queries.sitting import RAN, below_half_since
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.committee_words import Filing, Post, SeatEnd, TermEnd, TermKind, TermState
from hemei.ground.people.rules.platform import Act, may
from hemei.ground.people.rules.terms import Period, TermDraft, below_half, filing_state, term_state
from hemei.ground.people.services.opening import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import mark


class Standing(StrEnum):
    """What a reader may ask the list for."""

    RUNNING = "running"
    RUNNING_OUT = "running_out"
    EXPIRED = "expired"
    OPEN_ENDED = "open_ended"
    UNFILED = "unfiled"
    NONE = "none"


STANDING_NAMES = {
    Standing.RUNNING: mark("任期内"),
    Standing.RUNNING_OUT: mark("即将届满"),
    Standing.EXPIRED: mark("超期或已结束，没有新一届"),
    Standing.OPEN_ENDED: mark("没有登记届满日"),
    Standing.UNFILED: mark("没有备案"),
    Standing.NONE: mark("没有业委会"),
}
_OVER = "(t.ended_on is not null and t.ended_on <= %(day)s)"
_CONDITIONS = {
    Standing.RUNNING: f"not {_OVER} and t.valid_until > %(soon)s",
    Standing.RUNNING_OUT: f"not {_OVER} and t.valid_until > %(day)s and t.valid_until <= %(soon)s",
    Standing.EXPIRED: f"({_OVER} or t.valid_until <= %(day)s)",
    Standing.OPEN_ENDED: f"t.id is not null and t.valid_until is null and not {_OVER}",
    Standing.UNFILED: "t.id is not null and (t.filed_on is null or t.filed_on > %(day)s)",
    Standing.NONE: "t.id is null",
}
# Members are counted by the tallies of the term: its holders' seats are behind walls that a fellow member does not see
# through.
_LIST = """
select e.id, e.code, e.name, e.community_id, t.id, t.kind, t.ordinal, t.seats, t.elected_on, t.valid_from,
       t.valid_until, t.ended_on, t.filed_on,
       coalesce((select (v.row ->> 1)::integer from jsonb_array_elements(t.tallies) as v(row)
                 where (v.row ->> 0)::date <= %(day)s order by (v.row ->> 0)::date desc limit 1), 0)
from places_estate e
left join people_body b on b.estate_id = e.id and b.kind = 'owners_committee'
  and b.valid_from <= %(day)s and (b.valid_until is null or b.valid_until > %(day)s)
left join lateral (select * from people_term t where t.body_id = b.id and t.valid_from <= %(day)s
                   and t.ended_on is distinct from t.valid_from
                   order by t.valid_from desc limit 1) t on true
where e.valid_from <= %(day)s and (e.valid_until is null or e.valid_until > %(day)s)
  and e.code > %(after)s and strpos(e.name, %(text)s) > 0 and ({here}) and ({standing})
order by e.code limit %(limit)s
"""

# Whoever acts for a committee, in no place of his own, sees its estate.
_OWN = "b.id = %(body)s"


@dataclass(frozen=True, slots=True)
class CommitteeFilter:
    """What a reader asks of the list."""

    on: date
    text: str = ""
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """An estate with its committee's latest term on a day; without one only the estate is there."""

    estate_id: int
    code: str
    estate: str
    community_id: int
    term: TermView | None
    filled: int


@dataclass(frozen=True, slots=True)
class TermView:
    """A term as it stood on a day; `last_day` is the last on which it was agreed to run, `due` the last to file it."""

    id: int
    kind: TermKind
    ordinal: int | None
    seats: int
    elected_on: date
    valid_from: date
    valid_until: date | None
    ended_on: date | None
    filed_on: date | None
    state: TermState
    filing: Filing
    due: date | None

    @property
    def last_day(self) -> date | None:
        """The last day of the agreed term."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


@dataclass(frozen=True, slots=True)
class SeatView:
    """Who held a seat; the vault ids open to who gives a reason, that of Party membership only to who keeps it."""

    id: int
    number: int
    post: Post
    person: PersonRow | None
    person_id: int
    valid_from: date
    valid_until: date | None
    end_reason: SeatEnd | None
    party_id: int | None
    runs: bool
    office: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many members a term had on a day, of them Party members, of them nobody said."""

    seats: int
    party: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term with who sat in it; `counted` is None before the first member took a seat."""

    term: TermView
    filing_number: str
    end_reason: TermEnd | None
    seats: tuple[SeatView, ...]
    counted: Counted | None
    below_half: bool
    elected_here: bool = False


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """An estate's committee with its terms, the latest first."""

    body_id: int
    name: str
    stream: str
    terms: tuple[TermPage, ...]


def committee_lines(
    asked: CommitteeFilter, *, actor: Actor, now: datetime, after: str = "", limit: int = 50
) -> list[CommitteeLine]:
    """Return a page of the actor's estates with their committees by code, those after a code; one statement."""
    if not may(actor.role, Act.SEE_COMMITTEES).allowed:
        return []
    rules = committee_rules(asked.on)
    soon = asked.on + timedelta(days=rules.warning.days if rules else 0)
    values: dict[str, Any] = {
        "day": asked.on, "soon": soon, "after": after, "text": asked.text, "limit": limit, "body": actor.body_id,
    }  # fmt: skip
    ranges = [] if actor.places else [_OWN]
    for number, place in enumerate(actor.places):
        values[f"low{number}"], values[f"high{number}"] = place.lower, place.upper
        ranges.append(f"e.scope >= %(low{number})s and e.scope < %(high{number})s")
    standing = _CONDITIONS[asked.standing] if asked.standing else "true"
    with connection.cursor() as cursor:
        cursor.execute(_LIST.format(here=" or ".join(ranges), standing=standing), values)
        rows = cursor.fetchall()
    return [_line(row, asked.on, now) for row in rows]


def all_committee_lines(
    asked: CommitteeFilter, *, actor: Actor, now: datetime, chunk: int = 1_000
) -> Iterator[CommitteeLine]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := committee_lines(asked, actor=actor, now=now, after=after, limit=chunk):
        yield from page
        after = page[-1].code


def committee_page(estate_id: int, *, actor: Actor, on: date, now: datetime) -> CommitteePage | None:
    """Return the committee of an estate as of a day; None where there is none, or none the actor may see."""
    if not may(actor.role, Act.SEE_COMMITTEES).allowed:
        return None
    body = (
        Body.objects.filter(kind=BodyKind.OWNERS_COMMITTEE, estate_id=estate_id, valid_from__lte=on)
        .order_by("-valid_from")
        .first()
    )
    if body is None:
        return None
    rows = list(
        Term.objects.filter(record.seen_by(actor), body_id=body.pk, elected_on__lte=on).order_by(
            "-valid_from"
        )
    )
    with _seats_opened(rows, actor):
        held = _seats([row.pk for row in rows], actor, on, now)
    pages = tuple(_term_page(row, held.get(row.pk, []), on, now) for row in rows)
    return CommitteePage(body.pk, body.name, body.stream, pages) if pages else None


def latest_term(estate_id: int, *, actor: Actor, on: date, now: datetime) -> TermView | None:
    """Return the latest term of an estate's committee that had begun by a day; one statement."""
    if not may(actor.role, Act.SEE_COMMITTEES).allowed:
        return None
    rows = Term.objects.filter(
        record.seen_by(actor),
        RAN,
        body__estate_id=estate_id,
        body__kind=BodyKind.OWNERS_COMMITTEE,
        valid_from__lte=on,
    )
    row = rows.order_by("-valid_from").first()
    return _view_of(row, on, now) if row else None


def committee_at_work(estate_id: int, on: date) -> int | None:
    """Return the committee of an estate whose term runs on a day; the caller sees the estate."""
    runs = Q(valid_until=None) | Q(valid_until__gt=on)
    rows = Term.objects.filter(
        runs, Q(ended_on=None) | Q(ended_on__gt=on), body__estate_id=estate_id, valid_from__lte=on
    )
    return rows.order_by("-valid_from").values_list("body_id", flat=True).first()


def committee_able(estate_id: int, on: date) -> int | None:
    """Return the committee at work in an estate that can act on a day; the caller sees the estate.

    Its term runs, somebody sits, and not fewer than half of its seats are held: with fewer nothing it decides has its
    majority (guidance rules, articles 38, 46, 58). Of a register that names no member nobody knows that too few sit.
    """
    body = committee_at_work(estate_id, on)
    if body is None:
        return None
    row = Term.objects.filter(RAN, body_id=body, valid_from__lte=on).order_by("-valid_from").first()
    return None if row is not None and below_half_since(row.pk, on) is not None else body


def had_committee(estate_id: int) -> bool:
    """Whether an estate ever had a committee, so that its assembly was founded; the caller sees the estate."""
    return Term.objects.filter(body__estate_id=estate_id).exists()


def term_page(term_id: int, *, actor: Actor, on: date, now: datetime) -> tuple[int, TermPage] | None:
    """Return a term the actor may see, with the estate it belongs to."""
    if not may(actor.role, Act.SEE_COMMITTEES).allowed:
        return None
    row = Term.objects.select_related("body").filter(record.seen_by(actor), pk=term_id).first()
    if row is None:
        return None
    with _seats_opened([row], actor):
        held = _seats([row.pk], actor, on, now)
    return row.body.estate_id or 0, _term_page(row, held.get(row.pk, []), on, now)


def term_of_seat(seat_id: int, *, actor: Actor) -> int | None:
    """Return the term of a seat the actor may see."""
    rows = Seat.objects.filter(record.seen_by(actor), pk=seat_id)
    return rows.values_list("term_id", flat=True).first()


def draft_from(view: TermPage) -> TermDraft:
    """Return what is entered of a term, for a form that corrects it."""
    term = view.term
    return TermDraft(
        term.kind, term.seats, term.elected_on, term.valid_from, term.valid_until, term.ordinal,
        term.filed_on, view.filing_number,
    )  # fmt: skip


def _line(row: tuple[Any, ...], on: date, now: datetime) -> CommitteeLine:
    estate_id, code, name, community, *term, filled = row
    return CommitteeLine(estate_id, code, name, community, _view(term, on, now) if term[0] else None, filled)


def _view(fields: Iterable[Any], on: date, now: datetime) -> TermView:
    number, kind, ordinal, seats, elected_on, begun, until, ended_on, filed_on = fields
    due = due_of(elected_on, now)
    ended = ended_on if ended_on is not None and (ended_on <= on or ended_on == begun) else None
    return TermView(
        number, TermKind(kind), ordinal, seats, elected_on, begun, until, ended, filed_on,
        term_state(Period(number, begun, until, ended), on, committee_rules(on)),
        filing_state(filed_on, due, on), due,
    )  # fmt: skip


def _view_of(row: Term, on: date, now: datetime) -> TermView:
    fields = (
        row.pk, row.kind, row.ordinal, row.seats, row.elected_on, row.valid_from, row.valid_until, row.ended_on,
        row.filed_on,
    )  # fmt: skip
    return _view(fields, on, now)


def _term_page(row: Term, seats: list[SeatView], on: date, now: datetime) -> TermPage:
    view = _view_of(row, on, now)
    counted = next(
        (Counted(*numbers) for day, *numbers in reversed(row.tallies) if date.fromisoformat(day) <= on), None
    )
    rules = committee_rules(on)
    short = counted is not None and rules is not None and below_half(counted.seats, row.seats, rules)
    ended = TermEnd(row.end_reason) if row.end_reason and view.ended_on else None
    return TermPage(view, row.filing_number, ended, tuple(seats), counted, short, bool(row.elected_by))


def _seats_opened(rows: Sequence[Term], actor: Actor) -> AbstractContextManager[None]:
    """Open the seats of his own committee to a member, who otherwise sees nothing that is a neighbour's."""
    own = actor.role is Role.COMMITTEE_MEMBER and rows and {row.body_id for row in rows} == {actor.body_id}
    return opened(actor, rows[0].scope) if own else nullcontext()


def _seats(term_ids: list[int], actor: Actor, on: date, now: datetime) -> dict[int, list[SeatView]]:
    """Return the seats of terms that were taken by a day, members before reserves; three statements."""
    member = actor.role is Role.COMMITTEE_MEMBER  # the second wall stands, opened for his own committee only
    seen = Q() if member else record.seen_by(actor)
    rows = list(Seat.objects.filter(seen, term_id__in=term_ids, valid_from__lte=on).order_by("id"))
    known = persons([row.person_id for row in rows], now=now)
    keeps = may(actor.role, Act.KEEP_COMMITTEES).allowed
    found: dict[int, list[SeatView]] = {}
    for row in rows:
        until = row.valid_until if row.valid_until is not None and row.valid_until <= on else None
        view = SeatView(
            row.pk, row.number, Post(row.post), known.get(row.person_id), row.person_id, row.valid_from, until,
            SeatEnd(row.end_reason) if row.end_reason and until else None,
            row.party_id if keeps else None, until is None, row.appointment_id is not None,
        )  # fmt: skip
        found.setdefault(row.term_id, []).append(view)
    order = list(Post)
    for views in found.values():
        views.sort(key=lambda one: (not one.runs, order.index(one.post), one.number, one.valid_from))
    return found


def committees_at_work(estate_ids: Iterable[int], on: date) -> dict[int, int]:
    """Return by estate the committee whose term runs on a day, or the management committee that stands in.

    Where both are there, the committee if it can act, else who was set up because it cannot.
    """
    runs = Q(valid_until=None) | Q(valid_until__gt=on)
    estates = list(estate_ids)
    terms = Term.objects.filter(
        runs, Q(ended_on=None) | Q(ended_on__gt=on), body__estate_id__in=estates, valid_from__lte=on
    )
    found = dict(terms.order_by("valid_from").values_list("body__estate_id", "body_id"))
    stand_ins = dict(_standing_in(estates, on).values_list("estate_id", "id"))
    unable = {one for one in found.keys() & stand_ins.keys() if committee_able(one, on) is None}
    return stand_ins | {estate: body for estate, body in found.items() if estate not in unable}


def stand_in_at_work(estate_id: int, on: date) -> int | None:
    """Return the property management committee that stands in for an estate's owners on a day."""
    return _standing_in([estate_id], on).values_list("id", flat=True).last()


def standing_in_for(estate_id: int, on: date) -> str:
    """Return the name of the management committee that acts for an estate's owners on a day; empty where none does."""
    row = _standing_in([estate_id], on).last()
    acts = row is not None and committees_at_work([estate_id], on)[estate_id] == row.pk
    return row.name if row is not None and acts else ""


def _standing_in(estate_ids: list[int], on: date) -> QuerySet[Body]:
    """Return the property management committees whose time runs on a day; one past its term acts no more."""
    rows = Body.objects.filter(
        kind=BodyKind.MANAGEMENT_COMMITTEE, estate_id__in=estate_ids, valid_from__lte=on
    )
    return rows.exclude(valid_until__lte=on).exclude(serves_until__lte=on).order_by("valid_from", "id")
