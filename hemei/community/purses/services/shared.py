"""What the writers of joint accounts share: the locked account and order, sealed texts, the books, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from hemei.community.ledgers import services as ledgers
from hemei.community.purses.facts import resolution
from hemei.community.purses.models import Agreement, BudgetLine, JointAccount, PaymentOrder
from hemei.community.purses.queries.basis import bearers_of
from hemei.community.purses.queries.succeeding import carries_on
from hemei.community.purses.rules.acts import FUND, REVENUE, Act, may
from hemei.community.purses.rules.paying import OrderFacts
from hemei.community.purses.rules.resting import Resolution, still_adopted, still_rests
from hemei.community.purses.rules.words import OrderState
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_TEXT = 500


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def account_for(actor: Actor, account_id: int, act: Act) -> JointAccount:
    """Return an account the actor sees and may do this with."""
    demand(may(actor, act))
    rows = JointAccount.objects.filter(record.seen_by(actor), pk=account_id, purse=REVENUE)
    row = rows.select_related("estate").first()
    if row is None:
        raise missing()
    return row


def bank_account_for(actor: Actor, account_id: int, act: Act) -> JointAccount:
    """Return an account of either purse the actor sees and may do this with at the bank's side."""
    rows = JointAccount.objects.filter(record.seen_by(actor), pk=account_id)
    row = rows.select_related("estate").first()
    demand(may(actor, act, row.purse if row else REVENUE))
    if row is None:
        raise missing()
    return row


def locked_order(actor: Actor, order_id: int, act: Act) -> PaymentOrder:
    """Lock an order the actor sees and may do this with: of two at one instant the second reads what the first did."""
    demand(may(actor, act))
    rows = PaymentOrder.objects.filter(record.seen_by(actor), pk=order_id).select_for_update(of=("self",))
    row = rows.select_related("account", "agreement").first()
    if row is None:
        raise missing()
    return row


def carried(row: PaymentOrder, actor: Actor, now: datetime) -> Decision:
    """Whether the actor carries an order on today: it does not leave with the company that prepared it."""
    return carries_on(
        row.account_id, row.account.estate_id, row.scope, actor=actor, now=now, number=row.number
    )


def order_facts(row: PaymentOrder) -> OrderFacts:
    """Return what the rules must know of an order."""
    return OrderFacts(
        number=row.number,
        state=OrderState(row.state),
        prepared_by=row.prepared_by_id,
        prepared_body=row.prepared_body_id,
        expires_at=row.expires_at,
        paused_until=row.paused_until,
        committee_needed=row.committee_needed,
        community_needed=row.community_needed,
        by_owners=people.estate_of_body(row.prepared_body_id) is not None,
        rested_by=row.rested_by_id,
    )


def resting(row: PaymentOrder) -> Decision:
    """Whether the resolution an order rests on stands now, as the vote says and not as the order remembers.

    An order on a line of a budget rests on what the budget rests on.
    """
    assembly, vote = row.basis_assembly_id, row.basis_vote_id
    with opened(system_actor(row.scope), row.scope):
        if vote is None and row.budget_line_id is not None:
            assembly, vote = budget_resolution(row.budget_line_id)
        found = _standing(row.scope, assembly, vote)
        bearers = bearers_of(row.part_id, but=row.pk)
    return still_rests(row.number, found, row.account.estate_id, bearers, row.amount_fen)


def _standing(scope: str, assembly: int | None, vote: int | None) -> Resolution | None:
    """Return a resolution as the vote has it now, None where there is nothing to ask; the place is open."""
    if assembly is None or vote is None:
        return None
    found = resolution(assembly, vote, actor=system_actor(scope))
    if found is None:
        raise missing()
    return found


def budget_resolution(line_id: int) -> tuple[int | None, int | None]:
    """Return assembly and vote that the budget of a line rests on, none where a committee's item carries it."""
    rows = BudgetLine.objects.filter(pk=line_id)
    assembly, vote = rows.values_list("budget__basis_assembly_id", "budget__basis_vote_id").get()
    return assembly, vote


def agreement_on(account_id: int, day: date) -> Agreement | None:
    """Return the agreement of an account that is in force on a day."""
    rows = Agreement.objects.filter(account_id=account_id, valid_from__lte=day).exclude(valid_until__lte=day)
    return rows.order_by("-number").first()


def fund_account(ledger_id: int) -> JointAccount | None:
    """Return the account in which the maintenance fund of an estate lies, the one entered last; the place is open.

    Whoever orders a transfer to it does not see it, so its place is opened for that.
    """
    return JointAccount.objects.filter(ledger_id=ledger_id, purse=FUND).order_by("-id").first()


def adoption(row: Agreement) -> Decision:
    """Whether what the owners adopted in an agreement binds now, as the vote says, not as the agreement remembers."""
    with opened(system_actor(row.scope), row.scope):
        found = _standing(row.scope, row.adopted_assembly_id, row.adopted_vote_id)
        return still_adopted(found, row.account.estate_id)


def adopted_now(row: Agreement) -> bool:
    """Whether a resolution of the owners stands behind an agreement now; once it fell, only an agreement entered anew.

    The trigger `purses_order_of_tier` asks the same.
    """
    return row.adopted_vote_id is not None and row.annulled_on is None and adoption(row).allowed


def sealed(
    stream: str, scope: str, field: str, text: str, *, indexed: bool = False, most: int = LONGEST_TEXT
) -> records.Sealed:
    """Seal a text; refused where there is none, or too much."""
    short = " ".join(text.replace("\x00", "").split())
    if not 0 < len(short) <= most:
        raise Refused.because(mark("请用不超过{most}个字写明"), field=field, code="text", most=most)
    return records.seal(stream=stream, scope=scope, field=f"purse_{field}", text=short, indexed=indexed)


def said(**texts: records.Sealed | None) -> dict[str, Any]:
    """Return what an event carries of sealed texts."""
    kept = {name: one for name, one in texts.items() if one is not None}
    return {
        "texts": {name: {"vault": one.vault_id, "commitment": one.commitment} for name, one in kept.items()}
    }


def tell(
    actor: Actor,
    now: datetime,
    row: JointAccount | PaymentOrder,
    event: str,
    data: Mapping[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:
    """Record what was done with an account or an order."""
    records.record_event(
        stream=row.stream, type=event, actor=actor, at=now, scope=row.scope, data=data, references=references
    )


def person_of(actor: Actor) -> int:
    """Return who acts; refused where nobody is signed in."""
    if actor.person_id is None:
        raise missing()
    return actor.person_id


def unbook(row: PaymentOrder, now: datetime, why: str) -> None:
    """Take back what was booked when an order was approved."""
    if row.entry_id is None:
        return
    system = system_actor(row.scope)
    with opened(system, row.scope):
        day = shanghai_day(now)
        ledgers.reverse_entry(actor=system, now=now, entry_id=row.entry_id, booked_on=day, reason=why)
