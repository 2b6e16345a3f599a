"""The budget of a year: an account's lines beside what orders took of them, its versions, and the list of all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.purses import queries, services
from hemei.community.purses.pages.forms import Field, form
from hemei.community.purses.pages.shared import (
    PAGE,
    account_names,
    account_or_404,
    entered,
    tabs,
    texts_of,
)
from hemei.community.purses.queries import Act, BudgetedRow, BudgetRow
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import fen_or_none, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

_YEARS = range(2000, 2100)


def _year(request: HttpRequest) -> int:
    typed = whole_of(plain(request.GET.get("year", ""), 4))
    return typed if typed is not None and typed in _YEARS else shanghai_day(utc_now()).year


@never_cache
@require_safe
@signed_in
def budget(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show a year's budget: of each line what it holds, what was paid, what is on its way, what is left."""
    actor, year = entered(request), _year(request)
    row, today = account_or_404(actor, account_id), shanghai_day(utc_now())
    made = queries.budgets_of(account_id, actor=actor)
    versions = [one for one in made if one.year == year]
    texts = texts_of(one.reason_id for one in versions)
    context = {
        "account": row,
        "year": year,
        "years": sorted({one.year for one in made} | {today.year}, reverse=True),
        "lines": budget_faces(queries.budget_lines(actor=actor, year=year, account_id=account_id)),
        "running": next((_version(one, texts) for one in versions if one.ended_at is None), None),
        "former": [_version(one, texts) for one in versions if one.ended_at is not None],
        "makes": queries.may(actor, Act.BUDGET).allowed,
    }
    return render(request, "purses/budget.html", context)


def budget_faces(rows: list[BudgetedRow]) -> list[dict[str, Any]]:
    """Return lines of a budget as tables show them, each with the address of its orders."""
    names = account_names(shanghai_day(utc_now()))
    return [
        {
            "row": one,
            "name": names.get(one.code, one.code),
            "amount": yuan(one.amount_fen),
            "paid": yuan(one.paid_fen),
            "open": yuan(one.open_fen) if one.open_fen else "",
            "left": yuan(one.left_fen),
            "share": 100 * (one.paid_fen + one.open_fen) // one.amount_fen,
            "orders": f"{reverse('purses:orders')}?{urlencode({'account': one.account_id, 'line': one.id})}",
        }
        for one in rows
    ]


def _version(one: BudgetRow, texts: Any) -> dict[str, Any]:
    return {
        "row": one,
        "total": yuan(one.total_fen),
        "why": texts.get(one.reason_id or 0, ""),
        "basis": one.vote or one.item or "",
        "address": reverse("meetings:meeting", args=[one.meeting_id]) if one.meeting_id else "",
    }


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def make(request: HttpRequest, account_id: int) -> HttpResponse:
    """Enter a year's budget, or the version that takes its place."""
    actor = entered(request, Act.BUDGET)
    row, year = account_or_404(actor, account_id), _year(request)
    now = {one.code: one for one in queries.budget_lines(actor=actor, year=year, account_id=account_id)}
    fields, codes = _fields(actor, row, year, now)

    def act(data: Any) -> str:
        kind, _dash, rest = plain(data.get("basis", "")).partition("-")
        ids = [whole_of(one) or 0 for one in rest.split("-")]
        amounts = {code: fen_or_none(data.get(code, ""), code) for code in codes}
        draft = services.BudgetDraft(
            year=year,
            lines={code: fen for code, fen in amounts.items() if fen is not None},
            resolution=(ids[0], ids[1]) if kind == "vote" and len(ids) == 2 else None,  # noqa: PLR2004 - a pair
            item=ids[0] if kind == "item" else None,
            reason=plain(data.get("reason", ""), 500),
        )
        services.make_budget(actor=actor, now=utc_now(), account_id=account_id, draft=draft)
        return f"{reverse('purses:budget', args=[account_id])}?year={year}"

    title = _("调整%(year)s年预算") % {"year": year} if now else _("登记%(year)s年预算") % {"year": year}
    back = f"{reverse('purses:budget', args=[account_id])}?year={year}"
    page = {
        "title": title, "button": _("登记"), "done": _("年度预算已登记。"), "back": back,
        "lead": _("没有的项目留空。预算不修改：调整就是登记新的一版，旧版留着。"),
        "crumbs": [
            (_("共管账户"), reverse("purses:accounts")),
            (row.estate, reverse("purses:account", args=[account_id])),
            (_("年度预算"), back), (title, ""),
        ],
    }  # fmt: skip
    return form(request, page, fields, act)


def _fields(
    actor: Actor, row: queries.AccountRow, year: int, now: dict[str, BudgetedRow]
) -> tuple[list[Field], list[str]]:
    today = shanghai_day(utc_now())
    names = account_names(today)
    kinds = [kind for kind in queries.rules_on(today).kind if not (kind.gives_back or kind.tops_up_fund)]
    with people_services.opened(actor, row.scope):
        votes = [
            (f"vote-{assembly}-{vote}", _("业主大会决议：%(title)s") % {"title": words})
            for assembly, vote, words in queries.resolutions(
                row.estate_id, row.scope, on=shanghai_day(utc_now())
            )
        ]
        items = [
            (f"item-{number}", _("业主委员会会议：%(title)s") % {"title": words})
            for number, words in queries.committee_items(row.estate_id)
        ]
    fields: list[Field] = [
        {"name": "basis", "label": _("依据"), "kind": "select", "options": [*votes, *items], "required": True,
         "hint": "" if votes or items else _("本小区还没有可用的业主大会决议或者业主委员会会议通过的议题。")}
    ]  # fmt: skip
    for kind in kinds:
        held = now.get(kind.account)
        hints = [_("须有业主大会决议。")] if kind.needs_resolution else []
        if held and (held.paid_fen or held.open_fen):
            used = yuan(held.paid_fen + held.open_fen)
            hints.append(_("已用%(used)s元，不能更少。") % {"used": used})
        fields.append(
            {"name": kind.account, "label": _("%(name)s（元）") % {"name": names.get(kind.account, kind.account)},
             "value": yuan(held.amount_fen) if held else "", "hint": " ".join(hints), "more": {"inputmode": "decimal"}}
        )  # fmt: skip
    if any(one.year == year for one in queries.budgets_of(row.id, actor=actor)):
        fields.append({"name": "reason", "label": _("为什么调整"), "kind": "area", "required": True})
    return fields, [kind.account for kind in kinds]


@never_cache
@require_safe
@signed_in
def budgets(request: HttpRequest) -> HttpResponse:
    """List the lines of all budgets of a year that the reader may see."""
    actor, year = entered(request), _year(request)
    after = plain(request.GET.get("after", ""), 80)
    found = queries.budget_lines(actor=actor, year=year, after=after, limit=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "tabs": tabs(actor, "purses:budgets"),
        "year": year,
        "this_year": shanghai_day(utc_now()).year,
        "lines": budget_faces(found[:PAGE]),
        "older": f"?{urlencode({'year': str(year), 'after': f'{last.estate_code} {last.code}'})}"
        if last
        else "",
        "sheet": f"{reverse('purses:budgets_sheet')}?{urlencode({'year': year})}",
    }
    return render(request, "purses/budgets.html", context)


@never_cache
@require_safe
@signed_in
def budgets_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list as a spreadsheet."""
    actor, year = entered(request), _year(request)
    names = account_names(shanghai_day(utc_now()))
    header = [
        _("小区编号"), _("小区"), _("年度"), _("预算项"), _("预算（元）"), _("已付（元）"), _("在途（元）"),
        _("还剩（元）"),
    ]  # fmt: skip
    rows = (
        [
            one.estate_code, one.estate, one.year, names.get(one.code, one.code), yuan(one.amount_fen),
            yuan(one.paid_fen), yuan(one.open_fen), yuan(one.left_fen),
        ]
        for one in queries.all_budget_lines(actor=actor, year=year)
    )  # fmt: skip
    return sheet(_("年度预算"), header, rows)
