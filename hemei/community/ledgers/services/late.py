"""A quarter's share that is not with the fund in time is noted, once; when it went, that is noted too."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hemei.community.ledgers.facts import QuarterFacts, quarter_facts, split_on
from hemei.community.ledgers.models import LateTransfer, Ledger
from hemei.community.ledgers.rules.splitting import quarter_of, transfer_due_on
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day

_BATCH = 200


def note_late_transfers(*, actor: Actor, now: datetime) -> int:
    """Note each share of a quarter that is still owed after its last day, once; returns how many.

    Asked of the quarters of the last year, and of all since money leaves by orders alone: what came in is often booked
    later. What was noted and went since is settled; taken back, it is owed again. May be begun again at any time.
    """
    today, noted, after = shanghai_day(now), 0, 0
    begun = quarter_of(today)
    while True:
        with records.acting(actor):
            rows = list(Ledger.objects.filter(pk__gt=after, opened_on__lt=begun).order_by("id")[:_BATCH])
            since = min((_since(row, begun) for row in rows), default=begun)
            while since < begun:
                noted += _note_quarter(
                    actor, now, [row for row in rows if _since(row, begun) <= since], since
                )
                since = months_after(since, 3)
            _settle(rows, today)
        if len(rows) < _BATCH:
            return noted
        after = rows[-1].pk


def _since(row: Ledger, begun: date) -> date:
    """Return the first quarter that is asked of: of the last year or since orders, never before the books began."""
    first = min(row.orders_since or begun, months_after(begun, -12))
    return quarter_of(max(first, row.opened_on))


def _note_quarter(actor: Actor, now: datetime, rows: list[Ledger], quarter: date) -> int:
    over = months_after(quarter, 3)
    due_on = transfer_due_on(over, split_on(over - timedelta(days=1)))
    return _note(actor, now, rows, quarter, due_on) if shanghai_day(now) > due_on else 0


def _note(actor: Actor, now: datetime, rows: list[Ledger], quarter: date, due_on: date) -> int:
    known = set(
        LateTransfer.objects.filter(ledger__in=rows, quarter=quarter).values_list("ledger_id", flat=True)
    )
    found: list[tuple[Ledger, QuarterFacts, int]] = []

    def ask(row: Ledger) -> None:
        facts = quarter_facts(row.pk, quarter)
        if (fen := facts.owed_fen) > 0:
            found.append((row, facts, fen))

    records.each_alone([row for row in rows if row.pk not in known], ask)
    LateTransfer.objects.bulk_create(
        LateTransfer(
            stream=row.stream, scope=row.scope, ledger=row, quarter=quarter, due_on=due_on, owed_fen=fen, noted_at=now
        )
        for row, _facts, fen in found
    )  # fmt: skip
    records.record_events(
        actor=actor,
        drafts=[
            records.EventDraft(
                row.stream, "ledgers.transfer_late", now, row.scope,
                {"estate": row.estate_id, "quarter": str(quarter), "due_on": str(due_on), "fen": fen},
                (facts.rules.fund.warrant.reference,),
            )
            for row, facts, fen in found
        ],
    )  # fmt: skip
    return len(found)


def _settle(rows: list[Ledger], today: date) -> None:
    """Ask of every quarter that was noted whether its share went since, or is owed again."""
    records.each_alone(
        LateTransfer.objects.filter(ledger__in=rows).order_by("id"), lambda one: _settled(one, today)
    )


def _settled(one: LateTransfer, today: date) -> None:
    owes = quarter_facts(one.ledger_id, one.quarter).owed_fen > 0
    if owes == (one.settled_on is not None):
        one.settled_on = None if owes else today
        one.save(update_fields=["settled_on"])
