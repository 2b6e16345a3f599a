"""Whoever sees an estate's books sees its joint account.

A new company sees of the orders of the one before those that are still open, which it carries on, and what was paid:
to read, as long as it serves the estate. What came to nothing before is not its affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hemei.community.ledgers import services as ledgers
from hemei.community.purses.models import JointAccount, PaymentOrder
from hemei.community.purses.rules.acts import FUND, REVENUE
from hemei.community.purses.rules.words import OPEN, OrderState
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

_BATCH = 500


def follow_estate(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Let who sees a joint account follow who sees the books; the books themselves follow first."""
    ledgers.follow_estate(actor=actor, now=now, estate_id=estate_id)
    with records.acting(actor):
        _follow(list(JointAccount.objects.filter(estate_id=estate_id, purse=REVENUE)))


def follow_all(*, actor: Actor) -> int:
    """Let who sees the accounts follow who sees the books, which do by the calendar; returns how many changed."""
    after, changed = 0, 0
    with records.acting(actor):
        while rows := list(JointAccount.objects.filter(pk__gt=after, purse=REVENUE).order_by("id")[:_BATCH]):
            changed += _follow(rows)
            after = rows[-1].pk
    return changed


def share_account(row: JointAccount) -> None:
    """Open an account that was just entered to whoever sees the books; that of a fund opens who keeps funds."""
    if row.purse == REVENUE:
        _follow([row])


def share_order(stream: str, account: JointAccount) -> None:
    """Open an order to whoever sees the account now."""
    shown = record.bodies_shown([account.stream]).get(account.stream, set())
    records.grant_access(stream=stream, bodies=tuple(shown))


def _follow(rows: list[JointAccount]) -> int:
    changed = ledgers.mirror_books({row.stream: row.ledger_id for row in rows})
    for row in rows:
        if row.stream in changed:
            _open_orders(row, changed[row.stream].gained)
            _close_orders(row, changed[row.stream].lost)
    _hand_on(rows)
    return len(changed)


def follow_funds(*, kept: Mapping[int, bool]) -> int:
    """Let who sees the accounts of funds follow who sees the books; returns how many changed.

    `kept` says by estate whether the assembly has its fund: then the committee at work sees its account. No company
    does. The caller has opened the place.
    """
    rows = list(JointAccount.objects.filter(estate_id__in=kept, purse=FUND))
    estates = {row.stream: row.estate_id for row in rows}

    def shown(stream: str, body: int) -> bool:
        return kept[estates[stream]] and people.estate_of_body(body) == estates[stream]

    return len(ledgers.mirror_books({row.stream: row.ledger_id for row in rows}, narrowed=shown))


def _hand_on(rows: list[JointAccount]) -> None:
    """Open orders that are not over to whoever sees their account: they do not leave with the company before."""
    waiting = PaymentOrder.objects.filter(account__in=rows, state__in=sorted(OPEN))
    accounts = dict(waiting.values_list("stream", "account__stream"))
    shown = record.bodies_shown([*accounts, *accounts.values()])
    records.grant_many(
        bodies=[
            (stream, body)
            for stream, account in accounts.items()
            for body in shown.get(account, set()) - shown.get(stream, set())
        ]
    )


def _open_orders(row: JointAccount, bodies: frozenset[int]) -> None:
    """Who speaks for the owners from now on sees all that was ordered before; who serves them what was paid."""
    speaking = {body for body in bodies if people.estate_of_body(body) == row.estate_id}
    orders = PaymentOrder.objects.filter(account=row).values_list("stream", "state")
    records.grant_many(
        bodies=[
            (stream, body)
            for stream, state in orders
            for body in bodies
            if body in speaking or state == OrderState.PAID
        ]
    )


def _close_orders(row: JointAccount, bodies: frozenset[int]) -> None:
    """A company that leaves keeps what it prepared itself; what others had paid is the estate's alone again."""
    left = [body for body in bodies if people.estate_of_body(body) != row.estate_id]
    if not left:
        return
    paid = PaymentOrder.objects.filter(account=row, state=OrderState.PAID.value)
    records.revoke_many(
        bodies=[
            (stream, body)
            for stream, prepared in paid.values_list("stream", "prepared_body_id")
            for body in left
            if body != prepared
        ]
    )
