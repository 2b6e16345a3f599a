"""What a reversal undoes: the amount due that was booked is not asked for, the money that came is owed again."""

from __future__ import annotations

from django.db.models import F

from hemei.community.ledgers.models import Entry, Posting, RevenueDue
from hemei.kernel.decision import Refused, mark

DUE, RECEIPT = "due", "receipt"
"""How the source keys of what a contract brings begin: `due:<id>` booked it, `receipt:<id>:<key>` is money for it."""


def take_back(entry: Entry) -> None:
    """Undo what an entry did to the amount due it names; all other entries did nothing but post.

    Raises:
        Refused: it booked an amount due for which money has come.
    """
    kind, _, rest = entry.source_key.partition(":")
    if kind == DUE:
        if not RevenueDue.objects.filter(pk=rest, received_fen=0).update(dropped=True):
            raise Refused.because(
                mark("这一期已经收过款。"), remedy=mark("请先冲销收款，再冲销应收。"), code="received"
            )
    elif kind == RECEIPT:
        received = Posting.objects.filter(entry=entry, amount_fen__gt=0).values_list("amount_fen", flat=True)
        RevenueDue.objects.filter(pk=rest.partition(":")[0]).update(
            received_fen=F("received_fen") - sum(received)
        )
