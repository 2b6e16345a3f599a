"""Lists of joint accounts: accounts, orders, what waits for me, and what community, street and bureau look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries
from hemei.community.purses.pages.shared import (
    PAGE,
    account_names,
    entered,
    kind_names,
    order_rows,
    standing_words,
    state_badge,
    tabs,
    texts_of,
)
from hemei.community.purses.queries import Act, OrderFilter, OrderState
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.rows import Badge, Row
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

_CHUNK = 1_000


@never_cache
@require_safe
@signed_in
def accounts(request: HttpRequest) -> HttpResponse:
    """List the joint accounts the reader may see."""
    actor, text = entered(request), plain(request.GET.get("q", ""), 40)
    found = queries.accounts(
        actor=actor, text=text, after=plain(request.GET.get("after", ""), 20), limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "tabs": tabs(actor, "purses:accounts"),
        "rows": rows,
        "text": text,
        "older": _older({"q": text}, rows[-1].estate_code if len(found) > PAGE else ""),
        "sheet": f"{reverse('purses:accounts_sheet')}?{urlencode({'q': text} if text else {})}",
        "opens": queries.may(actor, Act.OPEN).allowed,
    }
    return render(request, "purses/accounts.html", context)


@never_cache
@require_safe
@signed_in
def accounts_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    actor, text = entered(request), plain(request.GET.get("q", ""), 40)
    header = [_("小区编号"), _("小区"), _("开户行"), _("账号尾号"), _("开户日期")]
    rows = queries.all_accounts(actor=actor, text=text)
    return sheet(
        _("共管账户"),
        header,
        ([row.estate_code, row.estate, row.bank, row.tail, row.opened_on] for row in rows),
    )


@never_cache
@require_safe
@signed_in
def orders(request: HttpRequest) -> HttpResponse:
    """List the payment orders the reader may see, the latest first."""
    actor, now = entered(request), utc_now()
    asked = _asked(request)
    found = queries.orders(
        actor=actor, asked=_filter(asked, actor), after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows, kept = found[:PAGE], {name: value for name, value in asked.items() if value}
    context = {
        "tabs": tabs(actor, "purses:orders"),
        "rows": order_rows(rows, now),
        "values": asked,
        "states": [(state.value, say(words)) for state, words in queries.STATE_NAMES.items()],
        "older": _older(kept, str(rows[-1].id) if len(found) > PAGE else ""),
        "sheet": f"{reverse('purses:orders_sheet')}?{urlencode(kept)}",
        "narrowed": bool(kept),
        "prepares": queries.may(actor, Act.PREPARE).allowed,
    }
    return render(request, "purses/orders.html", context)


@never_cache
@require_safe
@signed_in
def orders_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    actor = entered(request)
    rows = queries.all_orders(_filter(_asked(request), actor), actor=actor)
    return sheet(_("付款单"), _order_header(), _order_lines(rows, utc_now()))


def _order_header() -> list[str]:
    return [
        _("小区"), _("付款单号"), _("种类"), _("档次"), _("金额（元）"), _("状态"), _("填写"), _("通过"), _("付款日期"),
        _("缺少的材料"),
    ]  # fmt: skip


def _order_lines(rows: Iterator[queries.OrderRow], now: datetime) -> Iterator[list[Any]]:
    kinds = kind_names()
    for row in rows:
        yield [
            row.estate, row.number, kinds.get(row.kind, row.kind), row.tier, yuan(row.amount_fen),
            state_badge(row, now).words, row.prepared_at, row.approved_at, row.paid_on, _papers(row),
        ]  # fmt: skip


def _papers(row: queries.OrderRow) -> str:
    return listing(say(queries.PAPER_NAMES[paper]) for paper in row.missing_papers)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        name: plain(request.GET.get(name, ""), 40)
        for name in ("q", "state", "account", "estate", "line", "annulled", "mine")
    }


def _filter(asked: dict[str, str], actor: Actor) -> OrderFilter:
    return OrderFilter(
        state=OrderState(asked["state"]) if asked["state"] in set(OrderState) else None,
        account_id=whole_of(asked["account"]),
        estate_id=whole_of(asked["estate"]),
        line=whole_of(asked["line"]),
        text=asked["q"],
        annulled=bool(asked["annulled"]),
        person_id=(actor.person_id or 0) if asked["mine"] else None,
        at=utc_now(),
    )


@never_cache
@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """List the orders that wait for the reader's own word; made for a phone."""
    actor, now = entered(request, Act.APPROVE), utc_now()
    rows = queries.to_approve(actor=actor, now=now, on=shanghai_day(now), limit=PAGE)
    context = {
        "tabs": tabs(actor, "purses:mine"),
        "rows": order_rows(rows, now),
        "wrong": [
            Row(
                reverse("purses:order", args=[one.order_id]),
                _("付款单%(number)s，%(amount)s元") % {"number": one.number, "amount": yuan(one.amount_fen)},
                one.estate,
                Badge(_("更正待确认"), "warn"),
            )
            for one in queries.returns_to_confirm(actor=actor, on=shanghai_day(now))
        ],
    }
    return render(request, "purses/mine.html", context)


@never_cache
@require_safe
@signed_in
def watched(request: HttpRequest, kind: str) -> HttpResponse:
    """List accounts that are not reconciled, with lines nobody matched, or with money nobody moved."""
    actor, today = entered(request), shanghai_day(utc_now())
    after = plain(request.GET.get("after", ""), 40)
    found = queries.watched_accounts(kind, actor=actor, on=today, after=after, limit=PAGE + 1)
    rows, rules = found[:PAGE], queries.rules_on(today)
    item = {"unreconciled": rules.reconciliation, "unmatched": rules.ageing, "idle": rules.idle_money}[kind]
    context = {
        "tabs": tabs(actor, f"purses:{kind}"),
        "kind": kind,
        "rows": [(row, yuan(row.balance_fen), *standing_words(row)) for row in rows],
        "rule": item,
        "fund": queries.FUND,
        "older": _older({}, rows[-1].key if len(found) > PAGE else ""),
        "sheet": reverse(f"purses:{kind}_sheet"),
    }
    return render(request, "purses/watched.html", context)


@never_cache
@require_safe
@signed_in
def watched_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    actor = entered(request)
    header = [
        _("小区编号"),
        _("小区"),
        _("账户"),
        _("最近对账到"),
        _("银行期末余额（元）"),
        _("当天账面余额（元）"),
        _("差额（元）"),
        _("从哪一天起没有对账单"),
        _("从哪一天起期初余额接不上"),
        _("未勾对流水"),
        _("最早一笔"),
        _("账面余额（元）"),
        _("最近支出"),
    ]
    rows = queries.all_watched(kind, actor=actor, on=shanghai_day(utc_now()))
    names = {"unreconciled": _("没有对账"), "unmatched": _("没有勾对的流水"), "idle": _("闲置资金")}
    return sheet(
        names[kind],
        header,
        (
            [
                row.estate_code, row.estate, _("维修资金专户") if row.purse == queries.FUND else _("共管账户"),
                row.last_read, *standing_words(row), row.missing_on, row.broken_on, row.open_lines, row.oldest_open,
                yuan(row.balance_fen), row.last_out,
            ]
            for row in rows
        ),
    )  # fmt: skip


@never_cache
@require_safe
@signed_in
def papers(request: HttpRequest) -> HttpResponse:
    """List payments that lack a paper their tier demands."""
    actor, today = entered(request), shanghai_day(utc_now())
    found = queries.without_papers(actor=actor, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1)
    rows = found[:PAGE]
    texts = texts_of(row.purpose_id for row in rows)
    more = ledgers.costs_without_papers(actor=actor, on=today, after=_after(request), limit=PAGE + 1)
    costs = more[:PAGE]
    context = {
        "tabs": tabs(actor, "purses:papers"),
        "rows": [
            (row, yuan(row.amount_fen), texts.get(row.purpose_id, ""), _papers(row), *_age(row, today))
            for row in rows
        ],
        "older": _older({}, str(rows[-1].id) if len(found) > PAGE else ""),
        "costs": _costs(costs, today),
        "costs_in_all": ledgers.count_without_papers(actor=actor, on=today),
        "later": "?" + urlencode({"costs": f"{costs[-1].booked_on}.{costs[-1].id}"})
        if len(more) > PAGE
        else "",
        "proves": ledgers.may(actor, ledgers.Act.POST).allowed,
        "sheet": reverse("purses:papers_sheet"),
    }
    return render(request, "purses/papers.html", context)


@never_cache
@require_safe
@signed_in
def papers_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give both lists as one spreadsheet: first orders, then costs booked by hand."""
    actor, now = entered(request), utc_now()
    today = shanghai_day(now)

    def lines() -> Iterator[list[Any]]:
        for row in queries.all_without_papers(actor=actor):
            (line,) = _order_lines(iter([row]), now)
            yield [*line, _age(row, today)[1]]
        rows = ledgers.all_costs_without_papers(actor=actor, on=today)
        while chunk := list(islice(rows, _CHUNK)):
            for one in _costs(chunk, today):
                cost = one["row"]
                yield [
                    cost.estate, _("凭证 %(number)s") % {"number": cost.entry_id}, one["kind"], "", one["amount"],
                    _("手工记账"), "", "", cost.booked_on, _("没有材料"), one["days"],
                ]  # fmt: skip

    return sheet(_("缺材料的付款"), [*_order_header(), _("距今天数")], lines())


def _age(row: queries.OrderRow, today: date) -> tuple[date, int]:
    """Return the day since which a payment lacks papers, paid or else approved, and how many days ago that was."""
    day = row.paid_on or shanghai_day(row.approved_at or row.prepared_at)
    return day, (today - day).days


def _costs(rows: Sequence[ledgers.UnprovenRow], today: date) -> list[dict[str, Any]]:
    """Return costs booked by hand as the list shows them; one statement for their words."""
    texts, kinds = texts_of(row.note_id for row in rows), account_names(today)
    return [
        {
            "row": row,
            "amount": yuan(row.amount_fen),
            "kind": kinds.get(row.code, row.code),
            "note": texts.get(row.note_id or 0, ""),
            "days": (today - row.booked_on).days,
        }
        for row in rows
    ]


def _after(request: HttpRequest) -> tuple[date, int] | None:
    """Return where the page of costs before ended, as the address says it: a day and a number."""
    day, _dot, number = plain(request.GET.get("costs", ""), 40).partition(".")
    known = whole_of(number)
    try:
        return (date.fromisoformat(day), known) if known is not None else None
    except ValueError:
        return None


def _older(kept: dict[str, str], after: str) -> str:
    return (
        "?" + urlencode({**{name: value for name, value in kept.items() if value}, "after": after})
        if after
        else ""
    )
