"""A person comes to a counter: he is checked, found by number, and his request filed for him.

What he is entitled to does not hang on an account or a phone (PIPL article 50). Who looks for somebody by
number leaves a trace that the person sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.privacy import rules
from hemei.ground.privacy.queries import Matter, everything_of, personal_data
from hemei.ground.privacy.rules import Right
from hemei.ground.privacy.services.notices import write_sight
from hemei.ground.privacy.services.requests import (
    Counter,
    asked_of,
    locked,
    record_act,
    require,
    write_request,
)
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Come:
    """Who has come to the counter: the code of the claimant and of the document that was checked."""

    claimant: str
    proof: str


@dataclass(frozen=True, slots=True)
class Asks:
    """What a person asks for at the counter; `told` says that he was shown the notice there."""

    right: Right
    text: str
    told: bool = False


def find_person(*, actor: Actor, now: datetime, number: str, come: Come) -> list[people.PersonRow]:
    """Return the persons with exactly this phone or identity number, names masked, and record the search.

    Raises:
        Refused: not a counter; no number; nobody was checked.
    """
    people_services.demand_act(actor, people.Act.FILE_PRIVACY)
    document = personal_data(shanghai_day(now))
    require(rules.may_file(document, claimant=come.claimant, proof=come.proof, right=Right.COPY))
    if not number.strip():
        raise Refused.because(
            mark("请填写手机号或者证件号码。"),
            remedy=mark("号码要完整，一位不差。"),
            field="number",
            code="number",
        )
    city = places.city().path
    with people_services.opened(actor, city):
        field, found = people.persons_by_number(number)
        traced: list[int | None] = [*found] or [None]
        for person in traced:
            records.record_event(
                stream=people_services.stream_of(person) if person else f"privacy.counter:{actor.body_id}",
                type="privacy.person_found" if person else "privacy.nobody_found",
                actor=actor,
                at=now,
                scope=people.scope_of(person) if person else city,
                data={"field": field, "claimant": come.claimant, "proof": come.proof},
            )
        rows = people.persons(found, now=now)
    return [rows[person] for person in found]


def ask_at_counter(*, actor: Actor, now: datetime, person_id: int, come: Come, asks: Asks) -> str:
    """File a request for a person who has come, and return its number.

    Raises:
        Refused: not a counter; who came may not claim this right; nothing is said; one is still open.
    """
    people_services.demand_act(actor, people.Act.FILE_PRIVACY)
    document = personal_data(shanghai_day(now))
    require(rules.may_file(document, claimant=come.claimant, proof=come.proof, right=asks.right))
    with people_services.opened(actor, places.city().path):
        number = write_request(
            actor=actor,
            now=now,
            person=person_id,
            right=asks.right,
            text=asks.text,
            shown_to=(person_id,),
            counter=Counter(actor.body_id or 0, come.claimant, come.proof),
        )
        if asks.told:
            write_sight(actor=actor, now=now, person_id=person_id, way="counter")
    return number


def hand_over(*, actor: Actor, now: datetime, number: str) -> None:
    """Note that the answer was given to who had come, after which the counter takes no copy any more."""
    people_services.demand_act(actor, people.Act.FILE_PRIVACY)
    with transaction.atomic():
        found = locked(number)
        require(rules.may_hand_over(asked_of(found), actor.body_id))
        found.handed_at = now
        found.save(update_fields=["handed_at"])
        with people_services.opened(actor, found.scope):
            record_act(found, actor, now, "privacy.answer_handed_over")


def take_copy(*, actor: Actor, now: datetime, number: str) -> list[Matter]:
    """Return everything held of who asked for it, to be given to him; he sees who took it.

    Raises:
        Refused: neither the desk nor the counter of this request; not asked for; not granted yet.
    """
    with transaction.atomic():
        found = locked(number)
        require(rules.may_take_copy(asked_of(found), actor.body_id))
        with people_services.opened(actor, found.scope):
            records.record_event(
                stream=people_services.stream_of(found.person_id),
                type="privacy.copy_taken",
                actor=actor,
                at=now,
                scope=found.scope,
                data={"field": "everything", "request": found.number},
            )
        return everything_of(actor=actor, persons=(found.person_id,), now=now)
