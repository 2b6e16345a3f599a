"""A payment order is prepared, given a new basis where its resolution fell, or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, Sum

from hemei.community.ledgers import queries as ledgers
from hemei.community.ledgers.services import demand_part
from hemei.community.purses.facts import resolution, rules_on
from hemei.community.purses.models import JointAccount, PaymentOrder
from hemei.community.purses.queries.basis import bearers_of, worth_of
from hemei.community.purses.queries.budgets import budgeted
from hemei.community.purses.queries.succeeding import prepares
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.agreeing import Demands, demands_of, tiers_from
from hemei.community.purses.rules.filling import may_fill_fund
from hemei.community.purses.rules.giving_back import may_order_back
from hemei.community.purses.rules.paying import Asked, may_move, may_prepare
from hemei.community.purses.rules.resting import Resolution, Worth, carries, may_take, stands
from hemei.community.purses.rules.standards import PaymentKind
from hemei.community.purses.rules.unpaid import may_leave_bank
from hemei.community.purses.rules.words import GONE, OPEN, Basis, OrderState, Paper
from hemei.community.purses.services.agreed import agreed
from hemei.community.purses.services.budgeting import draws
from hemei.community.purses.services.following import share_order
from hemei.community.purses.services.shared import (
    account_for,
    adopted_now,
    agreement_on,
    carried,
    fund_account,
    locked_order,
    missing,
    order_facts,
    person_of,
    sealed,
    tell,
    unbook,
)
from hemei.community.purses.services.unpaid import not_paid_yet
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """A payment to be made: what for, to whom, on what basis, with which papers."""

    kind: str
    amount_fen: int
    payee: str
    payee_account: str
    payee_bank: str
    purpose: str
    invoice_number: str = ""
    contract: str = ""
    resolution: tuple[int, int] | None = None
    """Assembly and vote the payment rests on."""
    budget: str = ""
    budget_line: int | None = None
    """The line of the year's budget it rests on."""
    due_id: int | None = None
    """What came for a contract that ended and goes back."""
    quarter: date | None = None
    """The first day of the quarter whose share goes to the maintenance fund."""
    part_id: int | None = None
    """Whose cost it is, where some buildings' owners alone bear it."""
    papers: Mapping[Paper, Sequence[Attachment | Photo]] = field(default_factory=dict)


def prepare_order(*, actor: Actor, now: datetime, account_id: int, draft: OrderDraft) -> int:
    """Prepare a payment order and return its id; it waits for approval from now on.

    Raises:
        Refused: another prepares here, or amount, payee, invoice, basis or papers are not as the tier of the agreement
            demands them.
    """
    day = shanghai_day(now)
    with records.acting(actor):
        account = account_for(actor, account_id, Act.PREPARE)
        demand(prepares(account.pk, account.estate_id, account.scope, actor=actor, now=now))
        JointAccount.objects.select_for_update().get(
            pk=account.pk
        )  # numbers and invoices, one order after another
        agreement = agreement_on(account_id, day)
        if agreement is None:
            raise Refused.because(
                mark("{day}没有生效的账户协议。"), remedy=mark("请社区先登记账户协议。"), code="no_agreement",
                day=day.isoformat(),
            )  # fmt: skip
        rules = rules_on(day)
        kind = rules.kind_of(draft.kind)
        if kind is None:
            raise Refused.because(
                mark("没有“{kind}”这种付款。"), remedy=mark("请从列出的种类里选择。"), field="kind", code="kind",
                kind=draft.kind[:20],
            )  # fmt: skip
        adopted = adopted_now(agreement)
        demands = demands_of(
            draft.amount_fen, kind, tiers=tiers_from(agreement.tiers), adopted=adopted,
            community=adopted and agreement.community_approves, rules=rules,
        )  # fmt: skip
        asked, line = _asked(actor, account, draft, kind, day), draft.budget_line
        drawn = draws(actor, account, line, code=kind.account, amount_fen=draft.amount_fen, day=day)
        extra = _gives_back(account, draft, kind), _tops_up(account, draft, kind, day)
        references = demand(may_prepare(asked, demands, rules), drawn, *extra)
        worth = asked.worth.limit_fen if draft.resolution else None
        row = _write(actor, now, account, draft, demands, agreement.pk, kind, worth)
        data = {
            "account": account.pk, "amount_fen": row.amount_fen, "kind": row.kind, "tier": row.tier,
            "vote": row.basis_vote_id, "committee": row.committee_needed, "community": row.community_needed,
            "papers": row.papers, "budget_line": row.budget_line_id,
            **({"worth_fen": worth} if worth else {}),
            **({"due": row.due_id} if row.due_id else {}),
            **({"quarter": str(row.quarter)} if row.quarter else {}),
        }  # fmt: skip
        with opened(actor, account.scope):
            tell(actor, now, row, "purses.order_prepared", data, references)
    return int(row.pk)


def _asked(actor: Actor, account: JointAccount, draft: OrderDraft, kind: PaymentKind, day: date) -> Asked:
    found: Resolution | None = None
    number = draft.invoice_number.strip()
    with opened(actor, account.scope):
        if draft.resolution is not None:
            found = resolution(*draft.resolution, actor=system_actor(account.scope))
            if found is None:
                raise missing()
        live = PaymentOrder.objects.filter(account=account, invoice_number=number).exclude(state__in=GONE)
        used = live.values_list("number", flat=True).first() if number else ""
        worth = Worth()
        if draft.resolution is not None and found is not None:
            worth = worth_of(account.pk, draft.resolution[1], limit_fen=found.spends_fen, on=day)
        bearers = bearers_of(_part(account, draft, kind))
        own = record.open_sealed([account.number_id]).get(account.number_id) or ""
    return Asked(
        estate_id=account.estate_id,
        amount_fen=draft.amount_fen,
        payee=draft.payee,
        payee_account=draft.payee_account,
        purpose=draft.purpose,
        invoice_number=number,
        invoice_on=used or "",
        papers=frozenset(paper for paper, files in draft.papers.items() if files),
        resolution=found,
        budget=draft.budget,
        own_account=own == draft.payee_account.replace(" ", ""),
        budgeted=budgeted(account.pk, day.year),
        drawn=draft.budget_line is not None or kind.gives_back or kind.tops_up_fund,
        worth=worth,
        bearers=bearers,
    )


def _gives_back(account: JointAccount, draft: OrderDraft, kind: PaymentKind) -> Decision:
    """Say whether what is to be given back, and no other order asks for, covers the payment; others pass."""
    if not kind.gives_back:
        return Decision.yes()
    system, back = system_actor(account.scope), None
    if draft.due_id is not None:
        with opened(system, account.scope):
            due = ledgers.due(draft.due_id, actor=system)
            if due is None or due.ledger_id != account.ledger_id:
                raise missing()
            waits = PaymentOrder.objects.filter(due_id=due.id, state=OrderState.APPROVING.value)
            back = due.back_fen - (waits.aggregate(fen=Sum("amount_fen"))["fen"] or 0)
    return may_order_back(amount_fen=draft.amount_fen, back_fen=back)


def _tops_up(account: JointAccount, draft: OrderDraft, kind: PaymentKind, day: date) -> Decision:
    """Say whether a quarter's share goes to the fund's own account, just what is owed, on one order; others pass."""
    if not kind.tops_up_fund:
        return Decision.yes()
    system = system_actor(account.scope)
    with opened(system, account.scope):
        fund = fund_account(account.ledger_id)
    if fund is None or draft.quarter is None:
        return may_fill_fund(draft.payee_account, "", on_the_way="", amount_fen=0, owed_fen=0)
    with opened(system, account.scope):
        own = record.open_sealed([fund.number_id]).get(fund.number_id) or ""
        waits = PaymentOrder.objects.filter(account=account, quarter=draft.quarter, state__in=sorted(OPEN))
        waiting = waits.values_list("number", flat=True).first() or ""
        facts = ledgers.transfer_due(account.ledger_id, draft.quarter, today=day)
    return may_fill_fund(
        draft.payee_account.replace(" ", ""), own, on_the_way=waiting, amount_fen=draft.amount_fen,
        owed_fen=facts.owed_fen,
        references=(facts.rules.fund.warrant.reference,),
    )  # fmt: skip


def _basis(draft: OrderDraft, kind: PaymentKind) -> Basis:
    if kind.tops_up_fund:
        return Basis.RULE
    if draft.resolution is not None:
        return Basis.RESOLUTION
    return Basis.CONTRACT if kind.gives_back else Basis.BUDGET


def _write(
    actor: Actor, now: datetime, account: JointAccount, draft: OrderDraft, demands: Demands, agreement_id: int,
    kind: PaymentKind, worth: int | None,
) -> PaymentOrder:  # fmt: skip
    day = shanghai_day(now)
    (key,) = records.next_ids("purses_paymentorder", 1)
    stream, scope = f"purses.order:{key}", account.scope
    with opened(actor, scope):
        share_order(stream, account)
        account_digits = draft.payee_account.replace(" ", "")
        budget = draft.budget.strip()
        row = PaymentOrder.objects.create(
            id=key, stream=stream, scope=scope, account=account, agreement_id=agreement_id,
            number=_next_number(account, day.year), kind=draft.kind, code=kind.account, amount_fen=draft.amount_fen,
            tier=demands.tier, committee_needed=demands.committee, community_needed=demands.community,
            resolution_needed=demands.resolution, papers_needed=[paper.value for paper in demands.papers],
            papers=sorted(paper.value for paper, files in draft.papers.items() if files),
            payee_id=sealed(stream, scope, "payee", draft.payee).vault_id,
            payee_account_id=sealed(stream, scope, "payee_account", account_digits, indexed=True).vault_id,
            payee_bank=draft.payee_bank.strip()[:60],
            purpose_id=sealed(stream, scope, "purpose", draft.purpose).vault_id,
            contract_id=sealed(stream, scope, "contract", draft.contract).vault_id if draft.contract.strip() else None,
            invoice_number=draft.invoice_number.strip(),
            basis=_basis(draft, kind).value, due_id=draft.due_id if kind.gives_back else None,
            quarter=draft.quarter if kind.tops_up_fund else None, part_id=_part(account, draft, kind),
            basis_assembly_id=draft.resolution[0] if draft.resolution else None,
            basis_vote_id=draft.resolution[1] if draft.resolution else None,
            basis_fen=worth,
            basis_text_id=sealed(stream, scope, "budget", budget).vault_id if budget else None,
            budget_line_id=draft.budget_line,
            state=OrderState.APPROVING.value, prepared_by_id=person_of(actor), prepared_body_id=actor.body_id or 0,
            prepared_at=now, expires_at=_expires(now),
        )  # fmt: skip
        for paper, files in draft.papers.items():
            _keep(row, paper, files, now)
    return row


def _part(account: JointAccount, draft: OrderDraft, kind: PaymentKind) -> int | None:
    """Return whose cost an order pays; what tops up the fund, and what goes back, is told apart by the books.

    Raises:
        Refused: the part is another estate's.
    """
    if draft.part_id is None or kind.tops_up_fund or kind.gives_back:
        return None
    demand_part(account.ledger_id, draft.part_id)
    return draft.part_id


def _expires(now: datetime) -> datetime:
    return clocks.working_time(now=now).due(now, rules_on(shanghai_day(now)).approval.limit).at


def _next_number(account: JointAccount, year: int) -> str:
    rows = PaymentOrder.objects.filter(account=account, number__startswith=f"{year}-")
    last = rows.order_by("-id").values_list("number", flat=True).first()
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:04}"


def _keep(row: PaymentOrder, paper: Paper, files: Sequence[Attachment | Photo], now: datetime) -> None:
    for one in files:
        if isinstance(one, Photo):
            records.add_photo(one, stream=row.stream, scope=row.scope, purpose=paper.value, now=now)
        else:
            records.add_attachment(one, stream=row.stream, scope=row.scope, purpose=paper.value, now=now)


def withdraw_order(*, actor: Actor, now: datetime, order_id: int) -> None:
    """Take an order back before it went to the bank; what was booked for it is reversed.

    Raises:
        Refused: another carries it on, it is paid, at the bank, or over, or an open line of the bank says it is paid.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.WITHDRAW)
        demand(carried(row, actor, now), may_move(order_facts(row), OrderState.WITHDRAWN))
        demand(may_leave_bank(order_facts(row), at_bank=row.bank_file_id is not None), not_paid_yet(row))
        unbook(row, now, mark("付款单撤回"))
        row.state, row.ended_at = OrderState.WITHDRAWN.value, now
        row.save(update_fields=["state", "ended_at"])
        tell(actor, now, row, "purses.order_withdrawn", {})


def rest_order_anew(*, actor: Actor, now: datetime, order_id: int, resolution_ids: tuple[int, int]) -> None:
    """Give a held order another resolution; everybody is asked anew, and nobody's earlier approval counts.

    Raises:
        Refused: the order is not held, is at the bank already, the resolution does not stand, or its agreement fell
            with its vote and more is demanded now.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.PREPARE)
        facts = order_facts(row)
        demand(carried(row, actor, now), may_move(facts, OrderState.APPROVING))
        if row.quarter is not None:
            raise Refused.because(
                mark("划转补充维修资金的付款单不依据决议。"),
                remedy=mark("请撤回，从账簿页重新填写。"),
                code="by_rule",
            )
        demand(may_leave_bank(facts, at_bank=row.bank_file_id is not None), agreed(row))
        JointAccount.objects.select_for_update().get(
            pk=row.account_id
        )  # sums of a resolution, one after another
        with opened(actor, row.scope):
            found = resolution(*resolution_ids, actor=system_actor(row.scope))
            if found is None:
                raise missing()
            day, but, vote = shanghai_day(now), row.pk, resolution_ids[1]
            worth = worth_of(row.account_id, vote, limit_fen=found.spends_fen, on=day, but=but)
            bearers = bearers_of(row.part_id, but=but)
        faults = (
            *stands(found, row.account.estate_id, bearers, row.amount_fen),
            *carries(found, rules_on(day)),
            *may_take(found.title, row.amount_fen, worth),
        )  # fmt: skip
        demand(Decision.no(*faults) if faults else Decision.yes())
        row.basis, row.basis_annulled_on = Basis.RESOLUTION.value, None
        row.basis_assembly_id, row.basis_vote_id = resolution_ids
        row.basis_fen, row.rested_by_id = worth.limit_fen, person_of(actor)
        row.state, row.round = OrderState.APPROVING.value, row.round + 1
        row.approved_at, row.expires_at = None, _expires(now)
        row.save(
            update_fields=[
                "basis", "basis_annulled_on", "basis_assembly", "basis_vote", "basis_fen", "rested_by", "state",
                "round", "approved_at", "expires_at",
            ]
        )  # fmt: skip
        data = {"vote": row.basis_vote_id, "round": row.round}
        tell(actor, now, row, "purses.order_rested_anew", data)


def hold_orders(*, actor: Actor, now: datetime, votes: Sequence[int], day: date) -> int:
    """Hold orders whose resolution was annulled before they are paid; of paid ones it stands as a fact. For reactions.

    An order on a line of a budget rests on what the budget rests on. Returns how many were touched; done again it
    touches none.
    """
    with records.acting(actor):
        fallen = Q(basis_vote_id__in=votes) | Q(basis_vote=None, budget_line__budget__basis_vote_id__in=votes)
        rows = PaymentOrder.objects.select_for_update(of=("self",)).select_related("budget_line__budget")
        found = list(rows.filter(fallen, basis_annulled_on=None).exclude(state__in=GONE).order_by("id"))
        for row in found:
            before = OrderState(row.state)
            row.basis_annulled_on = day
            if before is not OrderState.PAID:
                row.state = OrderState.HELD.value
            row.save(update_fields=["basis_annulled_on", "state"])
            line = None if row.basis_vote_id else row.budget_line
            vote = line.budget.basis_vote_id if line else row.basis_vote_id
            data = {"vote": vote, "was": before.value, "annulled_on": day.isoformat()}
            if line:
                data["budget"] = line.budget_id
            event = "purses.order_held" if before is not OrderState.PAID else "purses.paid_basis_annulled"
            tell(actor, now, row, event, data)
    return len(found)
