"""Whoever sees an estate's books sees its fund and the uses of it, no longer who did before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.community.funds.models import Fund, Use
from hemei.community.funds.rules.words import OVER
from hemei.community.ledgers import services as ledgers
from hemei.community.purses import services as purses
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

_BATCH = 500


def follow_estate(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Let who sees a fund follow who sees the books; the books themselves follow first."""
    ledgers.follow_estate(actor=actor, now=now, estate_id=estate_id)
    with records.acting(actor):
        _follow(list(Fund.objects.filter(estate_id=estate_id)))


def follow_all(*, actor: Actor) -> int:
    """Let who sees the funds follow who sees the books, which do by the calendar; returns how many changed."""
    after, changed = 0, 0
    with records.acting(actor):
        while rows := list(Fund.objects.filter(pk__gt=after).order_by("id")[:_BATCH]):
            changed += _follow(rows)
            after = rows[-1].pk
    return changed


def share_fund(fund: Fund) -> None:
    """Open a fund that was just entered to whoever sees the books."""
    _follow([fund])


def share_bank(rows: Sequence[Fund]) -> None:
    """Open the accounts of funds at the bank to the committees whose assembly has its fund; close them to others."""
    purses.follow_funds(kept={row.estate_id: row.handed_over_on is not None for row in rows})


def share_use(stream: str, fund: Fund) -> None:
    """Open a use to whoever sees the fund now."""
    shown = record.bodies_shown([fund.stream]).get(fund.stream, set())
    records.grant_access(stream=stream, bodies=tuple(shown))


def _follow(rows: list[Fund]) -> int:
    changed = ledgers.mirror_books({row.stream: row.ledger_id for row in rows})
    share_bank(rows)
    for row in rows:
        if row.stream in changed:
            _follow_uses(row, changed[row.stream])
    return len(changed)


def _follow_uses(fund: Fund, changed: ledgers.Changed) -> None:
    """Who speaks for the owners sees every use; a new company those it carries on; who leaves sees none any more.

    A use names what each household holds and owes: it is not kept open to who no longer serves the estate.
    """
    uses = list(Use.objects.filter(fund=fund).values_list("stream", "state"))
    for stream, _state in uses:
        records.revoke_access(stream=stream, bodies=tuple(changed.lost))
    speaking = {body for body in changed.gained if people.estate_of_body(body) == fund.estate_id}
    records.grant_many(
        bodies=[
            (stream, body)
            for stream, state in uses
            for body in changed.gained
            if body in speaking or state not in OVER
        ]
    )
