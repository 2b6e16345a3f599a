"""The lists of funds: estates, households that are short, uses, emergencies on the clock; each as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.funds import queries
from hemei.community.funds.pages.shared import PAGE, entered, tabs, today, use_face
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.money import hundredths, yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

STATE_WORDS = {
    "short": mark("有余额不足的户"),
    "idle": mark("很久没有使用"),
    "in_use": mark("有进行中的使用"),
    "uncredited": mark("有年度没有结息"),
}
HOUSEHOLD_WORDS = {
    "short": mark("余额不足"),
    "asked": mark("已发续筹通知"),
    "overdue": mark("逾期没有续筹"),
    "unpaid": mark("首期没有交齐"),
}


UNREACHED = {"unreached": mark("平台通知不到")}
"""Whose owners have no telephone and no account: asked of one fund alone."""


def _asked(request: HttpRequest, states: object) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {"q": plain(request.GET.get("q", ""), 30), "state": state if state in states else ""}  # type: ignore[operator]


@never_cache
@require_safe
@signed_in
def funds(request: HttpRequest) -> HttpResponse:
    """List the funds of the actor's estates."""
    actor, asked = entered(request), _asked(request, STATE_WORDS)
    found = queries.funds(
        queries.FundFilter(asked["q"], asked["state"]), actor=actor, on=today(),
        after=plain(request.GET.get("after", ""), 40), limit=PAGE + 1,
    )  # fmt: skip
    rows = found[:PAGE]
    context = {
        "rows": rows,
        "asked": asked,
        "yuan": yuan,
        "idle": queries.fund_rules(today()).idle,
        "states": [(code, say(words)) for code, words in STATE_WORDS.items()],
        "tabs": tabs("funds:funds"),
        "opens": queries.may(actor, queries.Act.OPEN).allowed,
        "older": "?" + urlencode({**asked, "after": rows[-1].estate_code}) if len(found) > PAGE else "",
        "sheet": f"{reverse('funds:funds_sheet')}?{urlencode(asked)}",
    }
    return render(request, "funds/funds.html", context)


@never_cache
@require_safe
@signed_in
def funds_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = entered(request), _asked(request, STATE_WORDS)
    header = [_("编码"), _("小区"), _("户数"), _("首期应交（元）"), _("分户余额（元）"), _("公共分账（元）")]
    header += [
        _("余额不足的户数"),
        _("进行中的使用"),
        _("待付差额（元）"),
        _("最近一次拨付"),
        _("划转业主大会"),
    ]

    def rows() -> Iterator[list[Any]]:
        wanted = queries.FundFilter(asked["q"], asked["state"])
        for row in queries.all_funds(wanted, actor=actor, on=today()):
            yield [
                row.estate_code, row.estate, row.households, hundredths(row.first_fen), hundredths(row.units_fen),
                hundredths(row.common_fen), row.short, row.uses, hundredths(row.owed_fen),
                row.last_used_on, row.handed_over_on,
            ]  # fmt: skip

    return sheet(_("维修资金"), header, rows())


@never_cache
@require_safe
@signed_in
def households(request: HttpRequest) -> HttpResponse:
    """List households that are short, asked to renew, late, or owe their first deposit."""
    actor, asked = entered(request), _asked(request, HOUSEHOLD_WORDS)
    wanted = queries.HouseholdFilter(state=asked["state"], text=asked["q"])
    after = (whole_of(request.GET.get("fund", "")) or 0, whole_of(request.GET.get("after", "")) or 0)
    found = queries.households(wanted, actor=actor, on=today(), after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    last = {"fund": str(rows[-1].fund_id), "after": str(rows[-1].id)} if rows else {}
    context = {
        "rows": rows,
        "asked": asked,
        "yuan": yuan,
        "today": today(),
        "states": [(code, say(words)) for code, words in HOUSEHOLD_WORDS.items()],
        "tabs": tabs("funds:households"),
        "older": "?" + urlencode({**asked, **last}) if len(found) > PAGE else "",
        "sheet": f"{reverse('funds:households_sheet')}?{urlencode(asked)}",
    }
    return render(request, "funds/households.html", context)


@never_cache
@require_safe
@signed_in
def households_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet; what a household holds is not in it."""
    actor, asked = entered(request), _asked(request, HOUSEHOLD_WORDS)
    wanted = queries.HouseholdFilter(state=asked["state"], text=asked["q"])
    header = [_("小区"), _("户号"), _("建筑面积（平方米）"), _("首期应交（元）"), _("首期未交（元）")]
    header += [_("余额不足"), _("续筹期限")]

    def rows() -> Iterator[list[Any]]:
        for row in queries.all_households(wanted, actor=actor, on=today()):
            yield [
                row.estate, row.door, hundredths(row.area_dm2), hundredths(row.first_fen),
                hundredths(row.first_left_fen), _("是") if row.short else "", row.asked_until,
            ]  # fmt: skip

    return sheet(_("续筹"), header, rows())


_USE_STATES = {
    "open": mark("进行中"),
    "late": mark("审核或者拨付超期"),
    "no_papers": mark("已审核或者拨付，缺材料"),
}


_FILINGS = (
    queries.FilingState.DUE,
    queries.FilingState.FILED,
    queries.FilingState.ORDERED,
    queries.FilingState.ANSWERED,
)
"""Where a filing stands that somebody looks for."""


def _use_states() -> list[tuple[str, str]]:
    named = {**_USE_STATES, **{state.value: words for state, words in queries.STATE_NAMES.items()}}
    named |= {state.value: queries.FILING_STATE_NAMES[state] for state in _FILINGS}
    return [(code, say(words)) for code, words in named.items()]


@never_cache
@require_safe
@signed_in
def uses(request: HttpRequest) -> HttpResponse:
    """List uses of the funds."""
    return _uses(request, "")


@never_cache
@require_safe
@signed_in
def emergencies(request: HttpRequest) -> HttpResponse:
    """List emergencies, with the time in which each is to be checked."""
    return _uses(request, queries.Path.EMERGENCY.value)


def _uses(request: HttpRequest, path: str) -> HttpResponse:
    actor, now, known = entered(request), utc_now(), dict(_use_states())
    asked = _asked(request, known)
    wanted = queries.UseFilter(asked["q"], path, asked["state"])
    found = queries.uses(
        wanted, actor=actor, now=now, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows = found[:PAGE]
    name = "funds:emergencies" if path else "funds:uses"
    context = {
        "rows": [use_face(row) for row in rows],
        "asked": asked,
        "now": now,
        "emergency": bool(path),
        "states": list(known.items()),
        "tabs": tabs(name),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('funds:uses_sheet')}?{urlencode({**asked, 'path': path})}",
    }
    return render(request, "funds/uses.html", context)


@never_cache
@require_safe
@signed_in
def uses_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, now, asked = entered(request), utc_now(), _asked(request, dict(_use_states()))
    path = request.GET.get("path", "")
    wanted = queries.UseFilter(asked["q"], path if path in set(queries.Path) else "", asked["state"])
    header = [
        _("编号"),
        _("小区"),
        _("维修项目"),
        _("途径"),
        _("部位"),
        _("分摊范围"),
        _("预算（元）"),
        _("结算（元）"),
    ]
    header += [_("进展"), _("提出日期"), _("审核或者拨付期限"), _("拨付日期")]

    def rows() -> Iterator[list[Any]]:
        for row in queries.all_uses(wanted, actor=actor, now=now):
            face = use_face(row)
            yield [
                row.id, row.estate, row.title, face["path"], face["part"], face["scope"], hundredths(row.budget_fen),
                hundredths(row.bill_fen) if row.bill_fen is not None else None, face["state"], row.planned_on,
                row.check_by, row.paid_on,
            ]  # fmt: skip

    return sheet(_("维修资金使用"), header, rows())
