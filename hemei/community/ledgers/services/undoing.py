"""What a reversal undoes: the amount due that was booked is not asked for, the money that came is owed again."""

from __future__ import annotations

from django.db.models import F

from hemei.community.ledgers.models import Entry, Posting, RevenueDue
from hemei.community.ledgers.rules.releasing import may_drop_alone
from hemei.community.ledgers.rules.words import DUE, GIVEN_BACK, RECEIPT
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused, demand, mark


def take_back(entry: Entry, role: Role) -> None:
    """Undo what an entry did to the amount due it names; all other entries did nothing but post.

    Raises:
        Refused: it booked an amount due for which money has come, or which takes a second word to let go.
    """
    kind, _, rest = entry.source_key.partition(":")
    if kind == DUE:
        demand(may_drop_alone(role))
        if not RevenueDue.objects.filter(pk=rest, received_fen=0).update(dropped=True):
            raise Refused.because(
                mark("这一期已经收过款。"), remedy=mark("请先冲销收款，再冲销应收。"), code="received"
            )
    elif kind == RECEIPT:
        _owed_again(int(rest.partition(":")[0]), _debit(entry))
    elif kind == GIVEN_BACK:
        rows = RevenueDue.objects.filter(pk=rest.partition(":")[0])
        rows.update(received_fen=F("received_fen") + _debit(entry))


def _debit(entry: Entry) -> int:
    return sum(Posting.objects.filter(entry=entry, amount_fen__gt=0).values_list("amount_fen", flat=True))


def _owed_again(due_id: int, fen: int) -> None:
    """Take money off the amount due it came for, and off what is asked in its place since the contract ended."""
    first = RevenueDue.objects.select_for_update().get(pk=due_id)
    others = RevenueDue.objects.select_for_update().filter(
        contract_id=first.contract_id, period_from=first.period_from, dropped=False
    )
    for row in (first, *others.exclude(pk=due_id)):
        part = min(row.received_fen, fen)
        row.received_fen, fen = row.received_fen - part, fen - part
        row.save(update_fields=["received_fen"])
    if fen:
        raise Refused.because(
            mark("这笔钱已经退还给对方。"), remedy=mark("请先冲销退还，再冲销收款。"), code="given_back"
        )
