"""The committee files what it approved with the authority; the authority orders correction, and takes it as done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Filing, Fund, Use
from hemei.community.funds.queries.standing_in import community_checks
from hemei.community.funds.rules.acts import AUTHORITY, COMMUNITY, Act
from hemei.community.funds.rules.deposits import Term
from hemei.community.funds.rules.filing import (
    FILING_MOVES,
    GONE,
    FilingState,
    FilingStep,
    filing_allows,
    may_file,
    may_take,
)
from hemei.community.funds.rules.words import State
from hemei.community.funds.services.clocks import checker_of, settle, start_payment
from hemei.community.funds.services.shared import PLATFORM, on_use, reason_of, sealed, tell
from hemei.community.funds.services.uses import bill_again
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.decision import Decision, Reference, demand
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

_TITLES = {
    FilingState.DUE: "把“{title}”报主管部门备案",
    FilingState.ORDERED: "按主管部门的责令改正“{title}”并报告",
    FilingState.ANSWERED: "认可“{title}”的改正，或者再责令改正",
}
"""What is owed where a filing stands: by who checks the uses, and by the authority once it was answered."""


def begin_filing(actor: Actor, now: datetime, fund: Fund, row: Use) -> bool:
    """What the committee approved is to be filed; what the authority checked itself is not. Return whether it is."""
    term = fund_rules(row.planned_on).filing
    if fund.handed_over_on is None or actor.among(AUTHORITY) or term is None:
        return False
    filing = Filing(
        stream=row.stream, scope=row.scope, use=row, state=FilingState.DUE.value, approved_at=now
    )  # fmt: skip
    filing.save(force_insert=True)
    _owe(now, fund, row, filing, term)
    return True


def may_pay_filed(actor: Actor, now: datetime, row: Use) -> Decision:
    """Whether the filing of a use lets it be paid; the authority that pays in the committee's place files nothing."""
    if actor.among(AUTHORITY):
        drop_filing(now, row)
    found = _live(row)
    state = FilingState(found.state) if found is not None else None
    due_at = found.due_at if found is not None else None
    return filing_allows(state, due_at=due_at, now=now, rules=fund_rules(row.planned_on))


@records.whole
def file_use(*, actor: Actor, now: datetime, use_id: int) -> None:
    """File what was approved with the authority. Raises Refused: not the actor's to file, or filed already."""
    with on_use(actor, Act.FILE, use_id) as (fund, row):
        filing = _taken(actor, now, row, FilingStep.FILE)
        filing.filed_at, filing.filed_by_id = now, actor.person_id
        _kept(now, fund, row, filing, None)
        start_payment(actor, now, fund, row)
        tell(actor, now, row, "funds.use_filed", {"bill": row.bill_fen}, *_clause(row))


@records.whole
def order_correction(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Order, with the reason, that a filed use be put right; it is not paid before that is answered.

    Raises:
        Refused: not filed, ordered already, or no reason.
    """
    with on_use(actor, Act.ORDER_CORRECTION, use_id) as (fund, row):
        said = reason_of(reason)
        filing = _taken(actor, now, row, FilingStep.ORDER)
        texts = sealed(row, said)
        if row.check_by is not None:  # nothing is paid before it is answered
            row.check_by = None
            row.save(update_fields=["check_by"])
            settle(actor, now, row)
        filing.ordered_at, filing.ordered_by_id = now, actor.person_id
        filing.order_id, filing.answer_id = texts["reason"]["vault"], None
        filing.answered_at = filing.settled_at = None
        _kept(now, fund, row, filing, fund_rules(row.planned_on).filing_correction)
        data: dict[str, Any] = {"paid": row.paid_on is not None, "texts": texts}
        tell(actor, now, row, "funds.correction_ordered", data, *_clause(row))


@records.whole
def answer_order(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Report to the authority what was put right. Raises Refused: nothing was ordered, or nothing is said."""
    with on_use(actor, Act.FILE, use_id) as (fund, row):
        said = reason_of(reason)
        filing = _taken(actor, now, row, FilingStep.ANSWER)
        texts = sealed(row, said)
        filing.answered_at, filing.answered_by_id = now, actor.person_id
        filing.answer_id = texts["reason"]["vault"]
        _kept(now, fund, row, filing, fund_rules(row.planned_on).correction_answer)
        tell(actor, now, row, "funds.order_answered", {"texts": texts}, *_clause(row))


@records.whole
def reopen_bill(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Give an approved bill back to be shared anew, as was ordered; it is checked and filed again.

    Raises:
        Refused: nothing was ordered, it is paid already, or nothing is said.
    """
    with on_use(actor, Act.FILE, use_id) as (fund, row):
        said = reason_of(reason)
        filing = _taken(actor, now, row, FilingStep.REOPEN)
        bill_again(row)
        texts = sealed(row, said)
        filing.answered_at, filing.answered_by_id = now, actor.person_id
        filing.answer_id = texts["reason"]["vault"]
        _kept(now, fund, row, filing, None)
        tell(actor, now, row, "funds.bill_reopened", {"texts": texts}, *_clause(row))


@records.whole
def settle_order(*, actor: Actor, now: datetime, use_id: int) -> None:
    """Take what was reported as put right. Raises Refused: nothing was reported."""
    with on_use(actor, Act.ORDER_CORRECTION, use_id) as (fund, row):
        filing = _taken(actor, now, row, FilingStep.SETTLE)
        filing.settled_at, filing.settled_by_id = now, actor.person_id
        _kept(now, fund, row, filing, None)
        if row.state == State.APPROVED:
            start_payment(actor, now, fund, row)
        tell(actor, now, row, "funds.order_settled", {"paid": row.paid_on is not None}, *_clause(row))


def drop_filing(now: datetime, row: Use) -> None:
    """What was approved stands no more: nothing is filed or answered of it."""
    filing = _live(row)
    if filing is not None:
        filing.state, filing.due_at = FilingState.DROPPED.value, None
        filing.save(update_fields=["state", "due_at"])
        _settle(now, row)


def _live(row: Use) -> Filing | None:
    return Filing.objects.filter(use=row).exclude(state__in=[one.value for one in GONE]).first()


def _taken(actor: Actor, now: datetime, row: Use, step: FilingStep) -> Filing:
    """Return the filing of a use as it stands after a step of the actor's; raises Refused where he may not."""
    filing = _live(row)
    state = FilingState(filing.state) if filing is not None else None
    demand(may_take(state, step))
    if step not in {FilingStep.ORDER, FilingStep.SETTLE}:
        community = actor.role in COMMUNITY and community_checks(row.pk, now=now)
        demand(may_file(actor, community=community))
    assert filing is not None  # noqa: S101 - it takes the step
    assert state is not None  # noqa: S101 - likewise
    filing.state = FILING_MOVES[step][state].value
    return filing


def _kept(now: datetime, fund: Fund, row: Use, filing: Filing, term: Term | None) -> None:
    """Keep a filing after its step: what was owed is done, what is owed now has its clock."""
    filing.due_at = None
    filing.save()
    _settle(now, row)
    if term is not None:
        _owe(now, fund, row, filing, term)


def _settle(now: datetime, row: Use) -> None:
    with records.acting(PLATFORM):
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=row.stream, because=row.stream, items=("filing",)
        )


def _owe(now: datetime, fund: Fund, row: Use, filing: Filing, term: Term) -> None:
    """Start the time of what is owed where the filing stands, and the duty of who owes it, if anybody is there."""
    today, state = shanghai_day(now), FilingState(filing.state)
    filing.due_at = clock_queries.working_time(now=now).due(now, term.limit).at
    filing.save(update_fields=["due_at"])
    with records.acting(PLATFORM):
        authority = people.authority_for(Matter.MAINTENANCE_FUND, fund.scope, today)
        owner = authority if state is FilingState.ANSWERED else checker_of(fund, row, now)
        if owner is None:
            return
        draft = duties.DutyDraft(
            key=f"{row.stream}:filing:{filing.pk}:{state.value}:{now.isoformat()}", origin=duties.Origin.FUND,
            origin_stream=row.stream, origin_item="filing", title=_TITLES[state].format(title=row.title), owner=owner,
            setter=authority or owner, superior=authority if authority != owner else None, limit=term.limit,
            references=(term.warrant.reference,),
        )  # fmt: skip
        duties.set_duties(actor=PLATFORM, now=now, drafts=[draft])


def _clause(row: Use) -> tuple[Reference, ...]:
    term = fund_rules(row.planned_on).filing
    return (term.warrant.reference,) if term is not None else ()
