"""What a household holds goes back to its owner when the building is gone: one person asks, another confirms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund, Household, Refund, Share
from hemei.community.funds.queries.balances import balances, next_key
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.interest import may_settle
from hemei.community.funds.rules.refunding import may_ask_refund, may_confirm_refund, may_refund
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.rules.words import RefundState, State
from hemei.community.funds.services.interest import last_credited, settle_interest
from hemei.community.funds.services.passing import owed_of
from hemei.community.funds.services.shared import (
    PLATFORM,
    missing,
    on_fund,
    on_household,
    owns_any,
    post,
    reason_of,
    sealed,
    tell,
)
from hemei.community.ledgers.services import EntryKind, Line
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

_ON_THE_WAY = [State.BILLED.value, State.APPROVED.value]


@records.whole
def ask_refund(*, actor: Actor, now: datetime, household_id: int, day: date, reason: str) -> int:
    """Ask to give a household its balance back because its building is gone, and return the refund; it waits.

    Nothing is paid before a second person confirms.

    Raises:
        Refused: by the register the building stands, the unit is the actor's own, a refund waits already, the account
            is closed and empty, something is still owed or being used, the day lies within a year whose interest is
            credited, or no reason.
    """
    with on_household(actor, Act.REFUND, household_id) as (fund, household):
        said = reason_of(reason)
        own = owns_any(actor, now, fund, [household.unit_id])
        references = demand(may_ask_refund(own=own)) + _due(now, fund, household, day)
        if Refund.objects.filter(household=household, state=RefundState.ASKED.value).exists():
            raise Refused.because(
                mark("这一户的返还已经登记，正等另一人确认。"), remedy=mark("请由另一人确认或者不同意。"),
                code="waiting",
            )  # fmt: skip
        if actor.person_id is None:
            raise missing()
        texts = sealed(fund, said)
        made = Refund.objects.create(
            stream=fund.stream, scope=fund.scope, fund=fund, household=household, day=day,
            reason_id=texts["reason"]["vault"], asked_by_id=actor.person_id, asked_at=now,
            state=RefundState.ASKED.value,
        )  # fmt: skip
        data = {"refund": made.pk, "unit": household.unit_id, "day": day.isoformat(), "texts": texts}
        tell(actor, now, made, "funds.refund_asked", data, *references)
    return int(made.pk)


@records.whole
def judge_refund(
    *,
    actor: Actor,
    now: datetime,
    refund_id: int,
    agrees: bool,
    confirmed_at: datetime | None,
    reason: str = "",
) -> int | None:
    """Confirm a refund and pay it, or refuse it with a reason; return what was paid, in fen, None where refused.

    What the account earned until the day and has not had goes along: nothing is credited to it any more. The register
    is asked again; the fund is locked, so of two at one instant the second finds none that waits.

    Raises:
        Refused: none waits, the actor asked for it or owns the unit or gave no second factor; what barred the asking
            bars it now, or a closed month.
    """
    with records.acting(actor):
        fund_id = (
            Refund.objects.filter(record.seen_by(actor), pk=refund_id)
            .values_list("fund_id", flat=True)
            .first()
        )
    if fund_id is None:
        raise missing()
    with on_fund(actor, Act.REFUND, fund_id) as fund:
        row = Refund.objects.select_for_update().get(pk=refund_id)
        if row.state != RefundState.ASKED or actor.person_id is None:
            raise missing()
        household = Household.objects.select_for_update().get(pk=row.household_id)
        references = demand(
            may_confirm_refund(
                actor.person_id, asked_by=row.asked_by_id, own=owns_any(actor, now, fund, [household.unit_id]),
                confirmed_at=confirmed_at, now=now, rules=fund_rules(shanghai_day(now)),
            )
        )  # fmt: skip
        row.judged_by_id, row.judged_at = actor.person_id, now
        data: dict[str, Any] = {"refund": row.pk, "unit": household.unit_id, "day": row.day.isoformat()}
        if not agrees:
            texts = sealed(row, reason_of(reason))
            row.state, row.answer_id = RefundState.REFUSED.value, texts["reason"]["vault"]
            row.save(update_fields=["state", "answer_id", "judged_by_id", "judged_at"])
            tell(actor, now, row, "funds.refund_refused", {**data, "texts": texts}, *references)
            return None
        references += _due(now, fund, household, row.day)
        fen, interest = _pay(now, fund, household, row)
        tell(actor, now, row, "funds.refunded", {**data, "fen": fen, "interest": interest}, *references)
    return fen


def _due(now: datetime, fund: Fund, household: Household, day: date) -> tuple[Reference, ...]:
    """Return what the refund of a household on a day stands on; raises Refused where it is not due."""
    ended = places.building_ended_on(household.building_id, actor=PLATFORM)
    references = demand(
        day_after(day, fund.opened_on, today=shanghai_day(now), field="day"),
        may_refund(ended_on=ended, day=day, rules=fund_rules(day)),
    )
    if household.closed_on is None:
        demand(may_settle(last_credited(fund), day))
    held = balances(fund.ledger_id, [household.unit_id]).get(household.unit_id, 0)
    if household.closed_on is not None and held <= 0:  # what the bank gave back is still his
        raise Refused.because(
            mark("这一户的余额已于{day}返还。"), code="closed", day=household.closed_on.isoformat()
        )
    waiting = Share.objects.filter(household=household, use__state__in=_ON_THE_WAY)
    if owed_of(household.pk) or waiting.exists():
        raise Refused.because(
            mark("这一户还有没有付清的分摊。"), remedy=mark("请先结清，再返还余额。"), code="owes"
        )
    return references


def _pay(now: datetime, fund: Fund, household: Household, row: Refund) -> tuple[int, int]:
    """Pay what the account holds with its interest and close it; return both, in fen."""
    first = household.closed_on is None
    interest = settle_interest(now=now, fund=fund, unit_id=household.unit_id, day=row.day) if first else 0
    fen = balances(fund.ledger_id, [household.unit_id]).get(household.unit_id, 0)
    if fen:
        row.entry_id = post(
            now, fund, kind=EntryKind.PAYMENT, booked_on=row.day,
            key=next_key(fund.ledger_id, f"fund-refund:{household.unit_id}"),
            lines=[Line("fund_unit", fen, household.unit_id), Line("fund_bank", -fen)],
        )  # fmt: skip
    row.state = RefundState.PAID.value
    row.save(update_fields=["state", "entry", "judged_by_id", "judged_at"])
    if first:
        household.closed_on = row.day
        household.save(update_fields=["closed_on"])
    return fen, interest
