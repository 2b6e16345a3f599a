"""What a draft is made of, loaded for many estates at once: a fixed number of statements however many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.community.ledgers.queries import AccountKind, Purse
from hemei.community.meetings import queries as meetings
from hemei.community.purses import queries as purses
from hemei.community.voting import queries as voting
from hemei.coordination.cases import queries as cases
from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.rules.affairs import (
    Affairs,
    CommitteeDecision,
    OwnersDecision,
    ParkingTerms,
    Reports,
    affair_lines,
)
from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.drafts import (
    IN,
    OUT,
    FundMoney,
    Kept,
    Money,
    PartSums,
    SharedQuarter,
    Spending,
    fund_lines,
    money_lines,
)
from hemei.coordination.disclosure.rules.lines import Json
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar
from hemei.coordination.disclosure.rules.words import Subject
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.decision import Refused
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day

REVENUE_BANK = "revenue_bank"
_WAYS = {AccountKind.INCOME: IN, AccountKind.EXPENSE: OUT}


def lines_of(
    subject: Subject, period: Period, estates: Sequence[places.EstateShape], calendar: DisclosureCalendar
) -> dict[int, list[Json]]:
    """Return the lines of a subject and period by estate; an estate without books has none of money."""
    return _MADE[subject](period, estates, calendar)


def documented(subject: Subject, period: Period) -> bool:
    """Whether the documents are there by which a subject of a period is owed and drafted."""
    try:
        calendar_on(period.until)
        if subject is Subject.REVENUE:
            ledgers.chart_on(period.since)
    except Refused:
        return False
    return subject is not Subject.AFFAIRS or cases.has_law(period.since)


def _revenue(
    period: Period, estates: Sequence[places.EstateShape], calendar: DisclosureCalendar
) -> dict[int, list[Json]]:
    chart = ledgers.chart_on(period.since)
    kept = [
        Kept(
            item.code,
            item.name,
            item.name_en,
            "" if item.onward else _WAYS.get(item.account_kind, ""),
            item.onward,
        )
        for item in chart.account
        if item.of_purse is Purse.REVENUE
    ]
    signs = {one.code: -1 if one.way == IN else 1 for one in kept if one.way}

    def line_of(flow: ledgers.Flow) -> tuple[str, int] | None:
        return (flow.code, signs[flow.code] * flow.fen) if flow.code in signs else None

    found = _money(period, estates, line_of, [one.code for one in kept if not one.way])
    shared, parts = _shared(period, list(found)), _parts(period, list(found))
    return {
        number: money_lines(
            kept, replace(money, shared=shared.get(number, ()), parts=parts.get(number, ())), period, calendar
        )
        for number, money in found.items()
    }


def _parts(period: Period, estates: Sequence[int]) -> dict[int, list[PartSums]]:
    """Return by estate what came and went for the owners of some buildings alone."""
    found = ledgers.flows_of_parts(estates, since=period.since, until=period.until)
    return {
        estate: [PartSums(one.part.id, one.part.name, one.came_fen, one.went_fen) for one in rows]
        for estate, rows in found.items()
    }


def _shared(period: Period, estates: Sequence[int]) -> dict[int, list[SharedQuarter]]:
    """Return by estate what of each quarter of the period belongs to the fund; a quarter in part has no share."""
    found: dict[int, list[SharedQuarter]] = {}
    parts = ledgers.parts_in(estates)
    begins = period.since
    while begins == ledgers.quarter_of(begins) and months_after(begins, 3) <= period.until:
        for estate, one in ledgers.shared_in(estates, begins).items():
            own = one.held.own
            of_parts = [
                (part, parts[part].name, fen) for part, fen in one.fen.items() if part in parts and fen
            ]
            line = SharedQuarter(
                begins, sum(one.fen.values()), one.held.fund.said, own.adopted_on if own else None, of_parts
            )
            found.setdefault(estate, []).append(line)
        begins = months_after(begins, 3)
    return found


def _fund(
    period: Period, estates: Sequence[places.EstateShape], calendar: DisclosureCalendar
) -> dict[int, list[Json]]:
    """Draft the funds that are kept on the platform: books without one do not say that there is no money."""
    opened = funds.opened_days([one.id for one in estates])
    numbers, before = [one for one, day in opened.items() if day < period.until], period.year_before
    stated = purses.fund_closings(numbers, period.until - timedelta(days=1))
    now, then, opening = (
        funds.fund_facts(numbers, (since, until))
        for since, until in (
            (period.since, period.until),
            (before.since, before.until),
            (period.since, period.since),
        )
    )
    return {
        number: fund_lines(
            FundMoney(
                _fund_moved(facts), _fund_moved(then[number]) if opened[number] <= before.since else None,
                opening[number].balance_fen, facts.balance_fen, facts.bank_fen,
                tuple(
                    Spending(
                        one.use_id, one.title, one.path == funds.Path.EMERGENCY, one.bill_fen, one.households,
                        one.gap_fen,
                    )
                    for one in facts.spent
                ),
                stated.get(number), opened[number],
            ),
            period,
            calendar,
        )
        for number, facts in now.items()
    }  # fmt: skip


def _fund_moved(facts: funds.FundFacts) -> dict[str, int]:
    return {
        "taken_over": facts.taken_over_fen, "deposited": facts.deposits_fen, "from_revenue": facts.gains_fen,
        "interest": facts.interest_fen, "used": facts.used_fen, "refunded": facts.refunded_fen,
    }  # fmt: skip


def _money(
    period: Period,
    estates: Sequence[places.EstateShape],
    line_of: Callable[[ledgers.Flow], tuple[str, int] | None],
    codes: Sequence[str],
) -> dict[int, Money]:
    numbers = [one.id for one in estates]
    opened = ledgers.with_books(numbers)
    moved: dict[int, dict[tuple[str, date], int]] = {}
    before = period.year_before
    first = months_after(before.since, -1)
    spans = ((first, before.until), (months_after(period.since, -1), period.until))
    for since, until in spans if before.until < months_after(period.since, -1) else ((first, period.until),):
        for flow in ledgers.flows(numbers, since=since, until=until):
            found = line_of(flow)
            if found is not None:
                sums = moved.setdefault(flow.estate_id, {})
                sums[found[0], flow.month] = sums.get((found[0], flow.month), 0) + found[1]
    due = ledgers.due_by_month(numbers, since=months_after(period.since, -1), until=period.until)
    bank = REVENUE_BANK
    opening = ledgers.standing(numbers, until=period.since, codes=codes)
    closing = ledgers.standing(numbers, until=period.until, codes=codes)
    return {
        one.id: Money(
            opened[one.id], one.area_dm2, moved.get(one.id, {}), due.get(one.id, {}),
            opening.get(one.id, {}).get(bank, 0), closing.get(one.id, {}).get(bank, 0),
            closing.get(one.id, {}).get("revenue_due", 0),
            {
                code: opening.get(one.id, {}).get(code, 0) - closing.get(one.id, {}).get(code, 0)
                for code in codes if code != bank
            },
        )
        for one in estates if one.id in opened
    }  # fmt: skip


def _affairs(
    period: Period, estates: Sequence[places.EstateShape], calendar: DisclosureCalendar
) -> dict[int, list[Json]]:
    numbers = [one.id for one in estates]
    last = period.until - timedelta(days=1)  # as things stood when the period ended
    served = companies.served_on(numbers, last)
    reports = cases.performance_of(numbers, since=period.since, until=period.until)
    held = meetings.meetings_held(numbers, since=period.since, until=period.until)
    decided = voting.decisions_published(numbers, since=period.since, until=period.until)
    adopted = meetings.committees_adopted(numbers, since=period.since, until=period.until)
    committees = people.committees_at_work(numbers, last)
    spaces = places.parking_spaces(numbers, on=last)
    agreed = ledgers.terms_of("parking", numbers, on=last)
    parked: dict[int, int] = {}
    for flow in ledgers.flows(numbers, since=period.since, until=period.until):
        if flow.code == "parking":
            parked[flow.estate_id] = parked.get(flow.estate_id, 0) - flow.fen
    return {
        number: affair_lines(
            replace(
                _served(served.get(number)), reports=_reports(reports.get(number)), meetings=held.get(number, 0),
                decided=tuple(_decided(one) for one in decided.get(number, ())),
                adopted=tuple(_adopted(one) for one in adopted.get(number, ())), committee=number in committees,
                parking_fen=parked.get(number, 0), spaces=spaces.get(number, 0),
                parking=tuple(_terms(one) for one in agreed.get(number, ())),
            ),
            calendar,
        )
        for number in numbers
    }  # fmt: skip


def _served(by: companies.Served | None) -> Affairs:
    if by is None:
        return Affairs()
    return Affairs(
        company=by.company, since=by.since, manager_since=by.manager_since, services=by.services,
        service_grade=by.service_grade, fee_fen=by.fee_fen,
    )  # fmt: skip


def _reports(found: cases.Performance | None) -> Reports:
    if found is None:
        return Reports()
    return Reports(
        found.taken, found.closed, found.accepted, found.handled, found.false, found.repeated
    )  # fmt: skip


def _terms(one: ledgers.AgreedTerms) -> ParkingTerms:
    return ParkingTerms(one.contract_id, one.place, one.amount_fen, ledgers.EVERY[one.every_months])


def _decided(one: voting.Decided) -> OwnersDecision:
    title = f"{one.title}（{'、'.join(one.parts)}）" if one.partial else one.title
    return OwnersDecision(one.vote_id, title, one.passed, one.published_on, one.annulled)


def _adopted(one: meetings.CommitteeItem) -> CommitteeDecision:
    return CommitteeDecision(one.id, one.title, shanghai_day(one.decided_at) if one.decided_at else None)


_MADE: dict[
    Subject,
    Callable[[Period, Sequence[places.EstateShape], DisclosureCalendar], dict[int, list[Json]]],
] = {Subject.REVENUE: _revenue, Subject.FUND: _fund, Subject.AFFAIRS: _affairs}
