"""The list of risks is written anew from the records: who is on the calendar, the last four quarters that are over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries as purses
from hemei.community.purses.queries import PaymentFact, payment_facts
from hemei.coordination.disclosure.facts import risks_on, similar_on
from hemei.coordination.disclosure.models import CalendarEntry, Disclosure, Risk
from hemei.coordination.disclosure.queries.owing import authorities_of
from hemei.coordination.disclosure.rules.calendar import Period, period_over
from hemei.coordination.disclosure.rules.risks import (
    Looked,
    PaidOrder,
    PlannedUse,
    SplitUse,
    digest_of,
    reasons_of,
    score_of,
    split_orders,
    split_uses,
)
from hemei.coordination.disclosure.rules.similar import EstateFacts, group_of, per_m2
from hemei.coordination.disclosure.rules.standards import MoneyRisks
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.periods import Repeat, months_after
from hemei.kernel.workdays import SHANGHAI, shanghai_day

FEN = 100


def look(*, actor: Actor, now: datetime) -> int:
    """Look at every estate on the calendar and keep what is worth somebody's look; returns how many have a reason."""
    today = shanghai_day(now)
    with records.acting(actor):
        estates = places.shapes_of(list(CalendarEntry.objects.values_list("estate_id", flat=True)))
        until = period_over(Repeat.QUARTERLY, today).until
        period = Period(months_after(until, -12), until)
        rules = risks_on(today)
        kept = [(one, reasons_of(looked, rules)) for one, looked in _looked(estates, period, today, rules)]
        rows = [
            Risk(
                stream=f"disclosure.risk:{one.id}", scope=one.scope, estate_id=one.id, since=period.since,
                until=period.until, score=score_of(reasons), reasons=reasons,
                digest=digest_of(reasons), looked_at=now,
            )
            for one, reasons in kept if reasons
        ]  # fmt: skip
        Risk.objects.exclude(estate_id__in=[row.estate_id for row in rows]).delete()
        Risk.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["estate"],
            update_fields=["scope", "since", "until", "score", "reasons", "digest", "looked_at"],
        )  # fmt: skip
        return len(rows)


def _looked(
    estates: Sequence[places.EstateShape], period: Period, today: date, rules: MoneyRisks
) -> list[tuple[places.EstateShape, Looked]]:
    numbers = [one.id for one in estates]
    spent: dict[int, int] = defaultdict(int)
    costs = ledgers.chart_on(today).codes(ledgers.AccountKind.EXPENSE, ledgers.Purse.REVENUE)
    for flow in ledgers.flows(numbers, since=period.since, until=period.until):
        if flow.code in costs:
            spent[flow.estate_id] += flow.fen
    opened = ledgers.with_books(numbers)
    idle = _idle(numbers, {number for number, day in opened.items() if day <= period.since}, period, today)
    urgent = {
        number: [one.bill_fen for one in facts.spent if one.path == funds.Path.EMERGENCY]
        for number, facts in funds.fund_facts(numbers, (period.since, period.until)).items()
    }
    each = _each(estates, spent, opened, period)
    owed = ledgers.late_transfers_of(numbers, since=period.since) if rules.names("late_transfer") else {}
    middles, late, paid, splits, undecided = (
        _middles(estates, each, today),
        _late(numbers, period, today),
        _paid(numbers, period, today),
        _splits(numbers, period, today, rules),
        ledgers.undecided_of(numbers, on=today) if rules.names("contract_undecided") else {},
    )
    return [
        (
            one,
            Looked(
                one.id, each.get(one.id, 0), middles.get(one.id), late=late.get(one.id, 0),
                late_transfers=owed.get(one.id, 0),
                idle_fen=idle.get(one.id, 0),
                emergencies=len(urgent.get(one.id, ())), emergencies_fen=sum(urgent.get(one.id, ())),
                fund_splits=splits.get(one.id, ()), contracts=tuple(undecided.get(one.id, ())),
                **_payments(paid.get(one.id, []), rules),
            ),
        )
        for one in estates
    ]  # fmt: skip


def _idle(numbers: Sequence[int], covered: set[int], period: Period, today: date) -> dict[int, int]:
    """Return what lies idle: as much as the standard of joint accounts calls idle, and nothing was spent until today.

    Only `covered` estates are asked: books younger than the period do not say what was spent before them.
    """
    enough = purses.rules_on(today).idle_money.yuan * FEN
    costs = ledgers.chart_on(today).codes(ledgers.AccountKind.EXPENSE, ledgers.Purse.REVENUE)
    flows = ledgers.flows(numbers, since=period.since, until=today + timedelta(days=1))
    moved = {flow.estate_id for flow in flows if flow.code in costs and flow.fen}
    balance = ledgers.standing(numbers, until=today, codes=("revenue_bank",))
    held = {number: balance.get(number, {}).get("revenue_bank", 0) for number in covered - moved}
    return {number: fen for number, fen in held.items() if fen >= enough}


def _each(
    estates: Sequence[places.EstateShape],
    spent: Mapping[int, int],
    opened: Mapping[int, date],
    period: Period,
) -> dict[int, int]:
    """Return what estates of known area spent per square metre, where their books cover the whole period."""
    found = {
        one.id: per_m2(spent.get(one.id, 0), one.area_dm2)
        for one in estates if one.id in opened and opened[one.id] <= period.since
    }  # fmt: skip
    return {number: cost for number, cost in found.items() if cost is not None}


def _middles(estates: Sequence[places.EstateShape], each: dict[int, int], today: date) -> dict[int, int]:
    rule = similar_on(today)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for one in (one for one in estates if one.id in each):
        facts = EstateFacts(one.id, one.area_dm2, one.households, one.floors, one.built_year)
        group = group_of(facts, rule, today.year)
        if group is not None:
            groups[group].append(one.id)
    return {
        number: round(median(each[one] for one in group))
        for group in groups.values()
        if len(group) >= rule.least.estates
        for number in group
    }


def _late(numbers: Sequence[int], period: Period, today: date) -> dict[int, int]:
    """Return how many disclosures are or were late that the estates' own keepers owe.

    The authority keeps the funds of many estates: none of them answers for what it leaves undone.
    """
    rows = Disclosure.objects.filter(
        Q(published_on=None, due_on__lt=today) | Q(published_on__gt=F("due_on")),
        estate_id__in=numbers, since__gte=period.since,
    )  # fmt: skip
    counted = list(rows.values("estate_id", "body_id").annotate(late=Count("id")))
    above = authorities_of(one["body_id"] for one in counted)
    late: dict[int, int] = defaultdict(int)
    for one in counted:
        if one["body_id"] not in above:
            late[one["estate_id"]] += one["late"]
    return late


def _paid(numbers: Sequence[int], period: Period, today: date) -> dict[int, list[PaymentFact]]:
    first, last = (datetime.combine(day, time(), SHANGHAI) for day in (period.since, months_after(today, 1)))
    found: dict[int, list[PaymentFact]] = defaultdict(list)
    for fact in payment_facts(numbers, (first, last)):
        found[fact.estate_id].append(fact)
    return found


def _splits(
    numbers: Sequence[int], period: Period, today: date, rules: MoneyRisks
) -> dict[int, tuple[SplitUse, ...]]:
    if not rules.names("fund_split"):
        return {}
    planned: dict[int, list[PlannedUse]] = defaultdict(list)
    for one in funds.planned_uses(numbers, (period.since, months_after(today, 1))):
        planned[one.estate_id].append(PlannedUse(one.use_id, one.place, one.part, one.planned_on, one.fen))
    bars, days = funds.fund_rules(today).bars_fen(), rules.of("fund_split").count
    return {number: split_uses(uses, bars, days) for number, uses in planned.items()}


def _payments(facts: Sequence[PaymentFact], rules: MoneyRisks) -> dict[str, Any]:
    whole = rules.of("round_sums").amount

    def those(met: Callable[[PaymentFact], bool]) -> tuple[str, ...]:
        return tuple(fact.number for fact in facts if met(fact))

    orders = [
        PaidOrder(one.number, one.payee, one.ceilings_fen, shanghai_day(one.prepared_at), one.amount_fen)
        for one in facts
        if one.payee
    ]
    return {
        "split": split_orders(orders, rules.of("split_payment").count),
        "invoices": those(lambda fact: fact.invoice_elsewhere > 0),
        "papers": those(lambda fact: bool(fact.missing_papers)),
        "annulled": those(lambda fact: fact.annulled_on is not None),
        "others": those(lambda fact: fact.other_payee),
        "round": those(lambda fact: fact.amount_fen % whole == 0),
    }
