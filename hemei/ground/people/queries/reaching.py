"""Whom the platform reaches: by a telephone it may write to, or because he signs in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from hemei.ground.people.models import Account, Ownership
from hemei.ground.people.queries.owners import owning
from hemei.ground.people.rules.channels import Channel
from hemei.ground.people.services.opening import opened
from hemei.ground.people.services.persons import stream_of
from hemei.ground.people.services.sending import channel_is_set
from hemei.ground.records import queries as record
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def signing_in(person_ids: Iterable[int]) -> set[int]:
    """Return those of some persons who have an account that is not closed; one statement."""
    with opened(_PLATFORM, accounts=True):
        rows = Account.objects.filter(person_id__in=set(person_ids), is_active=True)
        return set(rows.values_list("person_id", flat=True))


def out_of_reach(unit_ids: Iterable[int], *, on: date) -> set[int]:
    """Return the units of which no owner of a day is reached: none has a telephone, or signs in, or is registered.

    A telephone counts where this copy sends texts. The caller has opened the place.
    """
    wanted, texts = set(unit_ids), settings.DEMO or channel_is_set(Channel.SMS)
    rows = Ownership.objects.filter(owning(on), unit_id__in=wanted)
    owners = list(rows.values_list("unit_id", "person_id", "person__phone_id"))
    reached = {unit for unit, _person, phone in owners if phone is not None and texts}
    left = [(unit, person) for unit, person, _phone in owners if unit not in reached]
    known = _known_as({person for _unit, person in left})
    signing = signing_in({one for some in known.values() for one in some})
    return wanted - reached - {unit for unit, person in left if known[person] & signing}


def _known_as(person_ids: set[int]) -> dict[int, set[int]]:
    """Return as whom each of some persons signs in: himself, and whoever proved to be him."""
    known = {person: {person} for person in person_ids}
    if not known:
        return known
    for stream, holder in record.shown_between(person_ids, prefix=stream_of(0)[:-1]):
        person = int(stream.rpartition(":")[2])
        if person in known:
            known[person].add(holder)
    return known
