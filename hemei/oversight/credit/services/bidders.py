"""What credit says of those who bid for a package of old estates."""

from __future__ import annotations

from datetime import date, datetime

from hemei.kernel.actor import Actor
from hemei.oversight.credit import queries
from hemei.oversight.renewal import queries as renewal
from hemei.oversight.renewal import services as renewal_services


def weigh_bidders(*, actor: Actor, now: datetime, package_id: int, day: date) -> int:
    """Hand over level and stars of each bidder nobody has asked about, as of a day; how many there were."""
    bidders = renewal.unweighed_bidders(package_id)
    levels = {row.company_id: row for row in reversed(queries.public_levels_of(bidders))}
    rows = []
    for company in bidders:
        level, stars = levels.get(company), queries.stars(company, day, actor=actor).stars
        rows.append(
            renewal_services.BidderRow(
                company, level.level if level else "", level.year if level else None,
                stars.stars if stars else None, day,
            )
        )  # fmt: skip
    if not rows:
        return 0
    return renewal_services.attach_bidder_sheet(actor=actor, now=now, package_id=package_id, rows=rows)
