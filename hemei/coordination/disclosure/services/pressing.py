"""A question that was not answered in its time becomes a duty of who owes the answer, set by who stands above him.

Of whoever is of the estate that is the street; of the authority, which keeps the fund, the county or the city's bureau.
"""

from __future__ import annotations

from datetime import datetime

from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Question
from hemei.coordination.disclosure.queries.owing import PLATFORM
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Matter
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

UNANSWERED = "unanswered"
"""The item of these duties."""
_TITLE = "答复业主的提问：答复期限已过"


def press(now: datetime, rows: list[Question]) -> None:
    """Set the duty to answer after all; who sets it is told when that time runs out too."""
    today = shanghai_day(now)
    if duties.are_kept(today):
        with records.acting(PLATFORM):
            duties.set_duties(actor=PLATFORM, now=now, drafts=[_draft(row, now) for row in rows])


def release(now: datetime, row: Question, *, lapsed: bool = False) -> None:
    """End the duty: it was answered, or lapsed because another body owes the answer now."""
    with records.acting(PLATFORM):
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=row.stream, because=row.stream, items=(UNANSWERED,),
            lapsed=lapsed,
        )  # fmt: skip


def _draft(row: Question, now: datetime) -> duties.DutyDraft:
    today = shanghai_day(now)
    rule = calendar_on(today).unanswered
    keeps = row.body_id == people.authority_for(Matter.MAINTENANCE_FUND, row.scope, today)
    street = (
        None if keeps else people.street_body_for(row.scope, today)
    )  # who is above the authority its duty finds
    return duties.DutyDraft(
        key=f"{row.stream}:{UNANSWERED}:{row.body_id}", origin=duties.Origin.DISCLOSURE, origin_stream=row.stream,
        origin_item=UNANSWERED, title=_TITLE, owner=row.body_id, setter=street or row.body_id, superior=street,
        limit=rule.limit, references=(rule.warrant.reference,),
    )  # fmt: skip
