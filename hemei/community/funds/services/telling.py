"""A home that the platform does not reach was told by hand: who told it stands in the event, when and how."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.queries.reaching import TOLD, unreached
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.telling import Way, may_tell
from hemei.community.funds.services.shared import on_household, tell
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


@records.whole
def tell_owner(*, actor: Actor, now: datetime, household_id: int, told_on: date, way: Way) -> None:
    """Enter that the owner of a household was told by hand of his renewal, or of what he owes of a use.

    Raises:
        Refused: nothing is asked of it, the platform reaches its owner, or it was told before it was asked, or ahead.
    """
    with on_household(actor, Act.ASK_RENEWAL, household_id) as (fund, row):
        today = shanghai_day(now)
        found = unreached(fund.pk, actor=actor, on=today).get(row.pk)
        demand(may_tell(told_on, since=found.since if found else None, today=today))
        data = {
            "household": row.pk,
            "unit": row.unit_id,
            "told_on": told_on.isoformat(),
            "way": way.value,
        }
        tell(actor, now, fund, TOLD, data)
