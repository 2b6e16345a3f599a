"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.queries.held import HOLDER
from hemei.coordination.disclosure.rules.calendar import latest_start, period_over
from hemei.kernel.actor import Actor
from hemei.kernel.periods import Repeat
from hemei.kernel.workdays import shanghai_day


def on_ledger_opened(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An estate whose books were opened is on the calendar from the quarter of that day on.

    Books may begin in the past; nobody was told then that they would have to be disclosed.
    """
    data, day = event["payload"]["data"], shanghai_day(datetime.fromisoformat(event["payload"]["at"]))
    since = max(date.fromisoformat(data["opened_on"]), period_over(Repeat.QUARTERLY, day).until)
    since = min(since, latest_start(day))
    services.owe_from(actor=actor, now=now, estate_ids=[data["estate"]], since=since)


def on_somebody_came(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An estate with a company or a committee is on the calendar, whether or not its books were opened."""
    estate = ledgers.estate_changed(event, actor=actor)
    if estate is not None:
        services.enter_served(actor=actor, now=now, estate_ids=[estate])


def on_estate_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What the company or committee before, or the body that stood in, owed goes on with this one."""
    estate = ledgers.estate_changed(event, actor=actor)
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


def on_fund_handed_over(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Of a period that ended after the day of the handover the committee owes the fund's, and answers for its uses."""
    estate = funds.estate_of_fund(event["stream"])
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


REACTIONS = {
    "funds.handed_over": (on_fund_handed_over,),
    "ledgers.ledger_opened": (on_ledger_opened,),
    **dict.fromkeys(ledgers.COMING, (on_somebody_came, on_estate_changed)),
}
"""Where one ends, the night looks who follows: another that begins on the same day comes before the community."""
HOLDERS = (HOLDER,)
