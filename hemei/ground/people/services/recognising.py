"""A resident shows that he is the owner whom a register names: by phone, name and identity number together.

An import knows an owner by his papers, a sign-in by his phone. Until both are known to be one, nobody sees
what is held of an owner but the offices. The access list then opens the owner's stream to who signs in.
"""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.people.models import Account, Person
from hemei.ground.people.queries.held import own_persons
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import PHONE, stream_of
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

MOST_TRIES = 5  # a day: an identity number is not to be guessed


def recognise_owner(*, actor: Actor, now: datetime, name: str, identity: str) -> None:
    """Open to the actor what the registers hold of him as an owner.

    Raises:
        Refused: name, identity number and the phone of the account do not all agree with one person, or too
            many tries today. Which of the three failed is not said.
    """
    demand_act(actor, Act.USE_OWN_ACCOUNT)
    own = stream_of(actor.person_id or 0)
    with opened(actor, places.city().path, accounts=True):
        today = shanghai_day(now)
        if _tries(own, today) >= MOST_TRIES:
            raise Refused.because(
                mark("今天核对的次数太多。"),
                remedy=mark("请明天再试，或带身份证到社区窗口办理。"),
                code="tries",
            )
        person = _same(actor, "".join(name.split()), "".join(identity.split()).upper())
        scope = Person.objects.values_list("scope", flat=True).get(pk=person or actor.person_id or 0)
        if person is not None:
            records.grant_access(stream=stream_of(person), persons=(actor.person_id or 0,))
        records.record_event(
            stream=stream_of(person) if person else own,
            type="people.owner_recognised" if person else "people.owner_not_recognised",
            actor=actor,
            at=now,
            scope=scope,
            data={"by": actor.person_id} if person else {},
        )
    if person is None:  # outside the block: the failed try stays recorded
        raise Refused.because(
            mark("没有找到姓名、证件号码和您登录用的手机号都一致的业主登记。"),
            remedy=mark("请核对后再试；手机号换过的，请带身份证到社区窗口办理。"),
            field="identity",
            code="not_found",
        )


def _tries(stream: str, today: date) -> int:
    return sum(
        event.type == "people.owner_not_recognised" and shanghai_day(event.at) == today
        for event in record.history(stream=stream)
    )


def _same(actor: Actor, name: str, identity: str) -> int | None:
    """Return the person of this name and identity number with the phone of the actor's account."""
    index = Account.objects.filter(pk=actor.account_id or 0).values_list("phone_index", flat=True).first()
    streams = (
        {stream for stream, _ in record.sealed_streams(field="identity", text=identity)}
        if identity
        else set()
    )
    candidates = Person.objects.filter(stream__in=streams).exclude(pk__in=own_persons(actor))
    for person in candidates.order_by("id"):
        texts = record.open_sealed([person.name_id or 0, person.phone_id or 0])
        phone, called = texts.get(person.phone_id or 0), texts.get(person.name_id or 0) or ""
        if (
            index
            and phone
            and bytes(index) in record.blind_indexes(PHONE, phone)
            and "".join(called.split()) == name
        ):
            return person.pk
    return None
