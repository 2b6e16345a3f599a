"""Load what a decision must know: the rules of the day and the calendar."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.standards import Standards
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.rules.decide import Facts
from hemei.leadership.duties.rules.sides import Portion
from hemei.leadership.duties.rules.standards import DutyRules

MOST_SITES = 5


def facts_at(now: datetime) -> Facts:
    """Return the rules in force today and the working time known today; no statement."""
    return Facts(_rules(records.standards(), shanghai_day(now)), clocks.working_time(now=now))


@lru_cache(maxsize=64)
def _rules(standards: Standards, day: date) -> DutyRules:
    return standards.find("duty-rules", DutyRules, on=day)


def portions_of(estate_id: int, day: date) -> dict[str, Portion]:
    """Return the parts of the work by code in an estate of the mixed mode, each with the body it falls to."""
    parts = {one.code: one for one in companies.division_of(estate_id, day).values()}
    if not parts:
        return {}
    company = companies.company_body_on(estate_id, day)
    community = places.accountable_on(estate_id, day)
    committee = people.committees_at([community], day).get(community) if community else None
    return {
        code: Portion(
            one.name,
            is_companys,
            (company[0] if company else None) if is_companys else committee,
            one.warrant.reference,
        )
        for code, one in parts.items()
        for is_companys in (one.falls_to == companies.Side.COMPANY.value,)
    }


def divided_estates(text: str, *, actor: Actor, on: date) -> list[tuple[int, str, dict[str, Portion]]]:
    """Return the actor's estates of the mixed mode found by name, each with the parts of its work."""
    found = (
        (site, portions_of(site.id, on)) for site in places.found_estates(text, actor=actor, limit=MOST_SITES)
    )
    return [(site.id, site.name, portions) for site, portions in found if portions]
