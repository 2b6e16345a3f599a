"""What the banks say of the accounts in which maintenance funds lie: read by the county, which keeps them, and matched.

As of the joint accounts the bank knows of some what the books do not, and of some nothing was heard for long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hemei.community.purses import queries, services
from hemei.community.purses.queries import OpenEntry
from hemei.community.purses.services import Past
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.hands import deal_out
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.purses import fund_number
from hemei.project.demonstration.statements import OPENS, Bank, statements_of

_YEARS_END = (12, 31)
_SHIFT = 7
"""Another estate's bank is silent, or knows more, than of the joint accounts."""


def write_fund_statements(
    *, now: datetime, books: Sequence[Book], clerks: Mapping[int, Actor], system: Actor, progress: Progress
) -> None:
    """Let the bank tell of each fund's account what its books say, when all that is written."""
    today = shanghai_day(now)

    def write_one(piece: tuple[int, Book]) -> None:
        place, book = piece
        with records.acting(system):
            account = queries.fund_account_of(book.estate.id, actor=system)
            if account is None:
                return
            moved = queries.unmatched_entries(account.id, actor=system)
            county = clerks.get(people_now.county_body_for(book.estate.scope, today) or 0)
            told = replace(book, words={one.id: _words(one, book) for one in moved})
            bank = Bank(fund_number(book, place), told, place + _SHIFT, now)
            statements = statements_of(bank, (), moved, reader=county or system)
            past = Past(account_id=account.id, statements=statements)
            services.take_over_account(actor=system, now=now, past=past)

    with progress.stage("专户对账 fundbank", len(books), "estates") as stage, records.all_or_nothing():
        deal_out(list(enumerate(books)), write_one, stage)


def _words(one: OpenEntry, book: Book) -> str:
    """Return what the bank writes of an entry; what was there when the books began is in no statement."""
    if one.booked_on == book.since:
        return f"{OPENS}的维修资金"
    if one.amount_fen < 0:
        return "维修费拨付"
    return "结息" if (one.booked_on.month, one.booked_on.day) == _YEARS_END else "公共收益补充维修资金"
