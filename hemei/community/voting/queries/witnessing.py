"""Visits to doors that wait for the second person, and those that expired, for both who were there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from hemei.community.voting.models import VisitWitness
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

SHOWN = 200
"""So many of the latest visits a list holds."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as one of its two persons sees it, or whoever oversees the place; never a choice.

    `other` is the other of the two, both where the reader is neither. `there` is None while nobody has answered.
    """

    id: int
    estate: str
    unit: str
    other: str
    mine: bool
    own: bool
    received_at: datetime
    closes_at: datetime
    there: bool | None

    def waits(self, now: datetime) -> bool:
        """Whether it still waits for the second person."""
        return self.there is None and now <= self.closes_at


def visits_of(*, actor: Actor) -> list[VisitRow]:
    """Return the latest visits the actor made, as who entered the sheet or as who came along; `mine` he may answer.

    Whoever organises or oversees votes reads those of his places too.
    """
    if actor.person_id is None or actor.role not in roles_for(Act.VISIT) | roles_for(Act.SEE):
        return []
    rows = VisitWitness.objects.filter(record.seen_by(actor)).order_by("-pk")
    if actor.role not in roles_for(Act.SEE):
        rows = rows.filter(Q(witness=actor.person_id) | Q(entered_by=actor.person_id))
    scopes = sorted(set(rows.values_list("scope", flat=True)))
    with people_services.opened(actor, *scopes):
        fields = (
            "pk", "sheet__roll__estate_name", "sheet__roll_unit__code", "entered_by", "witness", "sheet__received_at",
            "closes_at", "there",
        )  # fmt: skip
        found = list(rows.values_list(*fields)[:SHOWN])
    names = _names({one for row in found for one in row[3:5]}, actor)
    return [
        VisitRow(
            number,
            estate,
            unit,
            "、".join(names.get(one, "") for one in (entered, witness) if one != actor.person_id),
            witness == actor.person_id,
            actor.person_id in (entered, witness),
            at,
            until,
            there,
        )
        for number, estate, unit, entered, witness, at, until, there in found
    ]


def _names(persons: set[int], actor: Actor) -> dict[int, str]:
    """Return who went to doors by name: in office, colleagues of the reader or of bodies below him."""
    if actor.role in roles_for(Act.SEE):
        with people_services.opened(actor, places.city().path):  # they live where they live
            return people.whole_names(persons)
    with people.own_body_open(actor):
        return people.whole_names(persons)


def visits_to_confirm(*, actor: Actor, now: datetime) -> record.Lines[tuple[int]]:
    """Return how many visits wait for the actor's word; one statement, none for who makes no visits."""
    if actor.person_id is None or actor.role not in roles_for(Act.VISIT):
        return record.Lines()
    rows = VisitWitness.objects.filter(record.seen_by(actor), witness=actor.person_id)
    return record.counted(rows.filter(answered_at=None, closes_at__gte=now))
