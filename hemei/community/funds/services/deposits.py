"""Money comes into households' accounts; a look at a balance is told to its owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.funds.facts import deposits_on, fund_rules
from hemei.community.funds.models import Fund, Household, RenewalNotice, Share
from hemei.community.funds.queries.balances import balances, deposited_since, standing_deposit
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.cells import LONGEST_RECEIPT
from hemei.community.funds.rules.interest import may_book
from hemei.community.funds.rules.raising import is_renewed
from hemei.community.funds.rules.renewing import Came, is_short, may_deposit, may_repeat
from hemei.community.funds.services.interest import last_credited
from hemei.community.funds.services.shared import (
    on_fund,
    on_household,
    post,
    reason_of,
    receives,
    sealed,
    tell,
)
from hemei.community.ledgers.services import EntryKind, Line
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositDraft:
    """What came in on a day, by household; a receipt counts once in a fund."""

    fund_id: int
    fen: Mapping[int, int]
    paid_on: date
    receipt: str


def deposit(*, actor: Actor, now: datetime, draft: DepositDraft) -> int:
    """Enter what came in for households, the first deposit before any renewal; return the entry of the books.

    Entered again with the same day, households and amounts, a receipt changes nothing.

    Raises:
        Refused: the committee before the fund was handed over, or a unit of the actor's own; more than the first
            deposit that is due, a refunded household, no receipt, a closed month; or the receipt was entered before
            with another day, household or amount, or for a gap.
    """
    with on_fund(actor, Act.DEPOSIT, draft.fund_id) as fund:
        receipt = receipt_of(draft.receipt)
        rows, (key, known) = _locked(fund, draft.fen), standing_deposit(fund.ledger_id, receipt)
        demand(receives(actor, now, fund, [row.unit_id for row in rows]))
        demand_no_gap(fund, receipt)
        if known is not None:
            asked = Came(draft.paid_on, {row.unit_id: draft.fen[row.pk] for row in rows})
            demand(may_repeat(receipt, Came(known.booked_on, known.units), asked))
            return known.entry
        demand(may_book(last_credited(fund), draft.paid_on, field="paid_on"))
        for row in rows:
            _demand_amount(row, draft.fen[row.pk])
        total = sum(draft.fen.values())
        entry = post(
            now, fund, kind=EntryKind.RECEIPT, booked_on=draft.paid_on, key=key,
            lines=[Line("fund_bank", total), *(Line("fund_unit", -draft.fen[row.pk], row.unit_id) for row in rows)],
        )  # fmt: skip
        for row in rows:
            row.deposited_fen += draft.fen[row.pk]
        Household.objects.bulk_update(rows, ["deposited_fen"], batch_size=2_000)
        settle_notices(fund, rows, draft.paid_on)
        data = {
            "fen": total, "households": len(rows), "paid_on": draft.paid_on.isoformat(), "entry": entry,
            "units": [row.unit_id for row in rows][:20],
        }  # fmt: skip
        kinds = deposits_on(fund.opened_on).deposit
        used = {row.kind for row in rows}
        tell(
            actor, now, fund, "funds.deposited", data, *(one.warrant.reference for one in kinds if one.code in used)
        )  # fmt: skip
    return entry


def demand_no_gap(fund: Fund, receipt: str) -> None:
    """Demand that no gap was paid by this receipt; raises Refused."""
    if Share.objects.filter(use__fund=fund, gap_receipt=receipt, gap_paid_on__isnull=False).exists():
        raise Refused.because(
            mark("凭据{receipt}已经登记过，是付清差额的凭据。"), remedy=mark("请核对凭据编号。"), field="receipt",
            code="receipt_used", receipt=receipt,
        )  # fmt: skip


def receipt_of(text: str) -> str:
    """Return the number of a receipt as it is kept; raises Refused where there is none."""
    said = "".join(text.replace("\x00", "").split())
    if not 0 < len(said) <= LONGEST_RECEIPT:
        raise Refused.because(
            mark("没有填交存凭据的编号，或超过{most}个字。"), remedy=mark("同一编号只记一次。"), field="receipt",
            code="receipt", most=LONGEST_RECEIPT,
        )  # fmt: skip
    return said


def _locked(fund: Fund, wanted: Mapping[int, int]) -> list[Household]:
    rows = list(
        Household.objects.select_for_update().filter(fund=fund, pk__in=list(wanted)).order_by("unit_id")
    )
    if not wanted or len(rows) != len(wanted):
        raise Refused.because(
            mark("有的户不在这个小区的分户账里。"), remedy=mark("请核对户号。"), field="unit", code="unit"
        )
    return rows


def _demand_amount(row: Household, fen: int) -> None:
    if fen <= 0:
        raise Refused.because(
            mark("交存金额要大于零。"), remedy=mark("请核对金额。"), field="amount", code="amount"
        )
    left = max(row.first_fen - row.deposited_fen, 0)
    demand(may_deposit(fen=fen, closed_on=row.closed_on, first_left_fen=left))


def settle_notices(fund: Fund, rows: Sequence[Household], day: date) -> None:
    """End the notices of households that are not short any more, or paid all they were asked."""
    waiting = list(RenewalNotice.objects.filter(household__in=rows, settled_on=None))
    if not waiting:
        return
    held, below = balances(fund.ledger_id, [row.unit_id for row in rows]), fund_rules(day).renewal.below
    known = {row.pk: row for row in rows}
    came = deposited_since(
        fund.ledger_id, {known[one.household_id].unit_id: one.noticed_on for one in waiting}
    )
    for notice in waiting:
        row = known[notice.household_id]
        short = is_short(held.get(row.unit_id, 0), row.first_fen, below)
        if is_renewed(short=short, came_fen=came.get(row.unit_id, 0), asked_fen=notice.asked_fen):
            notice.settled_on = day
            notice.save(update_fields=["settled_on"])


def household_stream(unit_id: int) -> str:
    """Return the stream in which stands who looked at a household."""
    return f"funds.household:{unit_id}"


def show_balance(*, actor: Actor, now: datetime, household_id: int, reason: str) -> int:
    """Return what a household holds, to an official who says why; its owner sees who looked."""
    with on_household(actor, Act.SHOW, household_id) as (fund, household):
        said, stream = reason_of(reason), household_stream(household.unit_id)
        data = {"unit": household.unit_id, "about": {"texts": sealed(fund, said, stream=stream)}}
        tell(actor, now, fund, "funds.balance_shown", data, stream=stream)
        return balances(fund.ledger_id, [household.unit_id]).get(household.unit_id, 0)
