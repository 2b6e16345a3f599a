"""In which estates somebody may file a dispute: of the body's place, of a clerk's places, of one's own homes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.queries.bodies import mediation_body, own_mediator

MOST = 20


def sites(*, actor: Actor, now: datetime, text: str = "") -> list[tuple[int, str]]:
    """Return estates by id and name, those whose name holds a text."""
    if actor.role is Role.MEDIATOR:
        return _of_body(actor, text)
    if actor.role is Role.RESIDENT:
        return _of_homes(actor, now, text)
    if actor.role is Role.COMPANY_MANAGER:
        return _of_company(actor, now, text)
    if actor.role is Role.COMMITTEE_MEMBER:
        estate = people.estate_of_body(actor.body_id or 0)
        row = places.estate(estate, actor=actor) if estate is not None else None
        return [(row.id, row.name)] if row is not None else []
    return [(row.id, row.name) for row in places.estates(actor=actor, text=text, limit=MOST)]


def _of_body(actor: Actor, text: str) -> list[tuple[int, str]]:
    own = own_mediator(actor)
    body = mediation_body(own.mediation_body_id) if own is not None else None
    if body is None:
        return []
    wider = replace(actor, places=(PlaceRange(body.place_path),))
    with opened(actor, body.place_path):
        return [(row.id, row.name) for row in places.estates(actor=wider, text=text, limit=MOST)]


def _of_homes(actor: Actor, now: datetime, text: str) -> list[tuple[int, str]]:
    ids = {home.estate_id for home in people.own_homes(actor, on=shanghai_day(now))}
    city = places.city().path
    with opened(actor, city):
        found = places.estates_by_id(ids, actor=replace(actor, places=(PlaceRange(city),)))
    return sorted((row.id, row.name) for row in found.values() if text in row.name)


def _of_company(actor: Actor, now: datetime, text: str) -> list[tuple[int, str]]:
    """Return the estates of the projects he is in charge of: a manager speaks for no other."""
    today = shanghai_day(now)
    rows = companies.projects(actor=actor, on=today, limit=1_000)
    managers = companies.managers_on([row.id for row in rows], today)
    own = {row.estate_id for row in rows if managers.get(row.id) == actor.person_id}
    found = places.estates_by_id(own, actor=actor)
    return sorted((row.id, row.name) for row in found.values() if text in row.name)[:MOST]
