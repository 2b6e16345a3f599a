"""Who could owe disclosures of estates on a day, and who acts for one whose body is not there any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hemei.community.funds import queries as funds
from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.owing import There, acting_now
from hemei.coordination.disclosure.rules.words import Owed, Subject
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Matter, Role

PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
"""Who asks the registers who is there; whoever may act for a disclosure need not see them."""


def there_on(estates: Mapping[int, str], on: date) -> dict[int, There]:
    """Return by estate, given with its scope, the bodies that could owe on a day; row-level security applies."""
    numbers = list(estates)
    served, committees = companies.company_bodies_on(numbers, on), people.committees_at_work(numbers, on)
    scopes, handed = set(estates.values()), funds.handed_over_days(numbers)
    homes = {scope: people.community_body_for(scope, on) for scope in scopes}
    keepers = {scope: people.authority_for(Matter.MAINTENANCE_FUND, scope, on) for scope in scopes}
    found = {}
    for number, scope in estates.items():
        candidates = (
            (Owed.COMPANY, served.get(number)),
            (Owed.COMMITTEE, committees.get(number)),
            (Owed.AUTHORITY, keepers[scope]),
            (Owed.COMMUNITY, homes[scope]),
        )
        bodies = {who: body for who, body in candidates if body is not None}
        found[number] = There(bodies, handed.get(number))
    return found


def owed_by_companies(subject: str, until: date) -> bool:
    """Whether a company may owe the disclosure of a subject, for a period that ends before a day."""
    return Owed.COMPANY.value in calendar_on(until).of(Subject(subject)).owed_by


def authorities_of(body_ids: Iterable[int]) -> set[int]:
    """Return which of these bodies are of the administration above the estates, as the authority of their funds is."""
    found = people.bodies_by_id(set(body_ids))
    return {number for number, body in found.items() if body.kind in _AUTHORITIES}


_AUTHORITIES = frozenset(
    {people.BodyKind.DEPARTMENT, people.BodyKind.COUNTY_GOVERNMENT, people.BodyKind.CITY_BUREAU}
)


def served_on(estate_ids: Iterable[int], on: date) -> set[int]:
    """Return which of these estates have a company or a committee on a day; row-level security applies."""
    numbers = list(estate_ids)
    return {*companies.company_bodies_on(numbers, on), *people.committees_at_work(numbers, on)}


def acting_body(estate: tuple[int, str], subject: Subject, period: Period, body_id: int, on: date) -> int:
    """Return who acts on a day for a disclosure that a body owes: that body, or who follows when it is not there."""
    number, scope = estate
    with records.acting(PLATFORM):
        there = there_on({number: scope}, on)[number]
    return acting_now(there.in_order(calendar_on(period.until), subject, period.until), body_id)
