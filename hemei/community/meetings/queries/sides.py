"""Who usually comes as a side: the bodies of an estate today."""

from __future__ import annotations

from datetime import date

from hemei.community.meetings.rules.words import SideCode
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places.queries import EstateRow


def usual_bodies(estate: EstateRow, on: date) -> dict[SideCode, int]:
    """Return the body behind each side of an estate that has one: its community, street, committee, company."""
    community = people.community_body_for(estate.scope, on)
    street = people.street_body_for(estate.scope, on)
    company = companies.company_body_on(estate.id, on)
    committee = people.committee_body_of(estate.id, on)
    found: dict[SideCode, int | None] = {
        "party": community,
        "residents_committee": community,
        "street": street,
        "company": company[0] if company else None,
        "owners_committee": committee,
        "members": committee,
    }
    return {code: body for code, body in found.items() if body is not None}
