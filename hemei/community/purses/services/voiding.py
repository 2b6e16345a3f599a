"""A statement that was not the bank's is reported by one person and void, with its lines, when another confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, PaymentReturn, Statement, StatementLine
from hemei.community.purses.queries.voiding import papers_of
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.voiding import may_doubt, may_strike, may_void
from hemei.community.purses.rules.words import MatchedBy, ReturnState
from hemei.community.purses.services.shared import bank_account_for, missing, person_of, said, sealed, tell
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, demand
from hemei.kernel.workdays import shanghai_day

VOID_PAPER = "void_paper"


@records.whole
def doubt_statement(
    *, actor: Actor, now: datetime, account_id: int, statement_id: int, reason: str,
    papers: Sequence[Attachment | Photo],
) -> None:  # fmt: skip
    """Report that a statement is not the bank's; it counts until a second person confirms that.

    Raises:
        Refused: the actor may not read statements, it is void or was reported already, there is no paper or reason.
    """
    with records.acting(actor):
        account = bank_account_for(actor, account_id, Act.READ)
        row = _locked(account, statement_id)
        with opened(actor, account.scope):
            references = demand(
                may_doubt(
                    waits=row.doubted_at is not None, papers=len(papers), reason=reason,
                    rules=rules_on(shanghai_day(now)),
                )
            )  # fmt: skip
            why = sealed(row.stream, row.scope, "reason", reason)
            for one in papers:
                add = records.add_photo if isinstance(one, Photo) else records.add_attachment
                add(one, stream=papers_of(row.pk), scope=row.scope, purpose=VOID_PAPER, now=now)  # type: ignore[arg-type]
            row.doubted_by_id, row.doubted_at, row.doubt_id = person_of(actor), now, why.vault_id
            row.save(update_fields=["doubted_by", "doubted_at", "doubt_id"])
            data = {"statement": row.pk, "papers": len(papers), **said(reason=why)}
            tell(actor, now, account, "purses.statement_doubted", data, references)


def _locked(account: JointAccount, statement_id: int) -> Statement:
    """Lock the account, so that no file is read meanwhile, and return a statement of it that stands."""
    JointAccount.objects.select_for_update().get(pk=account.pk)
    row = Statement.objects.select_for_update(of=("self",)).filter(account=account, pk=statement_id).first()
    if row is None:
        raise missing()
    return row


@records.whole
def judge_statement(
    *, actor: Actor, now: datetime, account_id: int, statement_id: int, agrees: bool,
    confirmed_at: datetime | None, reason: str = "",
) -> bool:  # fmt: skip
    """Confirm that a statement is not the bank's, or refuse that with a reason; return whether it is void.

    Its lines are void with it and their references free; those matched with an entry the books had leave it, those
    of a payment that came back too: payment and reversal stay, for the lines of the true statement.

    Raises:
        Refused: nobody reported it, the actor did or read it, or gave no second factor; or a line paid an order, was
            booked, or proves a return that waits.
    """
    with records.acting(actor):
        account = bank_account_for(actor, account_id, Act.VOID)
        row = _locked(account, statement_id)
        if row.doubted_at is None:
            raise missing()
        references = demand(
            may_void(
                actor.person_id, hands=(row.doubted_by_id, row.read_by_id), agrees=agrees, reason=reason,
                confirmed_at=confirmed_at, now=now, rules=rules_on(shanghai_day(now)),
            )
        )  # fmt: skip
        with opened(actor, account.scope):
            if agrees:
                row.voided_by_id, row.voided_at = person_of(actor), now
                row.save(update_fields=["voided_by", "voided_at"])
                data = {"statement": row.pk, "lines": _strike(actor, now, account, row)}
                tell(actor, now, account, "purses.statement_voided", data, references)
            else:
                row.doubted_by_id, row.doubted_at, row.doubt_id = None, None, None
                row.save(update_fields=["doubted_by", "doubted_at", "doubt_id"])
                data = {"statement": row.pk, **said(reason=sealed(row.stream, row.scope, "refusal", reason))}
                tell(actor, now, account, "purses.statement_upheld", data, references)
    return agrees


def _strike(actor: Actor, now: datetime, account: JointAccount, row: Statement) -> int:
    """Make the lines of a void statement void; return how many there are."""
    lines = StatementLine.objects.select_for_update(of=("self",)).filter(statement=row).order_by("id")
    found = list(lines.select_related("order"))
    returns = PaymentReturn.objects.filter(back_line__statement=row).select_related("order")
    standing = {one.back_line_id: one for one in returns.exclude(state=ReturnState.REFUSED.value)}
    demand(*(_may_go(line, standing.get(line.pk)) for line in found))
    for line in found:
        if line.entry_id is not None:
            data = {"line": line.pk, "entry": line.entry_id}
            tell(actor, now, account, "purses.line_freed", data)
            back = standing.get(line.pk)
            if (order := back.order if back is not None else line.order) is not None:
                tell(actor, now, order, "purses.line_freed", data)
        line.matched_how, line.entry_id, line.matched_by_id, line.matched_at = "", None, None, None
        line.order_id, line.void = None, True
    fields = ["matched_how", "entry_id", "order", "matched_by", "matched_at", "void"]
    StatementLine.objects.bulk_update(found, fields, batch_size=1_000)
    return len(found)


def _may_go(line: StatementLine, back: PaymentReturn | None) -> Decision:
    waits = back is not None and back.state == ReturnState.REPORTED
    return may_strike(
        line.reference, how=MatchedBy(line.matched_how) if line.matched_how else None,
        order=line.order.number if line.order and not line.returned else "",
        returning=back.order.number if back is not None and waits else "",
    )  # fmt: skip
