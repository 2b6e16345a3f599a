"""The money stays with the unit when it is sold; whenever the register lets it change hands, both sides are told.

What they were told is withdrawn and told anew where the register has another sale, or other sides, by now; and where
the books have another balance of the day, or it owed otherwise, as a deposit of before was corrected or entered later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Sum

from hemei.community.funds.models import Fund, Household, Share, UnitTransfer
from hemei.community.funds.queries.balances import balances_on
from hemei.community.funds.queries.passing import told_otherwise
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.rules.words import State
from hemei.community.funds.services.shared import PLATFORM, on_household, tell
from hemei.community.ledgers import queries as books
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def transfer_unit(*, actor: Actor, now: datetime, household_id: int, day: date) -> int:
    """Write down what goes with a unit on the day it changed hands, for its old and its new owners; return the record.

    What the account held and owed at the end of that day, whenever it is written down. Nothing moves in the books. Who
    the owners were and are is asked of the register.

    Raises:
        Refused: the register knows of no change on that day, or it was written down already.
    """
    with on_household(actor, Act.TRANSFER, household_id) as (fund, household):
        demand(day_after(day, fund.opened_on, today=shanghai_day(now), field="passed_on"))
        known = _standing(household, day)
        if known is not None:
            return int(known.pk)
        rows = people.owners_of([household.unit_id], actor=actor, now=now).get(household.unit_id, [])
        sides = _sides(rows, day)
        if not sides:
            raise Refused.because(
                mark("产权登记里没有这一户{day}的过户。"),
                remedy=mark("请先更新业主名册，再登记过户。"),
                field="passed_on",
                code="no_sale",
                day=day.isoformat(),
            )
        return _state(actor, now, (fund, household), day, sides)


def _state(
    actor: Actor, now: datetime, account: tuple[Fund, Household], day: date, sides: frozenset[int]
) -> int:
    fund, household = account
    (number,) = records.next_ids("funds_unittransfer", 1)
    held, owed = _standing_sums(fund, household, day)
    row = UnitTransfer(
        id=number, stream=f"funds.transfer:{number}", scope=fund.scope, household=household, passed_on=day,
        balance_fen=held, owed_fen=owed, recorded_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    records.grant_access(stream=row.stream, persons=tuple(sorted(sides)))
    data = {"unit": household.unit_id, "day": day.isoformat(), "balance": held, "sides": len(sides)}
    tell(actor, now, row, "funds.unit_transferred", data)
    return int(number)


def _standing_sums(fund: Fund, household: Household, day: date) -> tuple[int, int]:
    """Return what a household held and what it owed at the end of a day, as the books have it now; in fen."""
    held = balances_on(fund.ledger_id, [household.unit_id], day).get(household.unit_id, 0)
    return held, owed_of(household.pk, day)


def _standing(household: Household, day: date) -> UnitTransfer | None:
    return UnitTransfer.objects.filter(household=household, passed_on=day, withdrawn_at=None).first()


def _sides(rows: Iterable[people.OwnerRow], day: date) -> frozenset[int]:
    """Return whose time as owner ended or began on a day; nobody where none began, for that is no sale."""
    sides = [one for one in rows if day in {one.valid_from, one.valid_until}]
    sold = any(one.valid_from == day for one in sides)
    return frozenset(one.person_id for one in sides if sold)


def _put_right(now: datetime, household_id: int, day: date) -> None:
    """Withdraw what was stated of a sale and, where there was one that day, state it to its sides.

    Who owned the unit until that day or on it still reads the withdrawn one, as corrected; from anybody else it is
    taken away, for the balance of a home he had no part in is not his to know.
    """
    with on_household(PLATFORM, Act.TRANSFER, household_id) as (fund, household):
        row = _standing(household, day)
        rows = people.owners_of([household.unit_id], actor=PLATFORM, now=now).get(household.unit_id, [])
        sides = _sides(rows, day)
        if row is None:
            return
        shown = record.persons_shown([row.stream])
        if shown == sides and _standing_sums(fund, household, day) == (row.balance_fen, row.owed_fen):
            return
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        lost = shown - {
            one.person_id
            for one in rows
            if one.valid_from <= day and (one.valid_until is None or one.valid_until >= day)
        }
        records.revoke_access(stream=row.stream, persons=tuple(lost))
        data = {"unit": household.unit_id, "day": day.isoformat(), "lost": len(lost)}
        tell(PLATFORM, now, row, "funds.transfer_withdrawn", data)
        if sides:
            _state(PLATFORM, now, (fund, household), day, sides)


def follow_balance(*, now: datetime, entry_id: int) -> None:
    """State anew what went with units of a fund where an entry changed what one held or owed on the day it was sold.

    For reactions: whatever came late into the books, or was taken back. Where nobody sold since its day, nothing is
    asked of any account, however many it credits.
    """
    with records.acting(PLATFORM):
        first = books.entry(entry_id, actor=PLATFORM)
        fund = Fund.objects.filter(ledger_id=first.row.ledger_id).first() if first else None
    if first is not None and fund is not None:
        _renewed(now, [fund.pk], since=first.row.booked_on)


def _renewed(
    now: datetime, fund_ids: Iterable[int], *, unit_id: int | None = None, since: date | None = None
) -> int:
    with records.acting(PLATFORM):
        otherwise = told_otherwise(fund_ids, unit_id=unit_id, since=since)
    for household, day in otherwise:
        _put_right(now, household, day)
    return len(otherwise)


_CHUNK = 200


def follow_sale(*, now: datetime, unit_id: int) -> int:
    """Write down what went with a unit whenever the register lets it change hands; return how often. For reactions.

    What was written down otherwise than the register has it now is put right first, and counts too.
    """
    with records.acting(PLATFORM):
        fund = Fund.objects.filter(households__unit_id=unit_id).first()
    if fund is None:
        return 0
    return _renewed(now, [fund.pk], unit_id=unit_id) + _stated(now, fund, unit_id)


def follow_sales(*, now: datetime) -> int:
    """Write down what went with every unit that changed hands, as the register knows it today; return how many.

    Seller and buyer may come in different files, of which only the first says that somebody's time ended; a sale may
    be undone with its file. What no reaction saw of register or books is put right before, a page of funds at a time.
    """
    after, done = 0, 0
    while True:
        with records.acting(PLATFORM):
            page = list(Fund.objects.filter(pk__gt=after).order_by("id")[:_CHUNK])
        if not page:
            return done
        done += _renewed(now, [fund.pk for fund in page]) + sum(_stated(now, fund) for fund in page)
        after = page[-1].pk


def _stated(now: datetime, fund: Fund, unit_id: int | None = None) -> int:
    with records.acting(PLATFORM):
        sold = people.sales_in(fund.estate_id, since=fund.opened_on, until=shanghai_day(now), unit_id=unit_id)
        rows = Household.objects.filter(fund=fund, unit_id__in={unit for unit, _day in sold})
        households = {row.unit_id: row for row in rows}
        told = UnitTransfer.objects.filter(household__in=households.values(), withdrawn_at=None)
        known = set(told.values_list("household__unit_id", "passed_on"))
    waits = [(unit, day) for unit, day in sold if unit in households and (unit, day) not in known]
    open_still = [
        (households[unit].pk, day)
        for unit, day in waits
        if (closed := households[unit].closed_on) is None or closed > day
    ]
    for household, day in open_still:
        transfer_unit(actor=PLATFORM, now=now, household_id=household, day=day)
    return len(open_still)


def owed_of(household_id: int, on: date | None = None) -> int:
    """Return what a household owed at the end of a day, or owes now."""
    rows = Share.objects.filter(household_id=household_id, gap_fen__gt=0, use__state=State.PAID.value)
    if on is None:
        rows = rows.filter(gap_paid_on=None)
    else:
        rows = rows.filter(use__paid_on__lte=on).exclude(gap_paid_on__lte=on)
    return rows.aggregate(fen=Sum("gap_fen"))["fen"] or 0
