"""Whose hands did acts, by every record of each human: he may sign in at work by one and at home by another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import F

from hemei.community.voting.models import Proxy, Sheet
from hemei.community.voting.rules.striking import Hand, hand_of
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange


def known_hands(hands: Iterable[Hand], *, actor: Actor) -> list[Hand]:
    """Return hands, each with every record of its human; they may live anywhere in the city."""
    listed = list(hands)
    persons = {one.person for one in listed if one.person is not None}
    if not persons:
        return listed
    with records.acting(replace(actor, places=(PlaceRange(places.city().path),))):
        humans = people.humans_of(persons)
    return [
        replace(one, also=frozenset(number for number, low in humans.items() if low == humans[one.person]))
        if one.person is not None
        else one
        for one in listed
    ]


def own_hand(actor: Actor) -> Hand:
    """Return the hand of who acts now, by all his records."""
    [hand] = known_hands([hand_of(actor.as_payload())], actor=actor)
    return hand


def own_records(actor: Actor) -> frozenset[int]:
    """Return every record of the human who acts now; none where no person is kept."""
    hand = own_hand(actor)
    return hand.also


def proxy_hands(sheets: Iterable[Sheet]) -> dict[int, frozenset[int]]:
    """Return, by sheet, whose word it counts by as far as a proxy came with it on paper; one statement.

    Who entered, confirmed or refused such a proxy, and who said whether the owner signed it himself.
    """
    papers = [one.pk for one in sheets if one.channel == "paper"]
    # Only one printed ballot of a home is good at a time, so the moment of its entry tells which it was.
    came = {
        "sheet__roll_unit__sheets__in": papers,
        "sheet__roll_unit__sheets__entered_at": F("sheet__entered_at"),
    }
    fields = ("sheet__roll_unit__sheets", "entered_by", "settled_by", "sheet__signature_by")
    found: dict[int, frozenset[int]] = {}
    for number, *persons in Proxy.objects.filter(**came).values_list(*fields) if papers else ():
        found[number] = found.get(number, frozenset()).union(one for one in persons if one is not None)
    return found
