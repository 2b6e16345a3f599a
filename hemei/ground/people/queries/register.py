"""The register of bodies and staff as system administration keeps it: as of a day, with what came before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils.module_loading import import_string

from hemei.ground.people.models import Account, Appointment, Body, FormerName, Person
from hemei.ground.people.queries.bodies import AppointmentRow, BodyRow, appointment_rows, body_rows, running
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.rules.platform import Act, may
from hemei.ground.people.services.opening import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused


@dataclass(frozen=True, slots=True)
class BodyFilter:
    """What a reader asks of the register; `within` is a path, `on` a day the body ran on."""

    text: str = ""
    kind: str = ""
    within: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NamePeriod:
    """What a body was called during a period."""

    name: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A staff account: who has it stays in the vault, the username is what colleagues say."""

    person_id: int
    account_id: int
    username: str
    opened: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff as system administration sees him: the phone masked, and the name too unless public."""

    person_id: int
    account_id: int
    username: str
    opened: bool
    name: str
    phone: str
    scope: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How many things of a sort a body still has to do; `words` has a place for `{count}`."""

    words: str
    count: int


def register(asked: BodyFilter, *, after: int = 0, limit: int = 50) -> list[BodyRow]:
    """Return a page of the register of bodies by id, those after an id; bodies are public."""
    rows = Body.objects.filter(pk__gt=after)
    if asked.text:
        rows = rows.filter(
            Q(name__contains=asked.text) | Q(former_names__name__contains=asked.text)
        ).distinct()
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.within:
        rows = rows.filter(scope__gte=asked.within, scope__lt=asked.within[:-1] + "/")
    if asked.on is not None:
        rows = rows.filter(running(asked.on))
    return body_rows(rows.order_by("id")[:limit])


def names_of_body(row: BodyRow) -> list[NamePeriod]:
    """Return what a body was and is called, the latest first."""
    former = FormerName.objects.filter(body_id=row.id).order_by("-valid_from")
    past = [NamePeriod(*found) for found in former.values_list("name", "valid_from", "valid_until")]
    return [
        NamePeriod(
            row.name, past[0].valid_until or row.valid_from if past else row.valid_from, row.valid_until
        ),
        *past,
    ]


def predecessors_of(body_id: int) -> list[BodyRow]:
    """Return the dissolved bodies this one goes on for."""
    return body_rows(Body.objects.filter(successor_id=body_id).order_by("valid_until", "id"))


def bodies_beside(row: BodyRow, on: date, within: str, limit: int = 300) -> list[BodyRow]:
    """Return the other running bodies of this one's kind below a place: who could go on in its stead."""
    rows = Body.objects.filter(running(on), kind=row.kind, scope__gte=within, scope__lt=within[:-1] + "/")
    return body_rows(rows.exclude(pk=row.id).order_by("name", "id")[:limit])


def bodies_named(name: str, limit: int = 5) -> list[BodyRow]:
    """Return the bodies that are not dissolved and bear exactly this name or short name."""
    rows = Body.objects.filter(Q(name=name) | Q(short_name=name), valid_until=None)
    return body_rows(rows.order_by("id")[:limit])


def appointments(
    *,
    body_id: int | None = None,
    person_id: int | None = None,
    on: date | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[AppointmentRow]:
    """Return the appointments of a body or a person by id: those of a day, or of all time."""
    rows = Appointment.objects.filter(pk__gt=after)
    rows = rows.filter(body_id=body_id) if body_id is not None else rows
    rows = rows.filter(person_id=person_id) if person_id is not None else rows
    rows = rows.filter(running(on)) if on is not None else rows
    return appointment_rows(rows.order_by("id")[:limit])


def appointment(appointment_id: int) -> AppointmentRow | None:
    """Return one appointment, ended or not."""
    return next(iter(appointment_rows(Appointment.objects.filter(pk=appointment_id))), None)


def usernames(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the usernames of staff by person, in one statement; residents have none."""
    rows = Account.objects.filter(person_id__in=set(person_ids), username__isnull=False)
    return {person: username or "" for person, username in rows.values_list("person_id", "username")}


def staff(
    *, actor: Actor, text: str = "", closed_only: bool = False, after: int = 0, limit: int = 50
) -> list[StaffRow]:
    """Return a page of the staff accounts by id; residents' accounts are never among them.

    Raises:
        Refused: neither system nor security administration.
    """
    _demand_one_of(actor, Act.MANAGE_PEOPLE, Act.RESET_PASSWORD)
    rows = Account.objects.filter(username__isnull=False, pk__gt=after)
    if text:
        rows = rows.filter(username__istartswith=text)
    if closed_only:
        rows = rows.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return [_staff_row(row) for row in rows.order_by("id")[:limit]]


def staff_named(*, actor: Actor, username: str) -> StaffRow | None:
    """Return the staff account of exactly this username."""
    _demand_one_of(actor, Act.MANAGE_PEOPLE, Act.RESET_PASSWORD)
    row = Account.objects.filter(username=username).first() if username else None
    return _staff_row(row) if row else None


def staff_at(person_ids: Iterable[int], on: date) -> dict[int, list[AppointmentRow]]:
    """Return the appointments that run on a day, by person, in one statement; for lists."""
    found: dict[int, list[AppointmentRow]] = {}
    for row in appointment_rows(
        Appointment.objects.filter(running(on), person_id__in=set(person_ids)).order_by("id")
    ):
        found.setdefault(row.person_id, []).append(row)
    return found


def staff_member(*, actor: Actor, person_id: int, now: datetime) -> StaffMember | None:
    """Return a member of staff; a resident is not there for system administration.

    Raises:
        Refused: not system administration.
    """
    _demand_one_of(actor, Act.MANAGE_PEOPLE)
    account = Account.objects.filter(person_id=person_id, username__isnull=False).first()
    if account is None:
        return None
    with opened(actor, account.scope):
        person = Person.objects.filter(pk=person_id).first()
        sealed = (person.name_id, person.phone_id) if person else ()
        texts = record.open_sealed(number for number in sealed if number)
    name = masked("name", texts.get(person.name_id or 0) or "", now) if person else ""
    row = _staff_row(account)
    return StaffMember(
        person_id=person_id,
        account_id=row.account_id,
        username=row.username,
        opened=row.opened,
        name=(person.public_office_name if person else "") or name,
        phone=masked("phone", texts.get(person.phone_id or 0) or "", now) if person else "",
        scope=account.scope,
    )


def holdings(*, actor: Actor, body_id: int) -> list[Holding]:
    """Return what a body still has to do, as the apps named in the setting `HOLDINGS` count it.

    Raises:
        Refused: not system administration.
    """
    _demand_one_of(actor, Act.MANAGE_BODIES)
    return [import_string(name)(actor=actor, body_id=body_id) for name in settings.HOLDINGS]


def _demand_one_of(actor: Actor, *acts: Act) -> None:
    decisions = [may(actor.role, act) for act in acts]
    if not any(decision.allowed for decision in decisions):
        raise Refused(decisions[0])


def _staff_row(row: Account) -> StaffRow:
    return StaffRow(row.person_id, row.pk, row.username or "", row.has_usable_password(), row.created_at)
