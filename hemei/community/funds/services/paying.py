"""A bill is shared over those who bear it, checked, paid from their accounts; gaps are owed until they are paid."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund, Share, Use
from hemei.community.funds.queries.balances import balances, next_key, standing_deposit
from hemei.community.funds.queries.parts import sharing_parts
from hemei.community.funds.rules.acts import COMMUNITY, Act
from hemei.community.funds.rules.interest import may_book
from hemei.community.funds.rules.papers import papers_asked, papers_there
from hemei.community.funds.rules.paying import hand_counts
from hemei.community.funds.rules.sharing import Charge, charges_of, taken_of
from hemei.community.funds.rules.steps import Step, may_move
from hemei.community.funds.rules.uses import day_after, may_bill
from hemei.community.funds.rules.words import Payer, State
from hemei.community.funds.services.clocks import settle, start_check, start_payment
from hemei.community.funds.services.deposits import demand_no_gap, receipt_of
from hemei.community.funds.services.filing import begin_filing, may_pay_filed
from hemei.community.funds.services.interest import last_credited
from hemei.community.funds.services.proving import papers_of
from hemei.community.funds.services.shared import (
    PLATFORM,
    missing,
    on_use,
    post,
    reason_of,
    receives,
    sealed,
    tell,
)
from hemei.community.funds.services.standing import supplements_fen, supplements_stand, vote_stands
from hemei.community.funds.services.uses import checks, moved
from hemei.community.ledgers.services import EntryKind, Line
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

PAID = ("paid_on", "entry", "paid_at", "paid_by_id", "paid_factor_at")
"""What a payment writes of a use, and what goes when it is taken back."""


def bill_use(*, actor: Actor, now: datetime, use_id: int, bill_fen: int, audit: str) -> None:
    """Share the bill over those who bear it and hand it to who checks; each unit's share is there to be seen.

    Raises:
        Refused: not accepted, over the budget, large and not audited, a paper lacks, or nobody shares it; the vote it
            rests on, or a supplement's, does not stand any more.
    """
    with on_use(actor, Act.WORK, use_id) as (fund, row):
        rules, today = fund_rules(row.planned_on), shanghai_day(now)
        demand(may_move(State(row.state), Step.BILL), vote_stands(row), supplements_stand(row))
        references = demand(
            may_bill(
                bill_fen=bill_fen, budget_fen=row.budget_fen, supplements_fen=supplements_fen(row), audit=audit,
                rules=rules,
            ),
            papers_there(papers_of(row), budget_fen=row.budget_fen, bill_fen=bill_fen, rules=rules),
        )  # fmt: skip
        moved(row, Step.BILL)
        row.bill_fen, row.audit, row.billed_on = bill_fen, audit.strip()[:60], today
        row.billed_by_id = actor.person_id
        asked = papers_asked(budget_fen=row.budget_fen, bill_fen=bill_fen, rules=rules)
        row.bill_papers = [one.code for one in asked]
        row.save(update_fields=["state", "bill_fen", "audit", "billed_on", "billed_by_id", "bill_papers"])
        charges = _share(fund, row, today)
        start_check(actor, now, fund, row, rules.checking)
        data = {
            "bill": bill_fen, "households": len(charges), "gap": sum(one.gap_fen for one in charges),
            "unsold": sum(one.payer is Payer.DEVELOPER for one in charges),
        }  # fmt: skip
        tell(actor, now, row, "funds.use_billed", data, *references)


def _share(fund: Fund, row: Use, today: date) -> list[Charge]:
    """Write what each household bears, by what its account holds now; what was written before is replaced."""
    parts = sharing_parts(row, fund.ledger_id, actor=PLATFORM, on=today)
    if not parts:
        raise Refused.because(
            mark("分摊范围里没有分户账。"),
            remedy=mark("请先为这些房屋建立分户账。"),
            field="level",
            code="nobody",
        )
    by_unit = {one.unit_id: household for household, one in parts.items()}
    charges = charges_of(row.bill_fen or 0, parts.values())
    Share.objects.filter(use=row).delete()
    Share.objects.bulk_create(
        (
            Share(
                stream=row.stream, scope=row.scope, use=row, household_id=by_unit[one.unit_id], area_dm2=one.area_dm2,
                share_fen=one.share_fen, from_fen=one.from_fen, gap_fen=one.gap_fen, payer=one.payer.value,
            )
            for one in charges
        ),
        batch_size=2_000,
    )  # fmt: skip
    return charges


def _drawn(fund: Fund, row: Use) -> list[Share]:
    """Return the shares of a bill by what each account holds at this moment; the shares themselves stay."""
    shares = list(Share.objects.filter(use=row).select_related("household").order_by("household__unit_id"))
    held = balances(fund.ledger_id, [one.household.unit_id for one in shares])
    for one in shares:
        one.from_fen = taken_of(one.share_fen, held.get(one.household.unit_id, 0), Payer(one.payer))
        one.gap_fen = one.share_fen - one.from_fen
    Share.objects.bulk_update(shares, ["from_fen", "gap_fen"], batch_size=2_000)
    return shares


def approve_use(*, actor: Actor, now: datetime, use_id: int, confirmed_at: datetime | None) -> None:
    """Approve a bill that was shared, with a second factor given at `confirmed_at`; another person pays it.

    Raises:
        Refused: not the checker's, or he proposed or billed it himself; the vote it rests on, or a supplement's, does
            not stand any more; no second factor.
    """
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(checks(actor, now, fund, row), may_move(State(row.state), Step.APPROVE))
        demand(vote_stands(row), supplements_stand(row))
        hand = demand(_hand(actor, now, None, confirmed_at))
        moved(row, Step.APPROVE)
        row.checked_at, row.check_by, row.checked_by_id = now, None, actor.person_id
        row.checked_factor_at = confirmed_at
        row.save(update_fields=["state", "checked_at", "check_by", "checked_by_id", "checked_factor_at"])
        settle(actor, now, row)
        rules = fund_rules(row.planned_on)
        checked = rules.after if fund.handed_over_on is not None else rules.before
        if actor.role in COMMUNITY and rules.no_committee is not None:
            checked = rules.no_committee
        if not begin_filing(actor, now, fund, row):
            start_payment(actor, now, fund, row)
        tell(actor, now, row, "funds.use_approved", {"bill": row.bill_fen}, checked.warrant.reference, *hand)


def _hand(actor: Actor, now: datetime, approved_by: int | None, confirmed_at: datetime | None) -> Decision:
    """Whether the actor may approve, or pay what somebody approved; the rule is that of the day on which he does."""
    return hand_counts(
        actor.person_id, approved_by=approved_by, confirmed_at=confirmed_at, now=now,
        rules=fund_rules(shanghai_day(now)),
    )  # fmt: skip


@records.whole
def return_use(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Give a bill back to be put right, with the reason."""
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(checks(actor, now, fund, row))
        said = reason_of(reason)
        moved(row, Step.RETURN)
        row.check_by = None
        row.save(update_fields=["state", "check_by"])
        settle(actor, now, row)
        tell(actor, now, row, "funds.use_returned", {"texts": sealed(row, said)})


def pay_use(*, actor: Actor, now: datetime, use_id: int, day: date, confirmed_at: datetime | None) -> int:
    """Let the bank pay: each account bears its share, a gap stands as owed by its payer. Return the entry of the books.

    Who approved the bill does not pay it; who does gave a second factor at `confirmed_at`.

    What each account holds is asked again under the lock of the fund: what was spent since the bill is not spent twice.
    So is the vote: one that was annulled a moment ago pays nothing, whether or not the use was told of it. The total
    and every unit's share are posted from now on.

    Raises:
        Refused: not approved, not the checker's, approved by himself, no second factor, its vote or a supplement's does
            not stand any more, not filed with the authority or under its order of correction, a closed month.
    """
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(checks(actor, now, fund, row), may_move(State(row.state), Step.PAY))
        demand(vote_stands(row), supplements_stand(row), may_pay_filed(actor, now, row))
        approved_on = shanghai_day(row.checked_at) if row.checked_at else row.billed_on
        hand = demand(_hand(actor, now, row.checked_by_id, confirmed_at))
        demand(day_after(day, approved_on, today=shanghai_day(now), field="paid_on"))
        demand(may_book(last_credited(fund), day, field="paid_on"))
        shares = _drawn(fund, row)
        taken, gap = sum(one.from_fen for one in shares), sum(one.gap_fen for one in shares)
        lines = [Line("fund_unit", one.from_fen, one.household.unit_id) for one in shares]
        lines += [Line("fund_due", one.gap_fen, one.household.unit_id) for one in shares]
        entry = post(
            now, fund, kind=EntryKind.PAYMENT, booked_on=day, source=row.stream,
            key=next_key(fund.ledger_id, f"fund-use:{row.pk}"),
            lines=[*lines, Line("fund_bank", -taken), Line("fund_owed", -gap)],
        )  # fmt: skip
        moved(row, Step.PAY)
        row.paid_on, row.entry_id, row.check_by = day, entry, None
        row.paid_at, row.paid_by_id, row.paid_factor_at = now, actor.person_id, confirmed_at
        row.save(update_fields=["state", "check_by", *PAID])
        settle(actor, now, row)
        rules = fund_rules(row.planned_on)
        data = {
            "bill": row.bill_fen,
            "from_accounts": taken,
            "gap": gap,
            "day": day.isoformat(),
            "entry": entry,
        }
        references = [*hand, rules.sharing.warrant.reference, rules.rounding.warrant.reference]
        references += [rules.gap.warrant.reference, rules.unsold.warrant.reference] if gap else []
        tell(actor, now, row, "funds.use_paid", data, *references)
    return entry


def pay_gap(*, actor: Actor, now: datetime, use_id: int, share_id: int, day: date, receipt: str) -> None:
    """Enter that a gap was paid, by its receipt: it comes in for the household and goes on to who did the works.

    Raises:
        Refused: the committee before the fund was handed over, or a unit of the actor's own; nothing is owed, no
            receipt or one that was used, or a closed month.
    """
    with on_use(actor, Act.DEPOSIT, use_id) as (fund, row):
        rows = Share.objects.select_for_update(of=("self",)).select_related("household")
        share = rows.filter(pk=share_id, use=row).first()
        if share is None:
            raise missing()
        if row.state != State.PAID or not share.gap_fen or share.gap_paid_on is not None:
            raise Refused.because(
                mark("这一户没有要付的差额，或者已经付清。"), remedy=mark("请刷新页面查看。"), code="no_gap"
            )
        unit, gap, number = share.household.unit_id, share.gap_fen, _free_receipt(fund, receipt)
        demand(
            receives(actor, now, fund, [unit]),
            day_after(day, row.paid_on, today=shanghai_day(now), field="paid_on"),
        )
        key = next_key(fund.ledger_id, f"fund-gap:{share.pk}")
        entry = post(
            now, fund, kind=EntryKind.RECEIPT, booked_on=day, key=key, source=row.stream,
            lines=[Line("fund_bank", gap), Line("fund_due", -gap, unit)],
        )  # fmt: skip
        post(
            now, fund, kind=EntryKind.PAYMENT, booked_on=day, key=f"{key}:on", source=row.stream,
            lines=[Line("fund_owed", gap), Line("fund_bank", -gap)],
        )  # fmt: skip
        share.gap_paid_on, share.gap_entry_id, share.gap_receipt = day, entry, number
        share.save(update_fields=["gap_paid_on", "gap_entry", "gap_receipt"])
        data = {"unit": unit, "fen": gap, "payer": share.payer, "day": day.isoformat(), "entry": entry}
        tell(actor, now, row, "funds.gap_paid", data)


def _free_receipt(fund: Fund, receipt: str) -> str:
    """Return a receipt by which nothing that stands came in for the fund; raises Refused where something did."""
    number = receipt_of(receipt)
    demand_no_gap(fund, number)
    if standing_deposit(fund.ledger_id, number)[1] is not None:
        raise Refused.because(
            mark("凭据{receipt}已经登记过，是交存的凭据。"), remedy=mark("请核对凭据编号。"), field="receipt",
            code="receipt_used", receipt=number,
        )  # fmt: skip
    return number
