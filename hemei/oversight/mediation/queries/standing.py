"""As whom somebody stands in a dispute: a party himself or for one, or who handles the file."""

from __future__ import annotations

from datetime import date

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Role
from hemei.oversight.mediation.models import DisputeMediator, DisputeParty, Mediator
from hemei.oversight.mediation.rules.words import PartyKind, Post


def stands_for(actor: Actor, party: DisputeParty, on: date) -> bool:
    """Whether the actor is this party on a day: the person; a member of the body; the manager of that very project.

    Of a company only who is in charge of the project stands for it; while nobody is, nobody does.
    """
    if party.kind == PartyKind.PERSON:
        return party.person_id is not None and party.person_id in people.own_persons(actor)
    if actor.body_id is None or party.body_id != actor.body_id:
        return False
    if actor.role is not Role.COMPANY_MANAGER or party.project_id is None:
        return True
    return actor.person_id is not None and companies.manager_on(party.project_id, on) == actor.person_id


def handles_file(actor: Actor, *, dispute_id: int, body_id: int, mediation_body_id: int) -> bool:
    """Whether the file is the actor's to work on: the secretary's of the body, or the assigned mediators'.

    Before anybody is assigned it is every mediator's of the body.
    """
    if actor.role is Role.SYSTEM:
        return True
    if actor.role is not Role.MEDIATOR or actor.body_id != body_id:
        return False
    mine = Mediator.objects.filter(
        mediation_body_id=mediation_body_id, person_id=actor.person_id or 0, valid_until=None
    ).first()
    if mine is None:
        return False
    running = DisputeMediator.objects.filter(dispute_id=dispute_id, ended_at=None)
    assigned = set(running.values_list("mediator_id", flat=True))
    return mine.post == Post.SECRETARY or not assigned or mine.pk in assigned
