"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.queries.held import HOLDER
from hemei.coordination.disclosure.rules.calendar import period_over
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.periods import Repeat
from hemei.kernel.workdays import shanghai_day


def on_ledger_opened(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An estate whose books were opened is on the calendar from the quarter of that day on.

    Books may begin in the past; nobody was told then that they would have to be disclosed.
    """
    data, day = event["payload"]["data"], shanghai_day(datetime.fromisoformat(event["payload"]["at"]))
    since = max(date.fromisoformat(data["opened_on"]), period_over(Repeat.QUARTERLY, day).until)
    services.start_calendar(actor=actor, now=now, estate_ids=[data["estate"]], since=since)


def on_project_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What the company before owed goes on with this one."""
    project = companies.project_dates(int(event["stream"].rsplit(":", 1)[1]), actor=actor)
    if project is not None:
        services.follow_estate(actor=actor, now=now, estate_id=project.estate_id)


def on_committee_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What the committee before, or the body that stood in, owed goes on with this one."""
    estate = people.estate_of_body(int(event["stream"].rsplit(":", 1)[1]))
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


REACTIONS = {
    "ledgers.ledger_opened": (on_ledger_opened,),
    "companies.project_begun": (on_project_changed,),
    "companies.project_corrected": (on_project_changed,),
    "people.term_registered": (on_committee_changed,),
    "people.term_corrected": (on_committee_changed,),
    "committees.stand_in_formed": (on_committee_changed,),
}
"""Where one ends, the night looks who follows: another that begins on the same day comes before the community."""
HOLDERS = (HOLDER,)
