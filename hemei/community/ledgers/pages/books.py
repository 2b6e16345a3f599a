"""The books of estates: which there are, and what one holds; opened, closed, a quarter's share moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.own_shares import share_now
from hemei.community.ledgers.pages.shared import (
    PAGE,
    account_names,
    book_or_404,
    charts_of,
    closable,
    entered,
    form,
    quarter_of,
    quarters,
    tabs,
    this_year,
    today,
)
from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role, system_actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.periods import months_after
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason


def _asked(request: HttpRequest) -> tuple[dict[str, str], queries.LedgerFilter]:
    asked = {
        "q": plain(request.GET.get("q", ""), 30),
        "state": "behind" if request.GET.get("state") == "behind" else "",
    }
    behind = months_after(today().replace(day=1), -1) if asked["state"] else None
    return asked, queries.LedgerFilter(asked["q"], behind)


_OVERSEE = frozenset(
    {
        Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
    }
)  # fmt: skip


@never_cache
@require_safe
@signed_in
def books(request: HttpRequest) -> HttpResponse:
    """List the books the actor may see, with what stands at the bank and what is overdue."""
    actor, (asked, wanted) = entered(request), _asked(request)
    found = queries.ledgers(
        wanted, actor=actor, after=plain(request.GET.get("after", ""), 40), limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "rows": list(_faces(rows, actor)),
        "asked": asked,
        "tabs": tabs("ledgers:books"),
        "older": "?" + urlencode({**asked, "after": rows[-1].estate_code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('ledgers:books_sheet')}?{urlencode(asked)}",
        "opens": queries.may(actor, queries.Act.OPEN).allowed,
        "filtered": any(asked.values()),
    }
    return render(request, "ledgers/books.html", context)


def _faces(rows: list[queries.LedgerRow], actor: Actor) -> Iterator[dict[str, Any]]:
    numbers = [row.id for row in rows]
    stands, late = queries.at_bank(numbers), queries.overdue_fen(numbers, on=today(), actor=actor)
    behind = months_after(today().replace(day=1), -1)
    for row in rows:
        revenue, fund = stands.get(row.id, (0, 0))
        yield {
            "row": row,
            "revenue_fen": revenue,
            "fund_fen": fund,
            "late_fen": late.get(row.id, 0),
            "revenue": yuan(revenue),
            "fund": yuan(fund),
            "late": yuan(late[row.id]) if late.get(row.id) else "",
            "behind": row.open_from < behind,
        }


@never_cache
@require_safe
@signed_in
def books_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, (_asked_for, wanted) = entered(request), _asked(request)
    header = [_("编码"), _("小区"), _("建账日期"), _("结账至（不含）"), _("公共收益存款（分）")]
    header += [_("维修资金存款（分）"), _("逾期应收（分）")]

    def lines() -> Iterator[list[Any]]:
        after = ""
        while rows := queries.ledgers(wanted, actor=actor, after=after, limit=1_000):
            for face in _faces(rows, actor):
                row = face["row"]
                money = [face["revenue_fen"], face["fund_fen"], face["late_fen"]]
                yield [row.estate_code, row.estate, row.opened_on, row.open_from, *money]
            after = rows[-1].estate_code

    return sheet(_("小区账簿"), header, lines())


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def open_book(request: HttpRequest) -> HttpResponse:
    """Open the books of an estate by its code."""
    actor = entered(request, queries.Act.OPEN)

    def act(typed: QueryDict) -> int:
        estate = places.estate_by_code(plain(typed.get("estate", ""), 40), actor=actor)
        if estate is None:
            raise Refused.because(
                mark("没有找到这个小区。"),
                remedy=mark("请填写小区页上的编码。"),
                field="estate",
                code="estate",
            )
        day = needed_day(typed.get("opened_on", ""), "opened_on")
        return services.open_ledger(actor=actor, now=utc_now(), estate_id=estate.id, opened_on=day)

    fields = [
        {"name": "estate", "label": _("小区编码"), "value": plain(request.GET.get("estate", ""), 40), "required": True,
         "hint": _("在小区页的标题下面。"), "more": {"maxlength": 40}},
        {"name": "opened_on", "label": _("从哪一天起记账"), "type": "date", "required": True,
         "hint": _("以前的余额记作期初。"), "more": {"max": today()}},
    ]  # fmt: skip
    page = {
        "title": _("为小区建账"),
        "lead": _("建账以后，物业企业和业委会可以记账；公共收益和维修资金分两本账。"),
        "button": _("建账"),
        "done": _("已建账。"),
        "steps": [(_("小区账簿"), reverse("ledgers:books"))],
        "back": reverse("ledgers:books"),
        "on": lambda number: reverse("ledgers:book", args=[number]),
    }
    return form(request, page, fields, act)


@never_cache
@require_safe
@signed_in
def book(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Show the books of an estate: what stands where, what came and went, what is to be done."""
    return _show(request, entered(request), ledger_id)


def _show(request: HttpRequest, actor: Actor, ledger_id: int, refused: Refused | None = None) -> HttpResponse:
    row, day = book_or_404(ledger_id, actor), today()
    since, until = this_year(day)
    found = queries.summary(row.estate_id, since=since, until=until, actor=actor)
    if found is None:
        raise Http404
    names = account_names(day)
    owed = _owed(row, actor)
    context = {
        "row": row,
        "summary": found,
        "groups": _groups(row, actor),
        "income": [(names.get(code, code), yuan(fen)) for code, fen in found.income],
        "cost": [(names.get(code, code), yuan(fen)) for code, fen in found.cost],
        "charts": charts_of(found),
        "months": [(f"{month:%Y-%m}", yuan(came), yuan(went)) for month, came, went in found.months],
        "yuan": yuan,
        "late": yuan(late)
        if (late := queries.overdue_fen([row.id], on=day, actor=actor).get(row.id))
        else "",
        "may": {act.value: queries.may(actor, act).allowed for act in queries.Act},
        "closable": closable(row, day),
        "owed": owed,
        "share": share_now(row.id, day),
        "by_orders": row.by_orders(day),
        "moves": _moves(row, actor, day),
        # What the page of the joint account asks again; who serves the estate does not say where its money goes.
        "may_fund_account": actor.role in _OVERSEE,
        "reasons": [say_reason(reason) for reason in refused.decision.reasons] if refused else [],
        "today": day,
    }
    return render(request, "ledgers/book.html", context, 422 if refused else 200)


def _moves(row: queries.LedgerRow, actor: Actor, day: date) -> bool:
    """Whether the reader moves a share to the fund; by an order who prepares it, which the joint account asks again."""
    if not row.by_orders(day) or not queries.may(actor, queries.Act.TRANSFER).allowed:
        return queries.may(actor, queries.Act.TRANSFER).allowed
    with opened(system_actor(row.scope), row.scope):
        company = companies.company_bodies_on([row.estate_id], day).get(row.estate_id)
    return company == (actor.body_id if actor.role is Role.COMPANY_MANAGER else None)


def _groups(row: queries.LedgerRow, actor: Actor) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the accounts of both purses that hold something, with what they stand at as people read it."""
    chart = queries.chart_on(today())
    groups: dict[str, list[dict[str, Any]]] = {purse.value: [] for purse in queries.Purse}
    names = account_names(today())
    for account in queries.accounts_of(row.id, actor=actor):
        item = chart.of(account.code)
        if item is None or not account.postings or (account.contract_id and not account.balance_fen):
            continue
        groups[item.purse].append(
            {
                "account": account,
                "name": names[account.code],
                "kind": say(queries.ACCOUNT_KIND_NAMES[item.account_kind]),
                "figure": yuan(queries.figure_of(item.account_kind, account.balance_fen)),
            }
        )
    return [(say(queries.PURSE_NAMES[queries.Purse(code)]), rows) for code, rows in groups.items()]


def _owed(row: queries.LedgerRow, actor: Actor) -> list[dict[str, Any]]:
    """Return the latest quarters whose share has not gone to the fund, the oldest last."""
    if not queries.may(actor, queries.Act.SEE).allowed:
        return []
    found = []
    for begins, name in quarters(row, today(), most=4):
        fen = queries.quarter_facts(row.id, begins).owed_fen
        if fen:
            found.append({"begins": begins.isoformat(), "name": name, "fen": fen, "words": yuan(fen)})
    return found


@never_cache
@require_POST
@signed_in
def close(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Close the months up to the chosen one."""
    actor = entered(request, queries.Act.CLOSE)
    try:
        until = needed_day(request.POST.get("until", ""), "until")
        services.close_books(actor=actor, now=utc_now(), ledger_id=ledger_id, until=until)
    except Refused as refused:
        return _show(request, actor, ledger_id, refused)
    messages.success(request, _("已结账，结账以前的月份不能再记。"))
    return HttpResponseRedirect(reverse("ledgers:book", args=[ledger_id]))


@never_cache
@require_POST
@signed_in
def transfer(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Move a quarter's share into the maintenance fund."""
    actor = entered(request, queries.Act.TRANSFER)
    try:
        quarter = quarter_of(request.POST.get("quarter", ""))
        if quarter is None:
            raise Refused.because(mark("没有选季度。"), remedy=mark("请从清单中选择。"), code="quarter")
        entry = services.transfer_to_fund(
            actor=actor, now=utc_now(), ledger_id=ledger_id, quarter=quarter, day=today()
        )
    except Refused as refused:
        return _show(request, actor, ledger_id, refused)
    messages.success(request, _("已划转到维修资金。"))
    return HttpResponseRedirect(reverse("ledgers:entry", args=[entry]))
