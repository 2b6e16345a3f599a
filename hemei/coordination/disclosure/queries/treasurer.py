"""What a treasurer of a committee looks after: what waits, the quarter, what payments rest on, what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import CalendarEntry
from hemei.coordination.disclosure.queries.disclosures import DisclosureRow, disclosure_rows
from hemei.coordination.disclosure.queries.questions import QuestionTodo, inbox
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.calendar import Period, due_on, period_over
from hemei.coordination.disclosure.rules.words import State, Subject
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.periods import Repeat, months_after
from hemei.kernel.workdays import shanghai_day

_FEW, _USES = 5, 12


@dataclass(frozen=True, slots=True)
class Coming:
    """A disclosure of the period that runs: what, of which days, by when."""

    subject: Subject
    period: Period
    due_on: date


@dataclass(frozen=True, slots=True)
class Treasury:
    """The money of the committee's estate as its treasurer looks after it.

    `quarter` runs now, `before` is the same days of the year before; `publish` are what the committee itself owes.
    """

    body_id: int
    estate: places.EstateRow
    account: purses.AccountRow | None
    ledger: ledgers.LedgerRow | None
    fund: funds.FundRow | None
    approve: list[purses.OrderRow]
    purposes: dict[int, str]
    answer: list[QuestionTodo]
    publish: list[DisclosureRow]
    standing: purses.Watched | None
    quarter: ledgers.Summary | None
    before: ledgers.Summary | None
    budget: list[purses.BudgetedRow]
    rested: list[purses.Rested]
    uses: list[funds.UseRow]
    latest: list[DisclosureRow]
    coming: list[Coming]


def treasury(*, actor: Actor, now: datetime) -> Treasury | None:
    """Return what the treasurer of the actor's committee looks after; None where he sits in none."""
    if actor.body_id is None or not may(actor, Act.SEE_TREASURY).allowed:
        return None
    number = people.estate_of_body(actor.body_id)
    estate = places.estate(number, actor=actor) if number is not None else None
    if estate is None:
        return None
    today = shanghai_day(now)
    since = period_over(Repeat.QUARTERLY, today).until
    account = purses.account_of(estate.id, actor=actor)
    fund = funds.fund_of(estate.id, actor=actor, on=today)
    with opened(actor, estate.scope):  # who sits for the owners reads what their estate owes, whoever owes it
        disclosed, coming = disclosure_rows(estate.id), _coming(estate.id, now)
    approve = purses.to_approve(actor=actor, now=now, on=today, limit=_FEW)
    year = date(today.year, 1, 1), months_after(date(today.year, 1, 1), 12)
    return Treasury(
        actor.body_id, estate, account, ledgers.ledger_of(estate.id, actor=actor), fund, approve, _purposes(approve),
        list(inbox(actor=actor, limit=_FEW)),
        [row for row in disclosed if row.body_id == actor.body_id and row.state is not State.PUBLISHED],
        purses.standing_of(account.id, actor=actor) if account else None,
        _summary(estate.id, Period(since, months_after(since, 3)), actor),
        _summary(estate.id, Period(since, months_after(since, 3)).year_before, actor),
        purses.budget_lines(actor=actor, year=today.year, account_id=account.id) if account else [],
        purses.rested_on(account.id, actor=actor, since=year[0], until=year[1]) if account else [],
        _uses(fund, actor, now), disclosed[:_FEW], coming,
    )  # fmt: skip


def _purposes(rows: list[purses.OrderRow]) -> dict[int, str]:
    found = records.open_sealed([row.purpose_id for row in rows])
    return {number: text or "" for number, text in found.items()}


def _summary(estate_id: int, period: Period, actor: Actor) -> ledgers.Summary | None:
    return ledgers.summary(estate_id, since=period.since, until=period.until, actor=actor)


def _uses(fund: funds.FundRow | None, actor: Actor, now: datetime) -> list[funds.UseRow]:
    if fund is None:
        return []
    return funds.uses(funds.UseFilter(fund_id=fund.id), actor=actor, now=now, limit=_USES)


def _coming(estate_id: int, now: datetime) -> list[Coming]:
    if not CalendarEntry.objects.filter(estate_id=estate_id).exists():
        return []
    today = shanghai_day(now)
    calendar, time = calendar_on(today), clocks.working_time(now=now)
    found = []
    for subject in Subject:
        timing = calendar.timing_of(subject)
        over = period_over(timing.repeat, today)
        period = Period(over.until, months_after(over.until, over.months))
        found.append(Coming(subject, period, due_on(timing, period, time)))
    return sorted(found, key=lambda one: (one.due_on, one.subject))
