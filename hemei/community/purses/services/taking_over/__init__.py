"""The past of a joint account is taken over: orders with who approved them, files to the bank, statements and matches.

For the load of an estate's years in few statements. What is written is what the acts write one by one, rows, seals and
events: a test holds the two against each other. The rules of each act are asked all the same, and a statement goes
through the reader and the proposals that any upload goes through.
"""

from __future__ import annotations

from datetime import datetime

from hemei.community.purses.models import JointAccount
from hemei.community.purses.services.shared import missing
from hemei.community.purses.services.taking_over.bank import keep, propose, read, send
from hemei.community.purses.services.taking_over.orders import approve, book, prepare
from hemei.community.purses.services.taking_over.past import (
    Load,
    Past,
    PastApproval,
    PastOrder,
    PastStatement,
)
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

__all__ = ["Past", "PastApproval", "PastOrder", "PastStatement", "take_over_account"]


def take_over_account(*, actor: Actor, now: datetime, past: Past) -> int:
    """Take over the past of an account that has none yet; returns how many lines of the bank found their match.

    Raises:
        Refused: an order is not what its tier demands, or a statement cannot be read or is another account's.
    """
    with records.acting(actor):
        account = JointAccount.objects.filter(record.seen_by(actor), pk=past.account_id).first()
        if account is None or actor.role is not Role.SYSTEM:
            raise missing()
        own = record.open_sealed([account.number_id]).get(account.number_id) or ""
        load = Load(account, own, clocks.working_time(now=now))
        made = prepare(load, past.orders)
        approve(load, made)
        heard = [read(load, one) for one in past.statements]
        matched = propose(account, made, [line for one in heard for line in one.lines])
        book(actor, now, load, made)
        send(load, made, past.profile)
        count = keep(load, heard, matched, made)
        records.record_many(sorted(load.events, key=lambda pair: pair[0].at))
    return count
