"""In one estate of the made-up city the owners decided how much of their public revenue tops up the fund."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.services import ShareDraft
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.elections import desks_of
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.own_rules import PAGE
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.votes import colleague

PERCENT, BEFORE = 30, timedelta(days=12)


def write_own_share(
    *, now: datetime, books: Sequence[Book], ground: Ground, bodies: Bodies, people: People
) -> None:
    """Enter what the owners decided this quarter where no committee sits: by the clerk, confirmed by a colleague."""
    today, lots = shanghai_day(now), {lot.row.id: lot for lot in ground.lots}
    for book in books:
        clerk = desks_of(lots[book.estate.id], bodies, people).clerk
        with records.acting(clerk):
            sits = people_now.committee_able(book.estate.id, today) is not None
        if sits:
            continue
        since = queries.quarter_of(today)
        draft = ShareDraft(
            percent=PERCENT, valid_from=since, document=f"示范业主大会决定〔{today.year}〕2号",
            adopted_on=max(since, today - BEFORE), papers=[services.read_paper(BytesIO(PAGE), "业主大会决定.pdf")],
        )  # fmt: skip
        with records.acting(clerk):
            share = services.enter_share(actor=clerk, now=now, ledger_id=book.ledger_id, draft=draft)
        other = colleague(clerk, today)
        with records.acting(other):
            services.settle_share(actor=other, now=now, share_id=share, confirmed=True)
        return
