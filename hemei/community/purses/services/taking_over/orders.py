"""Orders of the past: prepared, approved by distinct hands, booked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryDraft, EntryKind
from hemei.community.ledgers.services import Line as Posting
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import Agreement, Approval, PaymentOrder
from hemei.community.purses.rules.agreeing import default_tiers, demands_of, tiers_from
from hemei.community.purses.rules.paying import Asked, Given, OrderFacts, may_prepare, outcome_of
from hemei.community.purses.rules.words import Basis, OrderState, Paper
from hemei.community.purses.services.approving import OWED
from hemei.community.purses.services.matching import BANK
from hemei.community.purses.services.orders import OrderDraft
from hemei.community.purses.services.shared import adopted_now, missing, person_of
from hemei.community.purses.services.taking_over.past import Load, Made, PastOrder, move
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


def prepare(load: Load, orders: Sequence[PastOrder]) -> list[Made]:
    """Write the orders as they were prepared; each waits for approval."""
    if not orders:
        return []
    account = load.account
    agreements = list(Agreement.objects.filter(account=account).order_by("-number"))
    ids = records.next_ids("purses_paymentorder", len(orders))
    made, seals = [], []
    for number, past in zip(ids, orders, strict=True):
        day = shanghai_day(past.prepared_at)
        agreement = next(one for one in agreements if one.valid_from <= day)
        one = _order(load, number, past, agreement, day)
        made.append(one)
        seals += _seals(one.row, past.draft)
    kept = iter(records.write_seals([seal for _name, seal in seals]))
    texts = iter(seals)
    for one in made:
        for _ in range(_count(one.past.draft)):
            setattr(one.row, f"{next(texts)[0]}_id", next(kept).vault_id)
    shown = record.bodies_shown([account.stream]).get(account.stream, set())
    records.insert_many(
        "records_access",
        {"stream": "text", "body_id": "bigint"},
        ((one.row.stream, body) for one in made for body in sorted(shown)),
    )
    records.insert_rows([one.row for one in made])
    records.add_photos([photo for one in made for photo in _papers(one)])
    for one in made:
        _tell_prepared(load, one)
    return made


def _order(load: Load, number: int, past: PastOrder, agreement: Agreement, day: date) -> Made:
    rules, draft, account = rules_on(day), past.draft, load.account
    kind = rules.kind_of(draft.kind)
    if kind is None:
        raise missing()
    tiers, community = tiers_from(agreement.tiers), agreement.community_approves
    # Tiers of the document alone bind whether or not somebody adopted them: nobody is asked for each order.
    adopted = (community or tiers != default_tiers(rules)) and adopted_now(agreement)
    demands = demands_of(
        draft.amount_fen, kind, tiers=tiers, adopted=adopted, community=adopted and community, rules=rules
    )
    papers = sorted(paper.value for paper, files in draft.papers.items() if files)
    asked = Asked(
        estate_id=account.estate_id, amount_fen=draft.amount_fen, payee=draft.payee,
        payee_account=draft.payee_account, purpose=draft.purpose, invoice_number=draft.invoice_number,
        invoice_on="", papers=frozenset(Paper(paper) for paper in papers), resolution=None, budget=draft.budget,
        own_account=draft.payee_account == load.own, drawn=draft.budget_line is not None, past=True,
    )  # fmt: skip
    row = PaymentOrder(
        id=number, stream=f"purses.order:{number}", scope=account.scope, account=account, agreement=agreement,
        number=past.number, kind=draft.kind, code=kind.account, amount_fen=draft.amount_fen, tier=demands.tier,
        committee_needed=demands.committee, community_needed=demands.community,
        resolution_needed=demands.resolution, papers_needed=[paper.value for paper in demands.papers],
        papers=papers, payee_bank=draft.payee_bank, invoice_number=draft.invoice_number,
        basis=Basis.BUDGET.value, budget_line_id=draft.budget_line,
        state=OrderState.APPROVING.value, prepared_by_id=person_of(past.preparer),
        prepared_body_id=past.preparer.body_id or 0, prepared_at=past.prepared_at,
        expires_at=load.working.due(past.prepared_at, rules.approval.limit).at,
    )  # fmt: skip
    return Made(past, row, demands, demand(may_prepare(asked, demands, rules)))


_SEALED = ("payee", "payee_account", "purpose", "contract", "budget")


_COLUMN = {"budget": "basis_text"}


def _texts(draft: OrderDraft) -> Iterator[tuple[str, str]]:
    for name in _SEALED:
        if text := getattr(draft, name):
            yield name, text


def _count(draft: OrderDraft) -> int:
    return sum(1 for _ in _texts(draft))


def _seals(row: PaymentOrder, draft: OrderDraft) -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            _COLUMN.get(name, name),
            records.prepare_seal(
                stream=row.stream, scope=row.scope, field=f"purse_{name}", text=text, indexed=name == "payee_account"
            ),
        )
        for name, text in _texts(draft)
    ]  # fmt: skip


def _papers(one: Made) -> Iterator[records.PhotoDraft]:
    for paper, files in one.past.draft.papers.items():
        for photo in files:
            if not isinstance(photo, records.Photo):
                raise TypeError("papers of the past are taken over as pictures")
            yield records.PhotoDraft(photo, one.row.stream, one.row.scope, paper.value, one.past.prepared_at)


def _tell_prepared(load: Load, one: Made) -> None:
    row = one.row
    data = {
        "account": row.account_id, "amount_fen": row.amount_fen, "kind": row.kind, "tier": row.tier, "vote": None,
        "committee": row.committee_needed, "community": row.community_needed, "papers": row.papers,
        "budget_line": row.budget_line_id,
    }  # fmt: skip
    load.tell(
        one.past.preparer, one.past.prepared_at, row.stream, "purses.order_prepared", data, one.references
    )


def approve(load: Load, made: Sequence[Made]) -> None:
    """Write who approved; an order is approved by the last approval it needed. The second factor was given then."""
    rows = []
    for one in made:
        given: list[Given] = []
        rules = rules_on(shanghai_day(one.past.prepared_at))
        references = (rules.hands.warrant.reference, rules.second_factor.warrant.reference)
        for said in one.past.approvals:
            rows.append(
                Approval(
                    stream=one.row.stream, scope=one.row.scope, order=one.row, round=1, side=said.side.value,
                    signatory_id=said.signatory_id, counts_for_id=said.signatory_id,
                    person_id=person_of(said.actor), appointment_id=said.actor.appointment_id or 0, agrees=True,
                    confirmed_at=said.at, given_at=said.at,
                )
            )  # fmt: skip
            person = person_of(said.actor)
            given.append(Given(person, person, said.side, agrees=True))
            data: dict[str, Any] = {
                "signatory": said.signatory_id, "counts_for": said.signatory_id, "side": said.side.value, "round": 1,
                "texts": {},
            }  # fmt: skip
            load.tell(said.actor, said.at, one.row.stream, "purses.order_judged", data, references)
        if outcome_of(_facts(one.row), given) is OrderState.APPROVED:
            one.row.approved_at = one.past.approvals[-1].at
    records.insert_rows(rows)


def _facts(row: PaymentOrder) -> OrderFacts:
    return OrderFacts(
        number=row.number, state=OrderState.APPROVING, prepared_by=row.prepared_by_id,
        prepared_body=row.prepared_body_id, expires_at=row.expires_at, paused_until=None,
        committee_needed=row.committee_needed, community_needed=row.community_needed,
    )  # fmt: skip


def book(actor: Actor, now: datetime, load: Load, made: Sequence[Made]) -> None:
    """Post cost and debt of what was approved, and what the bank paid of it; the orders are approved with it."""
    approved = [one for one in made if one.row.approved_at]
    paid = [one for one in approved if one.line]
    drafts = [_entry(one, EntryKind.ACCRUAL, "approved", one.row.code, OWED) for one in approved]
    drafts += [_entry(one, EntryKind.PAYMENT, "paid", OWED, BANK) for one in paid]
    entries = ledgers.post_entries(actor=actor, now=now, ledger_id=load.account.ledger_id, drafts=drafts)
    for one, entry in zip(approved, entries, strict=False):
        one.row.entry_id, one.row.state = entry, OrderState.APPROVED.value
        data = {"entry": entry, "amount_fen": one.row.amount_fen}
        at = one.row.approved_at or now
        load.tell(system_actor(one.row.scope), at, one.row.stream, "purses.order_approved", data)
    for one, entry in zip(paid, entries[len(approved) :], strict=True):
        one.row.paid_entry_id, one.row.paid_on = entry, one.line.booked_on if one.line else None
    move(approved, state="text", approved_at="timestamptz", entry_id="bigint")


def _entry(one: Made, kind: EntryKind, step: str, debit: str, credit: str) -> EntryDraft:
    fen, stream = one.row.amount_fen, one.row.stream
    day = one.line.booked_on if step == "paid" and one.line else shanghai_day(one.past.approvals[-1].at)
    lines = (Posting(debit, fen), Posting(credit, -fen))
    return EntryDraft(
        kind=kind, booked_on=day, lines=lines, source_stream=stream, source_key=f"{stream}:{step}"
    )
