"""Old estates of the made-up city whose owners choose on the platform: alone, or together in a package."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from hemei.community.voting import queries as voting_now
from hemei.community.voting import services as voting
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.renewal import queries as renewal
from hemei.project.demonstration.ballots import enter_paper
from hemei.project.demonstration.ground import in_lane
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.scale import dice

WAIT, OPEN = 16, 10  # days from the notice to the first ballot, and of the ballot
BEFORE = 20  # days from the result to the contract
_YES = 95  # of a hundred who take part
_MODES = frozenset({companies.Mode.MARKET, companies.Mode.MIXED})


def choosing(ground: Ground, *, actor: Actor, on: date) -> list[Lot]:
    """Return the old estates whose owners vote here: those of the lane, and those that chose a company alone."""
    return [
        lot for lot in ground.lots if in_lane(lot.site) or chose_alone(lot, actor=actor, on=on) is not None
    ]


def chose_alone(lot: Lot, *, actor: Actor, on: date) -> date | None:
    """Return since when an old estate without a committee has the company its owners chose on the platform."""
    rules = renewal.renewal_modes(on)
    if lot.row.kind not in rules.old.kinds or lot.site.mode not in _MODES:
        return None
    with records.acting(actor):
        project = companies.project_on(lot.row.id, on, actor=actor)
        if project is None or people.committee_body_of(lot.row.id, on) is not None:
            return None
    return project.valid_from if project.valid_from >= rules.engine.since else None


def do(actor: Actor, act: Any, at: datetime, **values: Any) -> Any:
    """Let somebody do something at a time."""
    with records.acting(actor):
        return act(actor=actor, now=at, **values)


def morning(day: date) -> datetime:
    """Return ten in the morning of a day."""
    return datetime.combine(day, time(10), SHANGHAI)


def choose_alone(clerk: Actor, lot: Lot, began: date) -> tuple[int, date]:
    """Let the owners of an estate without a committee hire a company; return the meeting and the day of its result."""
    called = morning(began - timedelta(days=BEFORE + WAIT + OPEN))
    item = voting.AgendaItem(matter="hire_company", title="选聘物业服务企业三年")
    draft = voting.AssemblyDraft(
        estate_id=lot.row.id, kind="extraordinary", called_by="residents_committee", ground="no_committee",
        title="选聘物业服务企业", key=f"demonstration:hire:{lot.row.code}", agenda=(item,),
    )  # fmt: skip
    assembly: int = do(clerk, voting.call_assembly, called, draft=draft)
    return assembly, hold(clerk, assembly, called)


def hold(clerk: Actor, assembly: int, called: datetime, *, ayes: int = _YES) -> date:
    """Hold a vote that was called: notice, sheets of paper, count, result; return the day it was published."""
    opens = shanghai_day(called) + timedelta(days=WAIT)
    closes = datetime.combine(opens + timedelta(days=OPEN - 1), time(23, 59), SHANGHAI)
    do(clerk, voting.notice_assembly, called, assembly_id=assembly, opens_on=opens, closes_at=closes)
    came = called + timedelta(days=WAIT + 3)
    enter_paper(clerk, came, assembly, dice("choose", str(assembly)), away=8, ayes=ayes)
    counted = called + timedelta(days=WAIT + OPEN)
    for act, hours in ((voting.close_assembly, 0), (voting.judge_assembly, 1), (voting.publish_result, 3)):
        do(clerk, act, counted + timedelta(hours=hours), assembly_id=assembly)
    with records.acting(clerk):
        found = voting_now.assembly(assembly, actor=clerk)
    if found is None or found.published_at is None:
        raise RuntimeError(f"The made-up assembly {assembly} has no result.")
    return shanghai_day(found.published_at)
