"""The books of an estate are opened, and its months closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Account, ChartCode, Closing, Ledger
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.posting import Books, may_close, may_open
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.community.ledgers.services.following import share_books
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

# What each account that moved stood at before the first open day; months that did not move it need no further line.
_CHECKPOINTS = """
insert into ledgers_checkpoint (stream, scope, account_id, until, balance_fen)
select a.stream, a.scope, a.id, %(until)s, coalesce(c.balance_fen, 0) + p.amount
from ledgers_account a
join lateral (
  select coalesce((select max(k.until) from ledgers_checkpoint k where k.account_id = a.id), 'epoch'::date) as since
) s on true
left join ledgers_checkpoint c on c.account_id = a.id and c.until = s.since
join lateral (
  select sum(amount_fen) as amount from ledgers_posting
  where account_id = a.id and booked_on >= s.since and booked_on < %(until)s
) p on p.amount is not null
where a.ledger_id = %(ledger)s
"""


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def open_ledger(*, actor: Actor, now: datetime, estate_id: int, opened_on: date) -> int:
    """Open the books of an estate with the accounts of the chart, and return their id.

    The company under contract and the committee at work see them from now on.

    Raises:
        Refused: the estate is not the actor's or has books already, or the day lies ahead.
    """
    demand(may(actor, Act.OPEN))
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise missing()
        today = shanghai_day(now)
        has = Ledger.objects.filter(estate_id=estate.id).exists()
        demand(may_open(has_ledger=has, opened_on=opened_on, today=today))
        chart = chart_on(opened_on)
        (number,) = records.next_ids("ledgers_ledger", 1)
        row = Ledger(
            id=number,
            stream=f"ledgers.ledger:{number}",
            scope=estate.scope,
            estate_id=estate.id,
            opened_on=opened_on,
            open_from=opened_on,
            opened_at=now,
        )
        row.save(force_insert=True)
        keep_codes(chart)
        Account.objects.bulk_create(
            Account(stream=row.stream, scope=row.scope, ledger=row, code=item.code, shared=True)
            for item in chart.account
            if not item.per
        )
        share_books(row, today)
        records.record_event(
            stream=row.stream, type="ledgers.ledger_opened", actor=actor, at=now, scope=row.scope,
            data={"estate": estate.id, "opened_on": opened_on.isoformat()},
            references=tuple(dict.fromkeys(item.warrant.reference for item in chart.purse)),
        )  # fmt: skip
    return int(number)


def keep_codes(chart: ChartOfAccounts) -> None:
    """Enter to which purse each code of a chart belongs; what was entered before stays, for a code keeps its purse."""
    ChartCode.objects.bulk_create(
        (ChartCode(code=item.code, purse=item.purse) for item in chart.account), ignore_conflicts=True
    )


def close_books(*, actor: Actor, now: datetime, ledger_id: int, until: date) -> None:
    """Close the months before a day: nothing is booked there any more, and every balance of that day is kept.

    Raises:
        Refused: the ledger is not the actor's, the day is not the first of a month, or lies ahead.
    """
    demand(may(actor, Act.CLOSE))
    with records.acting(actor):
        # Without the key: who posts asks at the end whether the ledger is there, and this one waits for him.
        rows = Ledger.objects.select_for_update(no_key=True).filter(record.seen_by(actor), pk=ledger_id)
        row = rows.first()
        if row is None:
            raise missing()
        demand(may_close(until=until, books=books_of(row), today=shanghai_day(now)))
        row.open_from = until
        row.save(update_fields=["open_from"])  # from here on nobody posts before it: the sums below stand
        with connection.cursor() as cursor:
            cursor.execute(_CHECKPOINTS, {"until": until, "ledger": row.pk})
        Closing.objects.create(stream=row.stream, scope=row.scope, ledger=row, until=until, closed_at=now)
        records.record_event(
            stream=row.stream, type="ledgers.books_closed", actor=actor, at=now, scope=row.scope,
            data={"until": until.isoformat()},
        )  # fmt: skip


def books_of(row: Ledger) -> Books:
    """Return what the rules must know of a ledger."""
    return Books(row.opened_on, row.open_from)
