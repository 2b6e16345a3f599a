"""A decision is told to the residents' committee; it advises, and the committee says what it makes of the advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Advice, Election, Recall
from hemei.community.committees.rules.advising import Told, may_advise, may_answer
from hemei.community.committees.rules.handing import due_on
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import Taken
from hemei.community.committees.services.bodies import bodies_of
from hemei.community.committees.services.life.duties import Demand, set_demands, settle
from hemei.community.committees.services.life.shared import (
    at_row,
    rules_of,
    sealed,
    tell,
)
from hemei.community.meetings import queries as meetings
from hemei.community.meetings.queries import Outcome, State
from hemei.community.voting import queries as voting
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

ADVISE, ANSWER = "advise", "answer"
_MEETING, _ASSEMBLY = "meetings.meeting", "voting.assembly"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision to be told: its stream, its public title, where."""

    about: str
    title: str
    estate_id: int


def tell_of_meeting(*, actor: Actor, now: datetime, meeting_id: int) -> int | None:
    """Tell what a committee meeting decided, once; None where it decided nothing."""
    with records.acting(actor):
        page = meetings.meeting(actor=actor, now=now, meeting_id=meeting_id)
    if page is None or page.row.kind != "committee_meeting" or page.row.state is not State.CLOSED:
        return None
    if page.row.estate_id is None or not any(item.outcome is Outcome.ADOPTED for item in page.items):
        return None
    return _tell(actor, now, Decided(f"{_MEETING}:{meeting_id}", page.row.title, page.row.estate_id))


def tell_of_assembly(*, actor: Actor, now: datetime, assembly_id: int) -> int | None:
    """Tell what an owners' assembly decided, once. Elections and recalls are told by their own steps."""
    with records.acting(actor):
        row = voting.assembly(assembly_id, actor=actor)
        own = (
            Election.objects.filter(assembly_id=assembly_id).exists()
            or Recall.objects.filter(assembly_id=assembly_id).exists()
        )
    if row is None or own:
        return None
    return _tell(actor, now, Decided(f"{_ASSEMBLY}:{assembly_id}", row.title, row.estate_id))


def _tell(actor: Actor, now: datetime, told: Decided) -> int | None:
    today = shanghai_day(now)
    with records.acting(actor):
        term = people.term_facts(today, estate_id=told.estate_id)
        if term is None or Advice.objects.filter(about=told.about).exists():
            return None
        rule = rules_of(today).advice
        (number,) = records.next_ids("committees_advice", 1)
        row = Advice(
            id=number, stream=f"committees.advice:{number}", scope=term.scope, estate_id=told.estate_id,
            body_id=term.body_id, about=told.about, title=told.title, told_on=today,
            advise_due_on=_due(today, rule.limit, now),
        )  # fmt: skip
        records.grant_access(stream=row.stream, bodies=(term.body_id,))
        row.save(force_insert=True)
        data = {"about": row.about, "due": row.advise_due_on.isoformat()}
        tell(actor, now, row, "committees.decision_told", data, (rule.warrant.reference,))
        bodies = bodies_of(row.scope, today)
        set_demands(
            now=now, key=f"{row.stream}:{ADVISE}", stream=row.stream, item=ADVISE, until=row.advise_due_on,
            demands=[Demand(bodies.community, bodies.street, f"对“{told.title}”的决定提出居委会建议")],
            reference=rule.warrant.reference,
        )  # fmt: skip
    return int(number)


def give_advice(*, actor: Actor, now: datetime, advice_id: int, text: str = "") -> None:
    """Advise, as the residents' committee, or say by an empty text that there is nothing to advise.

    Raises:
        Refused: the record is not the actor's, or advice was given.
    """
    today = shanghai_day(now)
    with at_row(actor, LifeAct.ADVISE, Advice, advice_id, now) as row:
        demand(may_advise(_told(row), text))
        rule, row.advised_on = rules_of(today).advice_answer, today
        if text.strip():
            row.text_id, row.answer_due_on = sealed(row, "text", text.strip()), _due(today, rule.limit, now)
        row.save(update_fields=["advised_on", "text_id", "answer_due_on"])
        late = today > row.advise_due_on
        tell(actor, now, row, "committees.advice_given", {"advised": row.text_id is not None, "late": late})
        settle(row, now, ADVISE)
        if row.answer_due_on is not None:
            community = bodies_of(row.scope, today).community
            set_demands(
                now=now, key=f"{row.stream}:{ANSWER}", stream=row.stream, item=ANSWER, until=row.answer_due_on,
                demands=[Demand(row.body_id, community, f"答复居委会对“{row.title}”的建议")],
                reference=rule.warrant.reference,
            )  # fmt: skip


def answer_advice(*, actor: Actor, now: datetime, advice_id: int, taken: Taken, text: str) -> None:
    """Answer, as the committee, what it does with the advice; the community enters what came on paper.

    Raises:
        Refused: the record is not the actor's, nothing was advised, or it is answered.
    """
    today = shanghai_day(now)
    with at_row(actor, LifeAct.ANSWER_ADVICE, Advice, advice_id, now) as row:
        demand(may_answer(_told(row), text))
        row.answered_on, row.taken, row.answer_id = today, taken.value, sealed(row, "answer", text.strip())
        row.save(update_fields=["answered_on", "taken", "answer_id"])
        late = row.answer_due_on is not None and today > row.answer_due_on
        tell(actor, now, row, "committees.advice_answered", {"taken": taken.value, "late": late})
        settle(row, now, ANSWER)


def _told(row: Advice) -> Told:
    return Told(row.advised_on, row.text_id is not None, row.answered_on)


def _due(today: date, limit: Limit, now: datetime) -> date:
    return due_on(today, limit, clocks.working_time(now=now))
