"""Whom the money of homes and estates concerns: owners, seller and buyer, who asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hemei.community.funds import queries as funds
from hemei.coordination.disclosure import queries as disclosure
from hemei.faces.notices.rules.about import Subject
from hemei.faces.notices.rules.words import To
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record

ABOUT = (funds.FUND, funds.USE, funds.TRANSFER, disclosure.DRAFT, disclosure.QUESTION)
"""How the streams begin whose events are about money."""
PARTIES = frozenset({To.HOUSEHOLDS, To.NEIGHBOURS, To.ASKER})


def subject_of(stream: str) -> Subject:
    """Return what is told of: the fund, the use, the sale, the draft or the question, by its number."""
    return Subject(stream, stream.rpartition(":")[2])


def persons_told(to: To, stream: str, data: Mapping[str, Any], day: date) -> set[int]:
    """Return who an event of money concerns, as they sign in; the place is open. A few statements, however many."""
    return _TOLD[to](stream, data, day)


def _households(stream: str, data: Mapping[str, Any], day: date) -> set[int]:
    """Return the owners of the homes that are asked, owe or would have shared, and both sides of a sale."""
    if stream.startswith(funds.TRANSFER):
        return people.known_as(record.persons_shown([stream]))
    if stream.startswith(funds.USE):
        estate, units = funds.concerned_units(stream)
    else:
        estate, units = funds.estate_of_fund(stream), set(data.get("units", ()))
    if estate is None or not units:
        return set()
    owners = people.owner_ids_in(estate, actor=PLATFORM, on=day)
    return people.known_as({one for unit in units for one in owners.get(unit, ())})


def _neighbours(stream: str, _data: Mapping[str, Any], day: date) -> set[int]:
    """Return the owners of an estate who sign in; the others read it on the board, where they can say nothing."""
    estate = disclosure.estate_of(stream)
    if estate is None:
        return set()
    owners = people.owner_ids_in(estate, actor=PLATFORM, on=day)
    return people.signing_in(people.known_as({one for some in owners.values() for one in some}))


def _asker(stream: str, _data: Mapping[str, Any], _day: date) -> set[int]:
    asker = disclosure.asker_of(stream)
    return people.known_as([asker]) | {asker} if asker is not None else set()


_TOLD: dict[To, Callable[[str, Mapping[str, Any], date], set[int]]] = {
    To.HOUSEHOLDS: _households,
    To.NEIGHBOURS: _neighbours,
    To.ASKER: _asker,
}
