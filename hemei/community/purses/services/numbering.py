"""Another account at the bank is entered by one person with its paper and takes its place when another confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, PaymentOrder
from hemei.community.purses.queries.numbering import (
    ACT_OF,
    ASKED,
    CHOSEN,
    CONFIRMED,
    DECLINED,
    REPLACED,
    AskedAccount,
    chosen_bank,
    papers_of,
    stream_of,
    waiting_account,
)
from hemei.community.purses.rules.acts import FUND, REVENUE, may
from hemei.community.purses.rules.numbering import may_ask, may_judge
from hemei.community.purses.rules.words import OrderState
from hemei.community.purses.services.accounts import (
    NUMBER,
    TAIL,
    demand_free,
    digits_of,
    enter_account,
    hold_numbers,
    without_books,
)
from hemei.community.purses.services.shared import missing, said, sealed, tell
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, demand
from hemei.kernel.workdays import shanghai_day

PAPER = "account_paper"
_ASKED_NUMBER = "account_asked"
_ON_THE_WAY = (OrderState.APPROVING.value, OrderState.APPROVED.value, OrderState.FILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """An account at the bank as its papers say, for the money of a purse."""

    purse: str
    bank: str
    holder: str
    number: str
    opened_on: date
    papers: Sequence[Attachment | Photo] = ()


@records.whole
def ask_account(*, actor: Actor, now: datetime, estate_id: int, draft: AccountDraft) -> int:
    """Enter the account of the revenue or of the maintenance fund, the first or another; it counts once confirmed.

    Returns the request.

    Raises:
        Refused: the estate is not the actor's or has no books, the number is another account's, one waits already, the
            bank is not the one the assembly chose, or there is no paper of the bank.
    """
    demand(may(actor, ACT_OF[draft.purse]))
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise missing()
        if ledgers.ledger_of(estate_id, actor=actor) is None:
            raise without_books(estate.name)
        today, number = shanghai_day(now), digits_of(draft.number)
        hold_numbers()
        demand_free(actor, number)
        with opened(actor, estate.scope):
            references = demand(
                may_ask(
                    bank=draft.bank, holder=draft.holder, opened_on=draft.opened_on, today=today,
                    papers=len(draft.papers), waits=waiting_account(estate_id, draft.purse) is not None,
                    chosen=chosen_bank(estate_id) if draft.purse == FUND else "", rules=rules_on(today),
                )
            )  # fmt: skip
            (key,) = records.next_ids("purses_jointaccount", 1)
            kept = sealed(papers_of(key), estate.scope, _ASKED_NUMBER, number)
            for one in draft.papers:
                add = records.add_photo if isinstance(one, Photo) else records.add_attachment
                add(one, stream=papers_of(key), scope=estate.scope, purpose=PAPER, now=now)  # type: ignore[arg-type]
            data = {
                "request": key, "estate": estate_id, "purse": draft.purse, "bank": draft.bank.strip()[:60],
                "holder": " ".join(draft.holder.split())[:60], "tail": number[-TAIL:],
                "opened_on": draft.opened_on.isoformat(), "papers": len(draft.papers), **said(number=kept),
            }  # fmt: skip
            _tell(actor, now, estate_id, estate.scope, ASKED, data, references)
    return int(key)


def _revenue(estate_id: int) -> JointAccount | None:
    return JointAccount.objects.select_for_update().filter(estate_id=estate_id, purse=REVENUE).first()


def _tell(
    actor: Actor, now: datetime, estate_id: int, scope: str, event: str, data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    records.record_event(
        stream=stream_of(estate_id),
        type=event,
        actor=actor,
        at=now,
        scope=scope,
        data=data,
        references=references,
    )


@records.whole
def judge_account(
    *, actor: Actor, now: datetime, estate_id: int, purse: str, agrees: bool, confirmed_at: datetime | None,
    reason: str = "",
) -> int | None:  # fmt: skip
    """Confirm the account that waits, or refuse it with a reason; return the account, None where it was refused.

    The new account of a fund holds the transfers that were on their way to the one before: they are ordered anew. The
    joint account keeps its agreement, its signatories and its orders; the bank's statements of the number before are
    read to their end.

    Raises:
        Refused: none waits, the actor entered it or gave no second factor, or the number was entered elsewhere since.
    """
    demand(may(actor, ACT_OF[purse]))
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise missing()
        with opened(actor, estate.scope):
            hold_numbers()
            asked = waiting_account(estate_id, purse)
            if asked is None:
                raise missing()
            references = demand(
                may_judge(
                    actor.person_id, asked_by=asked.asked_by, agrees=agrees, reason=reason,
                    confirmed_at=confirmed_at, now=now, rules=rules_on(shanghai_day(now)),
                )
            )  # fmt: skip
            if not agrees:
                why = sealed(asked.papers, estate.scope, "refusal", reason)
                data = {"request": asked.key, "purse": purse, **said(reason=why)}
                _tell(actor, now, estate_id, estate.scope, DECLINED, data, references)
                return None
            number = record.open_sealed([asked.number_id]).get(asked.number_id) or ""
            account = _entered(actor, now, estate_id, asked, number)
            data = {"request": asked.key, "purse": purse, "account": account}
            _tell(actor, now, estate_id, estate.scope, CONFIRMED, data, references)
    return account


def _entered(actor: Actor, now: datetime, estate_id: int, asked: AskedAccount, number: str) -> int:
    row = _revenue(estate_id) if asked.purse == REVENUE else None
    if row is not None:
        return _replaced(actor, now, row, asked, number)
    made = enter_account(
        actor=actor, now=now, estate_id=estate_id, bank=asked.bank, number=number, opened_on=asked.opened_on,
        purse=asked.purse, holder=asked.holder,
    )  # fmt: skip
    if asked.purse == FUND:
        _hold_transfers(actor, now, made)
    return made


def _replaced(actor: Actor, now: datetime, row: JointAccount, asked: AskedAccount, number: str) -> int:
    demand_free(actor, number)
    kept = records.seal(stream=row.stream, scope=row.scope, field=NUMBER, text=number, indexed=True)
    was = {"was_bank": row.bank, "was_tail": row.tail}
    former = row.number_id
    row.bank, row.holder, row.opened_on = asked.bank, asked.holder, asked.opened_on
    row.number_id, row.tail = kept.vault_id, asked.tail
    row.save(update_fields=["bank", "holder", "opened_on", "number_id", "tail"])
    data = {**was, "tail": asked.tail, "former": former, **said(number=kept)}
    tell(actor, now, row, REPLACED, data)
    return int(row.pk)


def _hold_transfers(actor: Actor, now: datetime, account_id: int) -> None:
    """Hold the orders that pay a quarter's share to the account before; the place is open."""
    ledger = JointAccount.objects.values_list("ledger_id", flat=True).get(pk=account_id)
    rows = PaymentOrder.objects.select_for_update(of=("self",)).filter(
        account__ledger_id=ledger, quarter__isnull=False, state__in=_ON_THE_WAY
    )
    for row in rows.order_by("id"):
        before, row.state = row.state, OrderState.HELD.value
        row.save(update_fields=["state"])
        tell(actor, now, row, "purses.order_held", {"fund_account": account_id, "was": before})


def choose_fund_bank(*, actor: Actor, now: datetime, estate_id: int, scope: str, bank: str) -> None:
    """Put down at which bank an assembly keeps its fund from now on; the act that hands it over opened the place."""
    _tell(actor, now, estate_id, scope, CHOSEN, {"estate": estate_id, "bank": bank})
