"""What people's own registers hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from hemei.ground.people.models import Account, Appointment, Ownership, Person, Residence, Seat
from hemei.ground.people.rules.committee_words import BASIS_NAMES, POST_NAMES, PartyBasis, Post
from hemei.ground.people.rules.platform import ROLE_NAMES
from hemei.ground.people.rules.residents import RESIDENCE_NAMES, ResidenceKind
from hemei.ground.people.services.persons import stream_of
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Fact, Held, Holder, period, runs_on
from hemei.kernel.workdays import shanghai_day

_DM2 = 100


def own_persons(actor: Actor) -> tuple[int, ...]:
    """Return the persons the actor is: the one he signs in as, and those of the registers he proved to be.

    The access list says so, and row-level security: in another's transaction there are none.
    """
    if actor.person_id is None:
        return ()
    shown = record.streams_shown_to(actor.person_id, prefix=stream_of(0)[:-1])
    rows = Person.objects.filter(Q(pk=actor.person_id) | Q(stream__in=shown)).values_list("pk", flat=True)
    return tuple(sorted(rows, key=lambda number: (number != actor.person_id, number)))


def known_as(person_ids: Iterable[int]) -> set[int]:
    """Return as whom persons of the registers sign in: themselves, and whoever proved to be one of them."""
    return record.persons_shown(stream_of(person) for person in person_ids)


def humans_of(person_ids: Iterable[int]) -> dict[int, int]:
    """Return every record of the humans some persons are, each with the lowest record of his human.

    One human may stand in a register and sign in under another record: whoever signs in as one of them, and whom he
    proved to be. The caller has opened the city; one statement a step from record to record, of which there are few.
    """
    fresh = set(person_ids)
    lowest = {one: one for one in fresh}
    ties: set[tuple[int, int]] = set()
    while fresh:
        shown = record.shown_between(fresh, prefix=stream_of(0)[:-1])
        ties |= {(int(stream.rpartition(":")[2]), holder) for stream, holder in shown}
        fresh = {one for tie in ties for one in tie} - lowest.keys()
        lowest |= {one: one for one in fresh}
    while apart := [tie for tie in ties if lowest[tie[0]] != lowest[tie[1]]]:
        for one, other in apart:
            lowest[one] = lowest[other] = min(lowest[one], lowest[other])
    return lowest


def same_as(person_id: int) -> set[int]:
    """Return every record of the human a person is; the caller has opened the city."""
    found = humans_of([person_id])
    return {one for one, lowest in found.items() if lowest == found[person_id]}


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return persons, accounts, offices, seats, units owned and units lived in, in this order; six statements."""
    found = [
        Held(mark("个人资料"), facts=_public(name), stream=stream)
        for stream, name in Person.objects.filter(pk__in=persons).values_list("stream", "public_office_name")
    ]
    accounts = Account.objects.filter(person_id__in=persons)
    found += [_account(row) for row in accounts.order_by("id")]
    offices = Appointment.objects.filter(person_id__in=persons).order_by("-valid_from", "-id")
    found += [
        Held(mark("任职"), body, ((mark("职务"), ROLE_NAMES[Role(role)]), *period(since, until)),
             runs=runs_on(since, until, on))
        for body, role, since, until in offices.values_list("body__name", "role", "valid_from", "valid_until")
    ]  # fmt: skip
    held = Seat.objects.filter(person_id__in=persons).order_by("-valid_from", "-id")
    found += [_seat(row, on) for row in held.select_related("term__body")]
    owned = Ownership.objects.filter(person_id__in=persons).order_by("-valid_from", "-id")
    doors = ("unit__estate", "unit__building", "unit__entrance")
    found += [_owned(row, on) for row in owned.select_related(*doors)]
    lived = Residence.objects.filter(person_id__in=persons).order_by("-valid_from", "-id")
    return found + [_lived(row, on) for row in lived.select_related(*doors)]


HOLDER = Holder(
    frozenset(
        {
            "people_person",
            "people_account",
            "people_appointment",
            "people_seat",
            "people_ownership",
            "people_residence",
        }
    ),
    held_of,
)


def _public(name: str) -> tuple[Fact, ...]:
    return ((mark("依法公开的姓名"), name),) if name else ()


def _account(row: Account) -> Held:
    by = row.username or mark("手机号")
    made = shanghai_day(row.created_at).isoformat()
    state = mark("可以登录") if row.is_active else mark("已停用")
    return Held(mark("账号"), facts=((mark("登录用"), by), (mark("建立"), made), (mark("状态"), state)))


def _seat(row: Seat, on: date) -> Held:
    """Return a seat; what was said of Party membership the vault hands over, here stands on whose word."""
    until = row.valid_until or row.term.ended_on or row.term.valid_until
    facts = [(mark("职务"), POST_NAMES[Post(row.post)]), *period(row.valid_from, until)]
    if row.party_basis:
        facts.append((mark("党员信息依据"), BASIS_NAMES[PartyBasis(row.party_basis)]))
    return Held(mark("业委会席位"), row.term.body.name, tuple(facts), runs=runs_on(row.valid_from, until, on))


def _owned(row: Ownership, on: date) -> Held:
    unit = row.unit
    share = f"{row.share_of}/{row.share_in}" if row.share_of else mark("单独所有或者共同共有")
    whole, rest = divmod(unit.exclusive_area_dm2, _DM2)
    facts = (
        (mark("专有面积（平方米）"), f"{whole}.{rest:02}"),
        (mark("份额"), share),
        *(((mark("不动产权证号"), unit.register_ref),) if unit.register_ref else ()),
        *period(row.valid_from, row.valid_until),
    )
    return Held(mark("拥有的房屋"), _door(unit), facts, runs=runs_on(row.valid_from, row.valid_until, on))


def _lived(row: Residence, on: date) -> Held:
    facts = (
        (mark("住户类型"), RESIDENCE_NAMES[ResidenceKind(row.kind)]),
        *period(row.valid_from, row.valid_until),
    )
    return Held(mark("居住的房屋"), _door(row.unit), facts, runs=runs_on(row.valid_from, row.valid_until, on))


def _door(unit: Any) -> str:
    """Return a unit as one reads its address; the model is another app's."""
    entrance = unit.entrance.name if unit.entrance else ""
    return f"{unit.estate.name} {unit.building.name}{entrance}{unit.room}"
