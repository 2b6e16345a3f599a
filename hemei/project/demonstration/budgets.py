"""Budgets of the year in a few estates, adopted by the committee at a meeting; what was paid since rests on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hemei.community.committees import services as committees
from hemei.community.meetings import queries as meetings
from hemei.community.purses import queries, services
from hemei.community.purses.services import BudgetDraft, PastOrder
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.sitting import hold

BUDGETED = 4
"""In how many of the estates that pay by order."""
_SPARE, _STEP = 5, 100_000
"""A fifth more than was spent, in whole thousands of yuan."""
_LATE = 3
"""Before this month a year has too little in it: the budget of the year before is shown."""


def rest_on_budget(
    book: Book, account: int, member: Actor, orders: Sequence[PastOrder], *, now: datetime, system: Actor
) -> list[PastOrder]:
    """Let the committee adopt a budget of the year, and the orders since then rest on its lines."""
    today = shanghai_day(now)
    year = today.year if today.month >= _LATE else today.year - 1
    called = datetime.combine(max(date(year, 1, 2), book.since), time(10), SHANGHAI)
    held = called + timedelta(days=9)
    accounts = {kind.code: kind.account for kind in queries.rules_on(today).kind if not kind.needs_resolution}

    def rests(order: PastOrder) -> bool:
        return order.prepared_at > held and shanghai_day(order.prepared_at).year == year

    spent = Counter[str]()
    for order in orders:
        if rests(order):
            spent[accounts[order.draft.kind]] += order.draft.amount_fen
    if not spent:
        return list(orders)
    item = _adopted(book, member, year, called, held)
    lines = {code: -(-fen * (_SPARE + 1) // _SPARE // _STEP) * _STEP for code, fen in spent.items()}
    draft = BudgetDraft(year=year, lines=lines, item=item)
    services.make_budget(actor=system, now=held, account_id=account, draft=draft)
    made = queries.budget_lines(actor=system, year=year, account_id=account)
    ids = {one.code: one.id for one in made}
    return [
        replace(one, draft=replace(one.draft, budget="", budget_line=ids[accounts[one.draft.kind]]))
        if rests(one)
        else one
        for one in orders
    ]


def _adopted(book: Book, member: Actor, year: int, called: datetime, held: datetime) -> int:
    draft = committees.CommitteeMeetingDraft(
        title=f"业主委员会会议：{year}年预算", starts_at=held, location="业主活动室",
        items=[f"{year}年公共收益支出预算"], key=f"demonstration:budget:{book.estate.code}",
    )  # fmt: skip
    with records.acting(member):
        number = committees.call_committee_meeting(
            actor=member, now=called, estate_id=book.estate.id, draft=draft
        )
    hold(member, held, number, "委员逐项讨论预算，一致同意。")
    with records.acting(member):
        return meetings.agenda(actor=member, meeting_id=number)[0]
