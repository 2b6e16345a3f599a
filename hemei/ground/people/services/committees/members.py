"""A member of a committee gets an office in the platform: the role that a seat opens, and that ends with it."""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.people.models import Account, Appointment, Seat, Term
from hemei.ground.people.rules import seats
from hemei.ground.people.rules.committee_words import Post
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.appointing import told_of, write_appointment
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.committees.seats import locked_seat
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import PHONE, stream_of, write_account
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
            account = _account(seat, term, actor, now)
            if sample is not None:
                Account.objects.filter(pk=account.pk).update(sample=sample)
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


def _account(seat: Seat, term: Term, actor: Actor, now: datetime) -> Account:
    """Return the account of a seat's holder: his own, else that of his phone, else a new one."""
    known = Account.objects.filter(person_id=seat.person_id).first()
    phone = (
        record.open_sealed([seat.person.phone_id or 0]).get(seat.person.phone_id or 0) if not known else None
    )
    if known is None and phone:
        known = Account.objects.filter(phone_index__in=record.blind_indexes(PHONE, phone)).first()
    if known is None and phone:
        made = write_account(actor=actor, now=now, person_id=seat.person_id, phone=phone, scope=term.scope)
        known = Account.objects.get(pk=made)
    if known is None:
        raise Refused.because(
            mark("没有登记这位委员的手机号，不能开通账号。"),
            remedy=mark("请先在业主台账里补登手机号，委员凭短信验证码登录。"),
            code="no_phone",
        )
    if not known.is_active:
        raise Refused.because(mark("这个账号已停用。"), remedy=mark("请联系安全管理员。"), code="inactive")
    return known
