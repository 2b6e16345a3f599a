"""Approved orders go into a file for the bank."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from hemei.community.ledgers import queries as books
from hemei.community.purses.facts import rules_on
from hemei.community.purses.formats.lines import Payment, PaymentFile
from hemei.community.purses.formats.writing import as_csv, as_pain001
from hemei.community.purses.models import BankFile, JointAccount, PaymentOrder, PaymentReturn, StatementLine
from hemei.community.purses.queries.succeeding import carries_on
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.paying import may_file
from hemei.community.purses.rules.words import FileProfile, OrderState, ReturnKind, ReturnState
from hemei.community.purses.services.agreed import agreed
from hemei.community.purses.services.shared import (
    account_for,
    order_facts,
    person_of,
    resting,
    tell,
)
from hemei.community.purses.services.unpaid import not_paid_yet
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day

MEDIA = {FileProfile.CSV: "text/csv", FileProfile.PAIN001: "application/xml"}


def make_bank_file(
    *, actor: Actor, now: datetime, account_id: int, order_ids: Sequence[int], profile: FileProfile
) -> int:
    """Write approved orders of an account as a file for the bank, keep it, and return its id.

    Raises:
        Refused: no order is chosen, one is of another account, not approved, held or paused, its resolution or that of
            its agreement no longer stands, an open line of the bank says that it is paid, or another carries it on; the
            owners' side does only where no company serves, never who agreed.
    """
    with records.acting(actor):
        account = account_for(actor, account_id, Act.FILE)
        JointAccount.objects.select_for_update().get(pk=account.pk)  # files are numbered one after the other
        rows = list(
            PaymentOrder.objects.select_for_update(of=("self",))
            .filter(record.seen_by(actor), pk__in=order_ids, account=account)
            .select_related("account", "agreement")
            .order_by("id")
        )
        if not rows or len(rows) != len(set(order_ids)):
            raise Refused.because(
                mark("没有选择付款单，或者其中有不是这个账户的。"), remedy=mark("请从列表中选择已通过的付款单。"),
                field="orders", code="orders",
            )  # fmt: skip
        demand(_carries_on(actor, now, rows), *(one for row in rows for one in _may_leave(row, now)))
        with opened(actor, account.scope):
            made = _kept(actor, now, account, rows, profile)
        for row in rows:
            row.state, row.bank_file, row.filed_at = OrderState.FILED.value, made, now
        PaymentOrder.objects.bulk_update(rows, ["state", "bank_file", "filed_at"])
        for row in rows:
            tell(actor, now, row, "purses.order_filed", {"file": made.pk})
        data = {
            "file": made.pk, "number": made.number, "profile": profile.value, "orders": len(rows),
            "total_fen": made.total_fen, "sha256": made.sha256,
        }  # fmt: skip
        tell(actor, now, account, "purses.file_made", data)
    return int(made.pk)


def _may_leave(row: PaymentOrder, now: datetime) -> tuple[Decision, ...]:
    """Whether an order goes to the bank now: approved, and all it rests on stands; the money is not there already.

    An order may be filled in after its payment: that is matched with its line, and never sent as well.
    """
    reach = timedelta(days=rules_on(shanghai_day(now)).joining.limit.amount)
    return (
        may_file(order_facts(row), now), resting(row), agreed(row), _seen_back(row, now),
        not_paid_yet(row, since=shanghai_day(row.prepared_at) - reach),
    )  # fmt: skip


def _carries_on(actor: Actor, now: datetime, rows: Sequence[PaymentOrder]) -> Decision:
    """Whether the actor sends these orders to the bank today, whoever prepared them; he agreed to none of them."""
    first, numbers = rows[0], "、".join(row.number for row in rows)
    return carries_on(
        first.account_id, first.account.estate_id, first.scope, actor=actor, now=now, number=numbers,
        orders=[row.pk for row in rows],
    )  # fmt: skip


def _seen_back(row: PaymentOrder, now: datetime) -> Decision:
    """Whether money that came back by a paper alone is on a statement: before that it is not paid anew."""
    if row.returned_on is None:
        return Decision.yes()
    rows = PaymentReturn.objects.filter(order=row, state=ReturnState.CONFIRMED.value)
    last = rows.filter(kind=ReturnKind.RETURNED.value).order_by("-id").first()
    seen = last is not None and StatementLine.objects.filter(entry_id=last.entry_id).exists()
    by_paper = last is not None and last.back_line_id is None
    rules = books.corrections_on(shanghai_day(now))
    return books.may_pay_anew(row.number, by_paper=by_paper, seen=seen, rules=rules)


def _kept(
    actor: Actor, now: datetime, account: JointAccount, rows: Sequence[PaymentOrder], profile: FileProfile
) -> BankFile:
    made = BankFile.objects.filter(account=account).count() + 1
    number = f"HM{account.pk}-{shanghai_day(now):%Y%m%d}-{made}"
    file = _file(now, account, rows, number)
    content = as_pain001(file) if profile is FileProfile.PAIN001 else as_csv(file)
    kept = records.keep_file(
        content=content, media_type=MEDIA[profile], stream=account.stream, scope=account.scope,
        purpose="bank_file", now=now,
    )  # fmt: skip
    return BankFile.objects.create(
        stream=account.stream, scope=account.scope, account=account, number=number, profile=profile.value,
        count=len(rows), total_fen=file.total_fen, sha256=hashlib.sha256(content).hexdigest(), file_id=kept.pk,
        made_by_id=person_of(actor), made_at=now,
    )  # fmt: skip


def _file(now: datetime, account: JointAccount, rows: Sequence[PaymentOrder], number: str) -> PaymentFile:
    ids = [one for row in rows for one in (row.payee_id, row.payee_account_id, row.purpose_id)]
    texts = record.open_sealed([account.number_id, *ids])
    return PaymentFile(
        number=number,
        made_at=now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        pay_on=shanghai_day(now),
        payer=account.estate.name,
        payer_account=texts.get(account.number_id) or "",
        payer_bank=account.bank,
        payments=tuple(
            Payment(
                number=row.number,
                amount_fen=row.amount_fen,
                payee=texts.get(row.payee_id) or "",
                payee_account=texts.get(row.payee_account_id) or "",
                payee_bank=row.payee_bank,
                purpose=texts.get(row.purpose_id) or "",
            )
            for row in rows
        ),
    )
