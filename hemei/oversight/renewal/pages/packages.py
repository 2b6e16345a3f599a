"""Packages: the list, one with its votes, costs and bidders, and what everybody may see of an estate's package."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.ground.records.services import MEDIA_TYPES
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal import queries, services
from hemei.oversight.renewal.pages.package_plans import REFUSED
from hemei.oversight.renewal.queries import PackageState, Standing, Step
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import percent, say

PAGE = 50


def _entered(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in queries.SEERS:
        raise PermissionDenied
    return actor


def _asked(request: HttpRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {
        "q": plain(request.GET.get("q", ""), 30),
        "state": state if state in set(PackageState) else "",
    }


def _filter(asked: Mapping[str, str]) -> queries.PackageFilter:
    return queries.PackageFilter(asked["q"], PackageState(asked["state"]) if asked["state"] else None)


@never_cache
@require_safe
@signed_in
def packages(request: HttpRequest) -> HttpResponse:
    """List packages, the latest first."""
    actor, asked = _entered(request), _asked(request)
    after = whole_of(request.GET.get("after", ""))
    found = queries.packages(_filter(asked), actor=actor, after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": [{"row": row, **_state(row)} for row in rows],
        "asked": asked,
        "states": [(state.value, say(words)) for state, words in queries.STATE_TEXTS.items()],
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('renewal:packages_sheet')}?{urlencode(asked)}",
        "plans": actor.role in queries.PLANNERS,
        "yuan": queries.yuan,
    }
    return render(request, "renewal/packages.html", context)


def _state(row: queries.PackageRow) -> dict[str, str]:
    return {"state": say(queries.STATE_TEXTS[row.state]), "tone": queries.STATE_TONES.get(row.state, "")}


@never_cache
@require_safe
@signed_in
def packages_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = _entered(request), _asked(request)
    header = [_("包名"), _("街道"), _("状态"), _("小区数"), _("退出"), _("户数"), _("面积（平方米）")]
    header += [_("收费上限（元）"), _("服务期（年）"), _("企业"), _("合同收费（元）"), _("合同编号")]
    header += [_("成包日期"), _("招标日期"), _("签订日期")]
    return sheet(_("统一打包"), header, _sheet_rows(actor, asked))


def _sheet_rows(actor: Actor, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    for row in queries.all_packages(_filter(asked), actor=actor):
        yield [
            row.name, row.street, _state(row)["state"], row.estates, row.left, row.households, row.area_dm2 // 100,
            row.fee_fen / 100, row.years, row.company,
            row.contract_fee_fen / 100 if row.contract_fee_fen else "", row.contract, row.made_on, row.opened_on,
            row.signed_on,
        ]  # fmt: skip


@never_cache
@require_safe
@signed_in
def package(request: HttpRequest, package_id: int) -> HttpResponse:
    """Show a package to its street, its communities and those above."""
    return _show(request, package_id, _entered(request), QueryDict())


def _show(
    request: HttpRequest,
    package_id: int,
    actor: Actor,
    typed: QueryDict,
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    today = shanghai_day(utc_now())
    page = queries.package_page(package_id, actor=actor, on=today)
    if page is None:
        raise Http404
    known = errors_of(refused) if refused else {}
    context = {
        "page": page,
        "row": page.row,
        **_state(page.row),
        "members": [_member(one, actor, page) for one in page.members],
        "stages": [say(queries.STATE_TEXTS[one]) for one in _COURSE],
        "reached": _COURSE.index(page.row.state) if page.row.state in _COURSE else 0,
        "key": say(queries.KEY_TEXTS[page.row.cost_key]),
        "may": {step.value: step in page.steps for step in Step},
        "files": [file for file in page.files if file.purpose in MEDIA_TYPES],
        "bidders": page.bidders,
        "earliest": queries.earliest_close(today),
        "today": today,
        "values": typed,
        "form": form,
        "errors": {name: known if form == name else {} for name in _CARRY_OUT},
        "stray": {} if form in _FORMS else known,
        "yuan": queries.yuan,
        "month": _month(page),
    }
    return render(request, "renewal/package.html", context, REFUSED if refused else 200)


_COURSE = (
    PackageState.DRAFT,
    PackageState.ISSUED,
    PackageState.VOTING,
    PackageState.TENDERED,
    PackageState.CONTRACTED,
)


def _member(one: queries.MemberRow, actor: Actor, page: queries.PackagePage) -> dict[str, Any]:
    open_here = one.live and one.standing in queries.CALLABLE and actor.covers(one.scope)
    calls, day = Step.CALL in page.steps and open_here, shanghai_day(utc_now())
    items = votes.citable(one.estate_id, "hire_company", on=day) if calls else None
    return {
        "row": one,
        "standing": say(queries.STANDING_TEXTS[one.standing]),
        "tone": queries.STANDING_TONES.get(one.standing, ""),
        "share": percent(one.share) if one.share is not None else "",
        "part": queries.yuan(one.part_fen) if one.part_fen is not None else "",
        "may_call": calls,
        "citable": items,
        "cited": votes.cited_words(one.estate_id, items, actor=actor, on=day) if items is not None else None,
        "may_leave": Step.LEAVE in page.steps and one.live and one.standing is not Standing.VOTING,
    }


def _month(page: queries.PackagePage) -> dict[str, Any] | None:
    month = page.month
    if month is None:
        return None
    return {
        "income": queries.yuan(month.income_fen),
        "cost": queries.yuan(month.cost_fen),
        "surplus": ("-" if month.surplus_fen < 0 else "") + queries.yuan(abs(month.surplus_fen)),
        "short": month.surplus_fen < 0,
        "even": queries.yuan(month.break_even_fen),
        "staff": month.staff,
        "posts": page.posts,
    }


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, package_id: int, name: str) -> HttpResponse:
    """Carry out a step; a refusal shows the page again with what was typed."""
    actor, typed = _entered(request), request.POST
    if name not in _CARRY_OUT:
        raise Http404
    try:
        _CARRY_OUT[name](actor, package_id, typed)
    except Refused as refused:
        return _show(request, package_id, actor, typed, name, refused)
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("renewal:package", args=[package_id]))


def _issue(actor: Actor, package_id: int, _typed: QueryDict) -> None:
    services.issue_package(actor=actor, now=utc_now(), package_id=package_id)


def _call(actor: Actor, _package_id: int, typed: QueryDict) -> None:
    cited = Cited(
        decision=typed.get("decision", "")[:200], decision_item=whole_of(typed.get("decision_item", ""))
    )
    member = whole_of(typed.get("member", "")) or 0
    services.call_vote(actor=actor, now=utc_now(), member_id=member, cited=cited)


def _leave(actor: Actor, package_id: int, typed: QueryDict) -> None:
    services.leave_package(
        actor=actor, now=utc_now(), package_id=package_id, estate_id=whole_of(typed.get("estate", "")) or 0,
        reason=typed.get("reason", "")[:500],
    )  # fmt: skip


def _share(actor: Actor, package_id: int, typed: QueryDict) -> None:
    if typed.get("key") != "agreed":
        services.agree_shares(actor=actor, now=utc_now(), package_id=package_id, shares=None)
        return
    shares = {}
    for name, text in typed.dict().items():
        if name.startswith("share-") and (number := whole_of(name.removeprefix("share-"))) is not None:
            shares[number] = _hundredths(str(text))
    services.agree_shares(actor=actor, now=utc_now(), package_id=package_id, shares=shares)


def _hundredths(text: str) -> int:
    """Read a share of a hundred with two decimals as ten thousandths."""
    try:
        found = Decimal(plain(text, 8).rstrip("%")) * 100
    except InvalidOperation:
        found = Decimal("0.5")
    if not found.is_finite() or found != found.to_integral_value():
        raise Refused.because(
            mark("比例看不懂"),
            remedy=mark("请填写百分数，最多两位小数，例如 33.34"),
            field="shares",
            code="value",
        )
    return int(found)


def _tender(actor: Actor, package_id: int, typed: QueryDict) -> None:
    closes = needed_day(typed.get("closes", ""), "closes")
    services.open_tender(actor=actor, now=utc_now(), package_id=package_id, closes_on=closes)


def _company(text: str) -> int:
    found = companies.found_companies(plain(text, 60))
    if len(found) != 1:
        raise Refused.because(
            mark("没有找到这家企业，或不止一家"), remedy=mark("请填写统一社会信用代码或全称"), field="company",
            code="no_company",
        )  # fmt: skip
    return int(found[0].id)


def _bid(actor: Actor, package_id: int, typed: QueryDict) -> None:
    company = _company(typed.get("company", ""))
    services.enter_bidder(actor=actor, now=utc_now(), package_id=package_id, company_id=company)


def _contract(actor: Actor, package_id: int, typed: QueryDict) -> None:
    draft = services.ContractDraft(
        company_id=whole_of(typed.get("company", "")) or 0,
        signed_on=needed_day(typed.get("signed_on", ""), "signed_on"),
        valid_from=needed_day(typed.get("valid_from", ""), "valid_from"),
        term_until=needed_day(typed.get("term_until", ""), "term_until"),
        fee_fen=needed_fen(typed.get("fee", ""), "fee"),
        reference=plain(typed.get("reference", ""), 60),
    )
    services.record_contract(actor=actor, now=utc_now(), package_id=package_id, draft=draft)


def _drop(actor: Actor, package_id: int, typed: QueryDict) -> None:
    services.drop_package(
        actor=actor, now=utc_now(), package_id=package_id, reason=typed.get("reason", "")[:500]
    )


_CARRY_OUT: dict[str, Callable[[Actor, int, QueryDict], None]] = {
    "issue": _issue,
    "call": _call,
    "leave": _leave,
    "share": _share,
    "tender": _tender,
    "bid": _bid,
    "contract": _contract,
    "drop": _drop,
}
_FORMS = frozenset({"leave", "share", "tender", "bid", "contract", "drop"})


@never_cache
@require_safe
@signed_in
def document(request: HttpRequest, package_id: int, form: str) -> HttpResponseBase:
    """Give the documents of a tender as DOCX or PDF."""
    page = queries.package_page(package_id, actor=_entered(request), on=shanghai_day(utc_now()))
    found = next((file for file in page.files if file.purpose == form), None) if page else None
    if page is None or found is None or form not in MEDIA_TYPES:
        raise Http404
    return FileResponse(
        io.BytesIO(records.file_content(found)),
        as_attachment=True,
        filename=f"{page.row.name} 招标文件.{form}",
        content_type=MEDIA_TYPES[form],
    )


@require_safe
def public(request: HttpRequest, token: str) -> HttpResponse:
    """Show everybody the package of the estate whose board bears this token: owners read it before they vote."""
    estate = places.public_estate(token)
    if estate is None:
        raise Http404
    found = queries.public_package(token)
    context = {
        "estate": estate,
        "package": found,
        "state": say(queries.STATE_TEXTS[found.state]) if found else "",
        "tone": queries.STATE_TONES.get(found.state, "") if found else "",
        "members": [
            (name, say(queries.STANDING_TEXTS[standing]), queries.STANDING_TONES.get(standing, ""))
            for name, standing in (found.estates if found else ())
        ],
        "yuan": queries.yuan,
    }
    return render(request, "renewal/public.html", context)
