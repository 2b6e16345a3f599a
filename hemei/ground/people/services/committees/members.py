"""A member of a committee gets an office in the platform: the role that a seat opens, and that ends with it.

Who sits in a management committee that stands in has no seat, as nobody elected him: the street that formed it says so.
"""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.people.models import Account, Appointment, Body, Person, Seat, Term
from hemei.ground.people.rules import credentials, seats
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.committee_words import Post
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.appointing import told_of, write_appointment
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.committees.seats import Who, locked_seat, person_of
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import PHONE, stream_of, write_account
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def open_office(*, actor: Actor, now: datetime, seat_id: int, sample: int | None = None) -> int:
    """Let who holds a member's seat act for the committee; return the id of the appointment.

    He signs in by a code sent to the phone the register knows: an account of that number is his, and where there is
    none it is made. The committee's body comes on the access list of its estate, and of nothing that is a
    neighbour's. `sample` is the place on the page of sample persons of a demonstration.

    Raises:
        Refused: the seat is not the actor's, is none of a member, has ended or opened an office already; no phone
            is known.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        seat, term = locked_seat(seat_id, actor)
        end = seat.valid_until or term.ended_on or term.valid_until
        opens = seat.appointment_id is not None
        demand(seats.may_open_office(Post(seat.post), seat.valid_from, end, shanghai_day(now), opens=opens))
        with opened(actor, term.scope, accounts=True):
            account = _account(seat.person, term.scope, actor, now, sample)
        office = write_appointment(_office(account.person_id, seat, term, end))
        Seat.objects.filter(pk=seat_id).update(appointment=office)
        records.grant_access(stream=term.stream, bodies=(term.body_id,))
        records.record_event(
            stream=body_stream(term.body_id), type="people.office_opened", actor=actor, at=now, scope=term.scope,
            data={"term": term.pk, "seat": seat_id, **told_of(office)},
        )  # fmt: skip
    return office.pk


def _office(person_id: int, seat: Seat, term: Term, end: date | None) -> Appointment:
    return Appointment(
        person_id=person_id, body_id=term.body_id, role=Role.COMMITTEE_MEMBER, place_id=term.body.place_id,
        scope=term.scope, stream=stream_of(person_id), valid_from=seat.valid_from, valid_until=end,
    )  # fmt: skip


def open_stand_in_office(
    *, actor: Actor, now: datetime, body_id: int, who: Who, until: date, sample: int | None = None
) -> tuple[int, int]:
    """Let a member of a management committee act for it until its time is over; return his person and the appointment.

    He signs in as a committee's member does, by a code sent to his phone, and sees what the body is shown: the estate,
    and what later apps open to the committee at work. Like a seat's, the office ends with the body.

    Raises:
        Refused: the body is no management committee of the actor's that runs, no phone is given, or he has an office.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    demand(credentials.is_phone(who.phone or ""))
    with records.acting(actor):
        rows = Body.objects.select_for_update().filter(
            record.seen_by(actor), pk=body_id, kind=BodyKind.MANAGEMENT_COMMITTEE, valid_until=None
        )
        body = rows.first()
        estate = places.estate(body.estate_id or 0, actor=actor) if body is not None else None
        if body is None or estate is None:
            raise Refused.because(mark("没有找到这个物业管理委员会。"), code="not_found")
        with opened(actor, body.scope, accounts=True):
            number = person_of(who, estate_id=estate.id, scope=body.scope, now=now)
            person = Person.objects.get(pk=number)
            account = _account(person, body.scope, actor, now, sample)
        office = write_appointment(
            Appointment(
                person_id=account.person_id, body_id=body_id, role=Role.COMMITTEE_MEMBER, place_id=body.place_id,
                scope=body.scope, stream=stream_of(account.person_id), valid_from=body.valid_from, valid_until=until,
            )
        )  # fmt: skip
        records.grant_access(stream=estate.stream, bodies=(body_id,))
        records.record_event(
            stream=body_stream(body_id), type="people.office_opened", actor=actor, at=now, scope=body.scope,
            data=dict(told_of(office)),
        )  # fmt: skip
    return account.person_id, office.pk


def _account(person: Person, scope: str, actor: Actor, now: datetime, sample: int | None) -> Account:
    """Return somebody's account: his own, else that of his phone, else a new one."""
    known = Account.objects.filter(person_id=person.pk).first()
    phone = record.open_sealed([person.phone_id or 0]).get(person.phone_id or 0) if not known else None
    if known is None and phone:
        known = Account.objects.filter(phone_index__in=record.blind_indexes(PHONE, phone)).first()
    if known is None and phone:
        made = write_account(actor=actor, now=now, person_id=person.pk, phone=phone, scope=scope)
        known = Account.objects.get(pk=made)
    if known is None:
        raise Refused.because(
            mark("没有登记这位委员的手机号，不能开通账号。"),
            remedy=mark("请先在业主台账里补登手机号，委员凭短信验证码登录。"),
            code="no_phone",
        )
    if not known.is_active:
        raise Refused.because(mark("这个账号已停用。"), remedy=mark("请联系安全管理员。"), code="inactive")
    if sample is not None:
        Account.objects.filter(pk=known.pk).update(sample=sample)
    return known
