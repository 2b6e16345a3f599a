"""Who votes for which unit, and on what the ballots of a roll rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hemei.community.voting.models import AwaitedBinding, Proxy, RollUnit, Sheet, VoterBinding
from hemei.community.voting.queries.law import proof_of
from hemei.community.voting.queries.sheets import AgendaLine, OwnUnit, agenda_lines, visit_asked
from hemei.community.voting.rules.casting import BASES, Basis
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class BindingEntry:
    """A binding of somebody, for himself."""

    estate: str
    unit: str
    kind: BindingKind
    capacity: Capacity
    valid_from: date
    expires_on: date | None
    stream: str


@dataclass(frozen=True, slots=True)
class BindingRow:
    """Who votes for a unit, as the residents' committee sees it; the evidence opens to who gives a reason."""

    id: int
    unit_id: int
    unit: str
    person_id: int
    kind: BindingKind
    capacity: Capacity
    valid_from: date
    expires_on: date
    objected_at: datetime | None
    evidence_id: int | None
    objection_id: int | None


@dataclass(frozen=True, slots=True)
class Resting:
    """On what the standing ballots of a vote rest; `objected` of them came by a binding that is or was contested.

    `by_capacity` says as what those voted who cast them; empty of sheets that did not keep it.
    """

    vote_id: int
    by_basis: dict[Basis, int]
    objected: int
    by_capacity: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A unit in the list of the desk: whose vote rests on what, and by which door a ballot came; never a choice."""

    id: int
    code: str
    area_dm2: int
    kind: str | None
    expires_on: date | None
    objected_at: datetime | None
    proxy: bool
    channel: str | None
    received_at: datetime | None
    visit: str | None


@dataclass(frozen=True, slots=True)
class OwnBinding:
    """Who votes for one's unit, as its owner or voter is shown; the name is masked where it is another's."""

    id: int
    mine: bool
    name: str
    kind: BindingKind
    capacity: Capacity
    valid_from: date
    expires_on: date
    objected_at: datetime | None
    desk: str


@dataclass(frozen=True, slots=True)
class DeskUnit:
    """A unit of a roll as the desk has it before it: who owns it, who votes for it, what is voted, what came in."""

    id: int
    roll_id: int
    estate_id: int
    estate: str
    unit_id: int
    code: str
    area_dm2: int
    owners: list[tuple[int, str]]
    binding: BindingRow | None
    proxies: list[tuple[int, str]]
    items: list[AgendaLine]
    closes_at: datetime
    proof: VoterProof
    assembly_id: int | None
    sheets: list[tuple[str, datetime]]
    visit: str | None


_UNIT = ("unit__building__name", "unit__entrance__name", "unit__room")


def binding_entries(persons: Sequence[int]) -> list[BindingEntry]:
    """Return what these persons are or were bound to, the latest first, and where they waited for a second clerk.

    The caller has opened the city. Who was not confirmed is bound to nothing.
    """
    fields = ("unit__estate__name", *_UNIT, "kind", "capacity")
    bound = VoterBinding.objects.filter(person_id__in=persons).order_by("-id")
    waits = AwaitedBinding.objects.filter(person_id__in=persons).exclude(confirmed=True).order_by("-id")
    rows = [
        *bound.values_list(*fields, "valid_from", "expires_on", "stream"),
        *(
            (*row, shanghai_day(at), None, stream)
            for *row, at, stream in waits.values_list(*fields, "entered_at", "stream")
        ),
    ]
    return [
        BindingEntry(estate, _door(*door), BindingKind(kind), Capacity(capacity), since, until, stream)
        for estate, *door, kind, capacity, since, until, stream in rows
    ]


def bindings(
    estate_id: int, *, actor: Actor, objected: bool = False, after: int | None = None, limit: int = 50
) -> list[BindingRow]:
    """Return who votes for the units of an estate, the newest first, those before an id; one statement."""
    rows = VoterBinding.objects.filter(record.seen_by(actor), unit__estate_id=estate_id, ended_at=None)
    if objected:
        rows = rows.exclude(objected_at=None)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _binding_rows(rows.order_by("-pk")[:limit])


def _binding_rows(rows: QuerySet[VoterBinding]) -> list[BindingRow]:
    fields = (
        "pk", "unit_id", *_UNIT, "person_id", "kind", "capacity", "valid_from", "expires_on", "objected_at",
        "evidence_id", "objection_id",
    )  # fmt: skip
    return [
        BindingRow(number, unit, _door(a, b, c), person, BindingKind(kind), Capacity(capacity), *rest)
        for number, unit, a, b, c, person, kind, capacity, *rest in rows.values_list(*fields)
    ]


def desk_unit(roll_unit_id: int, *, actor: Actor, now: datetime) -> DeskUnit | None:
    """Return a unit of a roll the actor may see, owners masked; a person of another place has no name here."""
    rows = RollUnit.objects.filter(record.seen_by(actor), pk=roll_unit_id).annotate(visit=visit_asked())
    row = rows.select_related("roll__assembly").first()
    if row is None:
        return None
    roll = row.roll
    assembly = getattr(roll, "assembly", None)
    names = people.persons(row.owner_ids, now=now)
    owners = row.owner_ids if row.delivered else ()
    standing = VoterBinding.objects.filter(record.seen_by(actor), unit_id=row.unit_id, ended_at=None)
    proxies = Proxy.objects.filter(roll_unit=row, withdrawn_at=None).values_list("pk", "holder_id")
    return DeskUnit(
        row.pk,
        roll.pk,
        roll.estate_id,
        roll.estate_name,
        row.unit_id,
        row.code,
        row.area_dm2,
        [(person, names[person].name if person in names else "") for person in owners],
        next(iter(_binding_rows(standing)), None),
        _held(list(proxies), actor, now),
        agenda_lines(roll),
        roll.closes_at,
        proof_of(roll),
        assembly.pk if assembly is not None else None,
        list(
            Sheet.objects.filter(roll_unit=row)
            .order_by("received_at", "pk")
            .values_list("channel", "received_at")
        ),
        row.visit,
    )


def _held(proxies: Sequence[tuple[int, int]], actor: Actor, now: datetime) -> list[tuple[int, str]]:
    named = names_of([holder for _, holder in proxies], actor, now)
    return [(number, named.get(holder, "")) for number, holder in proxies]


def names_of(person_ids: Sequence[int], actor: Actor, now: datetime) -> dict[int, str]:
    """Return masked names, also of who signed in by phone and stands in no community's register."""
    if not person_ids:
        return {}
    with records.acting(replace(actor, places=(PlaceRange(places.city().path),))):
        return {number: row.name for number, row in people.persons(person_ids, now=now).items()}


_DESK = (
    "id",
    "code",
    "area_dm2",
    "kind",
    "expires_on",
    "objected_at",
    "proxy",
    "channel",
    "received_at",
    "visit",
)


def desk_rows(
    roll_id: int, *, actor: Actor, text: str = "", after: int = 0, limit: int = 50
) -> list[DeskRow]:
    """Return the units of a roll the actor may see whose name holds a text, those after an id; one statement."""
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, pk__gt=after)
    if text:
        rows = rows.filter(code__contains=text)
    bound = VoterBinding.objects.filter(unit_id=OuterRef("unit_id"), ended_at=None)
    last = Sheet.objects.filter(roll_unit=OuterRef("pk")).order_by("-received_at", "-pk")
    rows = rows.annotate(
        kind=Subquery(bound.values("kind")[:1]),
        expires_on=Subquery(bound.values("expires_on")[:1]),
        objected_at=Subquery(bound.values("objected_at")[:1]),
        proxy=Exists(Proxy.objects.filter(roll_unit=OuterRef("pk"), withdrawn_at=None)),
        channel=Subquery(last.values("channel")[:1]),
        received_at=Subquery(last.values("received_at")[:1]),
        visit=visit_asked(),
    )
    return [DeskRow(*row) for row in rows.order_by("id").values_list(*_DESK)[:limit]]


def all_desk_rows(roll_id: int, *, actor: Actor, text: str = "") -> Iterator[DeskRow]:
    """Yield the whole list for an export, read in pages."""
    after = 0
    while page := desk_rows(roll_id, actor=actor, text=text, after=after, limit=1_000):
        yield from page
        after = page[-1].id


def own_binding(unit: OwnUnit, *, actor: Actor, persons: Collection[int], now: datetime) -> OwnBinding | None:
    """Return who votes for a unit of the actor's; `persons` are those he is."""
    row = VoterBinding.objects.filter(record.seen_by(actor), unit_id=unit.unit_id, ended_at=None).first()
    if row is None:
        return None
    return OwnBinding(
        row.pk,
        row.person_id in persons,
        names_of([row.person_id], actor, now).get(row.person_id, ""),
        BindingKind(row.kind),
        Capacity(row.capacity),
        row.valid_from,
        row.expires_on,
        row.objected_at,
        "" if row.kind == BindingKind.LETTER else _desk_of(row.scope),
    )


def own_proxies(unit: OwnUnit, *, actor: Actor, now: datetime) -> list[tuple[str, datetime, str]]:
    """Return who is proxy for a unit of the actor's: his name, masked; when it was entered, and where."""
    rows = Proxy.objects.filter(record.seen_by(actor), roll_unit_id=unit.roll_unit_id, withdrawn_at=None)
    found = list(rows.values_list("holder_id", "given_at", "scope"))
    named = names_of([holder for holder, _, _ in found], actor, now)
    return [(named.get(holder, ""), at, _desk_of(scope)) for holder, at, scope in found]


def _desk_of(scope: str) -> str:
    """Return the place whose desk entered what lies there."""
    return next((one.name for one in reversed(places.places_on_path(scope))), "")


_RESTING = """
select b.vote_id, s.basis, s.capacity, count(*), count(*) filter (where v.objection_id is not null
  and (v.objected_at is not null or v.ended_at is not null))
from voting_ballot b
join voting_sheet s on s.id = b.sheet_id
left join voting_voterbinding v on v.id = s.binding_id
where b.vote_id = any(%s) and b.standing
group by b.vote_id, s.basis, s.capacity
"""


def resting_on(vote_ids: Sequence[int]) -> dict[int, Resting]:
    """Return on what the standing ballots of votes rest; the database shows only what the bound actor may see."""
    found = {vote: Resting(vote, dict.fromkeys(BASES, 0), 0) for vote in vote_ids}
    with connection.cursor() as cursor:
        cursor.execute(_RESTING, [list(vote_ids)])
        for vote, basis, capacity, count, objected in cursor.fetchall():
            one = found[vote]
            bases, as_what = one.by_basis, one.by_capacity
            found[vote] = Resting(
                vote,
                {**bases, basis: bases.get(basis, 0) + count},
                one.objected + objected,
                {**as_what, capacity: as_what.get(capacity, 0) + count},
            )
    return found


def _door(building: str, entrance: str | None, room: str) -> str:
    return f"{building}{entrance or ''}{room}"
