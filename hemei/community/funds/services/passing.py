"""The money stays with the unit when it is sold, and goes back to its owner when the building is pulled down."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Sum

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Share, UnitTransfer
from hemei.community.funds.queries.balances import balances, balances_on, next_key
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.rules.words import State
from hemei.community.funds.services.interest import settle_interest
from hemei.community.funds.services.shared import on_household, post, reason_of, sealed, tell
from hemei.community.ledgers.services import EntryKind, Line
from hemei.ground.people import queries as people
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
        known = UnitTransfer.objects.filter(household=household, passed_on=day).first()
        if known is not None:
            return int(known.pk)
        rows = people.owners_of([household.unit_id], actor=actor, now=now).get(household.unit_id, [])
        sides = {one.person_id for one in rows if day in {one.valid_from, one.valid_until}}
        if not any(one.valid_from == day for one in rows):
            raise Refused.because(
                mark("产权登记里没有这一户{day}的过户。"),
                remedy=mark("请先更新业主名册，再登记过户。"),
                field="passed_on",
                code="no_sale",
                day=day.isoformat(),
            )
        (number,) = records.next_ids("funds_unittransfer", 1)
        held = balances_on(fund.ledger_id, [household.unit_id], day).get(household.unit_id, 0)
        row = UnitTransfer(
            id=number, stream=f"funds.transfer:{number}", scope=fund.scope, household=household, passed_on=day,
            balance_fen=held, owed_fen=_owed(household.pk, day), recorded_at=now,
        )  # fmt: skip
        row.save(force_insert=True)
        records.grant_access(stream=row.stream, persons=tuple(sorted(sides)))
        data = {"unit": household.unit_id, "day": day.isoformat(), "balance": held, "sides": len(sides)}
        tell(actor, now, row, "funds.unit_transferred", data)
    return int(number)


def _owed(household_id: int, on: date | None = None) -> int:
    """Return what a household owed at the end of a day, or owes now."""
    rows = Share.objects.filter(household_id=household_id, gap_fen__gt=0, use__state=State.PAID.value)
    if on is None:
        rows = rows.filter(gap_paid_on=None)
    else:
        rows = rows.filter(use__paid_on__lte=on).exclude(gap_paid_on__lte=on)
    return rows.aggregate(fen=Sum("gap_fen"))["fen"] or 0


def refund(*, actor: Actor, now: datetime, household_id: int, day: date, reason: str) -> int:
    """Give a household its balance back because its building is gone, and close it; return what was paid, in fen.

    What the account earned until that day and has not had goes along: nothing is credited to it any more.

    Raises:
        Refused: closed already, something is still owed or being used, no reason, a closed month, or a day within a
            year whose interest is credited.
    """
    with on_household(actor, Act.REFUND, household_id) as (fund, household):
        said = reason_of(reason)
        demand(day_after(day, fund.opened_on, today=shanghai_day(now), field="day"))
        held_back = balances(fund.ledger_id, [household.unit_id]).get(household.unit_id, 0)
        if household.closed_on is not None and held_back <= 0:  # what the bank gave back is still his
            raise Refused.because(
                mark("这一户的余额已于{day}返还。"), code="closed", day=household.closed_on.isoformat()
            )
        waiting = Share.objects.filter(household=household, use__state__in=_ON_THE_WAY)
        if _owed(household.pk) or waiting.exists():
            raise Refused.because(
                mark("这一户还有没有付清的分摊。"), remedy=mark("请先结清，再返还余额。"), code="owes"
            )
        first = household.closed_on is None
        interest = settle_interest(now=now, fund=fund, unit_id=household.unit_id, day=day) if first else 0
        fen = balances(fund.ledger_id, [household.unit_id]).get(household.unit_id, 0)
        if fen:
            post(
                now, fund, kind=EntryKind.PAYMENT, booked_on=day,
                key=next_key(fund.ledger_id, f"fund-refund:{household.unit_id}"),
                lines=[Line("fund_unit", fen, household.unit_id), Line("fund_bank", -fen)],
            )  # fmt: skip
        if first:
            household.closed_on = day
            household.save(update_fields=["closed_on"])
        data = {
            "unit": household.unit_id, "fen": fen, "interest": interest, "day": day.isoformat(),
            "texts": sealed(fund, said),
        }  # fmt: skip
        tell(actor, now, fund, "funds.refunded", data, fund_rules(day).sharing.warrant.reference)
    return fen


_ON_THE_WAY = [State.BILLED.value, State.APPROVED.value]
